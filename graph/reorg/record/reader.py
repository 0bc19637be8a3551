"""Reads a record and finds everything in it that could not become a graph."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from reorg.errors import Problem
from reorg.namespaces import NAMESPACE, PREFIXES, expand
from reorg.record.model import (
    GUESS,
    MENTION,
    NESTED,
    RECORD_PREFIX,
    Node,
    Record,
    as_list,
    is_name,
    texts_of,
)
from reorg.record.yamlfile import Steps, Value
from reorg.vocab import lexical
from reorg.vocab.keys import Form, Term, concept_iri, terms
from reorg.vocab.kinds import KINDS, SECTIONS, Kind, prefix_iri
from reorg.vocab.vocabulary import Vocabulary, wider_classes
from reorg.wording import nearest

if TYPE_CHECKING:
    from reorg.record.model import Register

# Keys that are read before shapes count values: what they place would be misplaced.
_SINGLE = frozenset({"start", "end", "exact", "prefix", "suffix", "sha256", "codePoints", "file"})
# Likewise: coverage counts by them.
_REQUIRED = {"sentence": frozenset({"start", "end"})}
_SUBNODE = re.compile(r"(?P<node>[^/]+)/(?P<key>content|commitment)/(?P<count>[1-9][0-9]?)")
_SUBNODE_KEYS = {"content": "content", "commitment": "reportedBy"}


def _meaning(term: Term) -> str:
    if term.form is Form.TYPED:
        return "a date" if term.datatype == "date" else "a number"
    return str(term.form.value)


class Reader:
    """One pass over a record for its identifiers and one for its values."""

    def __init__(self, record: Record, known: Vocabulary, register: Register | None = None) -> None:
        self.document = record.document
        self.record = record
        self.problems: list[Problem] = []
        self._registered = register.nodes if register else {}
        self._register_iris = register.iris if register else {}
        self._known = known
        self._terms = terms()
        self._concepts: set[tuple[str, str]] = set()

    def read(self) -> None:
        """Fill the record and collect the problems."""
        self._collect_nodes()
        for node in self.record.nodes:
            self._check_values(node.values, node.path, node.type)
            for key in _REQUIRED.get(node.kind, frozenset()) - node.values.keys():
                self._add(node.path, f"`{node.id}` needs `{key}`", f"add its `{key}`")

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
            if section == "record":
                self._collect_head(content)
            elif isinstance(content, list):
                # Under a misspelt heading too, or each reference to its things would seem wrong.
                for index, item in enumerate(content):
                    self._collect_node(item, (section, index))
            elif content != "" and section in SECTIONS:
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
            what = "a thing with keys and values is needed here"
            self._add(path, what, "begin it with `id:`, or delete the hyphen")
            return
        identifier = item.get("id")
        if "id" in item and not isinstance(identifier, str):
            self._add((*path, "id"), "an `id` is one word", "write one, such as `claim:some-name`")
            return
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
        values = {key: value for key, value in item.items() if key != "id"}
        shared = self._shared_as(identifier)
        if shared:
            self._compare(identifier, values, path)
            self._borrow(identifier)
        name = identifier.partition(":")[2]
        iri = shared or prefix_iri(kind, self.record.name, self.record.base) + name
        self.record.iris[identifier] = iri
        self.record.nodes.append(
            Node(identifier, kind.name, iri, kind.type, path, values, registered=bool(shared))
        )

    # The register

    def _shared_as(self, identifier: str) -> str:
        """Return the IRI of a thing in the register, or the empty string."""
        node = self._registered.get(identifier)
        return node.iri if node else ""

    def _borrow(self, identifier: str) -> None:
        """Take a thing out of the register, with all that its description needs."""
        node = self._registered.get(identifier)
        if node is None or identifier in self.record.borrowed:
            return
        self.record.borrowed[identifier] = node
        for value in node.values.values():
            for name in texts_of(value):
                if name in self._register_iris:
                    self.record.iris.setdefault(name, self._register_iris[name])
                    self._borrow(name)

    def _compare(self, identifier: str, values: dict[str, Value], path: Steps) -> None:
        """Add a problem for each key that says other of a thing than the register does."""
        node = self._registered.get(identifier)
        for key in values.keys() - MENTION if node else ():
            ours, theirs = texts_of(values[key]), texts_of(node.values.get(key)) if node else []
            if sorted(ours) != sorted(theirs):
                what = f"`{key}` of `{identifier}` is not as the register has it"
                remedy = "delete it here, or correct one of the two"
                self._add((*path, key), what, remedy, at_key=True)

    def _kind(self, identifier: str, path: Steps) -> Kind | None:
        prefix, colon, name = identifier.partition(":")
        kind = KINDS.get(prefix)
        if not colon:
            self._add(path, f"`{identifier}` is not an id", "write a kind, a colon and a name")
        elif kind is None and prefix == RECORD_PREFIX:
            what, remedy = "a record is no thing in a record", "describe it under `record:`"
            self._add(path, what, remedy)
        elif kind is None:
            remedy = self._nearest(prefix, KINDS, f"use one of {', '.join(KINDS)}")
            self._add(path, f"there is no kind `{prefix}`", remedy)
        elif not is_name(name):
            what = f"`{name}` is not a name" if name else f"`{identifier}` lacks a name"
            remedy = "use lower-case letters and digits, joined by single hyphens, without spaces"
            self._add(path, what, remedy)
        else:
            return kind
        return None

    # Values

    def _check_values(self, values: dict[str, Value], path: Steps, kind: str = "") -> None:
        for key, value in values.items():
            if key == "type":
                for place, item in self._places(value, (*path, key)):
                    self._check_type(item, place, kind)
            elif key in NESTED:
                self._check_nested(key, value, (*path, key))
            elif term := self._terms.get(key):
                self._check_term(term, value, (*path, key))
            else:
                self._refuse_key(key, value, path)

    def _refuse_key(self, key: str, value: Value, path: Steps) -> None:
        what, iri = f"unknown key `{key}`", NAMESPACE + key
        if iri in self._known.content_predicates:
            what = f"`{key}` is for claims to say"
            remedy = "write it as the `predicate` of a claim's content"
        elif iri in self._known.defined:
            what, remedy = f"`{key}` is worked out by the build", "delete it"
        elif (local := key.rpartition(":")[2].lstrip("@")) != key and local in self._terms:
            remedy = f"did you mean `{local}`?"
        elif value == "" and " " in key:
            remedy = "put words with a comma in quotation marks, or give the key a value"
        else:
            remedy = self._nearest(key, self._terms, "delete it or correct it")
        self._add((*path, key), what, remedy, at_key=True)

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
                keys = ", ".join(sorted(allowed - {GUESS}))
                what = f"`{key}` holds keys with values, not words alone"
                self._add(place if isinstance(value, list) else path, what, f"use the keys {keys}")
                continue
            for inner in item.keys() - allowed:
                known = inner in self._terms
                remedy = "delete it, or move it to where it belongs"
                if inner == "value":
                    remedy = "write words under `literal`"
                elif not known:
                    remedy = self._nearest(inner, allowed, remedy)
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
        if "object" in item and "literal" in item:
            what = "the content has both `object` and `literal`"
            self._add((*path, "literal"), what, "keep `object` for a thing, `literal` for words")
        elif not item.keys() & {"object", "literal", "value"}:
            what = "the content has no `object`"
            self._add(path, what, "give a thing as `object` or words as `literal`")

    def _check_term(self, term: Term, value: Value, path: Steps) -> None:
        if term.key in _SINGLE and isinstance(value, list) and len(value) > 1:
            what = f"`{term.key}` has {len(value)} values"
            self._add(path, what, "keep one of them")
            return
        for place, item in self._places(value, path):
            if not isinstance(item, str):
                remedy = "write it as one value, in quotation marks if it begins with [ or {"
                self._add(place, f"`{term.key}` should be {_meaning(term)}", remedy)
            elif not item.strip():
                self._add(place, f"`{term.key}` has no value", "give one or delete the key")
            elif term.form is Form.LINK:
                # What stands for a predicate is known by its bare word, which no thing is.
                if item not in self.record.iris or ":" not in item or term.key == "predicate":
                    self._check_link(term, item, place)
            elif term.form is Form.CONCEPT:
                self._check_concept(term, item, place)
            elif term.form is Form.TYPED:
                self._check_typed(term, item, place)
            elif term.key == "file":
                self._check_path(item, place)

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
            self._add(path, what, lexical.cure(value, term.datatype))

    def _check_path(self, value: str, path: Steps) -> None:
        folder = Path(self.document.file).parent
        target = folder / value
        try:
            inside = target.resolve().is_relative_to(folder.resolve())
            other = target.exists() and not target.is_file()
        except OSError as error:
            reason = (error.strerror or "it leads nowhere").lower()
            self._add(path, f"no file can be called `{value[:40]}…` ({reason})", "correct it")
            return
        if not inside:
            what = f"the path `{value}` leads out of the record's folder"
            self._add(path, what, "put the file beside the record, or give it with --article")
        elif other:
            self._add(path, f"`{value}` is not a file", "name the copy of the text")
        elif target.resolve() == Path(self.document.file).resolve():
            self._add(path, f"`{value}` is the record itself", "name the copy of the text")

    def _check_type(self, value: Value, path: Steps, kind: str = "") -> None:
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
            if kind and expand(kind) not in wider_classes().get(iri, {iri}):
                what = f"`{value}` is not narrower than {kind}, which this is by its `id`"
                self._add(path, what, "delete the `type`, or change the kind in the `id`")
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
            remedy = "copy the whole address, without spaces and other odd characters"
            self._add(path, f"`{value}` is not an address", remedy)
        elif not colon:
            remedy = "write a kind, a colon and a name, such as `claim:some-name`"
            if "." in value:
                remedy = "write an address in full, beginning with https://"
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
            otherwise = "write a kind, a colon and a name, or an address that begins with https://"
            remedy = self._nearest(value, names | self.record.iris.keys(), otherwise)
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
        if value in self._registered:
            self._borrow(value)
            return self._registered[value].iri
        name = value.partition(":")[2]
        if kind.shared and is_name(name):
            self.record.needs.setdefault(value, path)
            return prefix_iri(kind, self.record.name, self.record.base) + name
        # A thing of another kind is meant only where it has the same name.
        start, end = f"{kind.name}:", f":{name}"
        options = (i for i in self.record.iris if i.startswith(start) or i.endswith(end))
        remedy = self._nearest(value, options, "define it in the record or correct the reference")
        self._add(path, f"`{value}` is not defined", remedy)
        return ""

    def _has_subnode(self, match: re.Match[str]) -> bool:
        key = _SUBNODE_KEYS[match["key"]]
        for node in self.record.nodes:
            if node.id == match["node"]:
                return int(match["count"]) <= len(as_list(node.values.get(key)))
        return False
