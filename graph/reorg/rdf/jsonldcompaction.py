"""Chooses the keys, names and forms by which JSON-LD says what a triple says.

The algorithm of https://www.w3.org/TR/json-ld11-api/#compaction-algorithms, so far as the published
context asks for it.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from reorg.namespaces import PREFIXES

CONTEXT = "graph.context.jsonld"
"""The file of the ontology that holds the published context; each text embeds what it uses."""

THING = "<"
"""The kind of value that is an IRI or a blank node; others are what follows a literal's text."""

_XSD = PREFIXES["xsd"]
_WHOLE = re.compile(r'"(?:0|-?[1-9][0-9]{0,14})"')
_TRUTHS = frozenset({'"true"', '"false"'})
# As the name of a term or as a reference below the base, these cannot be read as anything else.
_LOCAL = re.compile(r"[A-Za-z][\w-]*")
_BELOW = re.compile(r"(?:[\w~%-][^/:?#\\]*/)*[\w~%-][^/:?#\\]*")
_ENDS = ":/?#"


class Form(NamedTuple):
    """How the values of a property are written.

    Attributes:
        key: The key that holds them.
        head: The key in JSON, with the colon.
        place: Where the key stands among those of a thing.
        many: Whether even one value stands in an array.
        write: Returns the JSON of a value: of an IRI or blank node as N-Triples has it, or of a
            literal's text between its quotation marks.
    """

    key: str
    head: str
    place: int
    many: bool
    write: Callable[[str], str]


@lru_cache(maxsize=1)
def published() -> dict[str, Any]:
    """Return the published context."""
    from reorg import resources

    return dict(json.loads(resources.read("ontology", CONTEXT))["@context"])


class Compaction:
    """Shortens what a text says by a context, and notes what it uses of that.

    Attributes:
        prefixes: The prefixes that may be used, with what they stand for.
        misread: Whether an IRI such as ``foaf:name``, in full, would be read as a shortened one.
    """

    def __init__(self, given: Mapping[str, str], context: Mapping[str, Any], base: str) -> None:
        """Prepare for one text.

        Args:
            given: Prefixes; those that JSON-LD 1.1 could not read back are left out.
            context: The published context.
            base: The IRI to which references are relative; empty where they stand in full.
        """
        self._terms = {k: v for k, v in context.items() if k[0] != "@" and k not in PREFIXES}
        self.prefixes = {
            prefix: iri
            for prefix, iri in given.items()
            if prefix and prefix not in self._terms and iri.endswith(tuple(_ENDS))
            if not (base and iri.startswith(base))
        }
        self.misread = False
        self._base, self._vocabulary = base, str(context.get("@vocab", ""))
        ordered = sorted(self.prefixes, key=lambda prefix: (-len(prefix), prefix))
        self._prefix_of = {self.prefixes[prefix]: prefix for prefix in ordered}
        self._keys = _keys_by_property(self._terms)
        self._places = {key: place for place, key in enumerate(self._terms)}
        self._used: set[str] = set()
        self._names: dict[str, str] = {}
        self._references: dict[str, str] = {}
        self._forms: dict[tuple[str, str], Form] = {}

    def context(self) -> dict[str, Any]:
        """Return what was used of the context."""
        terms = {key: value for key, value in self._terms.items() if key in self._used}
        used = self._used | set(re.findall(r'"(\w+):', json.dumps(list(terms.values()))))
        head: dict[str, Any] = {"@version": 1.1, "@base": self._base, "@vocab": self._vocabulary}
        kept = {key: value for key, value in head.items() if key in used}
        prefixes = {key: value for key, value in sorted(self.prefixes.items()) if key in used}
        return {**({"@version": 1.1} if terms else {}), **kept, **prefixes, **terms}

    def name(self, token: str) -> str:
        """Return a class, a concept or a property, relative to the vocabulary if it is there."""
        if token in self._names:
            return self._names[token]
        iri = token[1:-1] if token[0] == "<" else token
        local = iri.removeprefix(self._vocabulary)
        if local == iri or not _LOCAL.fullmatch(local) or local in self.prefixes:
            local = self._short(iri)
        elif local in self._terms:  # it would stand for the property of that key
            self._used.add(local)
            local = self._short(iri)
        else:
            self._used.add("@vocab")
        return self._names.setdefault(token, local)

    def reference(self, token: str) -> str:
        """Return a thing, relative to the base if it is below it."""
        shortened = self._references.get(token)
        if shortened is None:
            iri = token[1:-1] if token[0] == "<" else token
            shortened = iri.removeprefix(self._base)
            if shortened != iri and _BELOW.fullmatch(shortened):
                self._used.add("@base")
            else:
                shortened = self._short(iri)
            self._references[token] = shortened
        return shortened

    def form(self, property_: str, kind: str) -> Form:
        """Return how values of a kind are written under a property.

        Args:
            property_: The property as N-Triples has it.
            kind: `THING`, or what follows the text of a literal in N-Triples.
        """
        form = self._forms.get((property_, kind))
        if form is None:
            form = self._forms[property_, kind] = self._chosen(property_, kind)
            self._used.add(form.key)
        return form

    def literal(self, kind: str) -> Callable[[str], str]:
        """Return how to write literals of a kind that no key implies."""
        if not kind:
            return str
        if kind[0] == "@":
            tag, _, direction = kind[1:].partition("--")
            more = f'"@direction": "{direction}", ' if direction else ""
            return lambda text: f'{{{more}"@language": "{tag}", "@value": {text}}}'
        datatype = self.name(kind[2:])
        typed: Callable[[str], str] = lambda text: f'{{"@type": "{datatype}", "@value": {text}}}'  # noqa: E731
        if kind == f"^^<{_XSD}integer>":
            return lambda text: text[1:-1] if _WHOLE.fullmatch(text) else typed(text)
        if kind == f"^^<{_XSD}boolean>":
            return lambda text: text[1:-1] if text in _TRUTHS else typed(text)
        return typed

    def _short(self, iri: str) -> str:
        end = len(iri)
        while (end := max(iri.rfind(sign, 0, end) for sign in _ENDS)) > 0:
            prefix = self._prefix_of.get(iri[: end + 1])
            if prefix and not iri.startswith("//", end + 1):
                self._used.add(prefix)
                return f"{prefix}:{iri[end + 1 :]}"
        scheme, _, rest = iri.partition(":")
        known = scheme in self.prefixes or scheme in self._terms
        self.misread |= known and not rest.startswith("//")
        return iri

    def _chosen(self, property_: str, kind: str) -> Form:
        for key in self._keys.get(property_, ()):
            definition = self._terms[key]
            if isinstance(definition, str):
                definition = {}
            if write := self._implied(definition, kind):
                many = definition.get("@container") == "@set"
                return Form(key, f'"{key}": ', self._places[key], many, write)
        write = self.literal(kind) if kind != THING else self._node
        key = self.name(property_)
        return Form(key, f'"{key}": ', len(self._terms), False, write)

    def _implied(self, definition: Mapping[str, str], kind: str) -> Callable[[str], str] | None:
        """Return how to write values whose kind a key's definition implies, None where not."""
        if language := definition.get("@language"):
            return str if kind == f"@{language}" else None
        wanted = definition.get("@type", "")
        if kind == THING:
            writers = {"@id": self._reference, "@vocab": self._word}
            return writers.get(wanted)
        if not wanted:
            return self.literal(kind)
        if kind != f"^^<{_XSD}{wanted.removeprefix('xsd:')}>":
            return None
        return _number if wanted.endswith(("integer", "Integer")) else str

    def _node(self, token: str) -> str:
        return f'{{"@id": "{self.reference(token)}"}}'

    def _reference(self, token: str) -> str:
        return f'"{self.reference(token)}"'

    def _word(self, token: str) -> str:
        return f'"{self.name(token)}"'


def _keys_by_property(terms: Mapping[str, Any]) -> dict[str, list[str]]:
    keys: dict[str, list[str]] = defaultdict(list)
    for key, definition in terms.items():
        short = definition if isinstance(definition, str) else definition["@id"]
        prefix, _, local = short.partition(":")
        keys[f"<{PREFIXES[prefix]}{local}>"].append(key)
    return keys


def _number(text: str) -> str:
    """Return a whole number as such where JSON-LD would write it back with the same digits."""
    return text[1:-1] if _WHOLE.fullmatch(text) else text
