"""Hands a graph's claims on as JSON-LD in the words of schema.org."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reorg.export.crosswalk import construct
from reorg.jsontext import indented
from reorg.namespaces import PREFIXES
from reorg.terms import value_of

if TYPE_CHECKING:
    from pyoxigraph import Quad, Store

NAME = "schema-org"
_SCHEMA = PREFIXES["schema"]
_TYPE = PREFIXES["rdf"] + "type"


def files(store: Store, _: str) -> dict[str, bytes]:
    """Return a graph's claims as JSON-LD, by the end of the file's name.

    The context needs no network: it only says that all names are schema.org's. Texts are plain,
    as is the custom there, and their language is stated beside them.
    """
    things: dict[str, dict[str, Any]] = {}
    for quad in construct(NAME, store).quads:
        thing = things.setdefault(value_of(quad.subject), {"@id": value_of(quad.subject)})
        name, value = _member(quad)
        thing.setdefault(name, []).append(value)
    graph = [
        {
            name: value[0] if isinstance(value, list) and len(value) == 1 else value
            for name, value in sorted(thing.items())
        }
        for thing in things.values()
    ]
    whole = {"@context": {"@vocab": _SCHEMA}, "@graph": graph}
    return {"schema-org.jsonld": indented(whole, 1).encode()}


def _member(quad: Quad) -> tuple[str, Any]:
    from pyoxigraph import NamedNode

    name = quad.predicate.value.removeprefix(_SCHEMA)
    if quad.predicate.value == _TYPE:
        return "@type", value_of(quad.object).removeprefix(_SCHEMA)
    if isinstance(quad.object, NamedNode):
        return name, {"@id": quad.object.value}
    return name, value_of(quad.object)
