"""Processes of the server that are killed or stopped: it heals, and tells the true reason."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress

import httpx
import pytest

from reorg.errors import ReorgError
from reorg.serve.job import Job
from reorg.serve.limits import Limits
from reorg.serve.workers.ending import OUT_OF_MEMORY, Ending
from reorg.serve.workers.pool import Pool
from support import coroutines
from support.commandline import ENDLESS
from support.serving import Server, alive, bounded, running, until

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not sys.platform.startswith("linux"),
        reason="processes are counted in /proc, which is Linux's",
    ),
]
WORKERS = 2
SECONDS = float(os.environ.get("REORG_FAULT_SECONDS", "12"))
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
LONG = "SELECT * { ?s ?p ?o . ?o ?q ?v }"
KILLED = "query: the process that ran it was killed from outside (SIGKILL); ask again\n"


@contextmanager
def impatient(*arguments: str, **bounds: float) -> Iterator[Server]:
    """Start a server that soon gives up on processes that do not react."""
    bounds = {"REACT_SECONDS": 1, "IDLE_CHECK_SECONDS": 0.5, "LOAD_SECONDS": 8, **bounds}
    options = ("--workers", str(WORKERS), "--timeout", "4", *arguments)
    with running(*options, command=bounded(**bounds)) as one:
        yield one


def whole(server: Server) -> bool:
    """Tell whether the server has all its processes: the workers, and the one that makes them."""
    return len(server.children()) == WORKERS + 1


def answers(server: Server) -> bool:
    return server.get(COUNT).status_code == 200


def send(what: int, pids: set[int]) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, what)


# --- the reason --------------------------------------------------------------------------------


def test_a_query_whose_worker_is_killed_is_told_so() -> None:
    with impatient() as one, ThreadPoolExecutor(1) as pool:
        asked = pool.submit(one.get, ENDLESS)
        time.sleep(0.5)
        send(signal.SIGKILL, one.workers())
        answer = asked.result()
        assert (answer.status_code, answer.text) == (503, KILLED)
        assert int(answer.headers["retry-after"]) > 0
        assert answers(one)
        told = "reorg: serve: a worker was killed from outside (SIGKILL) in the middle of a query"
        assert told in one.complaints()


def test_an_idle_worker_that_is_killed_costs_no_query() -> None:
    with impatient() as one:
        for what in (signal.SIGKILL, signal.SIGABRT, signal.SIGUSR1) * 3:
            send(what, one.workers())
            assert answers(one)
        assert until(lambda: whole(one))
        for name in ("SIGKILL", "SIGABRT", "SIGUSR1"):
            assert f"a worker was killed from outside ({name})" in one.complaints()


@pytest.mark.parametrize(
    ("ending", "outside", "memory"),
    [
        (Ending(-9), True, False),
        (Ending(-15, "warning"), True, False),
        (Ending(-6), True, False),  # the engine tells before it gives up
        (Ending(-6, "memory allocation of 8589934592 bytes failed"), False, True),
        (Ending(-6, "panicked at: comparison is no total order"), False, False),
        (Ending(-11), False, False),
        (Ending(OUT_OF_MEMORY), False, True),
        (Ending(1, "Traceback … MemoryError"), False, True),
        (Ending(1, "Traceback"), False, False),
        (Ending(), True, False),
    ],
)
def test_an_ending_is_told_as_what_it_was(ending: Ending, outside: bool, memory: bool) -> None:
    assert (ending.from_outside, ending.out_of_memory) == (outside, memory)
    assert ("outside" in str(ending)) == (outside and ending.status is not None)


# --- healing -----------------------------------------------------------------------------------


def test_stopped_processes_are_found_and_replaced() -> None:
    with impatient() as one:
        for _ in range(2):
            stopped = one.children()
            send(signal.SIGSTOP, stopped)
            assert answers(one)
            assert until(lambda ill=stopped: not alive(ill) and whole(one), 30)
        assert "did not react" in one.complaints()


def test_a_worker_that_is_stopped_in_a_query_is_ended() -> None:
    with impatient() as one, ThreadPoolExecutor(1) as pool:
        asked = pool.submit(one.get, ENDLESS)
        time.sleep(0.5)
        send(signal.SIGSTOP, one.workers())
        assert asked.result().text == "query: it took longer than 4 seconds; narrow it\n"
        assert answers(one)


def test_killed_and_stopped_at_all_moments() -> None:
    chance = random.Random(20)
    with impatient() as one:
        with asking(one) as found:
            end = time.monotonic() + SECONDS
            while time.monotonic() < end:
                time.sleep(chance.choice([0, 0, 0.02, 0.1, 0.4]))
                victims = chance.choice([one.workers, one.workers, one.children])()
                some = sorted(victims)[: chance.choice([1, 9])]
                send(chance.choice([signal.SIGKILL] * 4 + [signal.SIGSTOP]), set(some))
        assert found, "nothing was asked"
        for status, text in found:
            assert status in {200, 503} or "took longer" in text, (status, text)
            assert "memory" not in text
        assert {status for status, _ in found} >= {200, 503}
        for _ in range(20):
            assert answers(one)
        assert until(lambda: whole(one), 30), one.children()


@contextmanager
def asking(server: Server) -> Iterator[list[tuple[int, str]]]:
    """Ask short and long queries all the while; what was answered is there in the end."""
    found: list[tuple[int, str]] = []
    over = threading.Event()

    def ask(query: str) -> None:
        with httpx.Client(timeout=60, verify=False) as client:
            while not over.is_set():
                answer = client.get(server.endpoint, params={"query": query})
                found.append((answer.status_code, answer.text[:200]))

    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(ask, query) for query in (COUNT, COUNT, LONG, ENDLESS)]
        try:
            yield found
        finally:
            over.set()
    for one in asked:
        one.result()


def test_workers_killed_as_soon_as_they_start_do_not_end_the_server() -> None:
    with impatient() as one:
        over = threading.Event()

        def kill_all() -> None:
            while not over.is_set():
                send(signal.SIGKILL, one.children())

        killing = threading.Thread(target=kill_all)
        killing.start()
        time.sleep(4)
        over.set()
        killing.join()
        assert answers(one)
        assert until(lambda: whole(one), 30)


def test_without_forks_all_is_the_same() -> None:
    changed = [*bounded()[:2], "from reorg.serve.workers import forking; forking.can_fork = bool; "]
    changed[2] += bounded()[2]
    options = ("--workers", str(WORKERS), "--timeout", "2", "--memory", "200")
    with running(*options, command=changed) as one:
        assert len(one.children()) == WORKERS
        assert one.get(ENDLESS).text == "query: it took longer than 2 seconds; narrow it\n"
        with ThreadPoolExecutor(1) as pool:
            asked = pool.submit(one.get, ENDLESS)
            time.sleep(0.5)
            send(signal.SIGKILL, one.children())
            assert asked.result().text == KILLED
        assert answers(one)
        assert one.client.get(one.url + "graph").status_code == 200
        assert until(lambda: len(one.children()) == WORKERS)
        workers = one.children()
    assert until(lambda: not alive(workers))


# --- another graph -----------------------------------------------------------------------------


def test_another_graph_is_taken_without_a_query_refused() -> None:
    coroutines.run(asyncio.wait_for(_replaced(), 60))


async def _replaced() -> None:
    def graph(number: int) -> Callable[[], bytes]:
        text = f'<http://a.example/{number}> <http://a.example/is> "{number}" .\n'
        return text.encode

    pool = Pool(graph(0), Limits(seconds=20, workers=2))
    await pool.start()
    seen: list[str] = []

    async def ask(until_seen: str) -> None:
        while until_seen not in seen:
            found = await pool.ask(Job("SELECT ?o { ?s ?p ?o }", table="text/csv"))
            assert found.status == 200
            seen.append(b"".join(found.body.pieces()).split()[-1].decode())
            found.body.close()

    asking = [asyncio.ensure_future(ask("3")) for _ in range(5)]
    for number in (1, 2, 3):
        await pool.replace(graph(number))
    with pytest.raises(ReorgError, match="Error"):
        await pool.replace(lambda: b"this is no graph")
    await asyncio.gather(*asking)
    assert [*dict.fromkeys(seen)] == ["0", "1", "2", "3"]
    pool.close()
