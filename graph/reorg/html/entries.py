"""What the page tells of each thing: in its entry, on its card and in the panel."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from reorg.analysis.attributes import roles
from reorg.analysis.projection import CLAIM_KINDS
from reorg.html.figurevalues import value_words
from reorg.html.pagegraph import Concept, Link, PageGraph
from reorg.html.passages import Passage, Passages, is_web_address
from reorg.html.positions import Interest, Silence, Stance, interests, silence, stance
from reorg.html.statements import ContentWords, Statements
from reorg.rdf.triples import local_name, plain_words

#: Edges from a claim to what it speaks of; at the claim its content says this in full.
SPOKEN = frozenset({"subject", "object", "about"})

#: What stands beside a thing's name: the term's message and the property that it comes from.
FACTS = (
    ("act", "reorg:act"),
    ("status", "reorg:standing"),
    ("attribution", "reorg:attribution"),
    ("given-as", "reorg:sourceMode"),
    ("stands-in", "reorg:inPart"),
    ("naming", "reorg:naming"),
    ("event", "reorg:eventKind"),
    ("measure", "reorg:measure"),
    ("unit", "reorg:unit"),
    ("role", "reorg:figureRole"),
    ("part", "reorg:partKind"),
)
WRITTEN = (("time", "reorg:clockTime"), ("as-written", "reorg:asWritten"))


class Fact(NamedTuple):
    """A term and its value.

    Attributes:
        term: What is told.
        value: What it is.
        source: Address of the source, where it comes from elsewhere than the report.
        own: Whether the value is written in the page's language, whatever the graph's is.
    """

    term: str
    value: str
    source: str = ""
    own: bool = False


class Opponent(NamedTuple):
    """The other side of a conflict: who is on it, how hard it is, and the conflict's id."""

    names: tuple[str, ...]
    strength: str
    id: str


class Passing(NamedTuple):
    """A step on which words came to us: ``reported by``, and the voice."""

    how: str
    voice: str


class Entry(NamedTuple):
    """Everything that the page says of one thing."""

    id: str
    iri: str
    kind: str
    title: str
    speakers: tuple[Link, ...] = ()
    role: str = ""
    value: str = ""
    note: str = ""
    quotations: tuple[Passage, ...] = ()
    facts: tuple[Fact, ...] = ()
    statements: tuple[ContentWords, ...] = ()
    told: tuple[ContentWords, ...] = ()
    outcome: tuple[ContentWords, ...] = ()
    stance: Stance = Stance(Concept("", ""), ())
    silence: Silence = Silence(Concept("", ""), (), (), Link(""))
    interests: tuple[Interest, ...] = ()
    conflicts: tuple[Opponent, ...] = ()
    background: tuple[Fact, ...] = ()
    chain: tuple[Passing, ...] = ()
    about: tuple[Link, ...] = ()
    topic: Concept = Concept("", "")
    status: Concept = Concept("", "")
    act: str = ""


def entries(graph: PageGraph, passages: Passages) -> dict[str, Entry]:
    """Return the entry of each node of the view, by IRI."""
    said = Statements(graph)
    return {iri: _entry(graph, passages, said, iri) for iri in graph.network}


def things(entries: Iterable[Entry]) -> Iterable[tuple[str, tuple[Entry, ...]]]:
    """Yield the entries of all that is no claim by kind, in alphabetical order."""
    by_kind: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.kind not in CLAIM_KINDS:
            by_kind[entry.kind].append(entry)
    for kind, several in by_kind.items():
        yield kind, tuple(sorted(several, key=lambda entry: (entry.title.casefold(), entry.id)))


def _entry(graph: PageGraph, passages: Passages, said: Statements, iri: str) -> Entry:
    t, data = graph.triples, graph.network.nodes[iri]
    return Entry(
        id=graph.ids[iri],
        iri=iri,
        kind=str(data["kind"]),
        title=str(data["label"]),
        speakers=tuple(map(graph.link, graph.speakers(iri))),
        role="; ".join(roles(t, iri)),
        value=value_words(t, iri, graph.words),
        note=" ".join(t.values(iri, "skos:note")),
        quotations=tuple(passages.of(iri)),
        facts=tuple(_facts(graph, iri)),
        statements=tuple(said.content(iri)),
        told=tuple(said.told(iri)),
        outcome=tuple(said.outcome(iri)),
        stance=stance(graph, iri),
        silence=silence(graph, iri),
        interests=tuple(interests(graph, iri)),
        conflicts=tuple(_opponent(graph, one, iri) for one in graph.conflicts[iri]),
        background=tuple(_background(graph, one) for one in graph.background[iri]),
        chain=tuple(_chain(graph, iri)),
        about=tuple(_about(graph, iri)),
        topic=graph.concept(iri, "reorg:topic"),
        status=graph.concept(iri, "reorg:standing", "standing-"),
        act=t.concept(iri, "reorg:act"),
    )


def _facts(graph: PageGraph, iri: str) -> Iterable[Fact]:
    t = graph.triples

    def term(key: str) -> str:
        return graph.words.text(f"facts.{key}")

    for key, name in FACTS:
        if label := t.concept(iri, name):
            yield Fact(term(key), label)
    if value := value_words(t, iri, graph.words):
        yield Fact(term("value"), value, own=True)
    if issued := t.value(iri, "dcterms:issued"):
        yield Fact(term("date"), graph.words.day(issued), own=True)
    for key, name in WRITTEN:
        if text := t.value(iri, name):
            yield Fact(term(key), text)
    if topics := t.values(iri, "reorg:topic"):
        yield Fact(term("topic"), ", ".join(map(t.label, topics)))


def _opponent(graph: PageGraph, conflict: str, claim: str) -> Opponent:
    t = graph.triples
    claims = t.values(conflict, "reorg:betweenClaim")
    voices = {voice for other in claims if other != claim for voice in graph.speakers(other)}
    strength = t.concept(conflict, "reorg:strength") or graph.phrasing.conflict()
    return Opponent(tuple(sorted(map(t.label, voices))), strength, graph.ids[conflict])


def _chain(graph: PageGraph, iri: str) -> Iterable[Passing]:
    """Yield how the words came to us, the nearest voice first."""
    t = graph.triples
    commitments = t.values(iri, "reorg:reportedBy")
    for commitment in sorted(commitments, key=lambda one: t.number(one, "reorg:order") or 0):
        how = graph.phrasing.passed_on(commitment)
        yield Passing(how, t.concept(commitment, "reorg:voice"))


def _about(graph: PageGraph, iri: str) -> list[Link]:
    """Return what a claim speaks of, each once, in alphabetical order."""
    spoken = {
        other
        for _, other, data in graph.network.out_edges(iri, data=True)
        if data["relation"] in SPOKEN
    }
    return sorted(map(graph.link, spoken))


def _background(graph: PageGraph, iri: str) -> Fact:
    t = graph.triples
    term = t.value(iri, "reorg:property")
    source = t.value(iri, "dcterms:source")
    return Fact(
        t.label(term) if term in t else plain_words(local_name(term)),
        t.value(iri, "reorg:value"),
        source if is_web_address(source) else "",
    )
