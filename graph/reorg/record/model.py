"""A record of one report, as read: its things, and the register that it borrows from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from reorg.errors import Problem
from reorg.record.strictyaml import Document, Steps, Value
from reorg.vocab.keys import GUESS
from reorg.vocab.kinds import NOBODY, PARTS, RECORD

_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True)
class Fields:
    """Keys and their values as written, of a thing or of a part of one.

    Attributes:
        values: The values by key; each key may have one value or a list.
    """

    values: dict[str, Value]

    def has(self, key: str) -> bool:
        """Return whether a key is written, whatever its value."""
        return key in self.values

    def listed(self, key: str) -> list[Value]:
        """Return a key's values, of which there may be none, one, or a list."""
        value = self.values.get(key, [])
        return value if isinstance(value, list) else [value]

    def texts(self, key: str) -> list[str]:
        """Return those of a key's values that are text."""
        value = self.values.get(key)
        if isinstance(value, str):
            return [value]
        return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []

    def text(self, key: str) -> str:
        """Return the first of a key's values that is text, or the empty string."""
        value = self.values.get(key)
        return value if isinstance(value, str) else next(iter(self.texts(key)), "")

    def number(self, key: str) -> int | None:
        """Return a key's only value as a whole number from 0, or None if it is not one."""
        texts = self.texts(key)
        text = texts[0] if len(texts) == 1 else ""
        return int(text) if text.isascii() and text.isdigit() else None

    def all_texts(self) -> Iterator[str]:
        """Go through the texts under all keys, those of parts included."""
        for key in self.values:
            yield from self.texts(key)
            for part in self.nested(key):
                yield from part.all_texts()

    def nested(self, key: str) -> list[NodePart]:
        """Return those of a key's values that have keys of their own."""
        items = (in_full(key, item) for item in self.listed(key))
        return [NodePart(item, n) for n, item in enumerate(items, 1) if isinstance(item, dict)]


@dataclass(frozen=True)
class NodePart(Fields):
    """A part of a thing, such as one statement of a claim.

    Attributes:
        count: Its place among its like, from 1.
    """

    count: int


@dataclass(frozen=True)
class Node(Fields):
    """One thing in a record; its values are without ``id``.

    Attributes:
        id: Its identifier as written, such as ``claim:approved-plans``.
        kind: The part of the identifier before its colon.
        iri: What the identifier stands for.
        type: Its default class, as a prefixed name.
        path: Where it stands in the file.
        registered: Whether the register defines it, so that it belongs to no single record.
    """

    id: str
    kind: str
    iri: str
    type: str
    path: Steps
    registered: bool = False


class Given(NamedTuple):
    """A value that a key has by default.

    Attributes:
        value: The value, as it would be written.
        origin: Whose default it is, to be read after "by default"; empty where it is always so.
    """

    value: Value
    origin: str = ""


@dataclass
class Record:
    """A record as read.

    Attributes:
        document: The file, with the places of its values.
        name: The record's own name, such as ``northamptonshire-2015``.
        base: The IRI under which all data stands.
        nodes: Every thing in it, in the order of the file; the record itself is first.
        iris: The IRI of every identifier that the record defines or refers to.
        needs: Shared things that it refers to and leaves to other records, with the places.
        borrowed: Things of the register that it refers to, and those that these refer to.
        defaulted: What things have by default, by the places at which it would be written.
    """

    document: Document
    name: str
    base: str
    nodes: list[Node] = field(default_factory=list)
    iris: dict[str, str] = field(default_factory=dict)
    needs: dict[str, Steps] = field(default_factory=dict)
    borrowed: dict[str, Node] = field(default_factory=dict)
    defaulted: dict[Steps, Given] = field(default_factory=dict)

    @property
    def iri(self) -> str:
        """The record's own IRI."""
        return f"{self.base}{RECORD.name}/{self.name}"

    def of_kind(self, *kinds: str) -> Iterator[Node]:
        """Go through the things of some kinds, in the order of the file."""
        return (node for node in self.nodes if node.kind in kinds)

    def borrow(self, identifier: str, register: Register) -> None:
        """Take a thing out of the register, with all that its description needs."""
        node = register.nodes.get(identifier)
        if node is None or identifier in self.borrowed:
            return
        self.borrowed[identifier] = node
        for key in node.values:
            for name in node.texts(key):
                if name in register.iris:
                    self.iris.setdefault(name, register.iris[name])
                    self.borrow(name, register)

    def by_default(self, path: Steps, keys: Iterable[str]) -> str:
        """Return in brackets, after a space, which of some keys a thing has by default.

        Args:
            path: Where the thing stands.
            keys: The keys that a message speaks of.
        """
        found = []
        for key in dict.fromkeys(keys):
            given = self.defaulted.get((*path, key))
            if given is not None and isinstance(given.value, str):
                origin = f" {given.origin}" if given.origin else ""
                found.append(f"its `{key}` is `{given.value}` by default{origin}")
        return f" ({'; '.join(found)})" if found else ""

    def missing(self, elsewhere: Iterable[str] = ()) -> list[Problem]:
        """Return a problem for each shared thing that neither this record nor others define.

        Args:
            elsewhere: Things of the shared things that other records define.
        """
        known = set(elsewhere)
        return [_dangling(self.document, i, p) for i, p in self.needs.items() if i not in known]


@dataclass(frozen=True)
class Register:
    """A register as read.

    Attributes:
        file: The file's name; empty where there is no register.
        nodes: What it defines, by identifier.
        iris: The IRI of every identifier and class that it uses.
        problems: What is wrong in it.
    """

    file: str = ""
    nodes: dict[str, Node] = field(default_factory=dict)
    iris: dict[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def guesses(record: Record) -> list[Problem]:
    """Return a problem for each guess that a draft still holds."""
    return [
        record.document.problem(
            path,
            f"guess left on `{node.id}`: {text}",
            f"decide, correct what is wrong and delete `{GUESS}`",
            at_key=True,
        )
        for node in record.nodes
        for path, text in _guesses(node, node.path)
    ]


def _guesses(fields: Fields, path: Steps) -> Iterator[tuple[Steps, str]]:
    if fields.has(GUESS):
        yield (*path, GUESS), "; ".join(fields.texts(GUESS))
    for key in PARTS:
        for part in fields.nested(key):
            yield from _guesses(part, (*path, key, part.count - 1))


def in_full(name: str, item: Value) -> Value:
    """Return a part of a thing as a mapping where its short form, one word, is written.

    Args:
        name: The key under which it stands.
        item: The part as written.
    """
    short = PARTS[name].short if name in PARTS else ""
    return {short: item} if short and isinstance(item, str) and item != NOBODY else item


def is_name(text: str) -> bool:
    """Return whether a record, or a thing in one, can be called so."""
    return _NAME.fullmatch(text) is not None


def _dangling(document: Document, identifier: str, path: Steps) -> Problem:
    what = f"`{identifier}` is not defined"
    return document.problem(path, what, "define it in the record or correct the reference")
