"""ORDER BY over any values: an answer, in SPARQL's order, the same one every time."""

from __future__ import annotations

import csv
import subprocess
import sys
from decimal import Decimal
from importlib.metadata import version
from io import StringIO
from itertools import permutations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

import reorg as library
from reorg.sparql import ordering
from reorg.sparql.engine import run
from reorg.sparql.sortkey import sort_key
from stores.faults import CRASHES, Crash
from support.commandline import ask, complaint, reorg

XSD = "http://www.w3.org/2001/XMLSchema#"
# The engine compares no two of these three like the others: 9 < 10 by value, and by their text
# "10" < "1z" < "9". From 21 rows on it notices, and ends the process.
MIXED = (
    '9 "1z" 9 10 9 10 10 10 "1z" 10 9 9 10 9 10 10 "1z" 9 "1z" 10 10 "NaN"^^xsd:double 1e1 10.0 '
    '<urn:i> UNDEF "b"@en "a"@en-GB true "2015-02-24"^^xsd:date "2015"^^xsd:gYear "x"^^<urn:t> '
    '"PT5H"^^xsd:duration "PT10H"^^xsd:duration "2015-02-24T10:00:00"^^xsd:dateTime'
)
ROWS = f"VALUES ?x {{ {MIXED} }}"


@pytest.mark.parametrize("crash", CRASHES, ids=lambda crash: crash.name)
def test_crash_is_still_there(crash: Crash) -> None:
    """An engine that is mended fails here: then its line in ``stores/faults.py`` can go."""
    if version(crash.engine) != crash.version:
        pytest.skip(f"seen in {crash.engine} {crash.version}")
    code = "import sys, pyoxigraph as ox; list(ox.Store().query(sys.argv[1]))"
    ended = subprocess.run([sys.executable, "-c", code, crash.query], capture_output=True)
    assert ended.returncode not in (0, 1), ended.stderr
    assert reorg("query", crash.query).returncode == 0


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?p ?o } ORDER BY DESC(?o)",
        "SELECT ?o { ?s ?p ?o } ORDER BY ?o LIMIT 7 OFFSET 1000",
        "SELECT ?s { ?s ?p ?o } ORDER BY ASC(?o) ?p",
        "SELECT DISTINCT ?p { ?s ?p ?o } ORDER BY (?o) DESC(?s)",
        "SELECT ?n { { SELECT (STR(?o) AS ?n) { ?s ?p ?o } ORDER BY ?o LIMIT 9 } }",
        "SELECT ?p { ?s ?p ?o } GROUP BY ?p ORDER BY SAMPLE(?o) COALESCE(MAX(?o), 1)",
        "SELECT ?p { ?s ?p ?o } ORDER BY IF(isIRI(?o), ?o, xsd:string(?o)) xsd:integer(?o) "
        "EXISTS { SELECT ?s { ?s ?p ?o } ORDER BY ?o }",
        "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o } ORDER BY ?o LIMIT 9",
        "DESCRIBE ?s { ?s ?p ?o } ORDER BY ?o LIMIT 1",
        "ASK { ?s ?p ?o } ORDER BY ?o LIMIT 1",
        "SELECT * { ?s ?p ?o } ORDER BY ?o\nVALUES ?p { rdfs:label reorg:start dcterms:issued }",
    ],
)
def test_shipped_graph_can_be_put_in_any_order(query: str) -> None:
    done = reorg("query", query, "--format", "csv")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("SELECT * { ?s ?p ?o } ORDERBY ?o", "1:23"),
        ("SELECT * { ?s ?p ?o } ORDER BYDESC(?o)", "1:29"),
        ("SELECT * { ?s ?p ?o } GROUP BY(?o)orderbystr(?o)", "1:35"),
    ],
)
def test_keywords_run_together_are_refused(query: str, place: str) -> None:
    said = complaint(ask(query))
    assert said.startswith(f"reorg: query:{place}: SPARQL syntax error at ")
    assert "put a space" in said


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("ASK { ?x ?p ?y FILTER(?x<?y&&?y>?x) }", "1:25"),
        # ORDER BY would hide in the IRI, or in the string after it.
        ("SELECT * { ?s ?p ?o } HAVING(?s<?o)ORDER#>\nBY ?o", "1:32"),
        ("SELECT * { ?s ?p ?o } HAVING(?s<?o&&?o='>' || true) ORDER BY ?o #'", "1:32"),
        ("SELECT (IF(?s<?p,?o>?p,?s) AS ?x) { ?s ?p ?o }", "1:14"),
    ],
)
def test_comparison_that_reads_as_an_iri_is_refused(query: str, place: str) -> None:
    """Section 19.8, note 3; as the W3C's test syn-bad-26 wants."""
    said = complaint(ask(query))
    assert said.startswith(f"reorg: query:{place}: SPARQL syntax error at `<?")
    assert "put a space after `<`" in said


@pytest.mark.parametrize(
    "query",
    ["ORDER BY ?o, ?s", "ORDER BY 1", "ORDER BY", "ORDER BY ASC ?o", "ORDER BY STR", "ORDER BY ("],
)
def test_wrong_condition_is_a_syntax_error(query: str) -> None:
    assert complaint(ask("SELECT * { ?s ?p ?o } " + query)).startswith("reorg: query:1:")


def test_order_of_mixed_values() -> None:
    done = reorg("query", f"SELECT DISTINCT ?x {{ {ROWS} }} ORDER BY ?x", "--format", "csv")
    assert done.stdout.split("\r\n")[1:-1] == [
        *('""', "urn:i", "NaN", "9", "10", "10", "10", "true", "2015", "2015-02-24"),
        *("2015-02-24T10:00:00", "PT5H", "PT10H", "1z", "a", "b", "x"),
    ]


def literals() -> st.SearchStrategy[ox.Literal]:
    """Literals of many kinds, near to each other."""
    number = st.decimals(allow_nan=False, allow_infinity=False, places=3).map(
        str
    ) | st.sampled_from(
        ["9", "10", "1e1", "0", "-0", "-1.25", "-1.2", "NaN", "INF", "-INF", "9007199254740993"]
    )
    year = st.integers(1900, 2100).map(str)
    text = st.text("019az\u00e9\U0001f600-T:", max_size=4)
    kind = st.sampled_from(["integer", "decimal", "double", "float", "boolean", "string", "date"])
    return st.one_of(
        st.builds(
            lambda value, kind: ox.Literal(value, datatype=ox.NamedNode(XSD + kind)),
            number | text | year,
            kind,
        ),
        st.builds(
            lambda value, tag: ox.Literal(value, language=tag), text, st.sampled_from(["en", "de"])
        ),
        st.datetimes().map(lambda time: ox.Literal(time.isoformat(), datatype=DATE_TIME)),
    )


DATE_TIME = ox.NamedNode(XSD + "dateTime")
TERMS = literals() | st.sampled_from([ox.NamedNode("urn:a"), ox.NamedNode("urn:b")])


@given(st.lists(TERMS, max_size=40), st.booleans())
def test_both_ways_of_sorting_agree(terms: list[ox.Literal], falling: bool) -> None:
    values = " ".join(map(str, terms))
    by = "DESC(?x)" if falling else "?x"
    table = run(ox.Store(), f"SELECT ?x {{ VALUES ?x {{ {values} }} }} ORDER BY {by}")
    window = run(ox.Store(), f"SELECT ?x {{ VALUES ?x {{ {values} }} }} ORDER BY {by} LIMIT 99")
    keys = [[sort_key(row[0]) for row in answer.rows or ()] for answer in (table, window)]
    assert keys[0] == keys[1] == sorted(keys[0], reverse=falling)
    assert len(keys[0]) == len(terms)


@given(
    st.decimals(allow_nan=False, allow_infinity=False),
    st.decimals(allow_nan=False, allow_infinity=False),
)
def test_numbers_are_compared_by_value(one: Decimal, other: Decimal) -> None:
    first, second = (
        sort_key(ox.Literal(str(number), datatype=ox.NamedNode(XSD + "double")))
        for number in (one, other)
    )
    assert (first < second, first == second) == (one < other, one == other)


@given(st.integers(), st.integers())
def test_whole_numbers_are_compared_by_value(one: int, other: int) -> None:
    first, second = sort_key(ox.Literal(one)), sort_key(ox.Literal(other))
    assert (first < second, first == second) == (one < other, one == other)


@given(st.datetimes(), st.datetimes(), st.integers(-14 * 60, 14 * 60), st.integers(-840, 840))
def test_points_in_time_are_compared_by_value(
    one: object, other: object, first: int, second: int
) -> None:
    a, b = (
        f"{time}{_zone(away)}".replace(" ", "T") for time, away in ((one, first), (other, second))
    )
    asked = f'SELECT ("{a}"^^xsd:dateTime < "{b}"^^xsd:dateTime AS ?is) {{}}'
    ((expected,),) = run(ox.Store(), asked).rows or ()
    keys = [sort_key(ox.Literal(text, datatype=DATE_TIME)) for text in (a, b)]
    assert expected is not None
    assert (keys[0] < keys[1]) == (str(getattr(expected, "value", "")) == "true")


def _zone(minutes: int) -> str:
    sign, (hours, rest) = "+-"[minutes < 0], divmod(abs(minutes), 60)
    return f"{sign}{hours:02}:{rest:02}" if minutes else "Z"


def test_ties_are_settled_by_the_rows() -> None:
    """Whatever the order in which rows are found."""
    for numbers in permutations(["(1 'b')", "(1e0 'a')", "(1 'a')", "(0 'c')"]):
        query = f"SELECT ?n ?t {{ VALUES (?n ?t) {{ {' '.join(numbers)} }} }} ORDER BY DESC(?n)"
        rows = [tuple(map(str, row)) for row in library.query(query)]
        assert rows == [("1", "a"), ("1", "a"), ("1", "b"), ("0", "c")]


def test_column_that_is_only_sorted_by_is_not_shown() -> None:
    query = "SELECT ?t { VALUES (?n ?t) { (10 'b') (9 'a') ('1z' 'c') } } ORDER BY DESC(?n) ?m"
    rows = list(csv.reader(StringIO(reorg("query", query, "--format", "csv").stdout)))
    assert rows == [["t"], ["c"], ["b"], ["a"]]


def test_condition_that_is_not_grouped_by_is_unbound() -> None:
    query = f"SELECT (COUNT(?x) AS ?n) {{ {ROWS} }} ORDER BY ?x"
    assert [int(row.n) for row in library.query(query)] == [34]


def test_columns_of_any_other_query_are_as_they_were() -> None:
    plan = ordering.plan("SELECT ?order { ?order ?p 'ORDER BY ?x' } # ORDER BY ?y")
    assert (plan.keyed, plan.bare, plan.ordered) == (
        "SELECT ?order { ?order ?p 'ORDER BY ?x' } # ORDER BY ?y",
        None,
        False,
    )
