"""The graphs that the ontology's tests reason over, as sets of triples."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse, serialize

from reorg import resources
from reorg.namespaces import PREFIXES
from support.paths import DATA, ROOT
from support.tools import outside

SAMPLE = DATA / "sample.ttl"
SHIPPED = ROOT / "graph" / "northamptonshire-2015.ttl"
VOCABULARY = ROOT.parent / "shared" / "vocabulary"

ONTOLOGY = ("core.ttl", "schemes.ttl", "presentation.ttl", "alignments.ttl")

TYPE = NamedNode(PREFIXES["rdf"] + "type")
STATEMENT = NamedNode(PREFIXES["rdf"] + "Statement")
ONTOLOGY_CLASS = NamedNode(PREFIXES["owl"] + "Ontology")

# https://www.w3.org/TR/owl2-syntax/#Datatype_Maps
OWL_DATATYPES = {
    PREFIXES["owl"] + "rational",
    PREFIXES["owl"] + "real",
    PREFIXES["rdf"] + "PlainLiteral",
    PREFIXES["rdf"] + "XMLLiteral",
    PREFIXES["rdf"] + "langString",
    PREFIXES["rdfs"] + "Literal",
} | {
    PREFIXES["xsd"] + name
    for name in re.findall(
        r"\w+",
        """
        NCName NMTOKEN Name anyURI base64Binary boolean byte dateTime dateTimeStamp decimal
        double float hexBinary int integer language long negativeInteger nonNegativeInteger
        nonPositiveInteger normalizedString positiveInteger short string token unsignedByte
        unsignedInt unsignedLong unsignedShort
        """,
    )
}

Graph = frozenset[Triple]


def term(name: str) -> NamedNode:
    """Return the IRI that a prefixed name such as ``reorg:Claim`` stands for."""
    prefix, _, local = name.partition(":")
    return NamedNode(PREFIXES[prefix] + local)


def parsed(text: bytes | str, format: RdfFormat = RdfFormat.TURTLE) -> Graph:
    """Return the triples of a text; blank nodes of different texts never coincide."""
    quads = parse(
        text.encode() if isinstance(text, str) else text,
        format,
        base_iri="https://w3id.org/reorg/id/",
        rename_blank_nodes=True,
    )
    return frozenset(Triple(quad.subject, quad.predicate, quad.object) for quad in quads)


def ontology() -> Graph:
    """Return what the core, the schemes and the alignments say."""
    return frozenset().union(*(parsed(resources.read("ontology", name)) for name in ONTOLOGY))


def sample() -> Graph:
    """Return an invented report's graph that has one thing of every kind."""
    return parsed(SAMPLE.read_bytes())


def shipped() -> Graph:
    """Return the graph that the project ships."""
    return parsed(SHIPPED.read_bytes())


def with_lines(data: Graph, lines: str) -> Graph:
    """Return a graph and some Turtle lines that use the project's prefixes."""
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    return data | parsed(prefixes + lines)


def vocabularies(*names: str) -> Graph:
    """Return the triples of the full standard vocabularies; all of them if none is named.

    They are third-party files beside the project. Where they are missing the test is skipped,
    or fails in continuous integration.
    """
    found: Graph = frozenset()
    for path in sorted(outside(VOCABULARY).iterdir()):
        if not names or path.stem in names:
            read_as = RdfFormat.N_QUADS if path.suffix == ".nq" else RdfFormat.TURTLE
            found |= parsed(path.read_bytes(), read_as)
    return found


def instances(graph: Graph, *classes: str) -> set[NamedNode | BlankNode]:
    """Return what a graph types as one of some classes, given as prefixed names."""
    wanted = {term(name) for name in classes}
    return {
        triple.subject
        for triple in graph
        if triple.predicate == TYPE
        and triple.object in wanted
        and isinstance(triple.subject, NamedNode | BlankNode)
    }


def unreified(data: Graph) -> Graph:
    """Return a graph without statement nodes: reification is no part of OWL 2 DL."""
    statements = instances(data, "rdf:Statement")
    return frozenset(
        triple
        for triple in data
        if triple.subject not in statements and triple.object not in statements
    )


def within_datatype_map(data: Graph) -> Graph:
    """Return a graph without values such as dates, whose datatypes OWL 2 reasoners refuse."""
    return frozenset(
        triple
        for triple in data
        if not isinstance(triple.object, Literal) or triple.object.datatype.value in OWL_DATATYPES
    )


def one_ontology(graph: Graph) -> Graph:
    """Return a graph with one ontology header in place of those of the files it came from.

    OWL knows one ontology a document; headers and their annotations carry no semantics. This is
    all that is left out of the standard vocabularies.
    """
    headers = {triple.subject for triple in graph if triple.object == ONTOLOGY_CLASS}
    kept = frozenset(triple for triple in graph if triple.subject not in headers)
    own = NamedNode(PREFIXES["reorg"].rstrip("#"))
    return kept | {Triple(own, TYPE, ONTOLOGY_CLASS)}


def to_bytes(graph: Iterable[Triple], format: RdfFormat) -> bytes:
    """Return a graph in a format, in a fixed order."""
    return serialize(sorted(graph, key=str), format=format) or b""
