"""Finds shared things that records or the register define twice, differently or under two ids."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from pathlib import Path

from reorg.errors import Problem
from reorg.record.model import Node, Record
from reorg.record.strictyaml import Document, Steps, read
from reorg.vocab.keys import MENTION
from reorg.vocab.kinds import KINDS, kind_of

_NAMES = ("label", "name", "altLabel")
_OPEN = MENTION | {"altLabel", "page", "url", "differentFrom"}
"""Keys of which one record may tell more than another."""

_IDENTIFYING = frozenset({"gss-code", "register-code", "ror-id", "isni", "wikidata-item"})
"""Properties in background whose value belongs to one thing of a kind."""

SHORTEST = 6
"""Shortest name, in characters, of which one letter more, less or other is a near miss."""

_FILLERS = frozenset(
    {
        *("the", "of", "and", "for", "county", "borough", "city", "district", "town", "royal"),
        *("metropolitan", "regional", "national", "ltd", "limited", "plc", "company", "group"),
        *("inc", "co", "department", "dept"),
    }
)
"""Words that are often left out of the name of an organisation."""


@dataclass(frozen=True)
class Entry:
    """A definition of a shared thing.

    Attributes:
        id: Its identifier, such as ``person:jane-doe``.
        file: The record or register that defines it.
        path: Where in the file.
        names: Its names without what writers vary: case, accents, punctuation, a first article.
        codes: Its identifiers, from its own keys and from background.
        other: The ids of things that it is said to be different from.
        values: What is said of it under keys on which all records must agree.
    """

    id: str
    file: str
    path: Steps
    names: frozenset[str]
    codes: frozenset[str]
    other: frozenset[str]
    values: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def kind(self) -> str:
        """The part of the id before its colon."""
        return kind_of(self.id)


def entries_of(record: Record) -> list[Entry]:
    """Return what a record and the register's part that it uses define of shared things."""
    # Imported late: a register is read as records are.
    from reorg.record.register import beside

    register = beside(Path(record.document.file), base=record.base)
    codes: dict[str, set[str]] = defaultdict(set)
    for node in record.of_kind("background"):
        if set(node.texts("property")) & _IDENTIFYING:
            for thing in node.texts("describes"):
                codes[thing].update(node.texts("value"))
    own = [
        _entry(node, record.document.file, codes[node.id])
        for node in record.nodes
        if node.kind in KINDS and KINDS[node.kind].shared and not node.registered
    ]
    shared = (node for node in register.nodes.values() if KINDS[node.kind].shared)
    return [*own, *(_entry(node, register.file, codes[node.id]) for node in shared)]


def _entry(node: Node, file: str, codes: set[str]) -> Entry:
    return Entry(
        id=node.id,
        file=file,
        path=node.path,
        names=frozenset(_normal(name) for key in _NAMES for name in node.texts(key)) - {""},
        codes=frozenset(codes | set(node.texts("identifier"))),
        other=frozenset(node.texts("differentFrom")),
        values=tuple(
            (key, tuple(sorted(node.texts(key)))) for key in sorted(node.values) if key not in _OPEN
        ),
    )


def check(entries: Iterable[Entry]) -> list[Problem]:
    """Return a problem for each thing defined in two ways, and for each likely duplicate.

    Two ids are taken for one thing where they share an identifier or a name, where their names
    differ in one letter or in words that are often left out, or where one name abbreviates the
    other. ``differentFrom`` on either says that they are two.

    Args:
        entries: All definitions that are looked at together; the work grows with their number.
    """
    unique = list(dict.fromkeys(entries))
    problems = list(_defined_differently(unique))
    things: dict[str, list[Entry]] = defaultdict(list)
    for entry in unique:
        things[entry.id].append(entry)
    seen: set[frozenset[str]] = set()
    for keys, close, what in _MEASURES:
        for one, other in _pairs(unique, keys):
            pair = frozenset({one.id, other.id})
            if pair not in seen and close(one, other) and not _told_apart(pair, things):
                seen.add(pair)
                problems.append(_duplicate(one, other, what))
    return sorted(set(problems))


def _told_apart(pair: frozenset[str], things: dict[str, list[Entry]]) -> bool:
    return any(entry.other & pair for id_ in pair for entry in things[id_])


def _defined_differently(entries: list[Entry]) -> Iterator[Problem]:
    first: dict[tuple[str, str], tuple[Entry, tuple[str, ...]]] = {}
    for entry in entries:
        for key, values in entry.values:
            before, theirs = first.setdefault((entry.id, key), (entry, values))
            if theirs != values and before.file != entry.file:
                what = f"`{key}` of `{entry.id}` is not as in {_place(before)}"
                remedy = "define it once, in the register, or give one of the two another id"
                yield _document(entry.file).problem((*entry.path, key), what, remedy, at_key=True)


def _duplicate(one: Entry, other: Entry, what: str) -> Problem:
    # The register stands first: what is to be changed is more likely the record.
    first, second = sorted(
        (one, other), key=lambda entry: (Path(entry.file).stem != "register", entry.file, entry.id)
    )
    text = f"`{second.id}` may be `{first.id}` in {_place(first)}: {what}"
    remedy = f"use one id, or give it `differentFrom: {first.id}`"
    return _document(second.file).problem((*second.path, "id"), text, remedy)


def _place(entry: Entry) -> str:
    line, _ = _document(entry.file).position(entry.path)
    return f"{entry.file}:{line}"


@lru_cache(maxsize=8)
def _document(file: str) -> Document:
    return read(Path(file))


def _pairs(
    entries: list[Entry], keys: Callable[[Entry], Iterable[str]]
) -> Iterator[tuple[Entry, Entry]]:
    """Yield pairs of one kind that share a key; keys, not comparisons, keep the work linear."""
    groups: dict[tuple[str, str], dict[str, Entry]] = defaultdict(dict)
    for entry in entries:
        for key in keys(entry):
            groups[entry.kind, key].setdefault(entry.id, entry)
    for group in groups.values():
        yield from combinations(group.values(), 2)


def _codes(entry: Entry) -> Iterable[str]:
    return (code.casefold() for code in entry.codes)


def _plain(entry: Entry) -> Iterable[str]:
    return entry.names


def _letters(entry: Entry) -> set[str]:
    """Return its names less each of their letters: names one letter apart share one of these."""
    return {
        name[:place] + name[place + 1 :]
        for name in entry.names
        if len(name) >= SHORTEST
        for place in range(len(name))
    } | {name for name in entry.names if len(name) >= SHORTEST}


def _words(entry: Entry) -> set[str]:
    """Return its names less words often left out, one by one, where two words or more remain."""
    if entry.kind != "organisation":
        return set()
    names = set()
    for name in entry.names:
        words = name.split()
        names.add(name)
        for place, word in enumerate(words):
            if word in _FILLERS and len(words) > 2:
                names.add(" ".join(words[:place] + words[place + 1 :]))
    return names


def _initials(entry: Entry) -> set[str]:
    """Return a person's names with the first one abbreviated."""
    if entry.kind != "person":
        return set()
    split = [name.split() for name in entry.names]
    return {f"{words[0][0]} {words[-1]}" for words in split if len(words) > 1}


def _anyhow(_one: Entry, _other: Entry) -> bool:
    return True


def _abbreviated(one: Entry, other: Entry) -> bool:
    return any(len(name.split()[0]) == 1 for entry in (one, other) for name in entry.names)


def _same_digits(one: Entry, other: Entry) -> bool:
    numbers = [{re.sub(r"\D", "", name) for name in entry.names} for entry in (one, other)]
    return bool(numbers[0] & numbers[1])


def _normal(name: str) -> str:
    """Return a name without what writers vary."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    apart = re.sub(r"[-\u2010-\u2015/]", " ", bare.casefold().replace("&", " and "))
    words = re.sub(r"[^\w\s]", "", apart).split()
    return " ".join(words[1:] if words[:1] == ["the"] and len(words) > 1 else words)


_Keys = Callable[[Entry], Iterable[str]]
_Test = Callable[[Entry, Entry], bool]
_MEASURES: tuple[tuple[_Keys, _Test, str], ...] = (
    (_codes, _anyhow, "both have the same identifier"),
    (_plain, _anyhow, "both have the same name"),
    (_letters, _same_digits, "their names differ in a letter or two"),
    (_words, _anyhow, "one name is the other with a word more"),
    (_initials, _abbreviated, "one name may abbreviate the other"),
)
"""Keys that likely duplicates share, what else must hold of two, and what to say of them."""
