"""Pushing graphs into real stores: whole, twice the same, and nothing of others harmed."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pyoxigraph as ox
import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from reorg.errors import RecordError, ReorgError
from reorg.pipeline.build import build
from reorg.rdf import opening
from reorg.remote.connection import StoreError
from reorg.remote.credentials import Credentials
from reorg.remote.endpoint import Endpoint
from reorg.remote.push import RECORD, push
from reorg.remote.updates import COMING, IN_DEFAULT, MARK, NONE, NOT_OURS, Change, exchange, removal
from reorg.sparql import engine, library, results
from support.commandline import DATA, MILLBROOK, complaint, reorg
from support.httpservers import Handler, Says, Scripted, Seen, always, first, oxigraph
from support.tools import missing

pytestmark = pytest.mark.slow

REPORTS = DATA.parent / "reports"
NAME = "https://w3id.org/reorg/id/record/northamptonshire-2015"
TURTLE = {"Content-Type": "text/turtle"}
UPDATE = {"Content-Type": "application/sparql-update"}
NOBODY = Credentials()
HAS_MORE_STORES = importlib.util.find_spec("stores") is not None
OTHERS = ("Jena Fuseki", "RDF4J Server", "Virtuoso", "Blazegraph") if HAS_MORE_STORES else ()
STRICT = ("Oxigraph", "Jena Fuseki")


class Running(NamedTuple):
    """A store that runs: what to push to, where to ask, and who may write."""

    name: str
    url: str
    endpoint: str
    who: Credentials = NOBODY

    @property
    def strict(self) -> bool:
        return self.name in STRICT

    def push(self, *files: Path, **how: Any) -> Any:
        return push(files, self.url, credentials=self.who, **how)

    def ask(self, text: str, *graphs: str) -> list[tuple[Any, ...]]:
        asking = Endpoint(self.endpoint, credentials=self.who, timeout=120)
        return asking.query(text, default_graphs=graphs).rows or []

    def count(self, graph: str = "") -> int:
        return Endpoint(self.endpoint, credentials=self.who, timeout=120).count(graph)

    def size(self) -> int:
        """Return how many triples a query reads; a union may find one triple several times."""
        rows = self.ask("SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?s ?p ?o { ?s ?p ?o } }")
        if self.name != "Virtuoso":
            return int(rows[0][0].value)
        # It has graphs of its own.
        graphs = " ".join(f"<{graph}>" for graph in self.graphs())
        inner = f"SELECT DISTINCT ?s ?p ?o {{ VALUES ?g {{ {graphs} }} GRAPH ?g {{ ?s ?p ?o }} }}"
        rows = self.ask(f"SELECT (COUNT(*) AS ?n) {{ {inner} }}")
        return int(rows[0][0].value)

    def graphs(self) -> set[str]:
        found = self.ask("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")
        own = re.compile(r"openlinksw|w3\.org|localhost|localuriqa|activitystreams|^urn:core")
        return {row[0].value for row in found if not own.search(row[0].value)}


@contextlib.contextmanager
def _running(name: str, folder: Path) -> Iterator[Running]:
    if name == "Oxigraph":
        with oxigraph() as address:
            yield Running(name, address, f"{address}/query")
        return
    from stores import fetch, servers

    try:
        kind = next(kind for kind in servers.SERVERS if kind.name == name)
        with kind(folder) as server:
            end = "/query" if name == "Jena Fuseki" else "/sparql"
            who = Credentials("dba", "dba") if name == "Virtuoso" else NOBODY
            yield Running(name, server.endpoint.removesuffix(end), server.endpoint, who)
    except fetch.MissingError as error:
        missing(name, str(error))


@pytest.fixture(scope="module", params=["Oxigraph", *OTHERS])
def running(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Each store there is, one after the other."""
    with _running(request.param, tmp_path_factory.mktemp("store")) as found:
        yield found


@pytest.fixture
def store(running: Running) -> Running:
    """A store without any graph."""
    profile = "oxigraph" if running.name == "Oxigraph" else ""
    if running.graphs() or running.strict:
        running.push(MILLBROOK, store=profile, replace_all=True)
        running.push(MILLBROOK, store=profile, remove=True)
    assert running.graphs() == set()
    return running


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """An Oxigraph server."""
    with oxigraph() as address:
        yield address


@pytest.fixture
def empty(server: str) -> str:
    """An Oxigraph server that holds nothing."""
    requests.put(
        f"{server}/store", b"", headers={"Content-Type": "application/n-quads"}, timeout=60
    )
    return server


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The invented reports, built."""
    out = tmp_path_factory.mktemp("reports")
    records = sorted(REPORTS.glob("*-20*.yaml"))
    build(records, out, page=False)
    return {path.stem: out / f"{path.stem}.ttl" for path in records}


@pytest.fixture
def two(reports: dict[str, Path]) -> tuple[Path, Path]:
    """Two reports that share people, organisations and the labels of concepts."""
    return reports["harrowmere-gazette-2033"], reports["harrowmere-ledger-2033"]


@pytest.fixture
def newer(two: tuple[Path, Path], tmp_path: Path) -> Path:
    """A newer version of the first report: a third of its triples is gone, and one is new."""
    lines = _lines(two[0])
    kept = [line for n, line in enumerate(lines) if n % 3 or b"ns#Record>" in line]
    file = tmp_path / "harrowmere-gazette-2033.nt"
    file.write_bytes(b"\n".join([*kept, b'<a:new> <a:new> "\xe2\x80\x9cnew\xe2\x80\x9d" .', b""]))
    return file


def _lines(path: Path) -> list[bytes]:
    triples = {str(quad.triple): quad.triple for quad in opening.parse(path)}
    text = ox.serialize(triples.values(), format=ox.RdfFormat.N_TRIPLES) or b""
    return sorted(text.splitlines())


def _shipped() -> list[bytes]:
    triples = {quad.triple for quad in opening.parse(opening.shipped_data())}
    return sorted((ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"").splitlines())


def _size(*paths: Path) -> int:
    return len({line for path in paths for line in _lines(path)})


def test_pushed_graph_answers_every_query_as_at_home(store: Running) -> None:
    report = store.push()
    assert report.right, str(report)
    assert report.outcomes[0].counted == len(opening.parse(opening.shipped_data()))
    asking = Endpoint(store.endpoint, credentials=store.who, timeout=120)
    for name in ("who-says-what", "unallocated", "disagreements", "verify-missing-label"):
        text = library.get(name).text
        there, here = asking.query(text), engine.run(opening.shipped(), text)
        assert results.write(there, "csv") == results.write(here, "csv"), name


def test_pushed_twice_is_the_same_and_not_sent_again(
    store: Running, two: tuple[Path, Path]
) -> None:
    assert [one.state for one in store.push(*two).outcomes] == ["new", "new"]
    before = store.graphs(), store.size()
    again = store.push(*two)
    assert [one.state for one in again.outcomes] == ["unchanged", "unchanged"]
    assert again.right
    assert (store.graphs(), store.size()) == before
    assert store.size() == _size(*two)


def test_newer_version_leaves_nothing_of_the_old(
    store: Running, two: tuple[Path, Path], newer: Path
) -> None:
    store.push(*two)
    report = store.push(newer)
    assert report.outcomes[0].state == "replaced"
    assert report.right, str(report)
    assert store.size() == _size(newer, two[1])
    assert len(store.graphs()) == 2


def test_one_graph_removed_loses_nothing_of_the_other(
    store: Running, two: tuple[Path, Path]
) -> None:
    store.push(*two)
    assert store.push(two[0], remove=True).right
    assert store.size() == _size(two[1])
    assert store.push(two[1]).outcomes[0].state == "unchanged"
    assert store.push(two[0], remove=True).right
    assert store.push(two[1], remove=True).right
    assert store.count("urn:x") == 0
    assert store.graphs() == set()


def test_a_graph_a_record_in_any_store(store: Running, two: tuple[Path, Path]) -> None:
    report = store.push(*two, graph=RECORD)
    names = {one.graph for one in report.outcomes}
    assert names == store.graphs()
    assert report.right
    for one, path in zip(report.outcomes, two, strict=True):
        assert store.count(one.graph) == _size(path)
        rows = store.ask("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", one.graph)
        assert int(rows[0][0].value) == _size(path)
    assert any("default-graph-uri" in remark for remark in report.remarks) == store.strict


def test_what_others_have_stays(store: Running, two: tuple[Path, Path], newer: Path) -> None:
    other = "urn:theirs"
    store.push(MILLBROOK, graph=other)
    store.push(MILLBROOK, graph=RECORD)
    store.push(MILLBROOK, graph=RECORD, remove=True)
    store.push(two[0])
    store.push(newer)
    store.push(newer, remove=True)
    assert store.count(other) == _size(MILLBROOK)
    assert store.graphs() == {other}


def test_replacing_everything_wants_to_be_said(store: Running, two: tuple[Path, Path]) -> None:
    store.push(MILLBROOK, graph="urn:theirs")
    report = store.push(*two, replace_all=True)
    assert ("urn:theirs", _size(MILLBROOK)) in report.removed
    assert f"deleted: <urn:theirs>, {_size(MILLBROOK):,} triples\n" in str(report)
    assert report.right
    assert store.size() == _size(*two)
    assert store.graphs() == {one.graph for one in report.outcomes}


@pytest.mark.parametrize("graph", ["default", RECORD])
def test_replacing_everything_names_the_default_graph(
    empty: str, two: tuple[Path, Path], graph: str
) -> None:
    theirs = b"".join(b"<a:theirs> <a:b> <a:%d> .\n" % n for n in range(5))
    requests.put(f"{empty}/store?default", theirs, headers=TURTLE, timeout=60)
    store = Running("Oxigraph", empty, f"{empty}/query")
    report = store.push(*two, graph=graph, replace_all=True)
    assert report.right
    assert report.removed == (("", 5),)
    assert "deleted: the default graph, 5 triples\n" in str(report)
    assert store.size() == (_size(*two) if graph == "default" else 0)


def test_default_graph_of_a_store_that_reads_all_is_named_too(
    two: tuple[Path, Path], tmp_path: Path
) -> None:
    if not HAS_MORE_STORES:
        pytest.skip("Eclipse RDF4J is not at hand")
    with _running("RDF4J Server", tmp_path) as store:
        _raw(store, "", b"<a:theirs> <a:b> <a:c> .\n")
        report = store.push(two[0], replace_all=True)
        assert "deleted: the default graph, 1 triple\n" in str(report)
        assert store.size() == _size(two[0])


def test_named_graph_of_something_else_is_not_replaced(
    store: Running, two: tuple[Path, Path]
) -> None:
    store.push(two[0], graph="urn:g")
    with pytest.raises(ReorgError, match=r"the graph <urn:g> holds .* --replace"):
        store.push(two[1], graph="urn:g")
    with pytest.raises(ReorgError, match="the graph <urn:g> holds <"):
        store.push(MILLBROOK, graph="urn:g")
    _raw(store, "urn:other", b"<a:a> <a:a> <a:a> .")
    with pytest.raises(ReorgError, match="holds 1 triple of something else"):
        store.push(two[0], graph="urn:other")
    assert store.count("urn:g") == _size(two[0])
    assert store.push(two[1], graph="urn:g", replace=True).right
    assert store.push(*two, graph="urn:g").right
    assert store.count("urn:g") == _size(*two)


def test_what_others_wrote_into_a_records_graph_is_deleted_and_told(
    store: Running, two: tuple[Path, Path]
) -> None:
    name = store.push(two[0], graph=RECORD).outcomes[0].graph
    theirs = b"\n".join(b"<a:theirs> <a:b> <a:%d> ." % n for n in range(5))
    _raw(store, name, two[0].with_suffix(".nt").read_bytes() + theirs)
    report = store.push(two[0], graph=RECORD)
    assert "; 5 triples that are not in this version were deleted\n" in str(report)
    assert store.count(name) == _size(two[0])
    assert "were deleted" not in str(store.push(two[0], graph=RECORD))
    _raw(store, name, two[0].with_suffix(".nt").read_bytes() + theirs)
    removed = store.push(two[0], graph=RECORD, remove=True)
    assert "; 5 triples that are not in this version were deleted\n" in str(removed)


@pytest.mark.parametrize("remove", [False, True])
def test_advice_for_an_occupied_graph_can_be_followed(empty: str, remove: bool) -> None:
    theirs = b"".join(b"<a:theirs> <a:b> <a:%d> .\n" % n for n in range(5))
    address = f"{empty}/store?graph={NAME}"
    command = ["push", empty, "--graph", "record", *(["--remove"] if remove else [])]
    requests.put(address, theirs, headers=TURTLE, timeout=60)
    said = complaint(reorg(*command))
    assert f"<{NAME}> holds 5 triples of something else; " in said
    advised = said.rpartition(" with ")[2].split()
    assert advised == ["--graph", "record", *(["--remove"] if remove else []), "--replace"]
    done = reorg("push", empty, *advised)
    assert done.returncode == 0, done.stderr
    assert "; 5 triples that are not in this version were deleted" in done.stdout


def test_change_by_another_hand_is_noticed(store: Running, two: tuple[Path, Path]) -> None:
    """As many triples as before are no proof: the graph is compared whole."""
    sent = store.push(two[0], graph="urn:g").outcomes[0]
    lines = _lines(two[0])
    spoilt = [b"<a:a> <a:a> <a:a> ." if n == 7 else line for n, line in enumerate(lines)]
    _raw(store, "urn:g", b"\n".join(spoilt))
    assert store.count("urn:g") == sent.counted
    again = store.push(two[0], graph="urn:g")
    assert (again.outcomes[0].state, again.right) == ("replaced", True)


def _raw(store: Running, graph: str, data: bytes) -> None:
    """Put into a store without reorg's own check."""
    from reorg.remote.graphstore import GraphStore
    from reorg.remote.profiles import guess

    target = GraphStore(_profile(store, guess), store.url, credentials=store.who)
    target.put(graph, data)


def _profile(store: Running, guess: Any) -> Any:
    from reorg.remote.connection import Connection

    return guess(Connection(store.url, credentials=store.who))[0]


def test_triples_of_others_in_the_default_graph_stay(empty: str, two: tuple[Path, Path]) -> None:
    """Their own and those that a pushed graph has too, before, between and after versions."""
    shared = _lines(two[0])[:5]
    theirs = b"\n".join([*shared, b"<a:theirs> <a:theirs> <a:theirs> ."])
    requests.post(f"{empty}/store?default", theirs, headers=TURTLE, timeout=60)
    store = Running("Oxigraph", empty, f"{empty}/query")
    assert store.push(two[0]).right
    assert store.push(two[0]).outcomes[0].state == "unchanged"
    assert store.size() == _size(two[0]) + 1
    assert store.push(two[0], remove=True).right
    assert store.size() == 6
    assert store.graphs() == set()


def test_default_graph_with_an_older_version_of_unknown_hand_is_refused(empty: str) -> None:
    data = b"\n".join(line for n, line in enumerate(_shipped()) if n % 100 or b"#Record>" in line)
    requests.put(f"{empty}/store?default", data, headers=TURTLE, timeout=60)
    said = complaint(reorg("push", empty))
    assert "reorg did not push there" in said
    assert "--graph record" in said
    said = complaint(reorg("push", empty, "--remove"))
    assert "give the file that was put there" in said
    assert "--replace-all" not in said
    assert reorg("push", empty, "--replace-all").returncode == 0


@pytest.mark.parametrize("name", ["Oxigraph", "Jena Fuseki"] if HAS_MORE_STORES else ["Oxigraph"])
def test_same_graph_that_another_put_into_the_default_graph_is_adopted(
    name: str, tmp_path: Path
) -> None:
    more = b"<a:theirs> <a:b> <a:c> .\n"
    with _running(name, tmp_path) as store:
        for remove in (False, True):
            _raw(store, "", b"\n".join(_shipped()) + b"\n" + more)
            report = store.push(remove=remove)
            assert report.right, str(report)
            if remove:
                break
            assert report.outcomes[0].state == "adopted"
            assert "triples there already, and listed from now on" in str(report)
            assert store.push().outcomes[0].state == "unchanged"
            assert store.push(remove=True).right
            assert (store.size(), store.graphs()) == (1, set())
        assert (store.size(), store.graphs()) == (1, set())


def test_versions_one_after_another_leave_the_last(
    empty: str, reports: dict[str, Path], tmp_path: Path
) -> None:
    """Whatever versions of two graphs come in whatever order, both last ones are there."""
    first_, second = (_lines(reports[name]) for name in list(reports)[:2])
    store = Running("Oxigraph", empty, f"{empty}/query")
    last: dict[str, list[bytes]] = {}
    for step in range(8):
        name, lines = (("one", first_), ("two", second))[step % 3 % 2]
        kept = [line for n, line in enumerate(lines) if (n * (step + 3)) % 7 or b"#Record>" in line]
        last[name] = kept
        (tmp_path / f"{name}.nt").write_bytes(b"\n".join(kept))
        assert store.push(tmp_path / f"{name}.nt").right
        assert store.size() == len({line for kept in last.values() for line in kept})
    assert all(graph.endswith(IN_DEFAULT) for graph in store.graphs())


class _Books:
    """The default graph of an embedded store, and the updates of pushes of small numbers."""

    def __init__(self, theirs: frozenset[int]) -> None:
        self.store = ox.Store()
        self.store.extend(self.quad(n) for n in theirs)
        self.pushes = 0
        self.states: dict[str, str] = {}

    @staticmethod
    def quad(n: int, graph: str = "") -> ox.Quad:
        node = ox.NamedNode(f"urn:t{n}")
        return ox.Quad(node, node, node, ox.NamedNode(graph) if graph else ox.DefaultGraph())

    def put(self, name: str, version: frozenset[int]) -> Change:
        """Put a version where it waits."""
        self.pushes += 1
        coming, state = f"{name}/{self.pushes}{COMING}", self.states.get(name, NONE)
        change = Change(name, coming, len(version) + 1, state)
        self.upload(change, version)
        return change

    def upload(self, change: Change, version: frozenset[int], *, whole: bool = True) -> None:
        """Put a version where it waits, or all but the end of it."""
        graph = ox.NamedNode(change.coming)
        self.store.remove_graph(graph)
        mark = ox.Quad(ox.NamedNode(change.ledger), ox.NamedNode(MARK), graph, graph)
        quads = [*(self.quad(n, change.coming) for n in sorted(version)), mark]
        self.store.extend(quads if whole else quads[:-1])

    def push(self, name: str, version: frozenset[int]) -> Change:
        change = self.put(name, version)
        self.store.update(exchange(change))
        self.states[name] = change.coming
        return change

    def remove(self, name: str) -> None:
        self.store.update(removal(name, self.states.pop(name, NONE)))

    def graph(self, name: str = "") -> set[ox.Quad]:
        graph = ox.NamedNode(name) if name else ox.DefaultGraph()
        mark = ox.NamedNode(MARK)
        found = self.store.quads_for_pattern(None, None, None, graph)
        return {quad for quad in found if quad.predicate != mark}


_NUMBERS = st.frozensets(st.integers(0, 5))
_VERSIONS = st.lists(st.tuples(st.sampled_from("abc"), st.none() | _NUMBERS), max_size=8)


@given(theirs=_NUMBERS, versions=_VERSIONS)
def test_default_graph_is_what_others_had_and_the_last_versions(
    theirs: frozenset[int], versions: list[tuple[str, frozenset[int] | None]]
) -> None:
    """The law of the updates, for any versions of three graphs; none takes a graph out."""
    books = _Books(theirs)
    last: dict[str, frozenset[int]] = {}
    for name, version in versions:
        if version is None:
            books.remove(f"urn:{name}")
        else:
            books.push(f"urn:{name}", version)
        last[name] = version or frozenset()
        assert books.graph() == {books.quad(n) for n in theirs.union(*last.values())}
        for graph, there in last.items():
            ledger = f"urn:{graph}{IN_DEFAULT}"
            assert books.graph(ledger) == {books.quad(n, ledger) for n in there}


@given(theirs=_NUMBERS, versions=_VERSIONS, again=st.data())
def test_updates_that_come_again_or_late_change_nothing(
    theirs: frozenset[int], versions: list[tuple[str, frozenset[int] | None]], again: st.DataObject
) -> None:
    """Any earlier upload, whole or cut short, and any earlier update, once more at any time."""
    books = _Books(theirs)
    old: list[tuple[Change, frozenset[int]]] = []
    for name, version in versions:
        if version is None:
            books.remove(f"urn:{name}")
        else:
            old.append((books.push(f"urn:{name}", version), version))
        before = books.graph()
        for change, version in (
            again.draw(st.lists(st.sampled_from(old), max_size=3)) if old else ()
        ):
            whole = again.draw(st.booleans())
            gone = books.states.get(change.name, NONE) == change.after
            if gone and (whole or books.graph(change.coming)):
                continue  # both requests of a push, after a removal, are that push once more
            if again.draw(st.booleans()):
                books.upload(change, version, whole=whole)
            else:
                books.store.update(exchange(change))
            assert books.graph() == before


def test_bookkeeping_leaves_nothing_behind(empty: str, two: tuple[Path, Path]) -> None:
    store = Running("Oxigraph", empty, f"{empty}/query")
    store.push(*two)
    assert len(store.graphs()) == 2
    assert not any(graph.endswith((COMING, NOT_OURS, "/probe")) for graph in store.graphs())


def test_default_graph_that_reads_all_is_noticed(two: tuple[Path, Path]) -> None:
    with oxigraph("--union-default-graph") as address:
        report = push(two, address, credentials=NOBODY)
        assert report.right
        assert not any(one.in_default for one in report.outcomes)
        assert any("reads all named graphs" in remark for remark in report.remarks)


def test_command_line_tells_what_it_did(empty: str, tmp_path: Path) -> None:
    done = reorg("push", empty)
    assert done.returncode == 0, done.stderr
    assert "store: Oxigraph (Oxigraph/0." in done.stdout
    assert re.search(r"6,\d\d\d triples sent, 6,\d\d\d counted", done.stdout)
    assert "there already" in reorg("push", empty).stdout
    assert "removed, 0 counted" in reorg("push", empty, "--remove").stdout
    file = tmp_path / "tagged.ttl"
    file.write_text('<a:a> <a:b> "tagged"@en-GB .', encoding="utf-8")
    assert "Language tags come back in lower case" in reorg("push", file, empty).stdout


def test_report_tells_only_what_matters(empty: str, tmp_path: Path) -> None:
    file = tmp_path / "plain.ttl"
    file.write_text('<a:a> <a:b> "plain"@en .', encoding="utf-8")
    first_ = reorg("push", file, empty).stdout
    assert "Language tags" not in first_
    assert "`/in-default-graph` hold a copy" in first_
    again = reorg("push", file, empty).stdout.splitlines()
    assert len(again) == 2
    assert again[1].endswith("1 triples there already, 1 counted")


def test_datatype_that_numbers_get_is_named(empty: str, tmp_path: Path) -> None:
    file = tmp_path / "numbers.nt"
    xsd = "http://www.w3.org/2001/XMLSchema#"
    file.write_text(f'<a:a> <a:b> "7"^^<{xsd}nonNegativeInteger> .\n', encoding="utf-8")

    def widens(_: Handler, seen: Seen) -> Says | None:
        if seen.method == "PUT":
            kept = seen.body.replace(b"#nonNegativeInteger", b"#integer")
            requests.put(f"{empty}{seen.path}", kept, headers=TURTLE, timeout=60)
            return Says(204)
        return None

    with Scripted(widens, behind=empty) as between:
        report = push([file], between.address, store="oxigraph", graph=RECORD, credentials=NOBODY)
    assert any(
        "keep their value: nonNegativeInteger becomes integer." in it for it in report.remarks
    )


def test_push_that_took_too_long_is_advised(empty: str) -> None:
    said = complaint(reorg("push", empty, "--timeout", "0.001"), 124)
    assert "seconds; allow more with --timeout" in said


def test_store_that_is_only_read_is_told(tmp_path: Path) -> None:
    with oxigraph("--location", str(tmp_path)):
        pass
    with oxigraph("--location", str(tmp_path), serve="serve-read-only") as address:
        said = complaint(reorg("push", address))
    assert "read-only; start it for writing too, or push to another" in said
    assert "REORG_USER" not in said


def test_store_that_was_damaged_by_a_kill_is_told_with_advice() -> None:
    words = Says(500, b"Unable to initialize sail: hash.dat", {"Content-Type": "text/plain"})
    with Scripted(always(words)) as server:
        said = complaint(reorg("push", server.address, "--store", "rdf4j"))
    assert (
        "fails at the query: Unable to initialize sail: hash.dat; if the server was killed" in said
    )
    assert "a NativeStore that still fails is damaged: make the repository anew" in said


def test_connection_lost_on_the_way_is_told(empty: str) -> None:
    def breaks(handler: Handler, seen: Seen) -> None:
        if seen.method == "PUT" and "probe" not in seen.path:
            handler.drop()

    with Scripted(breaks, behind=empty) as between:
        said = complaint(reorg("push", between.address, "--store", "oxigraph"))
    assert "the connection was lost (the server broke off); push again" in said
    assert "check the address" not in said
    assert reorg("push", empty).returncode == 0


def test_records_are_built_and_pushed(empty: str) -> None:
    record = REPORTS / "westmark-fire-2032.yaml"
    done = reorg("push", record, empty, "--graph", "record")
    assert done.returncode == 0, done.stderr
    assert f"{record} → <https://w3id.org/reorg/id/record/westmark-fire-2032>" in done.stdout


def test_record_with_problems_sends_nothing(tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("record: {}\n", encoding="utf-8")
    with Scripted(always(Says(500))) as server:
        with pytest.raises(RecordError):
            push([bad, MILLBROOK], server.address)
        assert server.seen == []


def test_quads_are_pushed_as_one_graph(empty: str, reports: dict[str, Path]) -> None:
    path = reports["westmark-fire-2032"]
    store = Running("Oxigraph", empty, f"{empty}/query")
    report = store.push(path.with_suffix(".trig"), graph=RECORD)
    assert report.right
    assert re.search(r"\.trig names \d graphs? of its own: all its triples were sent", str(report))
    assert store.push(path.with_suffix(".nq"), graph=RECORD).outcomes[0].state == "unchanged"
    assert store.push(path, graph=RECORD).outcomes[0].state == "unchanged"


def _asked_only(between: Scripted) -> bool:
    writing = ("/update", "/data", "/store", "/statements")
    return all(
        seen.method in ("GET", "POST") and not seen.path.partition("?")[0].endswith(writing)
        for seen in between.seen
    )


def test_dry_run_only_reads_and_tells_what_would_be_done(
    empty: str, two: tuple[Path, Path], newer: Path
) -> None:
    def plan(*arguments: str | Path, status: int = 0) -> str:
        files = [one for one in arguments if isinstance(one, Path)]
        more = [one for one in arguments if isinstance(one, str)]
        with Scripted(lambda _, __: None, behind=empty) as between:
            done = reorg("push", *files, between.address, "--dry-run", *more)
            assert _asked_only(between)
        assert done.returncode == status, done.stdout + done.stderr
        assert "Nothing was sent." in done.stdout
        return done.stdout

    assert re.search(r"→ the default graph, .*: 6,\d\d\d triples would be sent\n", plan())
    assert re.search(rf"→ <{NAME}>: .* would be sent\n", plan("--graph", "record"))
    push(two[:1], empty, credentials=NOBODY)
    assert "triples there already\n" in plan(two[0])
    assert "would be sent in the place of the old version\n" in plan(newer)
    assert f"{_size(two[0]):,} triples would be removed\n" in plan(newer, "--remove")
    theirs = b"<a:theirs> <a:b> <a:c> .\n"
    requests.put(f"{empty}/store?graph={NAME}", theirs, headers=TURTLE, timeout=60)
    said = plan("--graph", "record", status=1)
    assert "triples would be refused\n" in said
    assert f"<{NAME}> holds 1 triple of something else" in said
    replaced = plan("--graph", "record", "--replace")
    assert "; 1 triple that is not in this version would be deleted\n" in replaced
    everything = plan("--replace-all")
    assert f"would be deleted: the default graph, {_size(two[0]):,} triples\n" in everything
    assert f"would be deleted: <{NAME}>, 1 triple\n" in everything


def test_dry_run_tells_the_true_target(running: Running, two: tuple[Path, Path]) -> None:
    planned = running.push(two[0], dry_run=True).outcomes[0]
    done = running.push(two[0]).outcomes[0]
    assert (planned.in_default, planned.graph) == (done.in_default, done.graph)
    with oxigraph("--union-default-graph") as address:
        requests.put(f"{address}/store?graph=a:g", "<a:a> <a:a> 1 .", headers=TURTLE, timeout=60)
        assert not push(two, address, dry_run=True, credentials=NOBODY).outcomes[0].in_default


def test_dry_run_wants_a_store_that_answers() -> None:
    said = complaint(reorg("push", "http://127.0.0.1:9", "--store", "oxigraph", "--dry-run"))
    assert "no server answers there" in said


def test_push_goes_on_where_it_was_cut_off(empty: str, reports: dict[str, Path]) -> None:
    paths = list(reports.values())
    puts: list[str] = []

    def dies(_: Handler, seen: Seen) -> Says | None:
        if seen.method == "PUT" and "probe" not in seen.path:
            puts.append(seen.path)
        return Says(500, b"disk full") if len(puts) == 3 and puts[-1] == seen.path else None

    with Scripted(dies, behind=empty) as between:
        with pytest.raises(StoreError, match="disk full"):
            push(paths, between.address, store="oxigraph", graph=RECORD, credentials=NOBODY)
        again = push(paths, between.address, store="oxigraph", graph=RECORD, credentials=NOBODY)
    states = [one.state for one in again.outcomes]
    assert states == ["unchanged", "unchanged", *["new"] * (len(paths) - 2)]
    assert len(puts) == len(paths) + 1


def test_faults_that_pass_are_waited_out(empty: str, two: tuple[Path, Path]) -> None:
    left = {"GET": 1, "PUT": 2, "POST": 2, "DELETE": 2}

    def tired(handler: Handler, seen: Seen) -> Says | None:
        left[seen.method] -= 1
        if left[seen.method] == 0:
            handler.drop()
        return Says(503) if left[seen.method] > 0 else None

    with Scripted(tired, behind=empty) as between:
        assert push(two, between.address, store="oxigraph", credentials=NOBODY).right
    assert Endpoint(f"{empty}/query", credentials=NOBODY).count() == _size(*two)


@pytest.mark.parametrize("lost", [-1, 7])
@pytest.mark.parametrize("graph", ["default", RECORD])
def test_store_that_loses_triples_keeps_the_old_version(
    empty: str, two: tuple[Path, Path], newer: Path, graph: str, lost: int
) -> None:
    def loses(_: Handler, seen: Seen) -> Says | None:
        if seen.method == "PUT" and "coming" in seen.path:
            lines = seen.body.splitlines()
            del lines[lost]
            kept = b"\n".join(lines)
            requests.put(f"{empty}{seen.path}", kept, headers=TURTLE, timeout=60)
            return Says(204)
        return None

    store = Running("Oxigraph", empty, f"{empty}/query")
    place = store.push(two[0], graph=graph).outcomes[0].graph
    with Scripted(loses, behind=empty) as between:
        done = reorg("push", newer, between.address, "--store", "oxigraph", "--graph", graph)
    assert "triples and keeps fewer; push again; what was there before" in complaint(done)
    assert store.graphs() == {place}
    assert store.push(two[0], graph=graph).outcomes[0].state == "unchanged"


def test_store_that_loses_triples_is_told_and_the_status_says_so() -> None:
    def loses(_: Handler, seen: Seen) -> Says | None:
        if seen.path == "/update" and "probe" not in seen.body[:200].decode():
            head, *lines = seen.body.splitlines()
            kept = b"\n".join([head, lines[0], *lines[2:]])
            requests.post(f"{address}/update", kept, headers=UPDATE, timeout=60)
            return Says(204)
        return None

    with oxigraph("--union-default-graph") as address, Scripted(loses, address) as between:
        done = reorg("push", between.address, "--store", "oxigraph")
    assert done.returncode == 1, done.stderr
    assert re.search(r"wrong: .* has 6,\d\d\d triples there instead of 6,", done.stdout)
    assert "come back otherwise" in done.stdout


def test_claim_that_became_a_fact_is_told(empty: str) -> None:
    """By what another put beside the graph, or by what a store concludes."""
    org = "http://www.w3.org/ns/org#Organization"
    rows = (
        engine.run(opening.shipped(), "SELECT ?p { ?p reorg:introducedBy ?c } LIMIT 1").rows or []
    )
    data = f"{rows[0][0]} a <{org}> ."
    requests.post(f"{empty}/store?default", data, headers=TURTLE, timeout=60)
    done = reorg("push", empty)
    assert done.returncode == 1
    assert "wrong: `verify-planned-thing-is-real` finds 1 rows" in done.stdout


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        ((b"@en", b"@fr"), "Language tags are lost: en"),
        ((b'"4000.0"^^', b'"4001.0"^^'), "Numbers are not kept by value: 4000"),
        (("“".encode(), b"?"), "triples come back otherwise than they were sent"),
    ],
)
def test_what_a_store_spoils_is_told(empty: str, spoil: tuple[bytes, bytes], words: str) -> None:
    def spoils(_: Handler, seen: Seen) -> Says | None:
        if seen.method == "PUT" and "probe" not in seen.path:
            kept = seen.body.replace(*spoil)
            requests.put(f"{empty}{seen.path}", kept, headers=TURTLE, timeout=60)
            return Says(204)
        return None

    with Scripted(spoils, behind=empty) as between:
        report = push([], between.address, store="oxigraph", graph=RECORD, credentials=NOBODY)
    assert any(words in remark for remark in report.remarks), str(report)


def test_messages_tell_what_is_wrong_and_what_to_do(empty: str) -> None:
    assert "no server answers there" in complaint(reorg("push", "http://127.0.0.1:9"))
    assert "there is no store called 'oracle'; use oxigraph" in complaint(
        reorg("push", empty, "--store", "oracle")
    )
    said = complaint(reorg("push", f"{empty}/elsewhere"))
    assert "nothing to push to at this address; give one such as http://127.0.0.1:7878" in said
    assert "is no IRI" in complaint(reorg("push", empty, "--graph", "my graph"))
    assert "cannot be read" in complaint(reorg("push", "none.ttl", empty))
    assert "is no address" in complaint(reorg("push", MILLBROOK))
    assert "same graph" in complaint(reorg("push", MILLBROOK, MILLBROOK, empty))
    both = reorg("push", empty, "--replace")
    assert both.returncode == 2
    assert "--replace goes with --graph IRI" in both.stderr
    with Scripted(always(Says(404))) as server:
        said = complaint(reorg("push", server.address))
    assert "does not tell which store it is; check the address, or give --store: oxigraph" in said


@pytest.mark.parametrize(
    ("says", "words"),
    [
        (Says(401), "wants to know who asks; set REORG_USER"),
        (Says(403), "does not allow this"),
        (Says(400, b"line 3: bad"), "line 3: bad"),
        (Says(500, b"<p>disk full</p>", {"Content-Type": "text/html"}), "500 .*: disk full"),
        (Says(413), "413"),
        (Says(302, headers={"Location": "http://127.0.0.1:9/store"}), "sends one on to another"),
    ],
)
def test_refused_upload_is_one_message_and_is_not_tried_again(
    empty: str, says: Says, words: str
) -> None:
    def refuses(_: Handler, seen: Seen) -> Says | None:
        return says if seen.method == "PUT" else None

    with Scripted(refuses, behind=empty) as between:
        with pytest.raises(ReorgError, match=words):
            push([], between.address, store="oxigraph", credentials=NOBODY)
        assert len([seen for seen in between.seen if seen.method == "PUT"]) == 1


def test_half_dead_store_ends_with_the_time_limit(empty: str) -> None:
    def sleeps(handler: Handler, seen: Seen) -> None:
        if seen.method == "PUT":
            time.sleep(5)
            handler.close_connection = True

    with Scripted(sleeps, behind=empty) as between:
        done = reorg("push", between.address, "--store", "oxigraph", "--timeout", "1")
    said = complaint(done, 124)
    assert "took longer than 1 seconds; allow more with --timeout; what is there" in said
    assert "ask for less" not in said


def test_store_that_tells_nothing_to_strangers(empty: str) -> None:
    with Scripted(always(Says(401, headers={"WWW-Authenticate": "Basic"})), empty) as between:
        said = complaint(reorg("push", between.address))
        assert "wants to know who asks; set REORG_USER" in said
        with pytest.raises(StoreError, match="refuses the user, password or token"):
            push([], between.address, credentials=Credentials("jane", "wrong"))


def test_password_reaches_the_store_and_nothing_else(
    empty: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = "hunter2-is-no-password"
    monkeypatch.setenv("REORG_USER", "jane")
    monkeypatch.setenv("REORG_PASSWORD", secret)

    def guarded(_: Handler, seen: Seen) -> Says | None:
        known = "Authorization" in seen.headers
        return None if known else Says(401, headers={"WWW-Authenticate": 'Basic realm="x"'})

    with Scripted(guarded, behind=empty) as between:
        done = reorg("push", between.address, "--store", "oxigraph")
        assert done.returncode == 0, done.stderr
        assert secret not in done.stdout + done.stderr
        assert secret.encode() not in b"".join(seen.body for seen in between.seen)


def test_many_graphs_and_a_busy_store(empty: str, reports: dict[str, Path], tmp_path: Path) -> None:
    """Thirty versions of a graph beside each other, through a store that is busy at first."""
    text = reports["westmark-fire-2032"].with_suffix(".nt").read_bytes()
    paths = []
    for n in range(30):
        paths.append(tmp_path / f"westmark-{n}.nt")
        paths[-1].write_bytes(text.replace(b"westmark-fire-2032", b"westmark-%d" % n))
    with Scripted(first(3, Says(429, headers={"Retry-After": "0"})), behind=empty) as between:
        report = push(paths, between.address, store="oxigraph", credentials=NOBODY)
    assert report.right
    asking = Endpoint(f"{empty}/query", credentials=NOBODY)
    assert asking.count() == _size(*paths)
    push(paths[:15], empty, remove=True, credentials=NOBODY)
    assert asking.count() == _size(*paths[15:])


def test_report_is_the_same_each_time(empty: str) -> None:
    reorg("push", empty)
    assert reorg("push", empty).stdout == reorg("push", empty).stdout


def test_graph_with_blank_nodes_is_counted(empty: str, tmp_path: Path) -> None:
    file = tmp_path / "blank.ttl"
    file.write_text("[] <a:b> [ <a:c> 1 ] .", encoding="utf-8")
    for _ in range(2):
        report = push([file], empty, graph="urn:b", replace=True, credentials=NOBODY)
        assert report.right
        assert any("blank nodes" in remark for remark in report.remarks)


def test_help_names_every_store_and_marks_those_never_tried() -> None:
    from reorg.remote.profiles import profiles

    shown = reorg("push", "--help").stdout
    for name, profile in profiles().items():
        mark = "" if profile.tried else "*"
        assert re.search(rf"\b{name}{re.escape(mark)}(,|\s)", shown), name


def test_push_imports_no_http_before_it_runs() -> None:
    code = "import json, sys; import reorg.remote.push; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True)
    assert not {"requests", "urllib3", "rdflib"} & set(json.loads(done.stdout))
