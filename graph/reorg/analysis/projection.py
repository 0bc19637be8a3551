"""The graph as a network: which things become nodes and which relations become edges.

The projection is the four tables below. Anchors, selectors, statements, commitments,
relations, conflicts, memberships, references, sentences, concepts and background are not
nodes: they become edges or attributes. What a claim says becomes two edges, from the claim
to what it speaks of (``subject``) and to what it says of it (``object``), both labelled with
the predicate; nothing said becomes an edge between the things themselves, since an edge has
no voice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from reorg.namespaces import expand
from reorg.rdf.statement import predicate_words, qualities
from reorg.rdf.triples import Triples, local_name

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
    ("reorg:PlannedTransfer", "planned"),
    ("reorg:PlannedThing", "planned"),
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
    ("reorg:Place", "place"),
    ("reorg:Notion", "notion"),
    ("reorg:Voice", "person"),
)

#: Plain property to relation of the edge, which runs from the first to the second;
#: ``<`` turns the triple round.
LINKS = (
    ("<", "reorg:speaker", "says"),
    ("<", "reorg:possibleSpeaker", "may say"),
    (">", "reorg:onBehalfOf", "on behalf of"),
    (">", "reorg:within", "within"),
    (">", "reorg:presupposes", "presupposes"),
    (">", "reorg:quotes", "quotes"),
    ("<", "reorg:introducedBy", "introduces"),
    (">", "reorg:realises", "realises"),
    (">", "reorg:staffOf", "staff of"),
    (">", "reorg:responsibilityFor", "responsibility for"),
    (">", "reorg:derivedFrom", "derived from"),
    (">", "reorg:partOfTotal", "part of"),
    (">", "reorg:gapAbout", "asks about"),
    (">", "dcterms:isPartOf", "part of"),
    ("<", "dcterms:creator", "made"),
    (">", "dcterms:publisher", "published by"),
    (">", "foaf:depicts", "depicts"),
    (">", "skos:broader", "kind of"),
)

#: Class of a node that stands between two others to how it becomes an edge: the property of
#: its start, of its end, and the relation: a name, or the property whose concept names it.
JOINS = (
    ("reorg:Conflict", "reorg:betweenClaim", "reorg:betweenClaim", "conflicts with"),
    ("reorg:Relation", "reorg:fromClaim", "reorg:toClaim", "reorg:relationKind"),
    ("org:Membership", "org:member", "org:organization", "member of"),
    ("reorg:Reference", "reorg:usedIn", "reorg:thingMeant", "means"),
    ("reorg:Reference", "reorg:usedIn", "reorg:literalReferent", "names"),
)

#: Property whose concept names a relation to what the local names of these concepts begin with.
NAMING = {"reorg:commitment": "commitment-", "reorg:relationKind": "relation-kind-"}
#: The relation where the property is missing.
UNNAMED = {"reorg:commitment": "reports", "reorg:relationKind": ""}

#: Attribute of a node to the property it comes from; ``concept`` takes the label of the value.
ATTRIBUTES = (
    ("wording", "reorg:wording", "text"),
    ("question", "reorg:question", "text"),
    ("act", "reorg:act", "concept"),
    ("status", "reorg:standing", "concept"),
    ("stance", "reorg:stance", "concept"),
    ("attribution", "reorg:attribution", "concept"),
    ("source_mode", "reorg:sourceMode", "concept"),
    ("speaker", "reorg:speaker", "concept"),
    ("document", "reorg:inPart", "concept"),
    ("naming", "reorg:naming", "concept"),
    ("as_written", "reorg:asWritten", "text"),
    ("unit", "reorg:unit", "concept"),
    ("measure", "reorg:measure", "concept"),
    ("figure_role", "reorg:figureRole", "concept"),
)

CLAIM_KINDS = frozenset({"claim", "utterance"})
CONFLICT = "conflicts with"


class Edge(NamedTuple):
    """One edge of the view.

    Attributes:
        source: IRI of the start.
        target: IRI of the end.
        relation: What kind of edge it is: a name of this module's tables, or the local name of
            a concept (`NAMING`) without its scheme's; never a label.
        evidence: IRI of the node that the edge stands for, or the two ends' IRIs.
        label: What to write beside it; nothing goes by it.
        details: Further attributes, name and text.
    """

    source: str
    target: str
    relation: str
    evidence: str
    label: str
    details: tuple[tuple[str, str], ...] = ()

    @property
    def key(self) -> str:
        """A key that no other edge of the view has (GraphML wants one for the whole file)."""
        return f"{self.relation} {self.evidence}"


def view(graph: Triples | Iterable[Quad]) -> nx.MultiDiGraph[str]:
    """Return the network of a graph, such as a store; see the module's tables for what it holds.

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
    for edge in sorted(set(_edges(triples, kinds))):
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
        fitting = [ranked[found] for found in triples.types(iri) if found in ranked]
        if fitting and iri not in makers:
            kinds[iri] = min(fitting)[1]
    return kinds


def _makers(triples: Triples, record: str) -> list[str]:
    return [*triples.values(record, "reorg:curator"), *triples.values(record, "dcterms:creator")]


def node_attributes(triples: Triples, iri: str, kind: str) -> dict[str, str | float]:
    """Return a node's attributes; what the graph leaves out is left out."""
    found: dict[str, str | float] = {"kind": kind}
    for attribute, name, how in ATTRIBUTES:
        text = triples.concept(iri, name) if how == "concept" else triples.value(iri, name)
        if text:
            found[attribute] = text
    spoken = found.get("wording") or found.get("question")
    found["label"] = str(spoken) if spoken else triples.label(iri)
    if part := triples.concept(triples.value(iri, "reorg:inPart"), "reorg:partKind"):
        found["part"] = part
    if quotation := " … ".join(quotations(triples, iri)):
        found["quotation"] = quotation
    if role := ", ".join(roles(triples, iri)):
        found["role"] = role
    quantity = triples.number(iri, "reorg:quantity")
    if quantity is not None:
        found["quantity"] = quantity
    return found


def quotations(triples: Triples, iri: str) -> list[str]:
    """Return the exact words that a thing's anchors quote, in the order of the text."""
    placed = []
    for anchor in triples.values(iri, "reorg:anchor"):
        for selector in selectors(triples, anchor):
            if exact := triples.value(selector, "oa:exact"):
                placed.append((anchor_start(triples, anchor), exact))
    return [exact for _, exact in sorted(placed)]


def selectors(triples: Triples, anchor: str) -> list[str]:
    """Return the IRIs of an anchor's selectors."""
    targets = triples.values(anchor, "oa:hasTarget")
    return [found for target in targets for found in triples.values(target, "oa:hasSelector")]


def anchor_start(triples: Triples, anchor: str) -> int:
    """Return where an anchor's passage starts, in code points; 0 where nothing says so."""
    starts = (triples.number(found, "oa:start") for found in selectors(triples, anchor))
    return int(min((start for start in starts if start is not None), default=0))


def roles(triples: Triples, iri: str) -> list[str]:
    """Return the roles that a person has by membership, such as ``Mayor, Millbrook Council``."""
    return [", ".join(filter(None, names)) for names in memberships(triples, iri)]


def memberships(triples: Triples, iri: str) -> list[tuple[str, str]]:
    """Return a person's memberships: what the role and the organisation are called, or nothing."""
    return [
        (triples.concept(found, "org:role"), triples.concept(found, "org:organization"))
        for found in triples.subjects("org:member", iri)
    ]


def _edges(triples: Triples, kinds: dict[str, str]) -> Iterator[Edge]:
    edges = list(_content(triples, kinds))
    said = {(edge.source, edge.target) for edge in edges}
    yield from edges
    yield from _links(triples, kinds)
    yield from _joins(triples, kinds)
    yield from _commitments(triples, kinds)
    for claim in triples.of_type("reorg:Utterance"):
        for thing in triples.values(claim, "reorg:about"):
            if claim in kinds and thing in kinds and (claim, thing) not in said:
                yield Edge(claim, thing, "about", f"{claim} {thing}", "about")


def _links(triples: Triples, kinds: dict[str, str]) -> Iterator[Edge]:
    for iri in kinds:
        for direction, name, relation in LINKS:
            for other in triples.values(iri, name):
                if other in kinds and other != iri:
                    source, target = (iri, other) if direction == ">" else (other, iri)
                    yield Edge(source, target, relation, f"{source} {target}", relation)


def _joins(triples: Triples, kinds: dict[str, str]) -> Iterator[Edge]:
    for type_name, start, end, name in JOINS:
        for iri in triples.of_type(type_name):
            relation, words = relation_of(triples, iri, name) if name in NAMING else (name, name)
            pairs = list(product(triples.values(iri, start), triples.values(iri, end)))
            if start == end:
                pairs = [(source, target) for source, target in pairs if source < target]
            for source, target in pairs:
                if source in kinds and target in kinds and source != target:
                    label, details = _join_words(triples, iri, words)
                    yield Edge(source, target, relation, iri, label, details)


def relation_of(triples: Triples, iri: str, name: str) -> tuple[str, str]:
    """Return the name and the label of the relation that a node's concept names.

    Args:
        triples: The graph.
        iri: The node, such as a commitment.
        name: The property, one of ``NAMING``.
    """
    if concept := triples.value(iri, name):
        return local_name(concept).removeprefix(NAMING[name]), triples.label(concept)
    return UNNAMED[name], UNNAMED[name]


def relation_labels(triples: Triples) -> dict[str, str]:
    """Return the label of each relation that a concept of the graph names."""
    naming = [
        *((iri, "reorg:commitment") for iri in triples.of_type("reorg:Commitment")),
        *((iri, "reorg:relationKind") for iri in triples.of_type("reorg:Relation")),
    ]
    return dict(relation_of(triples, iri, name) for iri, name in naming)


def _join_words(triples: Triples, iri: str, words: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    found = {
        "reason": triples.value(iri, "reorg:reason"),
        "conflict_kind": triples.concept(iri, "reorg:conflictKind"),
        "strength": triples.concept(iri, "reorg:strength"),
        "issue": triples.concept(iri, "reorg:overIssue"),
        "role": triples.concept(iri, "org:role"),
        "words": triples.value(iri, "reorg:wordsUsed"),
        "iri": iri,
    }
    label = found["role"] or (found["words"] and f"{words} “{found['words']}”") or words
    return label, tuple(sorted((name, text) for name, text in found.items() if text))


def _commitments(triples: Triples, kinds: dict[str, str]) -> Iterator[Edge]:
    for claim in triples.of_type("reorg:Utterance"):
        for iri in triples.values(claim, "reorg:hasCommitment"):
            voice = triples.value(iri, "reorg:voice")
            if voice in kinds and claim in kinds:
                relation, words = relation_of(triples, iri, "reorg:commitment")
                yield Edge(voice, claim, relation, iri, words)


def _content(triples: Triples, kinds: dict[str, str]) -> Iterator[Edge]:
    owners = {
        statement: claim
        for claim in triples.of_type("reorg:Claim")
        for statement in triples.values(claim, "reorg:content")
    }
    for statement, claim in owners.items():
        label = predicate_words(triples, statement)
        details = tuple((one.respect, one.label) for one in qualities(triples, statement))
        for end in ("subject", "object"):
            thing = triples.value(statement, f"rdf:{end}")
            if thing in kinds and thing != claim:
                yield Edge(claim, thing, end, statement, label, details)
        issue = triples.value(statement, "reorg:onIssue")
        if issue in kinds:
            answer = triples.concept(statement, "reorg:answer")
            label = f"answers: {answer}" if answer else "answers"
            yield Edge(claim, issue, "answers", statement, label)
    for claim in triples.of_type("reorg:Claim"):
        for statement in triples.values(claim, "reorg:condition"):
            owner = owners.get(statement, "")
            if owner in kinds and owner != claim:
                yield Edge(claim, owner, "on condition of", statement, "on condition of")
