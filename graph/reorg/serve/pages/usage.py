"""What the graph uses and how often, and what the query page offers to complete and to ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from reorg.namespaces import BASE, PREFIXES
from reorg.serve.limits import MOST_THINGS
from reorg.serve.pages.lookup import TYPE
from reorg.sparql.prefixes import known
from reorg.sparql.shortnames import short
from reorg.terms import value_of

if TYPE_CHECKING:
    import pyoxigraph as ox

    from reorg.serve.pages.lookup import Lookup

_COUNTS = {
    "property": "SELECT ?term (COUNT(*) AS ?n) { ?s ?term ?o } GROUP BY ?term",
    "class": "SELECT ?term (COUNT(*) AS ?n) { ?s a ?term } GROUP BY ?term",
    "concept": "SELECT ?term (COUNT(*) AS ?n) { ?s ?p ?term . ?term a skos:Concept } "
    "GROUP BY ?term",
}
_THINGS = f"""
SELECT ?thing (MIN(STR(?label)) AS ?name) {{
  ?thing rdfs:label|skos:prefLabel|foaf:name|reorg:wording ?label
  FILTER(isIRI(?thing)) FILTER NOT EXISTS {{ ?thing a skos:Concept }}
}} GROUP BY ?thing ORDER BY ?name ?thing LIMIT {MOST_THINGS}
"""
_TITLES = """
SELECT DISTINCT ?title { ?record a reorg:Record ; dcterms:title ?title } ORDER BY ?title
"""


class Use(NamedTuple):
    """A term that the graph uses.

    Attributes:
        iri: The term.
        kind: ``property``, ``class`` or ``concept``.
        times: How often it is used; for a class, how many things are of it.
    """

    iri: str
    kind: str
    times: int


def uses(store: ox.Store) -> list[Use]:
    """Return the terms that a graph uses, the most used of each kind first."""
    counted = [
        Use(row["term"].value, kind, int(row["n"].value))
        for kind, query in _COUNTS.items()
        for row in _rows(store, query)
        if type(row["term"]).__name__ == "NamedNode"
    ]
    kinds = [*_COUNTS]
    return sorted(counted, key=lambda use: (kinds.index(use.kind), -use.times, use.iri))


def titles(store: ox.Store) -> list[str]:
    """Return the titles of the records that a graph is made of."""
    return [row["title"].value for row in _rows(store, _TITLES)]


def offered(store: ox.Store, used: list[Use], lookup: Lookup, base: str) -> dict[str, Any]:
    """Return what the query page has to know.

    Args:
        store: The graph.
        used: The terms that it uses.
        lookup: Tells labels.
        base: The IRI below which the graph's things stand.
    """
    terms = [
        {
            "text": short(use.iri) if _is_prefixed(use.iri) else f"<{use.iri}>",
            "label": lookup.label(use.iri),
            "kind": use.kind,
            "count": use.times,
        }
        for use in used
    ]
    sizes = {use.iri: use.times for use in used if use.kind == "class"}
    things = [
        {
            "text": str(row["thing"]),
            "label": row["name"].value,
            "kind": "thing",
            "class": _class(row["thing"], lookup, sizes),
        }
        for row in _rows(store, _THINGS)
    ]
    return {"base": base, "prefixes": known(store), "terms": terms + things, "library": _library()}


def _class(thing: ox.NamedNode, lookup: Lookup, sizes: dict[str, int]) -> str:
    """Return the kind of a thing as its IRI has it, else its class with the fewest things."""
    iri = thing.value
    if iri.startswith(BASE) and short(iri) != iri:
        return short(iri).partition(":")[0]
    names = [value_of(value) for value in lookup.values(thing, TYPE)]
    classes = [name for name in names if name in sizes]
    return lookup.label(min(classes, key=lambda name: (sizes[name], name))) if classes else ""


def _library() -> list[dict[str, Any]]:
    from reorg.sparql import library

    entries = []
    for name in library.names():
        query = library.get(name)
        header = query.header
        entries.append(
            {
                "name": name,
                "question": header.summary,
                "description": header.description,
                "tag": header.tags[0] if header.tags else "other",
                "parameters": [
                    {"name": one.name, "description": one.description} for one in header.parameters
                ],
                "text": query.body,
            }
        )
    return entries


def _is_prefixed(iri: str) -> bool:
    return short(iri).partition(":")[0] in PREFIXES


def _rows(store: ox.Store, query: str) -> Any:
    return store.query(query, prefixes=PREFIXES)
