"""Reads a record of one report and finds everything in it that could not become a graph."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from reorg import lexical
from reorg.errors import Problem, RecordError
from reorg.kinds import KINDS, SECTIONS, Kind, prefix_iri
from reorg.namespaces import BASE, NAMESPACE, PREFIXES
from reorg.terms import Form, Term, concept_iri, terms
from reorg.vocabulary import Vocabulary, vocabulary
from reorg.yamlfile import Document, Steps, Value, read

NESTED = {
    "content": frozenset(
        {
            *("subject", "predicate", "object", "literal", "polarity", "certainty"),
            *("frame", "extent", "onIssue", "answer", "readBy"),
        }
    ),
    "reportedBy": frozenset(("voice", "commitment")),
}
"""Keys whose values are mappings, and the keys that these may use."""

RECORD_PREFIX = "record"

_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SUBNODE = re.compile(r"(?P<node>[^/]+)/(?P<key>content|commitment)/(?P<count>[1-9][0-9]?)")
_SUBNODE_KEYS = {"content": "content", "commitment": "reportedBy"}


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
    """

    id: str
    kind: str
    iri: str
    type: str
    path: Steps
    values: dict[str, Value]


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
    """

    document: Document
    name: str
    base: str
    nodes: list[Node] = field(default_factory=list)
    iris: dict[str, str] = field(default_factory=dict)
    needs: dict[str, Steps] = field(default_factory=dict)

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


def load(path: Path, *, base: str = BASE) -> tuple[Record, list[Problem]]:
    """Read a record and find what is wrong in it, taken by itself.

    Raises:
        RecordError: The file is not a YAML mapping that can be read at all, or has no name.
    """
    document = read(path)
    reader = _Reader(document, _record_name(document, path), base, vocabulary())
    reader.read()
    return reader.record, sorted(set(reader.problems))


def _record_name(document: Document, path: Path) -> str:
    """Return the record's name, which is also its file's, so that products find their places."""
    head = document.data.get("record")
    if not isinstance(head, dict):
        problem = document.problem(
            ("record",), "the record has no `record:` mapping", "add one with its `id` and `title`"
        )
        raise RecordError([problem])
    written = head.get("id")
    name = written.removeprefix(f"{RECORD_PREFIX}:") if isinstance(written, str) else ""
    if not _NAME.fullmatch(name):
        what = f"`{written or ''}` is not a record's id"
        remedy = (
            f"write `id: {RECORD_PREFIX}:` and a name of lower-case letters, digits and hyphens"
        )
        raise RecordError([document.problem(("record", "id"), what, remedy)])
    if name != path.stem:
        what = f"the record is called {name} and its file {path.name}"
        raise RecordError([document.problem(("record", "id"), what, "give both the same name")])
    return name


def _dangling(document: Document, identifier: str, path: Steps) -> Problem:
    what = f"`{identifier}` is not defined"
    return document.problem(path, what, "define it in the record or correct the reference")


def nearest(word: str, options: Iterable[str], otherwise: str) -> str:
    """Return the advice to use the option nearest to ``word``, or ``otherwise`` if none is near."""
    from difflib import get_close_matches

    found = get_close_matches(word, sorted(options), n=1, cutoff=0.6)
    return f"did you mean `{found[0]}`?" if found else otherwise


class _Reader:
    """One pass over a record for its identifiers and one for its values."""

    def __init__(self, document: Document, name: str, base: str, known: Vocabulary) -> None:
        self.document = document
        self.record = Record(document, name, base)
        self.problems: list[Problem] = []
        self._known = known
        self._terms = terms()
        self._concepts: set[tuple[str, str]] = set()

    def read(self) -> None:
        """Fill the record and collect the problems."""
        self._collect_nodes()
        for node in self.record.nodes:
            self._check_values(node.values, node.path)

    def _add(self, path: Steps, what: str, remedy: str, *, at_key: bool = False) -> None:
        self.problems.append(self.document.problem(path, what, remedy, at_key=at_key))

    def _nearest(self, word: str, options: Iterable[str], otherwise: str) -> str:
        # Looking for look-alikes is slow; who makes many mistakes is not after each one's cure.
        return nearest(word, options, otherwise) if len(self.problems) < 50 else otherwise

    # Identifiers

    def _collect_nodes(self) -> None:
        for section, content in self.document.data.items():
            if section not in SECTIONS:
                remedy = self._nearest(section, SECTIONS, f"use one of {', '.join(SECTIONS)}")
                self._add((section,), f"unknown section `{section}`", remedy, at_key=True)
            elif section == "record":
                self._collect_head(content)
            elif isinstance(content, list):
                for index, item in enumerate(content):
                    self._collect_node(item, (section, index))
            elif content != "":
                self._add((section,), f"`{section}` is not a list", "start each thing with `- id:`")
        self.record.nodes.sort(key=lambda node: node.path[0] != "record")

    def _collect_head(self, content: Value) -> None:
        if isinstance(content, dict):
            values = {key: value for key, value in content.items() if key != "id"}
            identifier = f"{RECORD_PREFIX}:{self.record.name}"
            iri = self.record.iri
            self.record.iris[identifier] = iri
            head = Node(identifier, RECORD_PREFIX, iri, "reorg:Record", ("record",), values)
            self.record.nodes.append(head)

    def _collect_node(self, item: Value, path: Steps) -> None:
        if not isinstance(item, dict):
            self._add(path, "this is not a mapping", "write keys with values, beginning with `id:`")
            return
        identifier = item.get("id")
        if not isinstance(identifier, str):
            self._add(path, "this has no `id`", "add one, such as `id: claim:some-name`")
            return
        kind = self._kind(identifier, (*path, "id"))
        if kind is None:
            return
        if identifier in self.record.iris:
            self._add(
                (*path, "id"), f"the id `{identifier}` is used twice", "rename one of the two"
            )
            return
        name = identifier.partition(":")[2]
        iri = prefix_iri(kind, self.record.name, self.record.base) + name
        self.record.iris[identifier] = iri
        values = {key: value for key, value in item.items() if key != "id"}
        self.record.nodes.append(Node(identifier, kind.name, iri, kind.type, path, values))

    def _kind(self, identifier: str, path: Steps) -> Kind | None:
        prefix, colon, name = identifier.partition(":")
        kind = KINDS.get(prefix)
        if not colon:
            self._add(path, f"`{identifier}` is not an id", "write a kind, a colon and a name")
        elif kind is None:
            remedy = self._nearest(prefix, KINDS, f"use one of {', '.join(KINDS)}")
            self._add(path, f"there is no kind `{prefix}`", remedy)
        elif not _NAME.fullmatch(name):
            remedy = "use lower-case letters and digits, joined by hyphens"
            self._add(path, f"`{name}` is not a name", remedy)
        else:
            return kind
        return None

    # Values

    def _check_values(self, values: dict[str, Value], path: Steps) -> None:
        for key, value in values.items():
            if key == "type":
                for place, item in self._places(value, (*path, key)):
                    self._check_type(item, place)
            elif key in NESTED:
                self._check_nested(key, value, (*path, key))
            elif term := self._terms.get(key):
                self._check_term(term, value, (*path, key))
            else:
                remedy = self._nearest(key, self._terms, "delete it or correct it")
                self._add((*path, key), f"unknown key `{key}`", remedy, at_key=True)

    def _places(self, value: Value, path: Steps) -> Iterator[tuple[Steps, Value]]:
        if not isinstance(value, list):
            yield path, value
            return
        if not value:
            self._add(path, f"`{path[-1]}` has no value", "give one or delete the key")
        for index, item in enumerate(value):
            yield (*path, index), item

    def _check_nested(self, key: str, value: Value, path: Steps) -> None:
        allowed = NESTED[key]
        items = value if isinstance(value, list) else [value]
        for index, item in enumerate(items):
            place = (*path, index)
            if not isinstance(item, dict):
                keys = ", ".join(sorted(allowed))
                self._add(place, f"`{key}` holds mappings", f"use the keys {keys}")
                continue
            for inner in item.keys() - allowed:
                remedy = self._nearest(inner, allowed, "delete it or correct it")
                self._add(
                    (*place, inner), f"`{inner}` has no place in `{key}`", remedy, at_key=True
                )
            self._check_values({k: v for k, v in item.items() if k in allowed}, place)
            if key == "content":
                self._check_statement(item, place)

    def _check_statement(self, item: dict[str, Value], path: Steps) -> None:
        for key in ("subject", "predicate"):
            if key not in item:
                self._add(path, f"the content has no `{key}`", f"add its `{key}`")
        if ("object" in item) == ("literal" in item):
            what = "the content needs one of `object` and `literal`"
            self._add(path, what, "give a thing as `object` or words as `literal`")

    def _check_term(self, term: Term, value: Value, path: Steps) -> None:
        for place, item in self._places(value, path):
            if not isinstance(item, str):
                self._add(
                    place, f"`{term.key}` should be {term.form.value}", "write it as one value"
                )
            elif not item.strip():
                self._add(place, f"`{term.key}` has no value", "give one or delete the key")
            elif term.form is Form.LINK:
                if item not in self.record.iris:
                    self._check_link(term, item, place)
            elif term.form is Form.CONCEPT:
                self._check_concept(term, item, place)
            elif term.form is Form.TYPED:
                self._check_typed(term, item, place)
            elif term.form is Form.UNUSED:
                self._check_path(term, item, place)

    def _check_concept(self, term: Term, value: str, path: Steps) -> None:
        if (term.scheme, value) in self._concepts:
            return
        if concept_iri(term.scheme, value) in self._known.concepts:
            self._concepts.add((term.scheme, value))
            return
        start = concept_iri(term.scheme, "")
        options = {i.removeprefix(start) for i in self._known.concepts if i.startswith(start)}
        remedy = self._nearest(value, options, f"use one of {', '.join(sorted(options))}")
        self._add(path, f"`{value}` is not a value of `{term.key}`", remedy)

    def _check_typed(self, term: Term, value: str, path: Steps) -> None:
        if what := lexical.fault(value, term.datatype):
            self._add(path, what, "correct it")

    def _check_path(self, term: Term, value: str, path: Steps) -> None:
        folder = Path(self.document.file).parent
        target = folder / value
        if not target.resolve().is_relative_to(folder.resolve()):
            what = f"the path `{value}` leads out of the record's folder"
            self._add(path, what, "put the file beside the record, or give it with --article")

    def _check_type(self, value: Value, path: Steps) -> None:
        if not isinstance(value, str):
            self._add(path, "`type` should be the name of a class", "write it as one value")
            return
        prefix, colon, _ = value.partition(":")
        iri = (
            f"{NAMESPACE}{value}"
            if not colon
            else PREFIXES.get(prefix, "?") + value[len(prefix) + 1 :]
        )
        if iri in self._known.defined:
            self.record.iris[value] = iri
            return
        names = {i.removeprefix(NAMESPACE) for i in self._known.defined}
        remedy = self._nearest(value.removeprefix("reorg:"), names, "use a class of the ontology")
        self._add(path, f"there is no class `{value}`", remedy)

    # References

    def _check_link(self, term: Term, value: str, path: Steps) -> None:
        iri = self._resolve(term, value, path)
        if iri:
            self.record.iris[value] = iri

    def _resolve(self, term: Term, value: str, path: Steps) -> str:
        prefix, colon, rest = value.partition(":")
        if term.key == "predicate":
            return self._predicate(value, path)
        if lexical.is_absolute(value):
            if lexical.is_iri(value):
                return value
            self._add(path, f"`{value}` is not an IRI", "delete spaces and other odd characters")
        elif not colon:
            remedy = "write a kind, a colon and a name, such as `claim:some-name`"
            self._add(path, f"`{value}` is not {term.form.value}", remedy)
        elif prefix in KINDS:
            return self._own(KINDS[prefix], value, path)
        elif prefix in PREFIXES and lexical.is_iri(PREFIXES[prefix] + rest):
            iri = PREFIXES[prefix] + rest
            if prefix != "reorg" or iri in self._known.defined:
                return iri
            self._add(path, f"`{value}` is not defined", "use a term of the ontology")
        elif (iri := concept_iri(prefix, rest)) in self._known.concepts:
            return iri
        else:
            names = {i.removeprefix(NAMESPACE).replace("-", ":", 1) for i in self._known.concepts}
            remedy = self._nearest(value, names | self.record.iris.keys(), "correct the reference")
            self._add(path, f"`{value}` is not defined", remedy)
        return ""

    def _predicate(self, value: str, path: Steps) -> str:
        iri = NAMESPACE + value
        if iri in self._known.content_predicates:
            return iri
        names = {i.removeprefix(NAMESPACE) for i in self._known.content_predicates}
        remedy = self._nearest(value, names, "use a content predicate of the ontology")
        self._add(path, f"`{value}` is not a content predicate", remedy)
        return ""

    def _own(self, kind: Kind, value: str, path: Steps) -> str:
        match = _SUBNODE.fullmatch(value)
        if match and self._has_subnode(match):
            return f"{self.record.iris[match['node']]}/{match['key']}/{match['count']}"
        name = value.partition(":")[2]
        if kind.shared and _NAME.fullmatch(name):
            self.record.needs.setdefault(value, path)
            return prefix_iri(kind, self.record.name, self.record.base) + name
        remedy = self._nearest(
            value, self.record.iris, "define it in the record or correct the reference"
        )
        self._add(path, f"`{value}` is not defined", remedy)
        return ""

    def _has_subnode(self, match: re.Match[str]) -> bool:
        key = _SUBNODE_KEYS[match["key"]]
        for node in self.record.nodes:
            if node.id == match["node"]:
                return int(match["count"]) <= len(as_list(node.values.get(key)))
        return False
