"""Where the voices stand: for or against what, what they kept silent on, and their interests."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from reorg.html.pagegraph import Concept, Link, PageGraph


class Stance(NamedTuple):
    """A stance, and what it is towards."""

    stance: Concept
    towards: tuple[Link, ...]


class Standing(NamedTuple):
    """A thing with the voices that take a stance towards it, by stance."""

    thing: Link
    voices: tuple[tuple[Concept, tuple[Link, ...]], ...]


class Silence(NamedTuple):
    """That a voice did not speak: how, on what, and the utterance that tells it."""

    kind: Concept
    on: tuple[Link, ...]
    voices: tuple[Link, ...]
    utterance: Link


class Interest(NamedTuple):
    """A voice's interest in the matter: as what, in what, and where that is reported."""

    kind: str
    things: tuple[Link, ...]
    source: Link


def stance(graph: PageGraph, iri: str) -> Stance:
    """Return the stance of an utterance; without a name where it takes none."""
    towards = graph.triples.values(iri, "reorg:stanceTowards")
    return Stance(
        graph.concept(iri, "reorg:stance", "stance-"),
        tuple(map(graph.link, towards)),
    )


def standings(graph: PageGraph) -> Iterable[Standing]:
    """Yield what stances are towards, with who takes them, where that is more than one thing."""
    t = graph.triples
    voices: dict[str, dict[Concept, dict[Link, None]]] = defaultdict(lambda: defaultdict(dict))
    for iri in graph.in_order(t.of_type("reorg:Utterance")):
        own = graph.concept(iri, "reorg:stance", "stance-")
        for thing in t.values(iri, "reorg:stanceTowards") if own.name else ():
            voices[thing][own].update(dict.fromkeys(map(graph.link, graph.speakers(iri))))
    if len(voices) < 2:
        return
    for thing, by_stance in voices.items():
        rows = sorted((own, tuple(several)) for own, several in by_stance.items())
        yield Standing(graph.link(thing), tuple(rows))


def silence(graph: PageGraph, iri: str) -> Silence:
    """Return the silence that an utterance tells; its kind has no name where it tells none."""
    return Silence(
        graph.concept(iri, "reorg:silenceKind", "silence-"),
        tuple(map(graph.link, graph.triples.values(iri, "reorg:silentOn"))),
        tuple(map(graph.link, graph.speakers(iri))),
        graph.link(iri),
    )


def silences(graph: PageGraph) -> Iterable[Silence]:
    """Yield who is reported to have kept silent, in the order of the text."""
    for iri in graph.in_order(graph.triples.of_type("reorg:Utterance")):
        told = silence(graph, iri)
        if told.kind.name:
            yield told


def interests(graph: PageGraph, voice: str) -> Iterable[Interest]:
    """Yield the interests that a voice is reported to have."""
    t = graph.triples
    for iri in t.subjects("reorg:interestOf", voice):
        yield Interest(
            t.concept(iri, "reorg:interestKind"),
            tuple(map(graph.link, t.values(iri, "reorg:interestIn"))),
            graph.link(t.value(iri, "reorg:asReportedIn")),
        )
