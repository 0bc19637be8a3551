"""The view "Where they disagree": each conflict with its two sides, the hardest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from reorg.html.entries import Entry
from reorg.html.pagegraph import Concept, PageGraph

#: Strengths of conflicts, the hardest first.
STRENGTHS = (
    "strength-contradicts",
    "strength-conditionally",
    "strength-in-tension",
    "strength-in-tension-by-definition",
)


class Dispute(NamedTuple):
    """A conflict with both of its claims."""

    id: str
    iri: str
    title: str
    kind: str
    strength: Concept
    reason: str
    origin: str
    sides: tuple[Entry, ...]


def disputes(graph: PageGraph, entries: Mapping[str, Entry]) -> Iterable[Dispute]:
    """Yield the conflicts: the hardest first, and then in the order of the text."""
    t, words = graph.triples, graph.words
    conflicts = t.of_type("reorg:Conflict")
    for iri in sorted(conflicts, key=lambda conflict: _hardest_first(graph, conflict)):
        claims = [claim for claim in t.values(iri, "reorg:betweenClaim") if claim in entries]
        computed = t.values(iri, "reorg:derivedByRule")
        yield Dispute(
            id=graph.ids[iri],
            iri=iri,
            title=_title(graph, iri),
            kind=t.concept(iri, "reorg:conflictKind"),
            strength=graph.concept(iri, "reorg:strength"),
            reason=t.value(iri, "reorg:reason"),
            origin=words.text("disagree.computed" if computed else "disagree.curated"),
            sides=tuple(entries[claim] for claim in graph.in_order(claims)),
        )


def _hardest_first(graph: PageGraph, conflict: str) -> tuple[int, tuple[int, str], str]:
    strength = graph.triples.name(conflict, "reorg:strength")
    rank = STRENGTHS.index(strength) if strength in STRENGTHS else len(STRENGTHS)
    claims = graph.triples.values(conflict, "reorg:betweenClaim")
    return rank, min(map(graph.order, claims), default=(0, "")), conflict


def _title(graph: PageGraph, conflict: str) -> str:
    t = graph.triples
    if issue := t.value(conflict, "reorg:overIssue"):
        return t.value(issue, "reorg:question") or t.label(issue)
    return t.value(conflict, "rdfs:label") or graph.words.text("disagree.untitled")
