"""What a reader sees of each thing in the graph: the page's text, before it is HTML."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from reorg.analysis.projection import CLAIM_KINDS, anchor_start, roles, selectors
from reorg.html.phrasing import Condition, Phrasing
from reorg.rdf.triples import Triples, local_name, plain_words

if TYPE_CHECKING:
    from reorg.analysis.measures import Network
    from reorg.html.catalogue import Language

#: Edges from a claim to what it speaks of; at the claim its content says this in full.
SPOKEN = frozenset({"subject", "object", "about"})

#: What stands beside a thing's name: the term's message and the property that it comes from.
FACTS = (
    ("act", "reorg:act"),
    ("status", "reorg:standing"),
    ("stance", "reorg:stance"),
    ("attribution", "reorg:attribution"),
    ("given-as", "reorg:sourceMode"),
    ("stands-in", "reorg:inPart"),
    ("naming", "reorg:naming"),
    ("measure", "reorg:measure"),
    ("unit", "reorg:unit"),
    ("role", "reorg:figureRole"),
    ("part", "reorg:partKind"),
)
WRITTEN = (("time", "reorg:clockTime"), ("as-written", "reorg:asWritten"))


#: Strengths of conflicts, the hardest first.
STRENGTHS = (
    "strength-contradicts",
    "strength-conditionally",
    "strength-in-tension",
    "strength-in-tension-by-definition",
)
#: What a background's property is called where its value is a page's address.
ADDRESSES = frozenset({"url", "page", "property-web-address"})


class Concept(NamedTuple):
    """A concept of the vocabulary: its local name, by which things go, and its label."""

    name: str
    label: str


class Link(NamedTuple):
    """A thing's name, and its entry's id where it has one."""

    text: str
    id: str = ""
    by: str = ""


class Quotation(NamedTuple):
    """Exact words, and the address that opens the page at them; empty where none is known."""

    text: str
    href: str


class Statement(NamedTuple):
    """What a claim says: subject, predicate, object, how it says so, and on which conditions."""

    subject: Link
    predicate: str
    object: Link
    qualities: tuple[str, ...]
    conditions: tuple[Condition, ...]


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
    note: str = ""
    quotations: tuple[Quotation, ...] = ()
    facts: tuple[Fact, ...] = ()
    statements: tuple[Statement, ...] = ()
    conflicts: tuple[Opponent, ...] = ()
    background: tuple[Fact, ...] = ()
    chain: tuple[Passing, ...] = ()
    about: tuple[Link, ...] = ()
    topic: Concept = Concept("", "")
    status: Concept = Concept("", "")
    act: str = ""


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


class VoiceSection(NamedTuple):
    """A voice with all that it says, by topic, in the order of the text."""

    id: str
    name: str
    role: str
    topics: tuple[tuple[Concept, tuple[Entry, ...]], ...]

    @property
    def by_topic(self) -> dict[str, tuple[Entry, ...]]:
        """The entries of each topic, by its local name."""
        return {topic.name: entries for topic, entries in self.topics}


class Step(NamedTuple):
    """A step of the story: what to read, and where the page goes for it."""

    title: str
    text: str
    view: str
    id: str = ""


class Line(NamedTuple):
    """A line of the ledger: a figure with what it counts, who states it and what it is part of."""

    figure: Link
    words: str
    role: str
    measure: str
    unit: str
    counts: Link
    total: Link
    formula: str
    voices: str


class Reading(NamedTuple):
    """The whole text of the page; ``titled`` if its title is that of the record."""

    title: str
    titled: bool
    source: Quotation
    voices: tuple[VoiceSection, ...]
    disputes: tuple[Dispute, ...]
    things: tuple[tuple[str, tuple[Entry, ...]], ...]
    story: tuple[Step, ...] = ()
    ledger: tuple[Line, ...] = ()
    gaps: tuple[tuple[Concept, tuple[tuple[Link, Link], ...]], ...] = ()
    entries: Mapping[str, Entry] = {}

    @property
    def topics(self) -> list[Concept]:
        """The topics spoken of, that with the most claims first."""
        counts: dict[Concept, int] = defaultdict(int)
        for voice in self.voices:
            for topic, entries in voice.topics:
                counts[topic] += len(entries)
        named = (topic for topic in counts if topic.name)
        return sorted(named, key=lambda topic: (-counts[topic], topic.name))


class Reader:
    """Writes the entries of one graph."""

    def __init__(self, triples: Triples, network: Network, words: Language) -> None:
        self.triples = triples
        self.network = network
        self.words = words
        self.phrasing = Phrasing(triples, words)
        conflicts = triples.of_type("reorg:Conflict")
        self.ids = short_ids([*network, *conflicts], self._stems())
        self._conflicts: dict[str, list[str]] = defaultdict(list)
        for iri in conflicts:
            for claim in triples.values(iri, "reorg:betweenClaim"):
                self._conflicts[claim].append(iri)
        self._background: dict[str, list[str]] = defaultdict(list)
        for iri in triples.of_type("reorg:Background"):
            self._background[triples.value(iri, "reorg:describes")].append(iri)
        self._addresses = [
            url
            for kind in ("reorg:Document", "reorg:Part")
            for iri in triples.of_type(kind)
            for url in self._pages(iri)
        ]

    def read(self) -> Reading:
        """Return the text of the whole page."""
        entries = {iri: self.entry(iri) for iri in self.network}
        return Reading(
            title=self._title(),
            titled=self._is_titled(),
            source=self._source(),
            voices=tuple(self._voices(entries)),
            disputes=tuple(self._disputes(entries)),
            things=tuple(self._things(entries)),
            story=tuple(self._story()),
            ledger=tuple(self._ledger()),
            gaps=tuple(self._gaps()),
            entries=entries,
        )

    def link(self, iri: str, *, by: str = "") -> Link:
        """Return the link to a thing, or its bare name where it has no entry."""
        if iri in self.network:
            return Link(str(self.network.nodes[iri]["label"]), self.ids[iri], by)
        return Link(self.triples.label(iri))

    def entry(self, iri: str) -> Entry:
        """Return what the page says of one node of the view."""
        triples, data = self.triples, self.network.nodes[iri]
        return Entry(
            id=self.ids[iri],
            iri=iri,
            kind=str(data["kind"]),
            title=str(data["label"]),
            speakers=tuple(map(self.link, self.speakers(iri))),
            role="; ".join(roles(triples, iri)),
            note=" ".join(triples.values(iri, "skos:note")),
            quotations=tuple(self._quotations(iri)),
            facts=tuple(self._facts(iri)),
            statements=tuple(map(self._statement, triples.values(iri, "reorg:content"))),
            conflicts=tuple(self._opponent(conflict, iri) for conflict in self._conflicts[iri]),
            background=tuple(map(self._background_fact, self._background[iri])),
            chain=tuple(self._chain(iri)),
            about=tuple(self._about(iri)),
            topic=self._concept(iri, "reorg:topic"),
            status=self._concept(iri, "reorg:standing", "standing-"),
            act=triples.concept(iri, "reorg:act"),
        )

    def _concept(self, iri: str, name: str, start: str = "") -> Concept:
        """Return the concept that a property points to, its local name without its start."""
        local = self.triples.name(iri, name).removeprefix(start)
        return Concept(local, self.triples.concept(iri, name))

    def speakers(self, iri: str) -> list[str]:
        """Return who says a thing, or else who may have said it."""
        known = self.triples.values(iri, "reorg:speaker")
        return known or self.triples.values(iri, "reorg:possibleSpeaker")

    @property
    def base(self) -> str:
        """The address under which all of the data stands; empty where no record tells it."""
        stems = self._stems()
        return stems[-1] if stems else ""

    def order(self, iri: str) -> tuple[int, str]:
        """Return what puts things in the order of the text."""
        return self._order(iri)

    def _stems(self) -> tuple[str, ...]:
        """Return what ids leave out: the data's base, and a lone record's name after it."""
        records = self.triples.of_type("reorg:Record")
        bases = [iri.rpartition("record/")[0] for iri in records[:1]]
        names = [iri.rpartition("record/")[2] for iri in records]
        return (*(f"{base}{names[0]}/" for base in bases if len(names) == 1), *bases)

    def _titles(self) -> list[str]:
        records = self.triples.of_type("reorg:Record")
        return [self.triples.value(iri, "dcterms:title") for iri in records]

    def _is_titled(self) -> bool:
        return len(self._titles()) <= 2 and any(self._titles())

    def _title(self) -> str:
        titles = self._titles()
        if self._is_titled():
            return "; ".join(filter(None, titles))
        if len(titles) > 2:
            return self.words.text("page.several", count=len(titles))
        return self.words.text("page.untitled")

    def _source(self) -> Quotation:
        pages: dict[str, str] = {}
        for text in self.triples.of_type("reorg:SourceText"):
            if document := self.triples.value(text, "reorg:copyOf"):
                publisher = self.triples.value(document, "dcterms:publisher") or document
                pages.setdefault(publisher, next(iter(self._pages(document)), ""))
        names = ", ".join(map(self.triples.label, pages))
        return Quotation(names, next(iter(pages.values())) if len(pages) == 1 else "")

    def _pages(self, document: str) -> list[str]:
        """Return a document's addresses, as the report or else the background gives them."""
        found = [
            url
            for name in ("schema:url", "foaf:page")
            for url in self.triples.values(document, name)
        ]
        for iri in self._background[document]:
            if local_name(self.triples.value(iri, "reorg:property")) in ADDRESSES:
                found.append(self.triples.value(iri, "reorg:value"))
        return [url for url in found if re.match(r"https?://", url)]

    def _quotations(self, iri: str) -> Iterable[Quotation]:
        anchors = self.triples.values(iri, "reorg:anchor")
        for anchor in sorted(anchors, key=lambda found: anchor_start(self.triples, found)):
            for selector in selectors(self.triples, anchor):
                if exact := self.triples.value(selector, "oa:exact"):
                    yield Quotation(exact, self._passage(anchor, selector))

    def _passage(self, anchor: str, selector: str) -> str:
        """Return the address that opens the quoted page at the words, or the empty string."""
        pages = [
            url
            for target in self.triples.values(anchor, "oa:hasTarget")
            for text in self.triples.values(target, "oa:hasSource")
            for document in self.triples.values(text, "reorg:copyOf")
            for url in self._pages(document)
        ]
        pages = pages or (self._addresses if len(set(self._addresses)) == 1 else [])
        if not pages:
            return ""
        parts = {
            name: self.triples.value(selector, f"oa:{name}")
            for name in ("exact", "prefix", "suffix")
        }
        return pages[0] + text_fragment(**parts)

    def _facts(self, iri: str) -> Iterable[Fact]:
        t, term = self.triples, self._term
        for key, name in FACTS:
            if label := t.concept(iri, name):
                yield Fact(term(key), label)
        if issued := t.value(iri, "dcterms:issued"):
            yield Fact(term("date"), self.words.day(issued), own=True)
        for key, name in WRITTEN:
            if text := t.value(iri, name):
                yield Fact(term(key), text)
        if topics := t.values(iri, "reorg:topic"):
            yield Fact(term("topic"), ", ".join(map(t.label, topics)))

    def _term(self, key: str) -> str:
        return self.words.text(f"facts.{key}")

    def _statement(self, iri: str) -> Statement:
        value = self.triples.value(iri, "rdf:object")
        is_thing = value in self.network or value in self.triples
        return Statement(
            subject=self.link(self.triples.value(iri, "rdf:subject")),
            predicate=self.phrasing.predicate(iri),
            object=self.link(value) if is_thing else Link(value),
            qualities=self.phrasing.qualities(iri),
            conditions=self.phrasing.conditions(iri),
        )

    def _opponent(self, conflict: str, claim: str) -> Opponent:
        claims = self.triples.values(conflict, "reorg:betweenClaim")
        voices = {voice for other in claims if other != claim for voice in self.speakers(other)}
        strength = self.triples.concept(conflict, "reorg:strength") or self.phrasing.conflict()
        return Opponent(
            tuple(sorted(map(self.triples.label, voices))), strength, self.ids[conflict]
        )

    def _chain(self, iri: str) -> Iterable[Passing]:
        """Yield how the words came to us, the nearest voice first."""
        commitments = self.triples.values(iri, "reorg:hasCommitment")
        for found in sorted(
            commitments, key=lambda one: self.triples.number(one, "reorg:order") or 0
        ):
            how = self.phrasing.passed_on(found)
            yield Passing(how, self.triples.concept(found, "reorg:voice"))

    def _about(self, iri: str) -> Iterable[Link]:
        """Yield what a claim speaks of, each once."""
        spoken = {
            other
            for _, other, data in self.network.out_edges(iri, data=True)
            if data["relation"] in SPOKEN
        }
        yield from map(self.link, sorted(spoken, key=lambda one: (self.link(one).text, one)))

    def _story(self) -> Iterable[Step]:
        t = self.triples
        steps = t.of_type("reorg:TourStep")
        records = {iri: iri.partition("/step/")[0] for iri in steps}
        ranked = sorted(steps, key=lambda one: (records[one], t.number(one, "reorg:order") or 0))
        for iri in ranked:
            view = local_name(t.value(iri, "reorg:view")).removeprefix("view-")
            chosen = t.value(iri, "reorg:selects")
            yield Step(t.label(iri), t.value(iri, "skos:note"), view, self.ids.get(chosen, ""))

    def _ledger(self) -> Iterable[Line]:
        t = self.triples
        counted = self._counted()
        for iri in self._in_order(t.of_type("reorg:Figure"), counted):
            thing, voices = counted.get(iri, ("", []))
            total = t.value(iri, "reorg:partOfTotal")
            percent = local_name(t.value(iri, "reorg:unit")) == "unit-percent"
            quantity = self.words.number(t.number(iri, "reorg:quantity") or 0)
            if percent:
                quantity = self.words.text("figures.percent", number=quantity)
            yield Line(
                figure=self.link(iri),
                words=t.value(iri, "reorg:asWritten") or quantity,
                role=t.concept(iri, "reorg:figureRole"),
                measure=t.concept(iri, "reorg:measure"),
                unit=t.concept(iri, "reorg:unit"),
                counts=self.link(thing) if thing else Link(""),
                total=self.link(total) if total else Link(""),
                formula=t.value(iri, "reorg:formula"),
                voices=", ".join(map(t.label, dict.fromkeys(voices))),
            )

    def _counted(self) -> dict[str, tuple[str, list[str]]]:
        """Return what each figure counts and who states it, in the order of the text."""
        t = self.triples
        found: dict[str, tuple[str, list[str]]] = {}
        for claim in sorted(t.of_type("reorg:Claim"), key=self._order):
            for statement in t.values(claim, "reorg:content"):
                if local_name(t.value(statement, "rdf:predicate")) == "hasFigure":
                    figure = t.value(statement, "rdf:object")
                    _, voices = found.setdefault(figure, (t.value(statement, "rdf:subject"), []))
                    voices.extend(self.speakers(claim))
        return found

    def _in_order(self, figures: list[str], counted: Iterable[str]) -> list[str]:
        """Return figures by measure as the text comes to them, stated ones first, large first."""
        t = self.triples
        places: dict[str, int] = {}
        for iri in [*counted, *figures]:
            places.setdefault(t.value(iri, "reorg:measure"), len(places))

        def order(iri: str) -> tuple[int, bool, float, str]:
            derived = bool(t.value(iri, "reorg:formula"))
            quantity = t.number(iri, "reorg:quantity") or 0
            return places[t.value(iri, "reorg:measure")], derived, -quantity, iri

        return sorted(figures, key=order)

    def _gaps(self) -> Iterable[tuple[Concept, tuple[tuple[Link, Link], ...]]]:
        t = self.triples
        found: dict[Concept, list[tuple[Link, Link]]] = defaultdict(list)
        for iri in sorted(t.of_type("reorg:Gap"), key=self._order):
            about = t.value(iri, "reorg:gapAbout")
            topic = self._concept(iri, "reorg:topic", "topic-")
            other = Concept("other", self.words.text("figures.no-topic"))
            found[topic if topic.name else other].append(
                (self.link(iri), self.link(about) if about else Link(""))
            )
        for topic, several in sorted(found.items()):
            yield topic, tuple(several)

    def _background_fact(self, iri: str) -> Fact:
        prop = self.triples.value(iri, "reorg:property")
        term = self.triples.label(prop) if prop in self.triples else plain_words(local_name(prop))
        source = self.triples.value(iri, "dcterms:source")
        source = source if re.match(r"https?://", source) else ""
        return Fact(term, self.triples.value(iri, "reorg:value"), source)

    def _order(self, iri: str) -> tuple[int, str]:
        anchors = self.triples.values(iri, "reorg:anchor")
        return min((anchor_start(self.triples, anchor) for anchor in anchors), default=0), iri

    def _voices(self, entries: dict[str, Entry]) -> Iterable[VoiceSection]:
        said: dict[str, list[str]] = defaultdict(list)
        for iri, entry in entries.items():
            if entry.kind in CLAIM_KINDS:
                said[next(iter(self.speakers(iri)), "")].append(iri)
        ordered = {voice: sorted(claims, key=self._order) for voice, claims in said.items()}
        for voice, claims in sorted(ordered.items(), key=lambda item: self._order(item[1][0])):
            yield VoiceSection(
                id=self.ids.get(voice, ""),
                name=self.triples.label(voice) if voice else "",
                role="; ".join(roles(self.triples, voice)),
                topics=tuple(_by_topic(entries[claim] for claim in claims)),
            )

    def _disputes(self, entries: dict[str, Entry]) -> Iterable[Dispute]:
        for iri in sorted(self.triples.of_type("reorg:Conflict"), key=self._hardest_first):
            claims = self.triples.values(iri, "reorg:betweenClaim")
            sides = [claim for claim in claims if claim in entries]
            issue = self.triples.value(iri, "reorg:overIssue")
            computed = self.triples.values(iri, "reorg:derivedByRule")
            yield Dispute(
                id=self.ids[iri],
                iri=iri,
                title=self._dispute_title(iri, issue),
                kind=self.triples.concept(iri, "reorg:conflictKind"),
                strength=self._concept(iri, "reorg:strength"),
                reason=self.triples.value(iri, "reorg:reason"),
                origin=self.words.text("disagree.computed" if computed else "disagree.curated"),
                sides=tuple(entries[claim] for claim in sorted(sides, key=self._order)),
            )

    def _hardest_first(self, conflict: str) -> tuple[int, tuple[int, str], str]:
        strength = local_name(self.triples.value(conflict, "reorg:strength"))
        rank = STRENGTHS.index(strength) if strength in STRENGTHS else len(STRENGTHS)
        claims = self.triples.values(conflict, "reorg:betweenClaim")
        return rank, min(map(self._order, claims), default=(0, "")), conflict

    def _dispute_title(self, iri: str, issue: str) -> str:
        if issue:
            return self.triples.value(issue, "reorg:question") or self.triples.label(issue)
        return self.triples.value(iri, "rdfs:label") or self.words.text("disagree.untitled")

    def _things(self, entries: dict[str, Entry]) -> Iterable[tuple[str, tuple[Entry, ...]]]:
        by_kind: dict[str, list[Entry]] = defaultdict(list)
        for entry in entries.values():
            if entry.kind not in CLAIM_KINDS:
                by_kind[entry.kind].append(entry)
        for kind, found in by_kind.items():
            yield kind, tuple(sorted(found, key=lambda entry: (entry.title.casefold(), entry.id)))


def _by_topic(entries: Iterable[Entry]) -> Iterable[tuple[Concept, tuple[Entry, ...]]]:
    found: dict[Concept, list[Entry]] = defaultdict(list)
    for entry in entries:
        found[entry.topic].append(entry)
    for topic, several in found.items():
        yield topic, tuple(several)


def short_ids(iris: Iterable[str], stems: Sequence[str]) -> dict[str, str]:
    """Return an id for each IRI, for use in the page and its address.

    The first stem that fits is left out, and what is neither a letter, a digit nor one of
    ``/ - _`` is written as a code, so that an id needs no escaping anywhere.
    """
    ids: dict[str, str] = {}
    taken: set[str] = set()
    for iri in iris:
        stem = next((stem for stem in stems if stem and iri.startswith(stem)), "")
        tail = iri.removeprefix(stem)
        name = re.sub(r"[^A-Za-z0-9/_-]", lambda found: f".{ord(found.group()):x}.", tail)
        while name in taken:
            name += "-"
        taken.add(name)
        ids[iri] = name
    return ids


def text_fragment(*, exact: str, prefix: str = "", suffix: str = "") -> str:
    """Return the part of an address that scrolls to a quotation (WICG Scroll to Text Fragment).

    ``-``, ``,`` and ``&`` mean something there and are coded. A fragment cannot cross a block of
    the page, so context is cut at a line's end.
    """

    def coded(text: str) -> str:
        return quote(text, safe="").replace("-", "%2D")

    before = prefix.rpartition("\n")[2].strip()
    after = suffix.partition("\n")[0].strip()
    start = f"{coded(before)}-," if before else ""
    end = f",-{coded(after)}" if after else ""
    return f"#:~:text={start}{coded(exact)}{end}"
