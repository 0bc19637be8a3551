"""What stores get wrong, each shown with a tiny graph; the queries are written around them."""

from __future__ import annotations

from typing import NamedTuple

_PREFIXES = "PREFIX : <http://example.org/>\n"


class Fault(NamedTuple):
    """A fault of a store or an embedded engine.

    Attributes:
        store: Its name in the matrix.
        name: What the test is called.
        says: What the store does.
        data: Turtle, but for its prefix.
        query: What it answers wrongly, or not at all; pyoxigraph answers it rightly.
        graphs: In how many named graphs the data stands; none is the default graph.
        sent: The content type that the data is sent under.
    """

    store: str
    name: str
    says: str
    data: str
    query: str
    graphs: int = 0
    sent: str = "text/turtle"


_MERGE = "a triple that stands in two graphs is found twice when both are asked"

FAULTS = (
    Fault(
        "Oxigraph",
        "merge",
        _MERGE,
        ":a :p :b .",
        "SELECT ?s { ?s :p ?o }",
        graphs=2,
    ),
    Fault(
        "RDF4J Server",
        "merge",
        _MERGE,
        ":a :p :b .",
        "SELECT ?s { ?s :p ?o }",
        graphs=2,
    ),
    Fault(
        "Blazegraph",
        "latin",
        "N-Triples sent as such (`text/plain`) are read as Latin-1; as `text/turtle` they arrive",
        '<http://example.org/a> <http://example.org/p> "£" .',
        "SELECT ?o { ?s :p ?o }",
        sent="text/plain",
    ),
    Fault(
        "Virtuoso",
        "escape",
        r"the backslash of `:a\/b` in Turtle becomes a part of the IRI",
        r":a\/b :p :c .",
        "SELECT ?s { ?s :p :c }",
    ),
    Fault(
        "Virtuoso",
        "boolean",
        "`BOUND(?x)` as a column is 0 or 1, not a boolean",
        ":a :p :b .",
        "SELECT (BOUND(?s) AS ?is) { ?s :p :b }",
    ),
    Fault(
        "Virtuoso",
        "concat",
        "`CONCAT` with an unbound variable is a text, not an error for `COALESCE` to pass over",
        ":a :p :b .",
        'SELECT (COALESCE(CONCAT(STR(?none), "x"), "y") AS ?text) '
        "{ ?s :p :b OPTIONAL { ?s :q ?none } }",
    ),
    Fault(
        "Virtuoso",
        "exists",
        "`EXISTS` three times, two with a `FILTER` on a variable from outside, ends in “Stack "
        "Overflow in cost model”",
        ":s :kind :k ; :start 1 ; :by :e ; :why :r . :a :in :s . :u :anchor :a ; :word 'w' . "
        ":x :is :p . :y :is :z .",
        "SELECT ?s { ?s :kind ?k ; :start ?n "
        "FILTER EXISTS { ?a :in ?s . ?u :anchor ?a ; :word ?w } "
        "FILTER EXISTS { ?s :by ?e FILTER(?k = :k) } "
        "FILTER EXISTS { ?s :why ?r FILTER(?k = :k || ?r IN (:x, :y)) } } ORDER BY ?n",
    ),
    Fault(
        "Comunica",
        "ordered",
        "`GROUP BY` over an ordered subquery that finds no rows waits for ever; a row more, of "
        "`rdf:nil`, keeps it from being empty",
        ":a :p :b .",
        "SELECT ?s ?all { ?s :p ?o OPTIONAL { SELECT ?s (GROUP_CONCAT(?x) AS ?all) { "
        "SELECT ?s ?x { ?s :q ?x } ORDER BY ?x } GROUP BY ?s } }",
    ),
)


class Crash(NamedTuple):
    """A query that ends the process of an embedded engine.

    Attributes:
        engine: Its package.
        version: In which it was seen.
        name: What the test is called.
        says: What the engine does.
        query: The smallest query that does it, on no data at all.
    """

    engine: str
    version: str
    name: str
    says: str
    query: str


CRASHES = (
    Crash(
        "pyoxigraph",
        "0.5.13",
        "order",
        "`ORDER BY` over 21 values or more, of which it compares some by value (9 < 10) and some "
        'by their text ("10" < "1z" < "9"), ends the process; `reorg` sorts by itself',
        'SELECT * { VALUES ?x { 9 "1z" 9 10 9 10 10 10 "1z" 10 9 9 10 9 10 10 "1z" 9 "1z" '
        "10 10 } } ORDER BY ?x",
    ),
)


def query(fault: Fault) -> str:
    """Return the query with its prefix."""
    return _PREFIXES + fault.query


def turtle(fault: Fault) -> str:
    """Return the data with its prefix, if it has one."""
    if fault.sent != "text/turtle":
        return f"{fault.data}\n"
    return f"@prefix : <http://example.org/> .\n{fault.data}\n"
