"""The Service Description: what the endpoint can do, as RDF (SPARQL 1.1 Service Description)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reorg.namespaces import PREFIXES
from reorg.rdf.formats import W3C
from reorg.serve.media import GRAPH, TABLE

if TYPE_CHECKING:
    import pyoxigraph as ox

_SD = "http://www.w3.org/ns/sparql-service-description#"
VOID = "http://rdfs.org/ns/void#"
"""The namespace of VoID."""
DESCRIBED = {**PREFIXES, "sd": _SD, "void": VOID, "formats": W3C}
"""The prefixes that a description uses."""


def describe(endpoint: str, triples: int, graphs: dict[str, int]) -> list[ox.Triple]:
    """Return the description of an endpoint.

    Args:
        endpoint: Its IRI.
        triples: How many triples its default graph has.
        graphs: How many each named graph has, by IRI.
    """
    from pyoxigraph import Literal, NamedNode, Triple

    rdf_type = NamedNode(PREFIXES["rdf"] + "type")
    service, dataset = NamedNode(f"{endpoint}#service"), NamedNode(f"{endpoint}#dataset")
    default = NamedNode(f"{endpoint}#default-graph")
    statements = [
        Triple(service, rdf_type, _sd("Service")),
        Triple(service, _sd("endpoint"), NamedNode(endpoint)),
        Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Query")),
        # The default graph holds the triples of the named graphs too.
        Triple(service, _sd("feature"), _sd("UnionDefaultGraph")),
        Triple(service, _sd("defaultDataset"), dataset),
        Triple(dataset, rdf_type, _sd("Dataset")),
        Triple(dataset, _sd("defaultGraph"), default),
        Triple(default, rdf_type, _sd("Graph")),
        Triple(default, NamedNode(VOID + "triples"), Literal(triples)),
    ]
    formats = dict.fromkeys([*TABLE.values(), *GRAPH.values()])
    statements += [
        Triple(service, _sd("resultFormat"), NamedNode(W3C + format_.w3c)) for format_ in formats
    ]
    for number, (iri, count) in enumerate(sorted(graphs.items()), 1):
        named, graph = (NamedNode(f"{endpoint}#{part}-{number}") for part in ("named", "graph"))
        statements += [
            Triple(dataset, _sd("namedGraph"), named),
            Triple(named, rdf_type, _sd("NamedGraph")),
            Triple(named, _sd("name"), NamedNode(iri)),
            Triple(named, _sd("graph"), graph),
            Triple(graph, rdf_type, _sd("Graph")),
            Triple(graph, NamedNode(VOID + "triples"), Literal(count)),
        ]
    return statements


def _sd(name: str) -> ox.NamedNode:
    from pyoxigraph import NamedNode

    return NamedNode(_SD + name)
