"""Real stores hold the graph and answer the library as reorg does; the README's matrix says so."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

import pyoxigraph as ox
import pytest

from reorg.rdf import serialise
from reorg.rdf.dataset import Dataset
from stores import fetch, matrix, process
from stores.embedded import EMBEDDED, Embedded
from stores.faults import FAULTS, Fault, query, turtle
from stores.questions import Question
from stores.servers import SERVERS, RefusedError, Server
from support import answers
from support.commandline import reorg
from support.tools import REQUIRE, missing

pytestmark = pytest.mark.slow

T = TypeVar("T")

FLOATING = {"rdflib": "rdflib", "oxrdflib": "oxrdflib", "pyoxigraph": "pyoxigraph"}


def at_hand(work: Callable[[], T]) -> T:
    try:
        return work()
    except fetch.MissingError as error:
        missing(str(error), error.fix)


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
@pytest.mark.parametrize("name", matrix.STORES)
def test_store_answers_every_query_and_the_matrix_says_so(
    name: str, started: Callable[[str], Server]
) -> None:
    if name in {kind.name for kind in SERVERS}:
        server = started(name)
        server.clear()
        row, wrong = matrix.of_running(server)
    else:
        row, wrong = at_hand(matrix.STORES[name])
    assert not wrong
    assert row.agreed == row.run
    noted = matrix.recorded()[name]
    if name in FLOATING:
        noted = noted._replace(version=version(FLOATING[name]))
    assert row == noted, f"run `python tests/stores/matrix.py '{name}'`"


def test_the_readme_shows_the_last_run() -> None:
    rows = matrix.recorded()
    assert list(rows) == list(matrix.STORES)
    assert matrix.shown() == matrix.table(rows.values())


def test_five_servers_agree_on_every_query() -> None:
    servers = [row for row in matrix.recorded().values() if row.kind == matrix.SERVER]
    assert len(servers) >= 5
    assert {row.run for row in servers} == {str(len(answers.names()))}


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Server]]:
    """Start servers by name, each once."""
    kinds = {kind.name: kind for kind in SERVERS}
    running: dict[str, Server] = {}

    def start(name: str) -> Server:
        if name not in running:
            make = partial(kinds[name], tmp_path_factory.mktemp("server"))
            running[name] = at_hand(make).__enter__()
        return running[name]

    yield start
    for server in running.values():
        server.__exit__(None, None, None)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.store}-{fault.name}")
def test_fault_is_still_there(
    fault: Fault, started: Callable[[str], Server], tmp_path: Path
) -> None:
    """A store that is mended fails here: then its line in ``stores/faults.py`` can go."""
    right = ox.Store()
    right.load(turtle(fault).encode(), format=ox.RdfFormat.TURTLE)
    expected = _rows(right.query(query(fault)))
    assert expected
    engines = {engine.name: engine for engine in EMBEDDED}
    if engine := engines.get(fault.store):
        ask = _by_engine(engine(), fault, tmp_path / "graph.ttl")
    else:
        ask = _by_server(started(fault.store), fault)
    try:
        given = _rows(ox.parse_query_results(ask(), format=ox.QueryResultsFormat.JSON))
    except (RefusedError, ValueError, SyntaxError) as error:
        given = [str(error)]
    assert given != expected


def _by_server(server: Server, fault: Fault) -> Callable[[], str]:
    graphs = tuple(f"urn:graph:{number}" for number in range(fault.graphs))
    server.clear()
    for graph in graphs or ("",):
        server.send(turtle(fault).encode(), "ttl", graph, type_=fault.sent)
    return lambda: server.select(query(fault), () if server.union else graphs)


def _by_engine(engine: Embedded, fault: Fault, file: Path) -> Callable[[], str]:
    file.write_text(turtle(fault), encoding="utf-8")
    plain = Question(file, "SELECT ?s { ?s ?p ?o }")
    answered, told = at_hand(lambda: engine.answer([plain, Question(file, query(fault))]))
    assert isinstance(answered, str), "it answers nothing at all"
    return lambda: str(told)


@pytest.mark.parametrize("name", ["Jena Fuseki", "RDF4J Server"])
def test_the_command_line_pushes_and_asks(name: str, started: Callable[[str], Server]) -> None:
    server = started(name)
    server.clear()
    pushed = reorg("push", server.home)
    assert pushed.returncode == 0, pushed.stderr
    for query_ in ("gaps", "plan-lifecycle", "verify-claim-leaked-as-fact"):
        asked = reorg("query", query_, "--endpoint", server.endpoint, "--format", "tsv")
        assert asked.returncode == 0, asked.stderr
        shown = answers.expected(query_).read_text(encoding="utf-8")
        assert answers.comparable(query_, asked.stdout) == answers.comparable(query_, shown)


def _rows(found: object) -> list[object]:
    assert isinstance(found, ox.QuerySolutions)
    return sorted(tuple(map(str, row)) for row in found)


@pytest.mark.parametrize("extension", ["ttl", "trig"])
def test_no_name_is_written_with_a_backslash(extension: str) -> None:
    base = "http://example.org/"
    quads = [
        ox.Quad(ox.NamedNode(base + name), ox.NamedNode(base + "p"), ox.Literal(text))
        for name, text in [
            ("a/b", r"ex:a\/b"),
            ("c(d)", r'ex:c\\/d "ex:e\'f'),
            ("e~,f%20", "ex:\n/"),
        ]
    ]
    dataset = Dataset()
    dataset.add(quads)
    text = serialise.serialise(dataset, {"ex": base}, [extension])[extension]
    assert set(ox.parse(text, format=ox.RdfFormat.from_extension(extension))) == set(quads)
    assert b"<http://example.org/a/b>" in text
    assert b"ex:p" in text


def test_program_that_never_answers_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "START", 0.5)
    note = tmp_path / "id"
    code = f"import os, time; open({str(note)!r}, 'w').write(str(os.getpid())); time.sleep(600)"
    started = process.Process([sys.executable, "-c", code], tmp_path)
    with pytest.raises(RuntimeError, match="does not answer"):
        started.wait_until(lambda: False)
    with pytest.raises(ProcessLookupError):
        os.kill(int(note.read_text()), 0)


def test_fetching_refuses_what_is_not_as_pinned(tmp_path: Path) -> None:
    served = tmp_path / "served"
    served.write_bytes(b"another file")
    with pytest.raises(fetch.MissingError, match="checksum"):
        fetch.download(served.as_uri(), tmp_path / "kept", "0" * 64)
    assert sorted(tmp_path.iterdir()) == [served]


def test_what_is_missing_is_named_with_its_mend(tmp_path: Path) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-rs",
            "--all",
            __file__,
            "-k",
            "matrix_says_so and Blazegraph",
        ],
        env={**os.environ, "XDG_CACHE_HOME": str(tmp_path), REQUIRE: ""},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    assert fetch.COMMAND in done.stdout
