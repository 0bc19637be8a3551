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

from reorg.guide.forms import KeyRule, keys_of, shapes
from reorg.namespaces import NAMESPACE, PREFIXES, split_iri
from reorg.rdf.compaction import CONTEXT
from reorg.record.model import NESTED, RECORD_PREFIX
from reorg.terms import value_of
from reorg.vocab.keys import Form, terms
from reorg.vocab.kinds import KINDS
from reorg.vocab.vocabulary import vocabulary

IRI = f"{NAMESPACE.rstrip('#')}/{CONTEXT}"
"""Where the context is published; the address is not yet registered."""

_FIRST = (
    *("label", "prefLabel", "name", "title", "question", "wording", "speaker", "possibleSpeaker"),
    *("attribution", "onBehalfOf", "act", "standing", "sourceMode", "subject", "predicate"),
    *("object", "literal", "polarity", "certainty", "frame", "extent", "condition", "content"),
    *("exact", "prefix", "suffix", "start", "end", "anchor", "reportedBy"),
)
"""The keys that come first in a node, in this order."""

# Texts of records are British; only the vocabulary has preferred labels. A map by language would
# be the other way, but libraries stumble over one in a frame.
_LANGUAGES = {"prefLabel": "en"}

_OWL = PREFIXES["owl"]
_XSD = PREFIXES["xsd"]
_CONCEPT = PREFIXES["skos"] + "Concept"


def text() -> str:
    """Return the context as it ships: one definition a line, in the order of a node's keys."""
    lines = [f"    {json.dumps(key)}: {json.dumps(value)}" for key, value in made().items()]
    return "{\n  " + '"@context": {\n' + ",\n".join(lines) + "\n  }\n}\n"


def made() -> dict[str, Any]:
    """Return the context, made of the ontology's files."""
    found = {key: _of_record(key) for key, term in terms().items() if term.form is not Form.UNUSED}
    named = {term.iri for term in terms().values()}
    for iri in _properties():
        local = iri.rpartition("#")[2].rpartition("/")[2]
        if iri not in named and local not in found:
            found[local] = _of_ontology(iri)
    order = sorted(found, key=lambda key: (_FIRST.index(key) if key in _FIRST else 99, key))
    head = {"@version": 1.1, "@vocab": NAMESPACE, **dict(sorted(PREFIXES.items()))}
    return {**head, **{key: found[key] for key in order}}


def _of_record(key: str) -> Any:
    """Return the definition of a key that records have too, under the same name."""
    term = terms()[key]
    if term.form is Form.TEXT:
        return {"@id": _short(term.iri), "@language": _LANGUAGES.get(key, "en-gb")}
    if term.form is Form.PLAIN:
        return _short(term.iri)
    if term.form is Form.TYPED:
        return {"@id": _short(term.iri), "@type": f"xsd:{term.datatype}"}
    word = term.form is Form.CONCEPT or term.iri == PREFIXES["rdf"] + "predicate"
    return _link(term.iri, word=word)


def _of_ontology(iri: str) -> Any:
    """Return the definition of a property that no record writes."""
    kinds = {value_of(kind) for kind in _of(iri, "rdf:type")}
    if _OWL + "ObjectProperty" in kinds:
        return _link(iri, word=_CONCEPT in map(value_of, _of(iri, "rdfs:range")))
    return _short(iri)


def _link(iri: str, *, word: bool) -> dict[str, str]:
    """Return the definition of a property whose values are IRIs.

    Args:
        iri: The property.
        word: Whether its values are terms of the vocabulary, written by their names.
    """
    made = {"@id": _short(iri), "@type": "@vocab" if word else "@id"}
    return made if _single(iri) else {**made, "@container": "@set"}


def _single(iri: str) -> bool:
    """Say whether a thing has at most one value of a property: else they come as an array."""
    if _OWL + "FunctionalProperty" in map(value_of, _of(iri, "rdf:type")):
        return True
    keys = keys_of(iri)
    most = [rules[key].most for rules in _rules() for key in keys if key in rules]
    most = most or shapes().most(iri)
    return bool(most) and all(count == 1 for count in most)


@lru_cache(maxsize=1)
def _rules() -> list[dict[str, KeyRule]]:
    """Return what the shapes demand of each kind of thing, by key."""
    return [shapes().rules(kind) for kind in (RECORD_PREFIX, *KINDS, *NESTED)]


def _properties() -> Iterator[str]:
    """Yield the properties that a graph may assert, as far as the ontology types them."""
    wanted = {_OWL + "ObjectProperty", _OWL + "DatatypeProperty"}
    # What only claims may use is no key but the value of one: its name is in the vocabulary.
    claimed = vocabulary().content_predicates
    for iri in sorted(shapes().typed(wanted) - claimed):
        if iri.startswith(tuple(PREFIXES.values())):
            yield iri


def _of(iri: str, name: str) -> list[Any]:
    from pyoxigraph import NamedNode

    return list(shapes().values(NamedNode(iri), name))


def _short(iri: str) -> str:
    """Return an IRI with its prefix."""
    return ":".join(split_iri(iri))
