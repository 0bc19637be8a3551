"""The whole text of the page, before it is HTML."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from reorg.html.disputes import Dispute, disputes
from reorg.html.entries import Entry, entries, things
from reorg.html.ledger import Line, gaps, ledger
from reorg.html.pagegraph import Concept, Link, PageGraph
from reorg.html.passages import Passage, Passages
from reorg.html.positions import Silence, Standing, silences, standings
from reorg.html.story import StoryStep, story
from reorg.html.voices import VoiceSection, topics, voices


class Reading(NamedTuple):
    """The whole text of the page; ``titled`` if its title is that of the record."""

    title: str
    titled: bool
    source: Passage
    voices: tuple[VoiceSection, ...]
    topics: tuple[Concept, ...]
    disputes: tuple[Dispute, ...]
    things: tuple[tuple[str, tuple[Entry, ...]], ...]
    story: tuple[StoryStep, ...]
    ledger: tuple[Line, ...]
    gaps: tuple[tuple[Concept, tuple[tuple[Link, Link], ...]], ...]
    silences: tuple[Silence, ...]
    standings: tuple[Standing, ...]
    entries: Mapping[str, Entry]


def read(graph: PageGraph, copy: str = "") -> Reading:
    """Return the text of the whole page; sealed passages get their words out of a copy."""
    passages = Passages(graph, copy)
    known = entries(graph, passages)
    sections = tuple(voices(graph, known))
    title, titled = _title(graph)
    return Reading(
        title=title,
        titled=titled,
        source=passages.source(),
        voices=sections,
        topics=tuple(topics(sections)),
        disputes=tuple(disputes(graph, known)),
        things=tuple(things(known.values())),
        story=tuple(story(graph)),
        ledger=tuple(ledger(graph)),
        gaps=tuple(gaps(graph)),
        silences=tuple(silences(graph)),
        standings=tuple(standings(graph)),
        entries=known,
    )


def _title(graph: PageGraph) -> tuple[str, bool]:
    """Return the page's heading, and whether it is the records' own."""
    records = graph.triples.of_type("reorg:Record")
    titles = [graph.triples.value(iri, "dcterms:title") for iri in records]
    if len(titles) > 2:
        return graph.words.text("page.several", count=len(titles)), False
    own = "; ".join(filter(None, titles))
    return own or graph.words.text("page.untitled"), bool(own)
