"""Hands a graph on in the words of another vocabulary, by the CONSTRUCT queries for each.

Whatever the other side calls a fact, only what the graph states as one becomes it. What is
claimed, denied or planned stays somebody's claim there too.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from reorg import resources
from reorg.namespaces import PREFIXES
from reorg.rdf import serialise
from reorg.rdf.dataset import Dataset

if TYPE_CHECKING:
    from pyoxigraph import Quad, Store

SCHEMA_ORG = "schema-org"
AIDA = "aida"
FOLLOWTHEMONEY = "followthemoney"

AIDA_NAMESPACE = (
    "https://raw.githubusercontent.com/NextCenturyCorporation/AIDA-Interchange-Format/master"
    "/java/src/main/resources/com/ncc/aif/ontologies/InterchangeOntology#"
)
_SCHEMA = PREFIXES["schema"]
_TYPE = PREFIXES["rdf"] + "type"


def construct(name: str, store: Store) -> Dataset:
    """Return what a crosswalk makes of a graph, sorted.

    Args:
        name: The name of the crosswalk's query.
        store: The graph.

    Raises:
        ReorgError: The query fails.
    """
    from pyoxigraph import Quad

    from reorg.sparql import engine

    where = f"{name}.rq"
    answer = engine.run(store, resources.read("queries.crosswalks", where), where=where)
    found = Dataset()
    found.add(Quad(*triple) for triple in answer.triples or ())
    rows = sorted(dict(zip(found.lines, found.quads, strict=True)).items())
    return Dataset([quad for _, quad in rows], [line for line, _ in rows])


def schema_org(store: Store) -> bytes:
    """Return a graph's claims as JSON-LD in the words of schema.org.

    The context needs no network: it only says that all names are schema.org's. Texts are plain,
    as is the custom there, and their language is stated beside them.
    """
    things: dict[str, dict[str, Any]] = {}
    for quad in construct(SCHEMA_ORG, store).quads:
        thing = things.setdefault(_id(quad.subject), {"@id": _id(quad.subject)})
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
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()


def _id(term: object) -> str:
    return str(getattr(term, "value", ""))


def _member(quad: Quad) -> tuple[str, Any]:
    from pyoxigraph import NamedNode

    name = quad.predicate.value.removeprefix(_SCHEMA)
    if quad.predicate.value == _TYPE:
        return "@type", _id(quad.object).removeprefix(_SCHEMA)
    if isinstance(quad.object, NamedNode):
        return name, {"@id": quad.object.value}
    return name, _id(quad.object)


def aida(store: Store) -> bytes:
    """Return a graph's claims as claim frames of the AIDA Interchange Format, in Turtle."""
    return serialise.turtle(construct(AIDA, store), {**PREFIXES, "aida": AIDA_NAMESPACE})
