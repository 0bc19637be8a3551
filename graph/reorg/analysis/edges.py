"""Which relations of the graph become edges of the network, and what they are called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import NamedTuple

from reorg.rdf.statement import predicate_words, qualities
from reorg.rdf.triples import Triples, local_name

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
    (">", "reorg:stanceTowards", "stance towards"),
    (">", "reorg:silentOn", "silent on"),
    (">", "reorg:staffOf", "staff of"),
    (">", "reorg:responsibilityFor", "responsibility for"),
    (">", "reorg:derivedFrom", "derived from"),
    (">", "reorg:partOfTotal", "part of"),
    (">", "reorg:shareOf", "share of"),
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
    ("reorg:Interest", "reorg:interestOf", "reorg:interestIn", "has interest in"),
    ("reorg:Reference", "reorg:usedIn", "reorg:thingMeant", "means"),
    ("reorg:Reference", "reorg:usedIn", "reorg:literalReferent", "names"),
)

#: Property whose concept names a relation to what the local names of these concepts begin with.
NAMING = {"reorg:commitment": "commitment-", "reorg:relationKind": "relation-kind-"}
#: The relation where the property is missing.
UNNAMED = {"reorg:commitment": "reports", "reorg:relationKind": ""}

CONFLICT = "conflicts with"
CONDITION = "on condition"


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


def edges(triples: Triples, kinds: Mapping[str, str]) -> list[Edge]:
    """Return the edges between nodes, each once, in sorted order.

    Args:
        triples: The graph.
        kinds: The things that are nodes, with their kinds.
    """
    return sorted(set(_edges(triples, kinds)))


def _edges(triples: Triples, kinds: Mapping[str, str]) -> Iterator[Edge]:
    edges = list(_content(triples, kinds))
    joined = {(edge.source, edge.target) for edge in edges}
    yield from edges
    yield from _conditions(triples, kinds)
    yield from _links(triples, kinds)
    yield from _joins(triples, kinds)
    yield from _commitments(triples, kinds)
    for claim in triples.of_type("reorg:Utterance"):
        for thing in triples.values(claim, "reorg:about"):
            if claim in kinds and thing in kinds and (claim, thing) not in joined:
                yield Edge(claim, thing, "about", f"{claim} {thing}", "about")


def _links(triples: Triples, kinds: Mapping[str, str]) -> Iterator[Edge]:
    for iri in kinds:
        for direction, name, relation in LINKS:
            for other in triples.values(iri, name):
                if other in kinds and other != iri:
                    source, target = (iri, other) if direction == ">" else (other, iri)
                    yield Edge(source, target, relation, f"{source} {target}", relation)


def _joins(triples: Triples, kinds: Mapping[str, str]) -> Iterator[Edge]:
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
    texts = {
        "reason": triples.value(iri, "reorg:reason"),
        "conflict_kind": triples.concept(iri, "reorg:conflictKind"),
        "strength": triples.concept(iri, "reorg:strength"),
        "issue": triples.concept(iri, "reorg:overIssue"),
        "role": triples.concept(iri, "org:role"),
        "words": triples.value(iri, "reorg:wordsUsed"),
        "iri": iri,
    }
    label = texts["role"] or (texts["words"] and f"{words} “{texts['words']}”") or words
    return label, tuple(sorted((name, text) for name, text in texts.items() if text))


def _commitments(triples: Triples, kinds: Mapping[str, str]) -> Iterator[Edge]:
    for claim in triples.of_type("reorg:Utterance"):
        for iri in triples.values(claim, "reorg:reportedBy"):
            voice = triples.value(iri, "reorg:voice")
            if voice in kinds and claim in kinds:
                relation, words = relation_of(triples, iri, "reorg:commitment")
                yield Edge(voice, claim, relation, iri, words)


def _content(triples: Triples, kinds: Mapping[str, str]) -> Iterator[Edge]:
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


def _conditions(triples: Triples, kinds: Mapping[str, str]) -> Iterator[Edge]:
    """Yield an edge from each claim to each thing that a condition of the claim is about."""
    for claim in triples.of_type("reorg:Claim"):
        for statement in triples.values(claim, "reorg:condition"):
            for end in ("rdf:subject", "rdf:object"):
                thing = triples.value(statement, end)
                if thing in kinds and thing != claim:
                    yield Edge(claim, thing, CONDITION, f"{claim} {thing}", CONDITION)
