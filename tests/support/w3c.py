"""The W3C's tests of SPARQL, from their manifests: what is asked of what, and what is expected."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from io import StringIO
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from support.paths import SHARED

HOME = SHARED / "w3c"
FOLDERS = (
    *("aggregates", "bind", "bindings", "cast", "construct", "csv-tsv-res", "exists", "functions"),
    *("grouping", "json-res", "negation", "project-expression", "property-path", "subquery"),
    "syntax-query",
)
MANIFESTS = (*(HOME / "sparql11" / name for name in FOLDERS), HOME / "sparql10" / "sort")

_MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
_QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
_RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_INTEGER = _XSD + "integer"
_WHOLE = frozenset(_XSD + name for name in ("negativeInteger", "nonNegativeInteger", "integer"))
_BOOLEAN = _XSD + "boolean"
_NUMBERS = frozenset(_XSD + name for name in ("decimal", "double", "float", "string")) | _WHOLE
_FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".rdf": ox.RdfFormat.RDF_XML,
}
_RESULTS = {
    ".srx": ox.QueryResultsFormat.XML,
    ".srj": ox.QueryResultsFormat.JSON,
    ".tsv": ox.QueryResultsFormat.TSV,
}

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Rows = list[dict[str, Term]]


class Case(NamedTuple):
    """A test.

    Attributes:
        name: Its folder and the local name of its IRI.
        kind: The local name of its class.
        query: The query's file.
        data: Files of the default graph.
        named: Files of named graphs, each named by its own IRI.
        result: The file of the answer expected; None for a test of syntax.
    """

    name: str
    kind: str
    query: Path
    data: tuple[Path, ...]
    named: tuple[Path, ...]
    result: Path | None


class Table(NamedTuple):
    """An answer of rows; ``places`` are their places where the answer tells them."""

    rows: Rows
    places: tuple[int, ...] = ()


def cases() -> list[Case]:
    """Return all tests of queries; none where the files are not at hand."""
    return [case for folder in MANIFESTS if folder.exists() for case in _cases(folder)]


def _cases(folder: Path) -> Iterator[Case]:
    file = folder / "manifest.ttl"
    graph = _Graph(file)
    (manifest,) = graph.subjects(_MF + "Manifest")
    for test in graph.list_(graph.one(manifest, _MF + "entries")):
        action = graph.one(test, _MF + "action")
        result = graph.one(test, _MF + "result")
        query = graph.one(action, _QT + "query") or action
        yield Case(
            f"{folder.name}#{test.value.rpartition('#')[2]}",
            graph.one(test, _RDF + "type").value.rpartition("#")[2],
            _path(query),
            tuple(_path(one) for one in graph.all(action, _QT + "data")),
            tuple(_path(one) for one in graph.all(action, _QT + "graphData")),
            _path(result) if result else None,
        )


class _Graph:
    """A manifest, or a result set written as RDF."""

    def __init__(self, file: Path) -> None:
        self._store = ox.Store()
        self._store.load(path=file, format=_FORMATS[file.suffix], base_iri=file.as_uri())

    def all(self, subject: Term, predicate: str) -> list[Term]:
        found = self._store.quads_for_pattern(subject, ox.NamedNode(predicate), None)
        return sorted((quad.object for quad in found), key=str)

    def one(self, subject: Term, predicate: str) -> Term | None:
        return next(iter(self.all(subject, predicate)), None)

    def subjects(self, kind: str) -> list[Term]:
        found = self._store.quads_for_pattern(None, ox.NamedNode(_RDF + "type"), ox.NamedNode(kind))
        return [quad.subject for quad in found]

    def list_(self, head: Term) -> Iterator[Term]:
        while head != ox.NamedNode(_RDF + "nil"):
            yield self.one(head, _RDF + "first")
            head = self.one(head, _RDF + "rest")


def _path(iri: Term) -> Path:
    from urllib.parse import unquote, urlsplit

    return Path(unquote(urlsplit(iri.value).path))


def quads(file: Path, graph: ox.NamedNode | None = None) -> list[ox.Quad]:
    """Return what a file holds, read against its address, in the default graph or another."""
    found = ox.parse(path=file, format=_FORMATS[file.suffix], base_iri=file.as_uri())
    where = graph or ox.DefaultGraph()
    return [ox.Quad(quad.subject, quad.predicate, quad.object, where) for quad in found]


def expected(file: Path) -> Table | bool | list[ox.Quad]:
    """Return the answer that a file holds: rows, a truth value or triples."""
    if file.suffix == ".csv":
        return Table(_csv(file.read_text(encoding="utf-8")))
    if file.suffix in _RESULTS:
        return parsed(file.read_bytes(), _RESULTS[file.suffix])
    graph = _Graph(file)
    sets = graph.subjects(_RS + "ResultSet")
    if not sets:
        return quads(file)
    solutions = graph.all(sets[0], _RS + "solution")
    places = [int(index.value) for one in solutions for index in graph.all(one, _RS + "index")]
    rows = [
        {
            graph.one(binding, _RS + "variable").value: graph.one(binding, _RS + "value")
            for binding in graph.all(one, _RS + "binding")
        }
        for one in solutions
    ]
    return Table(rows, tuple(places))


def parsed(answer: bytes, format_: ox.QueryResultsFormat) -> Table | bool:
    """Return an answer that a format of the standard holds."""
    found = ox.parse_query_results(answer, format=format_)
    if isinstance(found, ox.QueryBoolean):
        return bool(found)
    names = [one.value for one in found.variables]
    return Table([{name: row[name] for name in names if row[name] is not None} for row in found])


def table_of_csv(answer: bytes) -> Table:
    """Return a CSV answer, whose cells are all text."""
    return Table(_csv(answer.decode()))


def _csv(text: str) -> Rows:
    header, *lines = csv.reader(StringIO(text, newline=""))
    return [
        {
            name: ox.BlankNode(cell[2:]) if cell.startswith("_:") else ox.Literal(cell)
            for name, cell in zip(header, line, strict=True)
        }
        for line in lines
    ]


def canonical(answer: Table | bool | Sequence[ox.Quad], *, by_value: bool, ordered: bool) -> object:
    """Return an answer so that equal ones are equal, whatever their blank nodes are called.

    Args:
        answer: The answer.
        by_value: Count numbers by value and not by how they are written, in texts too, as CSV
            has no other.
        ordered: Count the order of rows.
    """
    if isinstance(answer, bool):
        return answer
    dataset = ox.Dataset()
    if isinstance(answer, Table):
        places = answer.places or range(1, len(answer.rows) + 1)
        for place, row in zip(places, answer.rows, strict=True):
            node = ox.BlankNode()
            cells = {f"urn:column:{name}": term for name, term in row.items()}
            cells["urn:row"] = ox.Literal(place if ordered else "")
            for name, term in cells.items():
                dataset.add(ox.Quad(node, ox.NamedNode(name), _term(term, by_value)))
    else:
        for quad in answer:
            dataset.add(ox.Quad(quad.subject, quad.predicate, _term(quad.object, by_value)))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return sorted(map(str, dataset))


def _term(term: Term, by_value: bool) -> Term:
    if not (by_value and isinstance(term, ox.Literal)):
        return term
    kind = term.datatype
    if kind.value == _BOOLEAN:
        return ox.Literal({"1": "true", "0": "false"}.get(term.value, term.value), datatype=kind)
    if kind.value not in _NUMBERS or term.language:
        return term
    try:
        number = Decimal(term.value)
    except InvalidOperation:
        return term
    text = str(number.normalize() if number.is_finite() else number)
    return ox.Literal(text, datatype=ox.NamedNode(_INTEGER) if kind.value in _WHOLE else kind)
