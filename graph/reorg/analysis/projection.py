"""The graph as a network: which things become nodes and which relations become edges.

The projection is the tables of this module, of `reorg.analysis.edges` and of
`reorg.analysis.attributes`. Anchors, selectors, statements, commitments,
relations, conflicts, memberships, interests, references, sentences, concepts and background are not
nodes: they become edges or attributes. What a claim says becomes two edges, from the claim
to what it speaks of (``subject``) and to what it says of it (``object``), both labelled with
the predicate; nothing said becomes an edge between the things themselves, since an edge has
no voice. What a claim depends on becomes an edge to each thing that the condition is about.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from reorg.analysis.attributes import node_attributes
from reorg.analysis.edges import edges
from reorg.namespaces import expand
from reorg.rdf.triples import Triples

if TYPE_CHECKING:
    import networkx as nx
    from pyoxigraph import Quad

#: Class to kind of node; the first row that fits a thing decides.
NODES = (
    ("reorg:Claim", "claim"),
    ("reorg:Utterance", "utterance"),
    ("reorg:Plan", "plan"),
    ("reorg:PlannedState", "planned"),
    ("reorg:PlannedBodyGroup", "planned"),
    ("reorg:PlannedBody", "planned"),
    ("reorg:PlannedStaff", "planned"),
    ("reorg:PlannedEvent", "planned"),
    ("reorg:PlannedTransfer", "planned"),
    ("reorg:PlannedThing", "planned"),
    ("reorg:Event", "event"),
    ("reorg:StatutoryResponsibility", "responsibility"),
    ("reorg:Situation", "situation"),
    ("reorg:Figure", "figure"),
    ("reorg:Issue", "issue"),
    ("reorg:Gap", "gap"),
    ("reorg:Service", "service"),
    ("reorg:Staff", "staff"),
    ("reorg:Document", "document"),
    ("reorg:Comment", "document"),
    ("reorg:Image", "document"),
    ("reorg:Part", "document"),
    ("foaf:Person", "person"),
    ("org:FormalOrganization", "organisation"),
    ("org:Organization", "organisation"),
    ("reorg:BodyGroup", "organisation"),
    ("reorg:Place", "place"),
    ("reorg:Notion", "notion"),
    ("reorg:Voice", "person"),
)

CLAIM_KINDS = frozenset({"claim", "utterance"})


def view(graph: Triples | Iterable[Quad]) -> nx.MultiDiGraph[str]:
    """Return the network of a graph, such as a store; the tables tell what it holds.

    Nodes are IRIs. Every node has ``label`` and ``kind``; the rest (``wording``,
    ``quotation``, ``speaker``, ``act``, ``status``, …) is present where the graph has it.
    All attributes are text or numbers, so that GraphML and GEXF can hold them. Nodes and
    edges come in sorted order, and parallel edges are kept.
    """
    import networkx as nx

    triples = Triples.of(graph)
    kinds = node_kinds(triples)
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for iri, kind in kinds.items():
        network.add_node(iri, **node_attributes(triples, iri, kind))
    for edge in edges(triples, kinds):
        network.add_edge(
            edge.source,
            edge.target,
            key=edge.key,
            relation=edge.relation,
            label=edge.label,
            **dict(edge.details),
        )
    return network


def node_kinds(triples: Triples) -> dict[str, str]:
    """Return the things that become nodes with their kinds, in sorted order."""
    # Who made the record is no part of what it reports.
    makers = {maker for iri in triples.of_type("reorg:Record") for maker in _makers(triples, iri)}
    ranked = {expand(name): (rank, kind) for rank, (name, kind) in enumerate(NODES)}
    kinds = {}
    for iri in triples:
        fitting = [ranked[name] for name in triples.types(iri) if name in ranked]
        if fitting and iri not in makers:
            kinds[iri] = min(fitting)[1]
    return kinds


def _makers(triples: Triples, record: str) -> list[str]:
    return [*triples.values(record, "reorg:curator"), *triples.values(record, "dcterms:creator")]
