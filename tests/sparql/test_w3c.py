"""The W3C's tests of SPARQL's queries: their syntax, evaluation, order and results."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from reorg.cli import parser
from reorg.errors import ReorgError
from reorg.rdf.opening import open_store, parse
from reorg.sparql import results
from reorg.sparql.engine import run
from reorg.sparql.tokens import ordered
from support import w3c
from support.commandline import reorg
from support.paths import TESTS
from support.serving import Server, running
from support.tools import outside

README = TESTS / "README.md"
CASES = w3c.cases()
NO_GRAPH = "urn:x-no-graph"

WRITTEN = "the engine's store writes some literals anew, such as 2.0 as 2"
LANGUAGE = "the engine's GROUP_CONCAT keeps the language that all texts have, as SPARQL 1.2 does"
EMPTY_GRAPH = "the engine does not bind ?g of GRAPH ?g around a pattern without triples"
ABSENT = "the engine finds no path of no steps at a term that the graph does not hold"
BNODE = "the engine's BNODE(text) gives one blank node for all rows"
MINUS = "the engine takes ?g of GRAPH ?g for shared by both sides of MINUS"
FROM = "FROM would fetch a graph, which is refused"
FUNCTION = "functions of other makers are not at hand"

DEVIATIONS = {
    "aggregates#agg-groupconcat-04": LANGUAGE,
    "aggregates#agg-groupconcat-06": LANGUAGE,
    "aggregates#agg-empty-group-count-graph": EMPTY_GRAPH,
    "bindings#graph": EMPTY_GRAPH,
    "negation#graph-minus": MINUS,
    "functions#bnode01": BNODE,
    **dict.fromkeys(
        [
            f"property-path#zero_or_{many}_set_{end}"
            for many in ("more", "one")
            for end in ("start", "end")
        ],
        ABSENT,
    ),
    **{
        f"{folder}#{name}": WRITTEN
        for folder, found in {
            "aggregates": "agg-sum-02 agg-avg-02 agg-min-01 agg-min-02 agg-max-01 agg-max-02 "
            "agg-err-02 agg-max-distinct agg-min-distinct",
            "cast": "cast-bool cast-int cast-float cast-double cast-decimal cast-string",
            "csv-tsv-res": "csv03 tsv03",
            "functions": "plus-1-corrected plus-2-corrected coalesce01",
        }.items()
        for name in found.split()
    },
    "syntax-query#test_4": FUNCTION,
    "syntax-query#test_42": FROM,
}


def test_readme_names_every_deviation() -> None:
    told = README.read_text(encoding="utf-8").partition("## The W3C's tests\n")[2]
    section = told.partition("\n## ")[0]
    rows = dict(re.findall(r"^\| (.*?) \| (.*?) \|$", section, re.MULTILINE)[1:])
    assert rows == {
        reason: ", ".join(sorted(f"`{name}`" for name, why in DEVIATIONS.items() if why == reason))
        for reason in dict.fromkeys(DEVIATIONS.values())
    }


def test_files_are_at_hand() -> None:
    outside(w3c.HOME)
    assert len(CASES) > 300


def _needs_graphs(case: w3c.Case) -> bool:
    """Say whether the command line cannot be given a case's data: only one graph, not empty."""
    if case.result is None:
        return False
    return bool(case.named) or not case.data or not all(map(_stands_alone, case.data))


def _stands_alone(path: Path) -> bool:
    try:
        return bool(parse(path))
    except ReorgError:
        return False  # it has relative IRIs


def _is_sorted(case: w3c.Case) -> bool:
    if case.result is None or case.result.suffix == ".csv" or _needs_graphs(case):
        return False
    return ordered(case.query.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Every graph of a case with named graphs, or with an empty one, under its own IRI."""
    file = tmp_path_factory.mktemp("w3c") / "graphs.nq"
    graphs = {path for case in CASES if _needs_graphs(case) for path in (*case.data, *case.named)}
    held = [quad for path in graphs for quad in w3c.quads(path, ox.NamedNode(path.as_uri()))]
    node = ox.NamedNode(NO_GRAPH)
    ox.serialize([*held, ox.Quad(node, node, node, node)], str(file), ox.RdfFormat.N_QUADS)
    with running(file) as started:
        yield started


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(
    case: w3c.Case, request: pytest.FixtureRequest, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    if _needs_graphs(case):
        wrong = _compared(case, *_asked(case, request.getfixturevalue("server")))
    else:
        status = parser.run(_command(case))
        out, error = capsysbinary.readouterr()
        wrong = _judged(case, status, out, error.decode())
    if reason := DEVIATIONS.get(case.name):
        assert wrong, f"does not deviate any more: {reason}"
    else:
        assert not wrong


ALONE = [case for case in CASES if not _needs_graphs(case)]


@pytest.mark.parametrize("case", ALONE[::20], ids=lambda case: case.name)
def test_case_by_the_command_itself(case: w3c.Case) -> None:
    done = reorg(*_command(case))
    wrong = _judged(case, done.returncode, done.stdout.encode(), done.stderr)
    assert bool(wrong) == (case.name in DEVIATIONS), wrong


@pytest.mark.parametrize(
    "case",
    [case for case in CASES if _is_sorted(case)],
    ids=lambda case: case.name,
)
def test_order_in_the_engine_is_the_same(case: w3c.Case) -> None:
    """A window makes the engine sort, by the same keys."""
    text = case.query.read_text(encoding="utf-8")
    assert case.result
    if "LIMIT" not in text:
        text += "\nLIMIT 999"
    found = run(open_store(case.data[0]), text, base=case.query.as_uri())
    table = w3c.parsed(results.write(found, "json").encode(), ox.QueryResultsFormat.JSON)
    given, wanted = (
        w3c.canonical(one, by_value=True, ordered=True)
        for one in (table, w3c.expected(case.result))
    )
    assert given == wanted


def _command(case: w3c.Case) -> list[str]:
    graph = ["--graph", str(case.data[0])] if case.data else []
    suffix = case.result.suffix[1:] if case.result else ""
    format_ = suffix if suffix in {"csv", "tsv"} else "json"
    return ["query", "--file", str(case.query), *graph, "--format", format_]


def _judged(case: w3c.Case, status: int, out: bytes, error: str) -> str:
    if case.kind.startswith("Negative"):
        told = status == 1 and re.fullmatch(r"reorg: .*:\d+:\d+: .*\n", error)
        return "" if told else f"taken ({status}): {error}"
    if status or case.result is None:
        return error if status else ""
    return _compared(case, out, "turtle" if _is_graph(case) else "")


def _is_graph(case: w3c.Case) -> bool:
    return case.result is not None and not isinstance(w3c.expected(case.result), w3c.Table | bool)


def _compared(case: w3c.Case, out: bytes, kind: str) -> str:
    assert case.result is not None
    wanted = w3c.expected(case.result)
    found: w3c.Table | bool | list[ox.Quad]
    if kind:
        found = list(ox.parse(out, format=ox.RdfFormat.TURTLE))
    elif case.result.suffix == ".csv":
        found = w3c.table_of_csv(out)
    else:
        format_ = ox.QueryResultsFormat.TSV if case.result.suffix == ".tsv" else None
        found = w3c.parsed(out, format_ or ox.QueryResultsFormat.JSON)
    in_order = ordered(case.query.read_text(encoding="utf-8"))
    given = [
        [w3c.canonical(one, by_value=by_value, ordered=in_order) for one in (found, wanted)]
        for by_value in (True, False)
    ]
    if given[0][0] != given[0][1]:
        return f"{given[0][0]}, not {given[0][1]}"
    return "" if given[1][0] == given[1][1] else "a number is written otherwise"


def _asked(case: w3c.Case, server: Server) -> tuple[bytes, str]:
    """Return a server's answer, and what it is where it is no table."""
    graph = _is_graph(case)
    defaults = [path.as_uri() for path in case.data if w3c.quads(path)]
    named = [path.as_uri() for path in case.named] or [NO_GRAPH]
    text = f"BASE <{case.query.as_uri()}>\n{case.query.read_text(encoding='utf-8')}"
    dataset = {"default-graph-uri": defaults, "named-graph-uri": named}
    answer = server.get(
        text,
        "text/turtle" if graph else "application/sparql-results+json",
        **({} if "FROM" in text else dataset),
    )
    assert answer.status_code == 200, answer.text
    return answer.content, "turtle" if graph else ""
