"""The view "Who says what": each voice with its claims by topic."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from reorg.analysis.attributes import roles
from reorg.analysis.projection import CLAIM_KINDS
from reorg.html.entries import Entry
from reorg.html.pagegraph import Concept, PageGraph
from reorg.html.positions import Interest, interests


class VoiceSection(NamedTuple):
    """A voice with all that it says, by topic, in the order of the text."""

    id: str
    name: str
    role: str
    interests: tuple[Interest, ...]
    topics: tuple[tuple[Concept, tuple[Entry, ...]], ...]

    @property
    def by_topic(self) -> dict[str, tuple[Entry, ...]]:
        """The entries of each topic, by its local name."""
        return {topic.name: entries for topic, entries in self.topics}


def voices(graph: PageGraph, entries: Mapping[str, Entry]) -> Iterable[VoiceSection]:
    """Yield the voices in the order in which the text first quotes them."""
    claims: dict[str, list[str]] = defaultdict(list)
    for iri in graph.in_order(iri for iri, entry in entries.items() if entry.kind in CLAIM_KINDS):
        claims[next(iter(graph.speakers(iri)), "")].append(iri)
    for voice, own in claims.items():
        yield VoiceSection(
            id=graph.ids.get(voice, ""),
            name=graph.triples.label(voice) if voice else "",
            role="; ".join(roles(graph.triples, voice)),
            interests=tuple(interests(graph, voice)) if voice else (),
            topics=tuple(_by_topic(entries[claim] for claim in own)),
        )


def topics(voices: Iterable[VoiceSection]) -> list[Concept]:
    """Return the topics spoken of, that with the most claims first."""
    counts: dict[Concept, int] = defaultdict(int)
    for voice in voices:
        for topic, entries in voice.topics:
            counts[topic] += len(entries)
    named = (topic for topic in counts if topic.name)
    return sorted(named, key=lambda topic: (-counts[topic], topic.name))


def _by_topic(entries: Iterable[Entry]) -> Iterable[tuple[Concept, tuple[Entry, ...]]]:
    by_topic: dict[Concept, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_topic[entry.topic].append(entry)
    for topic, several in by_topic.items():
        yield topic, tuple(several)
