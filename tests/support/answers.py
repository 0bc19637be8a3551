"""Asks the shipped queries; run as a script it writes ``tests/expected`` anew.

A query across reports, or for what the shipped report has none of, is asked of the invented reports
together, any other of the shipped graph.

python tests/support/answers.py            all answers, and forgets those of queries that are gone
python tests/support/answers.py NAME …     only these
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections import Counter
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

from reorg.pipeline.build import build
from reorg.rdf.opening import open_store
from reorg.sparql import library, results
from reorg.sparql.engine import run
from support.paths import ROOT

QUERIES = ROOT / "queries"
EXPECTED = ROOT / "tests" / "expected"
VIOLATIONS = ROOT / "tests" / "violations"
GRAPH = ROOT / "graph" / "northamptonshire-2015.ttl"
REPORTS = sorted(
    path for path in (ROOT / "tests/data/reports").glob("*.yaml") if path.stem != "register"
)
ACROSS = "across-reports"
#: Queries for what the shipped report tells little or nothing of, such as what came of plans.
INVENTED = frozenset(
    {"fates", "groups-and-members", "interests", "silences", "unallocated", "what-happened"}
)

_XSD = "http://www.w3.org/2001/XMLSchema#"
_NUMBERS = {
    _XSD + name
    for name in [
        "integer",
        "decimal",
        "double",
        "float",
        "long",
        "int",
        "short",
        "byte",
        "nonNegativeInteger",
        "positiveInteger",
    ]
}
_CONCATENATED = re.compile(
    r"GROUP_CONCAT\s*\(.*?(?:SEPARATOR\s*=\s*\"(?P<by>[^\"]*)\"\s*)?\)\s+AS\s+\?(?P<name>\w+)",
    re.IGNORECASE | re.DOTALL,
)

Rows = Counter[tuple[object, ...]]


def names() -> list[str]:
    """Return the names of the queries' files, sorted."""
    return sorted(path.stem for path in QUERIES.glob("*.rq"))


def text(name: str) -> str:
    """Return a query as it stands in its file."""
    return (QUERIES / f"{name}.rq").read_text(encoding="utf-8")


@lru_cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    """Return a folder that lasts as long as the process."""
    return tempfile.TemporaryDirectory()


@lru_cache
def combined() -> Path:
    """Return the graph of the invented reports together."""
    out = Path(_folder().name)
    build(REPORTS, out, page=False, combined="all")
    return out / "all.ttl"


def graph(name: str) -> Path:
    """Return the graph that a query is asked of."""
    across = name in INVENTED or ACROSS in library.get(name).header.tags
    return combined() if across else GRAPH


@lru_cache
def store(graph: Path) -> ox.Store:
    """Return a graph, opened once."""
    return open_store(graph)


def tsv(name: str, of: Path | None = None) -> str:
    """Return the answer of a query to its own graph, or to another."""
    found = run(store(of or graph(name)), text(name), where=name, prefixes={})
    return results.write(found, "tsv")


def expected(name: str) -> Path:
    """Return the file that holds the answer expected."""
    return EXPECTED / f"{name}.tsv"


def comparable(
    name: str, answer: str, written: ox.QueryResultsFormat = ox.QueryResultsFormat.TSV
) -> tuple[list[str], Rows]:
    """Return an answer's columns and its rows in no order, values typed.

    Numbers count by value, language tags without case, joined texts without the order of their
    parts, which SPARQL leaves open.
    """
    parsed = ox.parse_query_results(answer.encode(), format=written)
    assert isinstance(parsed, ox.QuerySolutions)
    columns = [variable.value for variable in parsed.variables]
    separators = {m["name"]: m["by"] or " " for m in _CONCATENATED.finditer(text(name))}
    return columns, Counter(
        tuple(value(row[column], separators.get(column)) for column in columns) for row in parsed
    )


def value(term: object, separator: str | None = None) -> object:
    """Return a term so that equal values are equal."""
    if isinstance(term, ox.BlankNode):
        return "_:"
    if not isinstance(term, ox.Literal):
        return None if term is None else str(term)
    if term.datatype.value in _NUMBERS:
        return Decimal(term.value)
    plain: object = term.value
    if separator is not None:
        plain = tuple(sorted(term.value.split(separator)))
    return plain, term.datatype.value, (term.language or "").lower()


def update(chosen: list[str]) -> None:
    """Write the answers of some queries, or of all."""
    EXPECTED.mkdir(exist_ok=True)
    for name in chosen or names():
        expected(name).write_bytes(tsv(name).encode())
    if not chosen:
        for left in {path.stem for path in EXPECTED.glob("*.tsv")} - set(names()):
            expected(left).unlink()


if __name__ == "__main__":
    update(sys.argv[1:])
