"""The order in which people read a graph: by sections, things as the text first speaks of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from reorg.namespaces import NAMESPACE, PREFIXES
from reorg.terms import value_of
from reorg.vocab.kinds import KINDS, READING, RECORD, SPOKEN

if TYPE_CHECKING:
    from pyoxigraph import Quad

RECORD_TYPE = f"<{PREFIXES['rdf']}type> <{NAMESPACE}Record>".encode()
"""What a graph of a record holds, as part of a line of N-Triples."""

TERMS = "Terms of the vocabulary that are used above"
"""The heading of what is no thing of a record."""

_RESTS = f"> <{NAMESPACE}anchor> <".encode()
_START = f'> <{PREFIXES["oa"]}start> "'.encode()
_URL = f"> <{PREFIXES['schema']}url> <".encode()
_NUMBER = re.compile("[0-9]+")
_NOWHERE = 1 << 60
_LOGIC = ("rdf", "rdfs", "owl", "xsd")
_HOW_TO_READ = (
    "What somebody says is no plain triple here: a claim has content, and each statement of it",
    "tells subject, predicate and object with polarity, certainty and frame, as its label does.",
    "",
    "To ask: load the file into any store that speaks SPARQL 1.1, or run, for example,",
    "    reorg query who-says-what --graph FILE",
    f"Vocabulary: {NAMESPACE}",
)

Row = tuple[bytes, "Quad"]


class _Place(NamedTuple):
    """Where a subject stands: a node below a thing's IRI stands behind the thing."""

    section: int
    kind: tuple[int, ...]
    start: int
    owner: str
    below: str


class Reading:
    """The order of reading of one graph, in which every subject has its place.

    Args:
        text: The graph as N-Triples.
        base: The IRI under which all data stands.
    """

    def __init__(self, text: bytes, base: str) -> None:
        self._base = base
        self._starts = _first_mentions(text)
        self._places: dict[bytes, _Place] = {}

    def arranged(self, rows: Sequence[Row]) -> list[tuple[str, list[Row]]]:
        """Return rows in order, parted by the headings of their sections.

        Args:
            rows: Lines of N-Triples and what they stand for, all of a subject together.
        """
        blocks = [(self._place(subject), [*block]) for subject, block in groupby(rows, _subject)]
        blocks.sort(key=lambda block: block[0])
        return [
            (_headings()[section], [row for _, block in group for row in block])
            for section, group in groupby(blocks, key=lambda block: block[0].section)
        ]

    def _place(self, subject: bytes) -> _Place:
        place = self._places.get(subject)
        if place is None:
            place = _place_of(subject[1:-1].decode(), self._base, self._starts)
            self._places[subject] = place
        return place


def in_order(prefixes: Mapping[str, str]) -> dict[str, str]:
    """Return prefixes as readers look for them: standards, the vocabulary, then kinds of things."""
    standard = [*_LOGIC, *(name for name in PREFIXES if name not in (*_LOGIC, "reorg")), "reorg"]
    kinds = sorted(_ranks(), key=lambda name: _ranks()[name])
    rank = {name: place for place, name in enumerate([*standard, *kinds])}
    names = sorted(prefixes, key=lambda name: (rank.get(name, len(rank)), name))
    return {name: prefixes[name] for name in names}


def header(rows: Sequence[Row]) -> bytes:
    """Return comment lines that say what a graph is, under which licence, and how to ask it."""
    terms, schema = PREFIXES["dcterms"], PREFIXES["schema"]
    lines = []
    for head in sorted({line.partition(b" ")[0] for line, _ in rows if RECORD_TYPE in line}):
        quads = [quad for line, quad in rows if line.startswith(head + b" ")]
        said = {quad.predicate.value: " ".join(value_of(quad.object).split()) for quad in quads}
        lines += [
            said.get(f"{terms}title", ""),
            f"Record: {head[1:-1].decode()}, version {said.get(f'{schema}version', 'not given')}",
            f"Licence: {said.get(f'{terms}license', 'not given')}",
        ]
    sources = {line.partition(_URL)[2][:-3].decode() for line, _ in rows if _URL in line}
    lines += [f"Source: {source}" for source in sorted(sources)]
    text = "\n".join(f"# {line}".rstrip() for line in (*lines, "", *_HOW_TO_READ))
    return f"{text}\n\n".encode()


def _subject(row: Row) -> bytes:
    return row[0][: row[0].index(b" ")]


def _first_mentions(text: bytes) -> dict[str, int]:
    """Return where in the text each thing's first passage begins, by its IRI."""
    # A sentence has its place itself, an anchor a selector for it.
    begins = {
        thing.removesuffix("/position"): int(value[: value.index('"')])
        for thing, value in _pairs(text, _START)
    }
    first = dict(begins)
    for thing, value in _pairs(text, _RESTS):
        start = begins.get(value[: value.index(">")], _NOWHERE)
        first[thing] = min(first.get(thing, _NOWHERE), start)
    return first


def _pairs(text: bytes, property_: bytes) -> Iterator[tuple[str, str]]:
    """Yield the subject and the rest of each line in which a property stands."""
    at = text.find(property_)
    while at >= 0:
        begin, end = text.rfind(b"\n", 0, at) + 2, text.find(b"\n", at)
        rest = text[at + len(property_) : end if end >= 0 else None]
        yield text[begin:at].decode(), rest.decode()
        at = text.find(property_, at + 1)


def _place_of(iri: str, base: str, starts: Mapping[str, int]) -> _Place:
    """Return where a subject stands, by the kind that its IRI tells."""
    parts = iri.removeprefix(base).split("/") if iri.startswith(base) else []
    at = next((place for place, part in enumerate(parts[:2]) if part in _ranks()), None)
    if at is None or len(parts) < at + 2:
        return _Place(_headings().index(TERMS), (), _NOWHERE, iri, "")
    kind, below = parts[at], parts[at + 2 :]
    owner = base + "/".join(parts[: at + 2])
    start = starts.get(owner, _NOWHERE)
    if below and below[0] in KINDS:  # what a rule has made of the owner, of another kind
        kind, owner, below = below[0], iri, []
    section, *rank = _ranks()[kind]
    padded = _NUMBER.sub(lambda digits: digits[0].zfill(4), "/".join(below))
    return _Place(section, tuple(rank), start, owner, padded)


@lru_cache(maxsize=1)
def _headings() -> list[str]:
    """Return the headings, that of the terms before the text and its passages."""
    *first, text, passages = READING
    return [*first, TERMS, text, passages]


@lru_cache(maxsize=1)
def _ranks() -> dict[str, tuple[int, int, int]]:
    """Return for each kind its section among all, and its place there in two steps."""
    kinds = [RECORD.name, *KINDS]
    sections = {name: title for title, names in READING.items() for name in names}
    ranks = {}
    for kind in (RECORD, *KINDS.values()):
        title = sections[kind.section]
        # What is said stands in one order, whether it has content or not.
        inside = 0 if kind.name in SPOKEN else kinds.index(kind.name)
        ranks[kind.name] = (
            _headings().index(title),
            READING[title].index(kind.section),
            inside,
        )
    return ranks
