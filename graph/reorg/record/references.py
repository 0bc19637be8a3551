"""Follows the references in a record: to its own things, the register's, terms and addresses."""

from __future__ import annotations

import re

from reorg.namespaces import NAMESPACE, PREFIXES
from reorg.record.model import Record, Register, is_name
from reorg.record.problems import Problems
from reorg.record.strictyaml import Steps
from reorg.vocab import lexical, migration
from reorg.vocab.keys import Form, concept_iri
from reorg.vocab.kinds import KINDS, PARTS, REGISTER_FILE, Kind, prefix_iri
from reorg.vocab.vocabulary import Vocabulary

_PART_KEYS = {part.segment: part.name for part in PARTS.values()}
_PART = re.compile(rf"(?P<node>[^/]+)/(?P<segment>{'|'.join(_PART_KEYS)})/(?P<count>[1-9][0-9]?)")


class References:
    """What each reference in a record leads to."""

    def __init__(
        self, record: Record, known: Vocabulary, register: Register, problems: Problems
    ) -> None:
        self._record = record
        self._known = known
        self._register = register
        self._problems = problems

    def predicate(self, value: str, path: Steps) -> str:
        """Return the IRI of a content predicate; empty, with a problem, where there is none."""
        iri = NAMESPACE + value
        if iri in self._known.content_predicates:
            return iri
        if remedy := migration.remedy_of(iri):
            self._problems.add(path, f"`{value}` is no longer a content predicate", remedy)
            return ""
        names = {i.removeprefix(NAMESPACE) for i in self._known.content_predicates}
        remedy = self._problems.nearest(value, names, "use a content predicate of the ontology")
        self._problems.add(path, f"`{value}` is not a content predicate", remedy)
        return ""

    def iri(self, value: str, path: Steps) -> str:
        """Return the IRI that a reference means; empty, with a problem, where it leads nowhere."""
        prefix, colon, rest = value.partition(":")
        if lexical.is_absolute(value):
            return self._address(value, path)
        if not colon:
            remedy = "write a kind, a colon and a name, such as `claim:some-name`"
            if "." in value:
                remedy = "write an address in full, beginning with https://"
            self._problems.add(path, f"`{value}` is not {Form.LINK.value}", remedy)
        elif prefix in KINDS:
            return self._thing(KINDS[prefix], value, path)
        elif prefix in PREFIXES and lexical.is_iri(PREFIXES[prefix] + rest):
            return self._term(value, PREFIXES[prefix] + rest, path)
        elif (iri := concept_iri(prefix, rest)) in self._known.concepts:
            return iri
        elif remedy := migration.remedy_of(iri):
            self._problems.add(path, f"`{value}` is no longer a term", remedy)
        else:
            names = {i.removeprefix(NAMESPACE).replace("-", ":", 1) for i in self._known.concepts}
            otherwise = "write a kind, a colon and a name, or an address that begins with https://"
            remedy = self._problems.nearest(value, names | self._record.iris.keys(), otherwise)
            self._problems.add(path, f"`{value}` is not defined", remedy)
        return ""

    def _address(self, value: str, path: Steps) -> str:
        if lexical.is_iri(value):
            return value
        remedy = "copy the whole address, without spaces and other odd characters"
        self._problems.add(path, f"`{value}` is not an address", remedy)
        return ""

    def _term(self, value: str, iri: str, path: Steps) -> str:
        if not iri.startswith(NAMESPACE) or iri in self._known.defined:
            return iri
        if remedy := migration.remedy_of(iri):
            self._problems.add(path, f"`{value}` is no longer a term", remedy)
        else:
            self._problems.add(path, f"`{value}` is not defined", "use a term of the ontology")
        return ""

    def _thing(self, kind: Kind, value: str, path: Steps) -> str:
        match = _PART.fullmatch(value)
        if match and self._has_part(match):
            return f"{self._record.iris[match['node']]}/{match['segment']}/{match['count']}"
        if value in self._register.nodes:
            self._record.borrow(value, self._register)
            return self._register.nodes[value].iri
        name = value.partition(":")[2]
        if kind.shared and is_name(name):
            self._record.needs.setdefault(value, path)
            return prefix_iri(kind, self._record.name, self._record.base) + name
        # A thing of another kind is meant only where it has the same name.
        start, end = f"{kind.name}:", f":{name}"
        options = (i for i in self._record.iris if i.startswith(start) or i.endswith(end))
        otherwise = "define it in the record or correct the reference"
        if kind.registered:
            several = f"`{REGISTER_FILE}` beside it if several records speak of it"
            otherwise = f"define it in the record, or in {several}, or correct the reference"
        remedy = self._problems.nearest(value, options, otherwise)
        self._problems.add(path, f"`{value}` is not defined", remedy)
        return ""

    def _has_part(self, match: re.Match[str]) -> bool:
        key = _PART_KEYS[match["segment"]]
        for node in self._record.nodes:
            if node.id == match["node"]:
                return int(match["count"]) in {part.count for part in node.nested(key)}
        return False
