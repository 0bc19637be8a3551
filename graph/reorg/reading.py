"""What a reader sees of each thing in the graph: the page's text, before it is HTML."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from reorg.projection import (
    CLAIM_KINDS,
    CONFLICT,
    anchor_start,
    predicate_words,
    roles,
    selectors,
)
from reorg.triples import Triples, local_name, plain_words

if TYPE_CHECKING:
    from reorg.analysis import Network

#: Relation to its words when read from its end; forwards it is read by its own name.
BACKWARDS = {
    "says": "said by",
    "may say": "possibly said by",
    "reports": "reported by",
    "endorses": "endorsed by",
    "rejects": "rejected by",
    "on behalf of": "said on its behalf",
    "within": "contains",
    "presupposes": "presupposed by",
    "quotes": "quoted in",
    "introduces": "introduced by",
    "realises": "realised by",
    "staff of": "its staff",
    "responsibility for": "who must provide it",
    "derived from": "basis of",
    "asks about": "left open",
    "part of": "has part",
    "made": "made by",
    "published by": "published",
    "depicts": "depicted in",
    "kind of": "has kinds",
    "member of": "has member",
    "supports": "supported by",
    "qualifies": "qualified by",
    "questions": "questioned by",
    "restates": "restated by",
    "contradicts": "contradicted by",
    "answers": "answered by",
    "on condition of": "condition of",
    "means": "meant by",
    "names": "named by",
}
#: Edges from a claim to what it speaks of; at the claim its content says this in full.
SPOKEN = frozenset({"subject", "object", "about"})

#: What stands beside a thing's name as a term and its value, by the property it comes from.
FACTS = (
    ("act", "reorg:act"),
    ("status", "reorg:standing"),
    ("stance on the plan", "reorg:stance"),
    ("attribution", "reorg:attribution"),
    ("given as", "reorg:sourceMode"),
    ("stands in", "reorg:inPart"),
    ("known as", "reorg:naming"),
    ("measure", "reorg:measure"),
    ("unit", "reorg:unit"),
    ("role", "reorg:figureRole"),
    ("part", "reorg:partKind"),
)
DATED = (("date", "dcterms:issued"), ("time", "reorg:clockTime"), ("as written", "reorg:asWritten"))


#: Strengths of conflicts, the hardest first.
STRENGTHS = (
    "strength-contradicts",
    "strength-conditionally",
    "strength-in-tension",
    "strength-in-tension-by-definition",
)
#: What a background's property is called where its value is a page's address.
ADDRESSES = frozenset({"url", "page", "property-web-address"})


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
    """What a claim says: subject, predicate, object, and how it says so."""

    subject: Link
    predicate: str
    object: Link
    qualities: str


class Fact(NamedTuple):
    """A term and its value, with the address of its source where it comes from elsewhere."""

    term: str
    value: str
    source: str = ""


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
    conflicts: tuple[Link, ...] = ()
    relations: tuple[tuple[str, tuple[Link, ...]], ...] = ()
    background: tuple[Fact, ...] = ()


class Dispute(NamedTuple):
    """A conflict with both of its claims."""

    id: str
    iri: str
    title: str
    kind: str
    strength: str
    strength_id: str
    reason: str
    origin: str
    sides: tuple[Entry, ...]


class VoiceSection(NamedTuple):
    """A voice with all that it says, in the order of the text."""

    id: str
    name: str
    role: str
    entries: tuple[Entry, ...]


class Reading(NamedTuple):
    """The whole text of the page."""

    title: str
    source: Quotation
    voices: tuple[VoiceSection, ...]
    disputes: tuple[Dispute, ...]
    things: tuple[tuple[str, tuple[Entry, ...]], ...]


class Reader:
    """Writes the entries of one graph."""

    def __init__(self, triples: Triples, network: Network) -> None:
        self.triples = triples
        self.network = network
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
            source=self._source(),
            voices=tuple(self._voices(entries)),
            disputes=tuple(self._disputes(entries)),
            things=tuple(self._things(entries)),
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
            conflicts=tuple(
                Link(self._conflict_words(found, iri), self.ids[found])
                for found in self._conflicts[iri]
            ),
            relations=tuple(self._relations(iri)),
            background=tuple(map(self._background_fact, self._background[iri])),
        )

    def speakers(self, iri: str) -> list[str]:
        """Return who says a thing, or else who may have said it."""
        known = self.triples.values(iri, "reorg:speaker")
        return known or self.triples.values(iri, "reorg:possibleSpeaker")

    def _stems(self) -> tuple[str, ...]:
        """Return what ids leave out: the data's base, and a lone record's name after it."""
        records = self.triples.of_type("reorg:Record")
        bases = [iri.rpartition("record/")[0] for iri in records[:1]]
        names = [iri.rpartition("record/")[2] for iri in records]
        return (*(f"{base}{names[0]}/" for base in bases if len(names) == 1), *bases)

    def _title(self) -> str:
        titles = [
            self.triples.value(iri, "dcterms:title") for iri in self.triples.of_type("reorg:Record")
        ]
        return "; ".join(filter(None, titles)) or "Knowledge graph of a reorganisation"

    def _source(self) -> Quotation:
        for text in self.triples.of_type("reorg:SourceText"):
            document = self.triples.value(text, "reorg:copyOf")
            publisher = self.triples.concept(document, "dcterms:publisher")
            name = publisher or self.triples.label(document)
            if document:
                return Quotation(name, next(iter(self._pages(document)), ""))
        return Quotation("", "")

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
        for term, name in FACTS:
            if found := self.triples.concept(iri, name):
                yield Fact(term, found)
        for term, name in DATED:
            if found := self.triples.value(iri, name):
                yield Fact(term, found)
        topics = self.triples.values(iri, "reorg:topic")
        if topics:
            yield Fact("topic", ", ".join(map(self.triples.label, topics)))

    def _statement(self, iri: str) -> Statement:
        label, qualities = predicate_words(self.triples, iri)
        usual = {"certain", "positive", "negative"}
        value = self.triples.value(iri, "rdf:object")
        is_thing = value in self.network or value in self.triples
        return Statement(
            subject=self.link(self.triples.value(iri, "rdf:subject")),
            predicate=label,
            object=self.link(value) if is_thing else Link(value),
            qualities=", ".join(found for _, found in qualities if found not in usual),
        )

    def _conflict_words(self, conflict: str, claim: str) -> str:
        others = [
            found for found in self.triples.values(conflict, "reorg:betweenClaim") if found != claim
        ]
        names = {self.triples.label(voice) for other in others for voice in self.speakers(other)}
        strength = self.triples.concept(conflict, "reorg:strength") or CONFLICT
        return ": ".join(filter(None, (strength, " and ".join(sorted(names)))))

    def _relations(self, iri: str) -> Iterable[tuple[str, tuple[Link, ...]]]:
        found: dict[str, dict[str, Link]] = defaultdict(dict)
        is_claim = self.network.nodes[iri]["kind"] in CLAIM_KINDS
        for _, other, data in self.network.out_edges(iri, data=True):
            relation = str(data["relation"])
            if relation not in {CONFLICT, "subject", "object"}:
                words = str(data["label"]) if relation == "member of" else relation
                found[words][other] = self._neighbour(other)
        for other, _, data in self.network.in_edges(iri, data=True):
            relation = str(data["relation"])
            if relation in SPOKEN:
                found["what is said of it"][other] = self._neighbour(other)
            elif relation != CONFLICT and not (is_claim and relation in {"says", "may say"}):
                found[BACKWARDS.get(relation, f"{relation} (from)")][other] = self._neighbour(other)
        for words, links in sorted(found.items()):
            yield words, tuple(links[other] for other in sorted(links))

    def _neighbour(self, iri: str) -> Link:
        voices = self.speakers(iri) if self.network.nodes[iri]["kind"] in CLAIM_KINDS else []
        return self.link(iri, by=", ".join(map(self.triples.label, voices)))

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
                name=self.triples.label(voice) if voice else "No voice given",
                role="; ".join(roles(self.triples, voice)),
                entries=tuple(entries[claim] for claim in claims),
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
                strength=self.triples.concept(iri, "reorg:strength"),
                strength_id=local_name(self.triples.value(iri, "reorg:strength")),
                reason=self.triples.value(iri, "reorg:reason"),
                origin="computed by rule" if computed else "read by the curator",
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
        return self.triples.value(iri, "rdfs:label") or "Two claims that do not agree"

    def _things(self, entries: dict[str, Entry]) -> Iterable[tuple[str, tuple[Entry, ...]]]:
        by_kind: dict[str, list[Entry]] = defaultdict(list)
        for entry in entries.values():
            if entry.kind not in CLAIM_KINDS:
                by_kind[entry.kind].append(entry)
        for kind, found in by_kind.items():
            yield kind, tuple(sorted(found, key=lambda entry: (entry.title.casefold(), entry.id)))


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
