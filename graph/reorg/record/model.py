"""A record of one report, as read: its things, and the register that it borrows from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from reorg.errors import Problem
from reorg.record.yamlfile import Document, Steps, Value

NESTED = {
    "content": frozenset(
        {
            *("subject", "predicate", "object", "literal", "polarity", "certainty"),
            *("frame", "extent", "onIssue", "answer", "readBy", "guess"),
        }
    ),
    "reportedBy": frozenset(("voice", "commitment", "guess")),
}
"""Keys whose values are mappings, and the keys that these may use."""

RECORD_PREFIX = "record"

MENTION = frozenset({"anchor", "introducedBy", "note"})
"""Keys that a record may give a thing of the register: where the report speaks of it."""

GUESS = "guess"
"""The key of a draft that says what is left to decide; it never reaches the graph."""


_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True)
class Node:
    """One thing in a record.

    Attributes:
        id: Its identifier as written, such as ``claim:approved-plans``.
        kind: The part of the identifier before its colon.
        iri: What the identifier stands for.
        type: Its default class, as a prefixed name.
        path: Where it stands in the file.
        values: Its keys and values as written, without ``id``.
        registered: Whether the register defines it, so that it belongs to no single record.
    """

    id: str
    kind: str
    iri: str
    type: str
    path: Steps
    values: dict[str, Value]
    registered: bool = False


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
    """

    document: Document
    name: str
    base: str
    nodes: list[Node] = field(default_factory=list)
    iris: dict[str, str] = field(default_factory=dict)
    needs: dict[str, Steps] = field(default_factory=dict)
    borrowed: dict[str, Node] = field(default_factory=dict)

    @property
    def iri(self) -> str:
        """The record's own IRI."""
        return f"{self.base}{RECORD_PREFIX}/{self.name}"

    def of_kind(self, *kinds: str) -> Iterator[Node]:
        """Go through the things of some kinds, in the order of the file."""
        return (node for node in self.nodes if node.kind in kinds)

    def missing(self, elsewhere: Iterable[str] = ()) -> list[Problem]:
        """Return a problem for each shared thing that neither this record nor others define.

        Args:
            elsewhere: Identifiers of the shared things that other records define.
        """
        known = set(elsewhere)
        return [_dangling(self.document, i, p) for i, p in self.needs.items() if i not in known]


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
        for path, text in _guesses(node.values, node.path)
    ]


def _guesses(values: dict[str, Value], path: Steps) -> Iterator[tuple[Steps, str]]:
    if GUESS in values:
        yield (*path, GUESS), "; ".join(texts_of(values[GUESS]))
    for key in NESTED.keys() & values.keys():
        for index, item in enumerate(as_list(values[key])):
            if isinstance(item, dict):
                yield from _guesses(item, (*path, key, index))


def as_list(value: Value | None) -> list[Value]:
    """Return a key's values, of which there may be none, one, or a list."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def texts_of(value: Value | None) -> list[str]:
    """Return those of a key's values that are text."""
    if isinstance(value, str):
        return [value]
    return [item for item in as_list(value) if isinstance(item, str)]


def is_name(text: str) -> bool:
    """Return whether a record, or a thing in one, can be called so."""
    return _NAME.fullmatch(text) is not None


def _dangling(document: Document, identifier: str, path: Steps) -> Problem:
    what = f"`{identifier}` is not defined"
    return document.problem(path, what, "define it in the record or correct the reference")


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
