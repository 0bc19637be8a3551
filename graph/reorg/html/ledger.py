"""The view "Figures and gaps": the table of the figures, and what the report does not say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from reorg.html.figurevalues import size, value_words
from reorg.html.pagegraph import Concept, Link, PageGraph


class Line(NamedTuple):
    """A line of the ledger: a figure with what it counts, who states it and what it is part of."""

    figure: Link
    words: str
    written: str
    role: str
    measure: str
    counts: Link
    total: Link
    formula: str
    voices: str


def ledger(graph: PageGraph) -> Iterable[Line]:
    """Yield the figures by measure as the text comes to them, stated ones first, large first."""
    t = graph.triples
    counted = _counted(graph)
    for iri in _in_order(graph, t.of_type("reorg:Figure"), counted):
        thing, voices = counted.get(iri, ("", []))
        yield Line(
            figure=graph.link(iri),
            words=value_words(t, iri, graph.words),
            written=t.value(iri, "reorg:asWritten"),
            role=t.concept(iri, "reorg:figureRole"),
            measure=t.concept(iri, "reorg:measure"),
            counts=graph.link(thing),
            total=graph.link(t.value(iri, "reorg:partOfTotal") or t.value(iri, "reorg:shareOf")),
            formula=t.value(iri, "reorg:formula"),
            voices=", ".join(map(t.label, dict.fromkeys(voices))),
        )


def gaps(graph: PageGraph) -> Iterable[tuple[Concept, tuple[tuple[Link, Link], ...]]]:
    """Yield what is left unsaid by topic: each gap, and what it is about."""
    t = graph.triples
    other = Concept("other", graph.words.text("figures.no-topic"))
    by_topic: dict[Concept, list[tuple[Link, Link]]] = defaultdict(list)
    for iri in graph.in_order(t.of_type("reorg:Gap")):
        topic = graph.concept(iri, "reorg:topic", "topic-")
        about = graph.link(t.value(iri, "reorg:gapAbout"))
        by_topic[topic if topic.name else other].append((graph.link(iri), about))
    for topic, several in sorted(by_topic.items()):
        yield topic, tuple(several)


def _counted(graph: PageGraph) -> dict[str, tuple[str, list[str]]]:
    """Return what each figure counts and who states it, in the order of the text."""
    t = graph.triples
    counted: dict[str, tuple[str, list[str]]] = {}
    for claim in graph.in_order(t.of_type("reorg:Claim")):
        for statement in t.values(claim, "reorg:content"):
            if t.name(statement, "rdf:predicate") == "hasFigure":
                figure = t.value(statement, "rdf:object")
                _, voices = counted.setdefault(figure, (t.value(statement, "rdf:subject"), []))
                voices.extend(graph.speakers(claim))
    return counted


def _in_order(graph: PageGraph, figures: list[str], counted: Iterable[str]) -> list[str]:
    t = graph.triples
    places: dict[str, int] = {}
    for iri in [*counted, *figures]:
        places.setdefault(t.value(iri, "reorg:measure"), len(places))

    def order(iri: str) -> tuple[int, bool, float, str]:
        derived = bool(t.value(iri, "reorg:formula"))
        quantity = size(t, iri) or 0
        return places[t.value(iri, "reorg:measure")], derived, -quantity, iri

    return sorted(figures, key=order)
