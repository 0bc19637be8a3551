"""Writes triples as JSON-LD 1.1 in compact form: nested, indented, the same bytes each time.

It reads lines of N-Triples, whose escapes are those of JSON too, so that no text is escaped anew.
A library that compacts takes a hundred times longer; the tests hold this to one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from reorg.errors import ReorgError
from reorg.jsontext import in_one_line
from reorg.namespaces import BASE, NAMESPACE, PREFIXES
from reorg.rdf.jsonldcompaction import THING, Compaction, Form, published

_RDF = PREFIXES["rdf"]
_TYPE, _NIL = f"<{_RDF}type> ", f"<{_RDF}nil>"
_OWN = f"<{NAMESPACE}"
# Readers of JSON bound how deep it may go, and so does Python.
_DEEPEST = 40

_PARTS = frozenset(
    f"<{PREFIXES[prefix]}{name}>"
    for prefix, names in {
        "reorg": ("content", "reportedBy", "anchor"),
        "oa": ("hasTarget", "hasSelector"),
    }.items()
    for name in names
)
"""Properties from a whole to its parts: a part stands inside the first whole that names it."""

_INTEREST = (
    *("reorg:Record", "reorg:Claim", "reorg:Utterance", "reorg:Conflict", "reorg:Issue"),
    *("reorg:Relation", "reorg:Figure", "reorg:Date", "reorg:PlannedThing", "reorg:Gap"),
    *("reorg:Background", "reorg:Reference", "reorg:Document", "reorg:Part", "reorg:Voice"),
    *("foaf:Person", "org:Organization", ""),
    *("reorg:Sentence", "reorg:TourStep", "reorg:Rule", "skos:Concept"),
)
"""Classes in the order in which readers look for their things; all others stand at the gap."""

_OTHERS = _INTEREST.index("")
_RANKS = {
    f"<{PREFIXES[prefix]}{name}>": rank
    for rank, (prefix, _, name) in enumerate(short.partition(":") for short in _INTEREST)
    if prefix
}


class _Entry(NamedTuple):
    """A property with a value.

    Attributes:
        place: Where its key stands among those of a thing.
        form: How the value is written.
        text: The value in JSON.
        alone: The key with the value, where it is the only one.
        inner: What the value names, where that may be written in its place: a part or a list.
    """

    place: int
    form: Form
    text: str
    alone: str
    inner: str


class _Class(NamedTuple):
    """How things of some classes are told: in which place among others, and by what text."""

    rank: int
    text: str


class _Thing(NamedTuple):
    """What is said of a thing: its classes in N-Triples, and all else."""

    classes: list[str]
    entries: list[_Entry]


def write(lines: Sequence[bytes], prefixes: Mapping[str, str], base: str = BASE) -> bytes:
    """Return triples as JSON-LD.

    Args:
        lines: The triples as N-Triples without line ends, each once, sorted.
        prefixes: The prefixes that may be used beside those of the published context.
        base: The IRI to which references are relative.

    Raises:
        ReorgError: A triple speaks of a triple, which JSON-LD 1.1 cannot hold.
    """
    rows = [line.decode() for line in lines]
    compaction = Compaction({**prefixes, **PREFIXES}, published(), base)
    text = _Writer(rows, compaction).text()
    if compaction.misread:
        text = _Writer(rows, Compaction({}, {}, "")).text()
    return text.encode()


class _Writer:
    """Writes one text: things as objects, what is a part of a thing inside it."""

    def __init__(self, rows: Iterable[str], compaction: Compaction) -> None:
        self._compaction = compaction
        self._classes: dict[tuple[str, ...], _Class] = {}
        self._references: dict[str, int] = defaultdict(int)
        self._wholes: set[str] = set()
        self._owned: set[str] = set()
        self._done: set[str] = set()
        self._things: dict[str, _Thing] = {}
        self._read(rows)

    def _read(self, rows: Iterable[str]) -> None:
        """Group what is said by subject, and find out what stands inside what."""
        known: dict[str, _Entry] = {}
        head, size = " ", 1
        classes, entries = _Thing([], [])
        for row in rows:
            if not row.startswith(head):
                size = row.index(" ") + 1
                head = row[:size]
                classes, entries = self._things.setdefault(head[:-1], _Thing([], []))
            rest = row[size:]
            if rest.startswith(_TYPE) and rest[len(_TYPE)] != '"':
                classes.append(rest[len(_TYPE) : -2])
                continue
            entry = known.get(rest)
            if entry is None:
                entry = known[rest] = self._entry(*rest[:-2].split(" ", 1))
            entries.append(entry)
            if entry.inner:
                self._wholes.add(head[:-1])
                self._references[entry.inner] += 1
        for name, count in self._references.items():
            if name[0] == "<" or count == 1:
                self._owned.add(name)

    def _entry(self, property_: str, value: str) -> _Entry:
        inner = ""
        if value[0] == '"':
            end = value.rfind('"') + 1
            form = self._compaction.form(property_, value[end:])
            text = form.write(value[:end])
        else:
            if value[:2] == "<<":
                raise _triple_refused()
            form = self._compaction.form(property_, THING)
            text = form.write(value)
            if property_ in _PARTS or value[0] == "_" or value == _NIL:
                inner = value
        alone = form.head + (_contained(form, [text], 0) if form.many else text)
        return _Entry(form.place, form, text, alone, inner)

    def text(self) -> str:
        """Return the whole text."""
        for thing in self._things.values():
            for name in thing.classes:
                if name[0] == "_":  # the class of something cannot stand inside it
                    self._owned.discard(name)
                    self._references[name] += 1
        things = self._things
        order = sorted(things, key=lambda name: self._class(tuple(things[name].classes)).rank)
        nodes = [self._node(name, 2) for name in order if name not in self._owned]
        # What is a part of itself, or lies too deep, is left.
        nodes += [self._node(name, 2) for name in order if name not in self._done]
        pairs = self._compaction.context().items()
        context = _braced([f"{in_one_line(key)}: {in_one_line(value)}" for key, value in pairs], 1)
        return f'{{\n  "@context": {context},\n  "@graph": {_listed(nodes, 1)}\n}}\n'

    def _node(self, name: str, depth: int) -> str:
        """Return a thing with all that is said of it."""
        self._done.add(name)
        classes, entries = self._things[name]
        pairs = []
        # A blank node that stands inside the only thing that names it needs no name.
        if name[0] == "<" or (depth == 2 and self._references[name]):
            pairs.append(f'"@id": "{self._compaction.reference(name)}"')
        if classes:
            pairs.append(self._class(tuple(classes)).text)
        entries.sort(key=_place)
        if name in self._wholes or len(set(map(_place, entries))) < len(entries):
            for _, group in groupby(entries, _key):
                one, *more = group
                pairs.append(self._grouped([one, *more], depth) if more or one.inner else one.alone)
        else:
            pairs.extend(map(_alone, entries))
        return _braced(pairs, depth)

    def _class(self, classes: tuple[str, ...]) -> _Class:
        known = self._classes.get(classes)
        if known is None:
            if any(name[:2] == "<<" for name in classes):
                raise _triple_refused()
            rank = min([_RANKS.get(name, _OTHERS) for name in classes], default=len(_INTEREST))
            own_first = sorted(classes, key=lambda name: not name.startswith(_OWN))
            names = ", ".join(f'"{self._compaction.name(name)}"' for name in own_first)
            text = f'"@type": {names if len(classes) == 1 else f"[{names}]"}'
            known = self._classes[classes] = _Class(rank, text)
        return known

    def _grouped(self, entries: Sequence[_Entry], depth: int) -> str:
        """Return one key with its values, and with what stands inside them."""
        form = entries[0].form
        deeper = depth + (2 if len(entries) > 1 or form.many else 1)
        texts = [self._value(entry, deeper) if entry.inner else entry.text for entry in entries]
        return form.head + _contained(form, texts, depth)

    def _value(self, entry: _Entry, depth: int) -> str:
        """Return a value written out where this is its place, else a reference to it."""
        name = entry.inner
        if depth < _DEEPEST and (name[:1] == "_" or name == _NIL):
            members = self._members(name)
            if members is not None:
                texts = [
                    self._value(entry, depth + 2) if entry.inner else entry.text
                    for entry in members
                ]
                return f'{{"@list": {_listed(texts, depth + 1)}}}'
        if depth < _DEEPEST and self._is_free(name):
            return self._node(name, depth)
        return entry.text

    def _is_free(self, name: str) -> bool:
        return name in self._owned and name not in self._done and name in self._things

    def _members(self, name: str) -> list[_Entry] | None:
        """Return the members of a list, None where it holds more than that or is named twice."""
        cells: dict[str, _Entry] = {}
        while name != _NIL:
            if not self._is_free(name):
                return None
            classes, entries = self._things[name]
            keys = [self._compaction.name(f"<{_RDF}{end}>") for end in ("first", "rest")]
            if classes or sorted(entry.form.key for entry in entries) != keys:
                return None
            first, rest = sorted(entries, key=lambda entry: entry.form.key)
            cells[name] = first
            name = rest.inner
        self._done.update(cells)
        return list(cells.values())


_place, _alone, _key = attrgetter("place"), attrgetter("alone"), attrgetter("form.key")


def _triple_refused() -> ReorgError:
    what = "JSON-LD 1.1 cannot hold a triple that speaks of a triple"
    return ReorgError(what, remedy="take Turtle")


def _contained(form: Form, texts: list[str], depth: int) -> str:
    """Return the values of one key."""
    if len(texts) == 1 and not form.many:
        return texts[0]
    if len(texts) == 1 and texts[0][0] != "{":
        return f"[{texts[0]}]"
    return _listed(texts, depth + 1)


def _listed(texts: list[str], depth: int) -> str:
    return _enclosed("[", texts, "]", depth)


def _braced(texts: list[str], depth: int) -> str:
    return _enclosed("{", texts, "}", depth)


def _enclosed(first: str, texts: list[str], last: str, depth: int) -> str:
    """Return values or pairs one a line, indented below what encloses them."""
    if not texts:
        return first + last
    pad = "\n" + "  " * depth
    return f"{first}{pad}  {f',{pad}  '.join(texts)}{pad}{last}"
