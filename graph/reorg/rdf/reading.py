"""The order in which people read a graph: by sections, things as the text first speaks of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import groupby
from typing import NamedTuple, TypeVar

from reorg.namespaces import NAMESPACE, PREFIXES
from reorg.vocab.kinds import KINDS, READING, RECORD, SPOKEN

RECORD_TYPE = f"<{PREFIXES['rdf']}type> <{NAMESPACE}Record>".encode()
"""What a graph of a record holds, as part of a line of N-Triples."""

TERMS = "Terms of the vocabulary that are used above"
"""The heading of what is no thing of a record."""

_RESTS = f"> <{NAMESPACE}anchor> <".encode()
_START = f'> <{PREFIXES["oa"]}start> "'.encode()
_URL = f"> <{PREFIXES['schema']}url> <".encode()
_VERSION = f'> <{PREFIXES["schema"]}version> "'.encode()
_TITLE = f'> <{PREFIXES["dcterms"]}title> "'.encode()
_LICENCE = f"> <{PREFIXES['dcterms']}license> <".encode()
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

Statement = TypeVar("Statement")
Section = tuple[str, list[Statement]]
"""A heading, and the quads or triples that stand below it."""


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
        self._text, self._base = text, base
        self._starts = _first_mentions(text)
        self._places: dict[bytes, _Place] = {}

    def arranged(
        self, lines: Sequence[bytes], statements: Sequence[Statement]
    ) -> list[Section[Statement]]:
        """Return quads or triples in order, parted by the headings of their sections.

        Args:
            lines: The statements as lines of N-Triples, all of a subject together.
            statements: The statements.
        """
        begins, head = [], b" "
        for at, line in enumerate(lines):
            if not line.startswith(head):
                head = line[: line.index(b" ") + 1]
                begins.append((self._place(head[:-1]), at))
        ends = [*(at for _, at in begins[1:]), len(lines)]
        blocks = sorted((place, at, end) for (place, at), end in zip(begins, ends, strict=True))
        return [
            (_headings()[section], [one for _, at, end in group for one in statements[at:end]])
            for section, group in groupby(blocks, key=lambda block: block[0].section)
        ]

    @cached_property
    def header(self) -> bytes:
        """Comment lines that say what the graph is, under which licence, and how to ask it."""
        told = []
        values = [dict(_pairs(self._text, name)) for name in (_TITLE, _VERSION, _LICENCE)]
        for record in sorted(dict(_pairs(self._text, b"> " + RECORD_TYPE))):
            title, version, licence = (each.get(record, "") for each in values)
            told += [
                _literal(title),
                f"Record: {record}, version {_literal(version) or 'not given'}",
                f"Licence: {licence.partition('>')[0] or 'not given'}",
            ]
        sources = {rest.partition(">")[0] for _, rest in _pairs(self._text, _URL)}
        told += [f"Source: {source}" for source in sorted(sources)]
        text = "\n".join(f"# {line}".rstrip() for line in (*told, "", *_HOW_TO_READ))
        return f"{text}\n\n".encode()

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


def _literal(text: str) -> str:
    """Return what a literal says, given the rest of its line after the quotation mark."""
    # The escapes of N-Triples are those of JSON; white space would end the comment.
    return " ".join(json.loads(f'"{text[: text.rindex(chr(34))]}"').split()) if text else ""


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
    ranks = _ranks()
    kind, _, rest = iri[len(base) :].partition("/") if iri.startswith(base) else ("", "", "")
    if kind not in ranks:
        kind, _, rest = rest.partition("/")  # the first was the name of a record
    if kind not in ranks or not rest:
        return _Place(_headings().index(TERMS), (), _NOWHERE, iri, "")
    _, slash, below = rest.partition("/")
    owner = iri[: -len(below) - 1] if slash else iri
    start = starts.get(owner, _NOWHERE)
    if slash and (made := below.partition("/")[0]) in KINDS:
        kind, owner, below = made, iri, ""  # what a rule has made of the owner, of another kind
    section, rank = ranks[kind]
    return _Place(section, rank, start, owner, "/".join(map(_in_four_digits, below.split("/"))))


def _in_four_digits(name: str) -> str:
    return name.zfill(4) if name.isdigit() else name


@lru_cache(maxsize=1)
def _headings() -> list[str]:
    """Return the headings, that of the terms before the text and its passages."""
    *first, text, passages = READING
    return [*first, TERMS, text, passages]


@lru_cache(maxsize=1)
def _ranks() -> dict[str, tuple[int, tuple[int, int]]]:
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
            (READING[title].index(kind.section), inside),
        )
    return ranks
