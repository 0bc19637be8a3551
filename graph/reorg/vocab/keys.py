"""The keys of a record, as the JSON-LD context types them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Any

from reorg import resources
from reorg.namespaces import NAMESPACE, PREFIXES, expand

UNMAPPED = "urn:unmapped:"
"""Where the context sends a key that it does not know, so that it can be seen and refused."""

MENTION = frozenset({"anchor", "introducedBy", "note"})
"""Keys that a record may give a thing of the register: where the report speaks of it."""

GUESS = "guess"
"""The key of a draft that says what is left to decide; it never reaches the graph."""


class Form(Enum):
    """What a key's values are."""

    LINK = "the identifier of a thing"
    CONCEPT = "a word from a closed list"
    TEXT = "text in the record's language"
    PLAIN = "plain text"
    TYPED = "a number, a date, or true or false"
    UNUSED = "not part of the graph"


@dataclass(frozen=True)
class Key:
    """A key of a record.

    Attributes:
        name: The word in the record.
        iri: The property that it stands for; empty where it stands for none.
        form: What its values are.
        scheme: For concepts, the name of the closed list.
        datatype: For numbers and dates, the local name of the XML Schema type.
    """

    name: str
    iri: str
    form: Form
    scheme: str = ""
    datatype: str = ""


@lru_cache(maxsize=1)
def context() -> dict[str, Any]:
    """Return the shipped JSON-LD context."""
    loaded: dict[str, Any] = json.loads(resources.read("ontology", "record.context.jsonld"))
    return dict(loaded["@context"])


@lru_cache(maxsize=4)
def resolved_context(language: str) -> dict[str, Any]:
    """Return the context for documents in which every name is already an IRI.

    Scoped contexts make parsers some seven times slower and have nothing left to do there.

    Args:
        language: The tag of all texts that have one.
    """
    plain: dict[str, Any] = {}
    for key, definition in context().items():
        if isinstance(definition, dict) and "@type" in definition:
            kept = {name: value for name, value in definition.items() if name != "@context"}
            kept["@type"] = "@id" if kept["@type"] == "@vocab" else kept["@type"]
            plain[key] = kept
        elif isinstance(definition, dict):
            plain[key] = {**definition, "@language": language}
        else:
            plain[key] = definition
    return plain


@lru_cache(maxsize=1)
def keys_by_name() -> dict[str, Key]:
    """Return the keys that a record may use, by name."""
    return {
        name: _key(name, definition)
        for name, definition in context().items()
        if not name.startswith("@") and name not in PREFIXES and name not in ("id", "type")
    }


@lru_cache(maxsize=1)
def keys_by_iri() -> dict[str, str]:
    """Return for each property the name of the key that stands for it."""
    return {key.iri: name for name, key in sorted(keys_by_name().items(), reverse=True) if key.iri}


def concept_iri(scheme: str, value: str) -> str:
    """Return the IRI of a concept, given its scheme's name and its own."""
    return f"{NAMESPACE}{scheme}-{value}"


def _key(name: str, definition: Any) -> Key:
    if definition is None:
        return Key(name, "", Form.UNUSED)
    if isinstance(definition, str):
        return Key(name, expand(definition), Form.PLAIN)
    iri = expand(definition["@id"])
    if "@language" in definition:
        return Key(name, iri, Form.TEXT)
    type_ = definition["@type"]
    scope = definition.get("@context", {}).get("@vocab", "")
    if type_ == "@vocab" and scope != NAMESPACE:
        return Key(name, iri, Form.CONCEPT, scheme=scope.removeprefix(NAMESPACE).rstrip("-"))
    if type_ in ("@id", "@vocab"):
        return Key(name, iri, Form.LINK)
    return Key(name, iri, Form.TYPED, datatype=type_.partition(":")[2])
