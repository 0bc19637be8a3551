"""Pushes through a gateway that repeats, delays and loses requests, by two at once, and killed."""

from __future__ import annotations

import contextlib
import itertools
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from reorg.errors import ReorgError
from reorg.namespaces import BASE
from reorg.remote import retrying
from reorg.remote.credentials import Credentials
from reorg.remote.push import RECORD, Report, push
from reorg.remote.updates import IN_DEFAULT, NOT_OURS
from support.gateway import FAULTS, Gateway, at, writes
from support.httpservers import Handler, Says, Scripted, Seen, free_port
from support.tools import missing, required

pytestmark = pytest.mark.slow

NOBODY = Credentials()
THEIRS = frozenset({0, 3, 100})
THEIR_GRAPH = "urn:theirs"
VERSIONS = {
    "a": (frozenset({0, 1, 2}), frozenset({0, 2, 3, 4}), frozenset({1, 5})),
    "b": (frozenset({2, 3, 4}), frozenset({0, 5, 6}), frozenset({1, 2, 7})),
}
START = 120.0


def lines(numbers: frozenset[int]) -> bytes:
    return b"".join(b"<urn:t:%d> <urn:p> <urn:o> .\n" % n for n in sorted(numbers))


class Store:
    """A store with its data on disk, which can be killed and started again.

    Attributes:
        address: Where it is pushed to.
    """

    profile = ""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.root = f"http://127.0.0.1:{self.port}"
        self.address = self.root
        self.process: subprocess.Popen[bytes] | None = None
        try:
            self.start()
        except BaseException:
            self.kill()
            raise

    def command(self) -> list[str]:
        raise NotImplementedError

    def start(self) -> None:
        with (self.folder / "output.log").open("ab") as log:
            self.process = subprocess.Popen(self.command(), cwd=self.folder, stdout=log, stderr=log)
        until = time.monotonic() + START
        while True:
            assert time.monotonic() < until, "the store does not answer"
            with contextlib.suppress(requests.RequestException):
                if requests.get(f"{self.address}/query?query=ASK{{}}", timeout=5).ok:
                    return
            time.sleep(0.05)

    def kill(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()

    def stop(self) -> None:
        assert self.process
        self.process.terminate()
        self.process.wait(60)

    def update(self, text: str) -> None:
        headers = {"Content-Type": "application/sparql-update"}
        done = requests.post(f"{self.address}/update", text.encode(), headers=headers, timeout=60)
        done.raise_for_status()

    def reset(self) -> None:
        """Leave only what others have there."""
        theirs = lines(THEIRS).decode()
        self.update(f"DROP ALL ; INSERT DATA {{ {theirs} GRAPH <{THEIR_GRAPH}> {{ {theirs} }} }}")

    def rows(self, query: str) -> list[list[str]]:
        accept = {"Accept": "application/sparql-results+json"}
        found = requests.post(
            f"{self.address}/query", {"query": query}, headers=accept, timeout=60
        ).json()
        names = found["head"]["vars"]
        return [[row[name]["value"] for name in names] for row in found["results"]["bindings"]]

    def held(self, graph: str = "") -> set[int]:
        inner = f"GRAPH <{graph}> {{ ?s <urn:p> ?o }}" if graph else "?s ?p ?o"
        return {int(row[0].rpartition(":")[2]) for row in self.rows(f"SELECT ?s {{ {inner} }}")}

    def graphs(self) -> set[str]:
        return {row[0] for row in self.rows("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")}


class Oxigraph(Store):
    profile = "oxigraph"

    def command(self) -> list[str]:
        program = Path(sys.executable).with_name("oxigraph")
        if not program.is_file():
            missing("Oxigraph server", "run `pip install -e '.[test]'`")
        data = str(self.folder / "data")
        return [str(program), "serve", "--location", data, "--bind", f"127.0.0.1:{self.port}"]


class Fuseki(Store):
    profile = "fuseki"

    def command(self) -> list[str]:
        from stores import fetch

        self.address = f"{self.root}/ds"
        data = self.folder / "data"
        data.mkdir(exist_ok=True)
        try:
            jar = fetch.archive("fuseki")
            how = ["--localhost", "--port", str(self.port), "--tdb2", "--loc", str(data)]
            return [*map(str, fetch.java()), "-jar", str(jar), *how, "--update", "/ds"]
        except fetch.MissingError as error:
            missing("Jena Fuseki", str(error))
            raise


KINDS: dict[str, type[Store]] = {"Oxigraph": Oxigraph, "Jena Fuseki": Fuseki}


@pytest.fixture(scope="module", params=list(KINDS))
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    running = KINDS[request.param](tmp_path_factory.mktemp("store"))
    yield running
    running.stop()


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not wait long before a request is made again."""
    monkeypatch.setattr(retrying, "PAUSE", 0.02)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, int], Path]:
    """The versions of two graphs, as files."""
    return write_versions(tmp_path_factory.mktemp("versions"))


def write_versions(folder: Path) -> dict[tuple[str, int], Path]:
    found = {}
    for name, versions in VERSIONS.items():
        for number, version in enumerate(versions):
            found[name, number] = folder / str(number) / f"{name}.nt"
            found[name, number].parent.mkdir(exist_ok=True)
            found[name, number].write_bytes(lines(version))
    return found


def send(store: Store, address: str, *paths: Path, **how: Any) -> Report:
    end = store.address.removeprefix(store.root)
    return push(paths, address + end, store=store.profile, credentials=NOBODY, timeout=60, **how)


def place(name: str, where: str = "default") -> str:
    return f"{BASE}{name}/graph/all{IN_DEFAULT if where == 'default' else ''}"


def clean(store: Store) -> bool:
    """Say whether nothing is left of a push but its ledgers."""
    ours = {place(name, where) for name in VERSIONS for where in ("default", RECORD)}
    theirs = {f"{BASE}{name}/graph/all{NOT_OURS}" for name in VERSIONS}
    return store.graphs() <= ours | theirs | {THEIR_GRAPH}


Scenario = Callable[[Store, str, dict[tuple[str, int], Path]], Report]
SCENARIOS: dict[str, tuple[Scenario, frozenset[int], frozenset[int], str]] = {
    "first": (
        lambda store, to, files: send(store, to, files["a", 0]),
        THEIRS,
        THEIRS | VERSIONS["a"][0],
        "default",
    ),
    "newer": (
        lambda store, to, files: send(store, to, files["a", 1]),
        THEIRS | VERSIONS["a"][0],
        THEIRS | VERSIONS["a"][1],
        "default",
    ),
    "removed": (
        lambda store, to, files: send(store, to, files["a", 1], remove=True),
        THEIRS | VERSIONS["a"][0],
        THEIRS,
        "default",
    ),
    "everything": (
        lambda store, to, files: send(store, to, files["a", 1], replace_all=True),
        THEIRS | VERSIONS["a"][0],
        VERSIONS["a"][1],
        "default",
    ),
    "named": (
        lambda store, to, files: send(store, to, files["a", 1], graph=RECORD),
        VERSIONS["a"][0],
        VERSIONS["a"][1],
        RECORD,
    ),
    "named everything": (
        lambda store, to, files: send(store, to, files["a", 1], graph=RECORD, replace_all=True),
        VERSIONS["a"][0],
        VERSIONS["a"][1],
        RECORD,
    ),
}


@pytest.mark.parametrize("name", SCENARIOS)
@pytest.mark.parametrize("fault", FAULTS)
def test_request_that_goes_wrong_leaves_the_old_version_or_the_new(
    store: Store,
    files: dict[tuple[str, int], Path],
    name: str,
    fault: str,
    request: pytest.FixtureRequest,
) -> None:
    """Each request in turn; what is kept back comes after the push, and after one newer still.

    Without ``--fault-runs 100`` each fault is tried at a quarter of a scenario's requests, and
    each at others, so that together they reach every request.
    """
    act, old, new, where = SCENARIOS[name]
    thorough = request.config.getoption("--fault-runs") >= 100
    watched = "" if where == "default" else place("a", where)
    tried = 0
    turn = [*FAULTS].index(fault) + [*SCENARIOS].index(name)
    for number, newer in itertools.product(range(20), (False, True)):
        if not thorough and (newer != (number % 2 == 0) or number % 4 != turn % 4):
            continue
        store.reset()
        if name != "first":
            send(store, store.root, files["a", 0], graph=where)
        with Gateway(store.root, at([number], fault)) as between:
            with contextlib.suppress(ReorgError):
                done = act(store, between.address, files)
                assert done.right, str(done)
            now = store.held(watched)
            assert now in (old, new), (number, now)
            if number >= between.count:
                break
            tried += 1
            if newer:
                theirs = store.held() - VERSIONS["a"][0] - VERSIONS["a"][1]
                send(store, store.root, files["a", 2], graph=where)
            before = store.held(watched)
            between.hand_over()
        assert store.held(watched) == before, number
        if "everything" not in name:
            assert store.held(THEIR_GRAPH) == THEIRS
            assert store.held() >= THEIRS
        elif newer:
            assert theirs <= store.held()
        assert act(store, store.root, files).right
        assert store.held(watched) == new
        assert clean(store), store.graphs()
    assert tried


@pytest.mark.parametrize("where", ["default", RECORD])
def test_two_at_once_are_one_after_the_other(
    store: Store, files: dict[tuple[str, int], Path], where: str
) -> None:
    for _ in range(5):
        store.reset()
        done = at_once(
            lambda: send(store, store.root, files["a", 1], graph=where),
            lambda: send(store, store.root, files["a", 2], graph=where),
            lambda: send(store, store.root, files["b", 0], graph=where),
        )
        assert all(isinstance(one, Report) and one.right for one in done), done
        held = store.held("" if where == "default" else place("a", where))
        others = THEIRS | VERSIONS["b"][0] if where == "default" else frozenset()
        assert held in (others | VERSIONS["a"][1], others | VERSIONS["a"][2])
        assert send(store, store.root, files["a", 1], files["b", 0], graph=where).right
        assert clean(store), store.graphs()


def at_once(*acts: Callable[[], Report]) -> list[Report | ReorgError]:
    """Do several things at the same time, and return what came of each."""
    results: list[Report | ReorgError] = []

    def work(act: Callable[[], Report]) -> None:
        try:
            results.append(act())
        except ReorgError as error:
            results.append(error)

    threads = [threading.Thread(target=work, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == len(acts), "a push ended in an unforeseen way"
    return results


def test_what_older_releases_left_is_taken_over(
    store: Store, files: dict[tuple[str, int], Path]
) -> None:
    """A ledger that names no push, a coming graph and probes of fixed names."""
    name = f"{BASE}a/graph/all"
    version = VERSIONS["a"][0]
    probe = f"<{BASE}graph/probe>"
    for remove in (False, True):
        store.reset()
        old = lines(version).decode()
        store.update(
            f"INSERT DATA {{ {old} GRAPH <{name}{IN_DEFAULT}> {{ {old} }} "
            f"GRAPH <{name}{NOT_OURS}> {{ {lines(frozenset({0})).decode()} }} "
            f"GRAPH <{name}/coming> {{ {lines(frozenset({1, 7})).decode()} }} "
            f"GRAPH {probe} {{ {probe} {probe} {probe} }} }}"
        )
        assert send(store, store.root, files["a", 0]).outcomes[0].state == "unchanged"
        assert clean(store), store.graphs()
        assert send(store, store.root, files["a", 1], remove=remove).right
        assert store.held() == THEIRS | (frozenset() if remove else VERSIONS["a"][1])
        assert store.held(place("a")) == (frozenset() if remove else VERSIONS["a"][1])


@pytest.mark.parametrize("where", ["default", RECORD])
def test_decimals_of_any_form_leave_with_their_version(
    store: Store, tmp_path: Path, where: str
) -> None:
    """A store may keep 1.50 as it is, answer 1.5, and not find that to delete it."""
    store.reset()
    versions = []
    for number, texts in enumerate((["1.50", "4", "+2.0", "7."], ["3.5"])):
        versions.append(tmp_path / str(number) / "a.nt")
        versions[-1].parent.mkdir()
        kind = "<http://www.w3.org/2001/XMLSchema#decimal>"
        text = "".join(f'<urn:t:{n}> <urn:p> "{one}"^^{kind} .\n' for n, one in enumerate(texts, 7))
        versions[-1].write_text(text, encoding="utf-8")
    for version, held in zip(
        [*versions, versions[0]], [{7, 8, 9, 10}, {7}, {7, 8, 9, 10}], strict=True
    ):
        assert send(store, store.root, version, graph=where).right
        assert store.held(place("a", where)) == held
        if where == "default":
            assert store.held() == THEIRS | held
    assert send(store, store.root, versions[0], graph=where, remove=True).right
    assert store.held() == THEIRS
    assert store.graphs() == {THEIR_GRAPH}


class Pushes(RuleBasedStateMachine):
    """Two graphs that share triples with each other and with what others have.

    Attributes:
        may: For each graph, the versions that may be there; `None` for none.
        kept: For each graph, the versions of which the gateway has kept something back.
    """

    store: Store
    files: dict[tuple[str, int], Path]

    def __init__(self) -> None:
        super().__init__()
        self.may: dict[str, set[int | None]] = {name: {None} for name in VERSIONS}
        self.kept: dict[str, set[int | None]] = {name: set() for name in VERSIONS}
        self.faults: dict[int, str] = {}
        self.between = Gateway(self.store.root, lambda n: self.faults.get(n, ""))

    @initialize()
    def begin(self) -> None:
        self.store.reset()
        self.between.__enter__()

    NAMES = st.sampled_from(sorted(VERSIONS))
    NUMBERS = st.integers(0, 2)
    BAD = st.dictionaries(st.integers(0, 8), st.sampled_from(FAULTS), max_size=4)

    def _push(self, name: str, number: int | None, to: str = "") -> Report:
        path = self.files[name, number or 0]
        return send(self.store, to or self.between.address, path, remove=number is None)

    def _set_faults(self, faults: dict[int, str]) -> None:
        self.faults = {self.between.count + n: fault for n, fault in faults.items()}

    def _note(self, name: str, number: int | None, done: Report | ReorgError) -> None:
        """Note what may be there after a push that nothing else came between."""
        if isinstance(done, Report):
            assert done.right, str(done)
            # Both requests of a push that were kept back until after a removal are that push.
            late = self.kept[name] if number is None else set()
            self.may[name] = {number, *late}
        else:
            self.may[name].add(number)

    @rule(name=NAMES, number=NUMBERS | st.none(), faults=BAD)
    def pushed(self, name: str, number: int | None, faults: dict[int, str]) -> None:
        self._set_faults(faults)
        (done,) = at_once(lambda: self._push(name, number))
        self._keep(name, number)
        self._note(name, number, done)

    def _keep(self, name: str, number: int | None) -> None:
        if self.between.keeps:
            self.kept[name].add(number)

    @rule(one=st.tuples(NAMES, NUMBERS | st.none()), other=st.tuples(NAMES, NUMBERS), faults=BAD)
    def pushed_at_once(
        self, one: tuple[str, int | None], other: tuple[str, int], faults: dict[int, str]
    ) -> None:
        self._set_faults(faults)
        before = {name: set(may) for name, may in self.may.items()}
        done = at_once(lambda: self._push(*one), lambda: self._push(*other))
        for name, number in (one, other):
            self._keep(name, number)
        for name in {one[0], other[0]}:
            sent = {number for called, number in (one, other) if called == name}
            right = all(isinstance(report, Report) for report in done)
            late = self.kept[name] if None in sent else set()
            self.may[name] = sent | late if right else before[name] | sent | late

    @rule(name=NAMES, number=NUMBERS | st.none(), at=st.integers(0, 8), after=st.booleans())
    def killed(self, name: str, number: int | None, at: int, after: bool) -> None:
        """Kill a push at one of its requests, before or after the store carries it out."""
        process: list[subprocess.Popen[bytes]] = []

        def kill(handler: Handler, seen: Seen) -> Says | None:
            if not writes(seen):
                return None
            count.append(0)
            if len(count) <= at:
                return None
            if after:
                forward(self.store.root, seen)
            process[0].send_signal(signal.SIGKILL)
            handler.drop()
            return None

        count: list[int] = []
        with Scripted(kill, behind=self.store.root) as between:
            end = self.store.address.removeprefix(self.store.root)
            path = str(self.files[name, number or 0])
            command = [sys.executable, "-m", "reorg", "push", path, between.address + end]
            command += ["--store", self.store.profile, *(["--remove"] if number is None else [])]
            process.append(
                subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            )
            status = process[0].wait(120)
        self.may[name] = {number} if status == 0 else self.may[name] | {number}

    @rule(name=NAMES, number=NUMBERS | st.none(), at=st.integers(0, 8), after=st.booleans())
    def store_killed(self, name: str, number: int | None, at: int, after: bool) -> None:
        """Kill the store at one of the requests, and start it again."""
        count: list[int] = []

        def kill(handler: Handler, seen: Seen) -> Says | None:
            if not writes(seen):
                return None
            count.append(0)
            if len(count) != at + 1:
                return None
            if after:
                forward(self.store.root, seen)
            self.store.kill()
            self.store.start()
            handler.drop()
            return None

        with Scripted(kill, behind=self.store.root) as between:
            (done,) = at_once(lambda: self._push(name, number, between.address))
        self._note(name, number, done)

    @rule()
    def what_was_kept_back_comes(self) -> None:
        self.between.hand_over()
        self.kept = {name: set() for name in VERSIONS}

    @invariant()
    def store_holds_a_version_of_each(self) -> None:
        held = self.store.held()
        allowed = [
            THEIRS.union(*(VERSIONS[name][n] for name, n in zip(VERSIONS, chosen, strict=True)
                           if n is not None))
            for chosen in itertools.product(*self.may.values())
        ]  # fmt: skip
        assert held in allowed, (held, self.may)
        assert self.store.held(THEIR_GRAPH) == THEIRS

    def teardown(self) -> None:
        """The next push makes all right, and a removal leaves what others have."""
        self.between.hand_over()
        self.between.__exit__()
        root = self.store.root
        for name in VERSIONS:
            assert self._push(name, 1, root).right
        assert self.store.held() == THEIRS | VERSIONS["a"][1] | VERSIONS["b"][1]
        assert clean(self.store), self.store.graphs()
        for name in VERSIONS:
            assert self._push(name, None, root).right
        assert self.store.held() == THEIRS
        assert self.store.graphs() == {THEIR_GRAPH}


def forward(root: str, seen: Seen) -> None:
    """Have a store carry out a request."""
    headers = {"Content-Type": seen.headers.get("Content-Type", "")}
    requests.request(seen.method, root + seen.path, data=seen.body, headers=headers, timeout=60)


def test_whatever_happens_the_next_push_makes_it_right(
    store: Store, files: dict[tuple[str, int], Path], request: pytest.FixtureRequest
) -> None:
    runs = request.config.getoption("--fault-runs")

    class Machine(Pushes):
        pass

    Machine.store, Machine.files = store, files
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=runs,
            stateful_step_count=8,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=required(),
            database=None,
        ),
    )
