"""One client cannot hold the others: heads, connections, queries, and work that nobody awaits."""

from __future__ import annotations

import asyncio
import socket
import struct
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from urllib.parse import quote

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reorg.serve.http.clients import client_of
from reorg.serve.workers.fairqueue import BusyError, FairQueue, Slot
from support import coroutines
from support.commandline import ENDLESS
from support.serving import JSON, Server, alive, bounded, running, until, worked

pytestmark = [
    pytest.mark.slow,
    pytest.mark.alone,
    pytest.mark.skipif(
        not sys.platform.startswith("linux"), reason="only Linux has many addresses of its own"
    ),
]
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
GREEDY, MODEST = "127.0.0.2", "127.0.0.3"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    command = bounded(LINGER_SECONDS=0.2)
    with running("--workers", "1", "--timeout", "300", command=command) as started:
        yield started


@contextmanager
def client(address: str) -> Iterator[Callable[[Server, str], httpx.Response]]:
    """Ask from an address of this machine."""
    transport = httpx.HTTPTransport(local_address=address, limits=httpx.Limits())
    with httpx.Client(transport=transport, timeout=60) as made:

        def ask(server: Server, query: str) -> httpx.Response:
            return made.get(server.endpoint, params={"query": query}, headers={"Accept": JSON})

        yield ask


def request(query: str, more: str = "") -> bytes:
    return (f"GET /sparql?query={quote(query)} HTTP/1.1\r\nHost: localhost\r\n{more}\r\n").encode()


def connect(server: Server, address: str = GREEDY) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), 20, (address, 0))


# --- heads -------------------------------------------------------------------------------------


@pytest.mark.parametrize("whole", [True, False], ids=["whole", "begun"])
@pytest.mark.parametrize(
    ("head", "status"),
    [
        (request("ASK {}", f"X-Long: {'x' * 20_000}\r\n"), 431),
        (request("ASK {}", "X: y\r\n" * 4_000), 431),
        (request("ASK {} #" + "x" * 17_000), 414),
        (request("ASK {}", f"Accept: {'a/b,' * 5_000}\r\n"), 431),
    ],
    ids=["one field", "many fields", "address", "accept"],
)
def test_long_heads_are_refused(server: Server, head: bytes, status: int, whole: bool) -> None:
    for sent in (head, request("ASK {}") + head):
        said = server.raw(sent if whole else sent[:-2])
        answers = [part for part in said.split(b"HTTP/1.1 ") if part]
        assert answers[-1].startswith(f"{status} ".encode()), said
        assert b"longer than 16,384 bytes" in answers[-1]
        assert len(answers) == 1 + (sent != head)


def test_a_head_may_be_as_long_as_that(server: Server) -> None:
    head = request("ASK {}", "Connection: close\r\nX-Long: \r\n")
    full = head.replace(b"X-Long: ", b"X-Long: " + b"x" * (16 * 1024 - len(head)))
    assert server.raw(full).startswith(b"HTTP/1.1 200 ")
    dripped = b"HTTP/1.1 200 "
    with connect(server) as link:
        for at in range(0, len(full), 1000):
            link.sendall(full[at : at + 1000])
        assert link.recv(len(dripped)) == dripped


# --- connections -------------------------------------------------------------------------------


def test_one_client_cannot_take_all_connections() -> None:
    with (
        running("--workers", "1", command=bounded(MOST_CONNECTIONS=30)) as one,
        ExitStack() as all_,
    ):
        held = [all_.enter_context(connect(one)) for _ in range(40)]
        for link in held[:30]:
            link.sendall(b"GET /sparql")
        with client(MODEST) as modest:
            for _ in range(5):
                assert modest(one, "ASK {}").status_code == 200
        assert b" 503 " in held[-1].recv(100)


# --- queries -----------------------------------------------------------------------------------


def test_a_client_with_many_queries_does_not_hold_the_one_with_few() -> None:
    with ExitStack() as opened:
        one = opened.enter_context(running("--workers", "2", "--timeout", "1.5"))
        greedy, modest = (opened.enter_context(client(name)) for name in (GREEDY, MODEST))
        pool = opened.enter_context(ThreadPoolExecutor(50))
        asked = [pool.submit(greedy, one, ENDLESS) for _ in range(50)]
        assert until(lambda: len(one.workers()) == 2)
        time.sleep(0.5)
        for _ in range(5):
            assert modest(one, COUNT).status_code == 200
        # Each took its place in the line before the greedy client's next two.
        assert sum(map(Future.done, asked)) <= 2 * 2
        one.process.kill()


def test_each_client_has_a_share_of_the_line() -> None:
    with ExitStack() as opened:
        command = bounded(MOST_WAITING_EACH=3)
        one = opened.enter_context(running("--workers", "1", "--timeout", "1.5", command=command))
        greedy, modest = (opened.enter_context(client(name)) for name in (GREEDY, MODEST))
        pool = opened.enter_context(ThreadPoolExecutor(10))
        asked = [pool.submit(greedy, one, ENDLESS) for _ in range(10)]
        assert until(lambda: sum(map(Future.done, asked)) >= 6)
        assert modest(one, COUNT).status_code == 200
        found = [answer.result() for answer in asked]
        assert Counter(answer.status_code for answer in found) == {500: 4, 429: 6}
        told = next(answer for answer in found if answer.status_code == 429)
        assert int(told.headers["retry-after"]) > 0
        assert told.text == "3 queries of this client are waiting already\n"


def test_a_full_line_drops_those_of_whom_most_wait() -> None:
    with ExitStack() as opened:
        command = bounded(MOST_WAITING=6, MOST_WAITING_EACH=6)
        one = opened.enter_context(running("--workers", "1", "--timeout", "1.5", command=command))
        greedy, modest = (opened.enter_context(client(name)) for name in (GREEDY, MODEST))
        pool = opened.enter_context(ThreadPoolExecutor(10))
        asked = [pool.submit(greedy, one, ENDLESS) for _ in range(7)]
        time.sleep(1)
        both = [pool.submit(modest, one, query) for query in (ENDLESS, COUNT)]
        assert [answer.result().status_code for answer in both] == [500, 200]
        assert Counter(answer.result().status_code for answer in asked)[429] == 1


def test_too_many_long_queries_are_told_so_and_hold_no_short_one() -> None:
    with ExitStack() as opened:
        command = bounded(MOST_LONG=1)
        one = opened.enter_context(running("--workers", "1", "--timeout", "60", command=command))
        greedy, modest = (opened.enter_context(client(name)) for name in (GREEDY, MODEST))
        pool = opened.enter_context(ThreadPoolExecutor(1))
        asked = pool.submit(greedy, one, ENDLESS)
        time.sleep(1)
        told = modest(one, ENDLESS)
        assert told.text == "query: it takes long, and too many others do now; ask later\n"
        assert (told.status_code, told.headers["retry-after"]) == (503, "5")
        assert modest(one, COUNT).status_code == 200
        assert not asked.done()
        one.process.kill()


_STEPS = st.lists(
    st.tuples(st.sampled_from(["enter", "leave", "cancel", "long"]), st.integers(0, 3)),
    max_size=60,
)
_MOST_LONG, _MOST_WAITING, _MOST_EACH = 3, 12, 5


@given(steps=_STEPS, places=st.integers(1, 3))
def test_a_line_lets_in_whom_it_may(steps: list[tuple[str, int]], places: int) -> None:
    coroutines.run(_walk(steps, places))


class _Client:
    """A client's queries, as the test sees them."""

    def __init__(self) -> None:
        self.asked: list[asyncio.Task[Slot]] = []
        self.short: list[Slot] = []
        self.long: list[Slot] = []

    def look(self, line: FairQueue) -> None:
        """See what became of those that were asked; what has to end ends."""
        for task in [task for task in self.asked if task.done()]:
            self.asked.remove(task)
            if not task.cancelled() and not isinstance(task.exception(), BusyError):
                self.short.append(task.result())
        for place in [place for place in self.long if place.wanted.done()]:
            self.long.remove(place)
            line.leave(place)


async def _walk(steps: list[tuple[str, int]], places: int) -> None:
    line = FairQueue(places, _MOST_LONG, _MOST_WAITING, _MOST_EACH)
    clients = [_Client() for _ in range(4)]
    for step, number in steps:
        one = clients[number]
        if step == "enter":
            one.asked.append(asyncio.ensure_future(line.enter(str(number))))
        elif step == "cancel" and one.asked:
            one.asked[0].cancel()
        elif step == "leave" and (one.short or one.long):
            line.leave((one.short or one.long).pop())
        elif step == "long" and one.short:
            one.long.append(one.short.pop())
            line.turn_long(one.long[-1])
        for _ in range(4):
            await asyncio.sleep(0)
            for client in clients:
                client.look(line)
        _check(line, clients, places)
    for task in (task for client in clients for task in client.asked):
        task.cancel()


def _check(line: FairQueue, clients: list[_Client], places: int) -> None:
    short = sum(len(one.short) for one in clients)
    long = sum(len(one.long) for one in clients)
    assert (line.running, line.waiting) == (short + long, sum(len(one.asked) for one in clients))
    assert short <= max(places, _MOST_LONG)
    assert long <= _MOST_LONG
    for one in clients:
        running = len(one.short) + len(one.long)
        assert running <= places
        assert len(one.asked) <= _MOST_EACH
        if one.asked and running < places and not (one.long and long == _MOST_LONG):
            assert short >= places
            assert one.short or short >= _MOST_LONG


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("192.0.2.1", "::ffff:192.0.2.1", True),
        ("2001:db8::1", "2001:db8::ffff:2", True),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", False),
        ("fe80::1%eth0", "fe80::1", True),
    ],
)
def test_a_client_is_an_address_or_a_network_of_its_own(one: str, other: str, same: bool) -> None:
    assert (client_of({"client": (one, 1)}) == client_of({"client": (other, 2)})) is same


# --- clients that have gone --------------------------------------------------------------------


def _close(link: socket.socket) -> None:
    link.close()


def _reset(link: socket.socket) -> None:
    link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    link.close()


def _half_close(link: socket.socket) -> None:
    link.shutdown(socket.SHUT_WR)
    time.sleep(0.6)
    link.close()


@pytest.mark.parametrize("leave", [_close, _reset, _half_close])
@pytest.mark.parametrize(
    "sent",
    [
        request(ENDLESS),
        request(ENDLESS) + request("ASK {}") * 3,
        request(ENDLESS) + request("ASK {}", f"X-Long: {'x' * 15_000}\r\n") * 20,
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
        + f"Content-Length: {len(ENDLESS)}\r\n\r\n{ENDLESS}".encode(),
    ],
    ids=["get", "pipelined", "much pipelined", "post"],
)
def test_the_query_of_a_client_that_has_gone_ends(
    server: Server, sent: bytes, leave: Callable[[socket.socket], None]
) -> None:
    server.get("ASK {}")
    (worker,) = server.workers()
    link = connect(server)
    link.sendall(sent)
    assert until(lambda: worked(worker) > 0.5)
    leave(link)
    assert until(lambda: not alive({worker}))  # and not after 300 seconds
    assert server.get("ASK {}").status_code == 200
    assert until(lambda: len(server.workers()) == 1)


def test_queries_that_wait_for_clients_that_have_gone_are_dropped(server: Server) -> None:
    with connect(server) as endless:
        endless.sendall(request(ENDLESS))
        for _ in range(30):
            with connect(server) as link:
                link.sendall(request(ENDLESS))
                time.sleep(0.02)
        with client(GREEDY) as greedy, ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(greedy, server, COUNT)
            threading.Event().wait(0.5)
            endless.close()
            assert waiting.result(60).status_code == 200  # and not after 30 times 300 seconds
