"""Answers as text: the standards' formats as the engine itself writes them, tables to read."""

from __future__ import annotations

import csv
import io
import json

import pyoxigraph as ox
import pytest

from reorg.rdf.opening import open_store
from reorg.sparql import results
from reorg.sparql.engine import Answer, run
from support.commandline import MILLBROOK

STORE = open_store(MILLBROOK)
ODD = """
SELECT ?a ?b ?c ?d ?e WHERE { VALUES (?a ?b ?c ?d ?e) {
  (<http://e/a> "tab\\tline\\n back\\\\ 'one' \\"two\\""@en-GB 1 1.5 "7"^^xsd:int)
  (UNDEF 1e0 true "<&>" "comma, \\"quoted\\"")
  (-5 "" "2020-01-01"^^xsd:date " " "return\\r")
  ("abc"^^<http://e/type> "ü" false "-.5"^^xsd:decimal "1.0E6"^^xsd:double)
} } ORDER BY ?a ?b"""


def engine_s_own(query: str, format_: ox.QueryResultsFormat) -> bytes:
    rows = STORE.query(query, prefixes={"xsd": "http://www.w3.org/2001/XMLSchema#"})
    assert isinstance(rows, ox.QuerySolutions)
    return rows.serialize(format=format_) or b""


def test_tsv_is_what_the_engine_writes() -> None:
    ours = results.write(run(STORE, ODD), "tsv")
    assert ours == engine_s_own(ODD, ox.QueryResultsFormat.TSV).decode()


def test_csv_holds_what_the_engine_writes() -> None:
    ours = results.write(run(STORE, ODD), "csv")
    theirs = engine_s_own(ODD, ox.QueryResultsFormat.CSV).decode()
    read = [list(csv.reader(io.StringIO(text, newline=""))) for text in (ours, theirs)]
    assert read[0] == read[1]


def test_json_holds_what_the_engine_writes() -> None:
    ours = json.loads(results.write(run(STORE, ODD), "json"))
    assert ours == json.loads(engine_s_own(ODD, ox.QueryResultsFormat.JSON))


def test_table_is_aligned_and_numbers_stand_right() -> None:
    answer = run(STORE, "SELECT ?c ?n { ?c reorg:position ?n } ORDER BY ?n")
    assert results.write(answer, "table").splitlines() == [
        "c                    n",
        "──────────────────  ──",
        "claim:ferry-stays    1",
        "claim:ferry-goes     2",
        "claim:nobody-asked  10",
    ]


def test_markdown_escapes_what_markdown_reads() -> None:
    answer = run(
        STORE, "SELECT ?w ?x { ?c reorg:position 2 ; reorg:wording ?w BIND('<b>*_[' AS ?x) }"
    )
    assert results.write(answer, "md").splitlines() == [
        "| w | x |",
        "| --- | --- |",
        r"| The ferry will go \| soon. | \<b>\*\_\[ |",
    ]


@pytest.mark.parametrize("format_", ["table", "md"])
def test_cells_cannot_steer_a_terminal(format_: str) -> None:
    answer = run(STORE, 'SELECT ?x { BIND("a\\u001b[31m\\nb\\u202e" AS ?x) }')
    written = results.write(answer, format_)
    assert "\x1b" not in written
    assert "\u202e" not in written
    assert len(written.splitlines()) == 3


@pytest.mark.parametrize("format_", results.FORMATS)
def test_answer_without_rows_still_has_its_columns(format_: str) -> None:
    written = results.write(run(STORE, "SELECT ?nothing { ?nothing reorg:none 1 }"), format_)
    assert "nothing" in written
    assert written.endswith("\n")


@pytest.mark.parametrize("format_", results.FORMATS)
def test_ask_is_true_or_false(format_: str) -> None:
    yes, no = (results.write(Answer(truth=truth), format_) for truth in (True, False))
    assert "true" in yes
    assert "false" in no


@pytest.mark.parametrize("format_", results.FORMATS)
def test_graphs_are_sorted_turtle(format_: str) -> None:
    written = results.write(
        run(STORE, "CONSTRUCT { ?c a reorg:Claim } { ?c a reorg:Claim }"), format_
    )
    assert written.startswith("@prefix ")
    assert "@prefix foaf:" not in written
    assert written == results.turtle(
        reversed([q.triple for q in ox.parse(written, format=ox.RdfFormat.TURTLE)])
    )
    assert (
        written.index("ferry-goes") < written.index("ferry-stays") < written.index("nobody-asked")
    )


@pytest.mark.parametrize(
    ("query", "format_", "told"),
    [
        ("CONSTRUCT { ?c a reorg:Claim } { ?c a reorg:Claim }", "csv", "# of a_b next\n"),
        ("ASK {}", "table", "true\n\nof a_b next\n"),
        ("ASK {}", "md", "true\n\nof a\\_b next\n"),
        ("ASK {}", "json", ""),
        ("SELECT (1 AS ?n) {}", "tsv", ""),
    ],
)
def test_a_remark_stands_where_it_breaks_nothing(query: str, format_: str, told: str) -> None:
    answer = run(STORE, query)
    written = results.write(answer, format_, "of a_b\nnext")
    assert results.can_tell(answer, format_) == bool(told)
    assert told in written
    if not told:
        assert written == results.write(answer, format_)
    if answer.triples is not None:
        assert [*ox.parse(written, format=ox.RdfFormat.TURTLE)]
