"""Makes the JSON-LD context of built graphs out of the ontology and the context of records.

A record's context reads short words by scoped vocabularies, which slow a parser down seven times,
and sends what it does not know to a place of its own. A graph is read by anybody's parser: here
each property has a readable name, without scopes, and what has none stands in the vocabulary.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from reorg.guide.keyrules import KeyRule, keys_of, rules
from reorg.guide.shapesgraph import shapes_graph
from reorg.namespaces import NAMESPACE, PREFIXES, split_iri
from reorg.rdf.jsonldkeyorder import FIRST
from reorg.terms import value_of
from reorg.vocab.keys import Form, Key, keys_by_name
from reorg.vocab.kinds import KINDS, PARTS, RECORD
from reorg.vocab.vocabulary import vocabulary

# A map by language would be the other way, but libraries stumble over one in a frame.
_LANGUAGE = "en"

_OWL = PREFIXES["owl"]
_XSD = PREFIXES["xsd"]
_SAME = _OWL + "sameAs"  # OWL's own, which no ontology may declare
_CONCEPT = PREFIXES["skos"] + "Concept"


def text() -> str:
    """Return the context as it ships: one definition a line, in the order of a node's keys."""
    lines = [f"    {json.dumps(key)}: {json.dumps(value)}" for key, value in context().items()]
    return "{\n  " + '"@context": {\n' + ",\n".join(lines) + "\n  }\n}\n"


def context() -> dict[str, Any]:
    """Return the context, made of the ontology's files."""
    keys = [key for key in keys_by_name().values() if key.form is not Form.UNUSED]
    definitions = {key.name: _of_record(key) for key in keys}
    named = {key.iri for key in keys_by_name().values()}
    for iri in _properties():
        local = iri.rpartition("#")[2].rpartition("/")[2]
        if iri not in named:
            definitions[_short(iri) if local in definitions else local] = _of_ontology(iri)
    order = sorted(definitions, key=lambda key: (FIRST.index(key) if key in FIRST else 99, key))
    head = {"@version": 1.1, "@vocab": NAMESPACE, **dict(sorted(PREFIXES.items()))}
    return {**head, **{name: definitions[name] for name in order}}


def _of_record(key: Key) -> Any:
    """Return the definition of a key that records have too, under the same name."""
    if key.form is Form.TEXT:
        return {"@id": _short(key.iri), "@language": _LANGUAGE}
    if key.form is Form.PLAIN:
        return _short(key.iri)
    if key.form is Form.TYPED:
        return {"@id": _short(key.iri), "@type": f"xsd:{key.datatype}"}
    word = key.form is Form.CONCEPT or key.iri == PREFIXES["rdf"] + "predicate"
    return _link(key.iri, word=word)


def _of_ontology(iri: str) -> Any:
    """Return the definition of a property that no record writes."""
    kinds = {value_of(kind) for kind in _of(iri, "rdf:type")}
    if _OWL + "ObjectProperty" in kinds or iri == _SAME:
        return _link(iri, word=_CONCEPT in map(value_of, _of(iri, "rdfs:range")))
    return _short(iri)


def _link(iri: str, *, word: bool) -> dict[str, str]:
    """Return the definition of a property whose values are IRIs.

    Args:
        iri: The property.
        word: Whether its values are terms of the vocabulary, written by their names.
    """
    definition = {"@id": _short(iri), "@type": "@vocab" if word else "@id"}
    return definition if _single(iri) else {**definition, "@container": "@set"}


def _single(iri: str) -> bool:
    """Say whether a thing has at most one value of a property: else they come as an array."""
    if _OWL + "FunctionalProperty" in map(value_of, _of(iri, "rdf:type")):
        return True
    keys = keys_of(iri)
    most = [rules[key].most for rules in _rules() for key in keys if key in rules]
    most = most or shapes_graph().most(iri)
    return bool(most) and all(count == 1 for count in most)


@lru_cache(maxsize=1)
def _rules() -> list[dict[str, KeyRule]]:
    """Return what the shapes demand of each kind of thing, by key."""
    return [rules(kind) for kind in (RECORD.name, *KINDS, *PARTS)]


def _properties() -> Iterator[str]:
    """Yield the properties that a graph may assert, as far as the ontology types them."""
    wanted = {_OWL + "ObjectProperty", _OWL + "DatatypeProperty"}
    # What only claims may use is no key but the value of one: its name is in the vocabulary.
    claimed = vocabulary().content_predicates
    for iri in sorted((shapes_graph().typed(wanted) | {_SAME}) - claimed):
        if iri.startswith(tuple(PREFIXES.values())):
            yield iri


def _of(iri: str, name: str) -> list[Any]:
    from pyoxigraph import NamedNode

    return list(shapes_graph().values(NamedNode(iri), name))


def _short(iri: str) -> str:
    """Return an IRI with its prefix."""
    return ":".join(split_iri(iri))
