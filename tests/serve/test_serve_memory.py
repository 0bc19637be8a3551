"""How much memory the server takes: one graph for all workers, no answers, nothing for good."""

from __future__ import annotations

import select
import socket
import sys
import time
from contextlib import ExitStack
from urllib.parse import quote

import pytest

from support.commandline import COMMAND
from support.serving import memory, running, until, watched

pytestmark = [
    pytest.mark.slow,
    pytest.mark.alone,
    pytest.mark.skipif(
        not sys.platform.startswith("linux"), reason="memory is measured in /proc, which is Linux's"
    ),
]
MB = 1024 * 1024
READERS = 20


def cross(rows: int) -> str:
    """Return a query with a long answer."""
    return f"SELECT * {{ ?s ?p ?o . ?a ?b ?c }} LIMIT {rows}"


def test_workers_share_the_graph() -> None:
    with running("--workers", "1") as few, running("--workers", "9") as many:
        for one in (few, many):
            one.get("SELECT * { ?s ?p ?o } LIMIT 10")
        assert len(many.children()) == 10
        assert memory(many) - memory(few) < 8 * 12 * MB  # one that loads the graph takes some 45


@pytest.mark.slow
def test_slow_readers_take_no_memory() -> None:
    request = f"GET /sparql?query={quote(cross(25_000))} HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with ExitStack() as opened:
        one = opened.enter_context(running("--workers", "2"))
        seen = opened.enter_context(watched(one))
        links = []
        for _ in range(READERS):
            links.append(opened.enter_context(socket.create_connection(("127.0.0.1", one.port))))
            links[-1].sendall(request.encode())
        assert until(lambda: len(select.select(links, [], [], 0)[0]) == READERS, 240)
        assert one.get("ASK {}").status_code == 200
        time.sleep(0.5)
        assert 0 < seen[-1] < 400 * MB
        (answer,) = {_taken(link) for link in links[:1]}
        assert answer > 10 * MB


def _taken(link: socket.socket) -> int:
    """Take an answer, slowly enough at first; return how long it was."""
    head, _, body = link.recv(4096).partition(b"\r\n\r\n")
    (length,) = (int(line[15:]) for line in head.lower().split(b"\r\n") if b"ength:" in line)
    size = len(body)
    while size < length:
        size += len(link.recv(1 << 20))
    return size


def test_a_worker_that_has_grown_is_replaced() -> None:
    steps = " ".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(25))
    with running("--workers", "1", "--memory", "600") as one:
        (before,) = one.workers()
        grown = one.get(f"SELECT (STRLEN(?x25) AS ?n) {{ BIND('xx' AS ?x0) {steps} }}")
        assert grown.status_code == 200
        assert until(lambda: one.workers() - {before})
        assert until(lambda: before not in one.workers())
        (after,) = one.workers()
        assert [one.get("ASK {}").status_code for _ in range(5)] == [200] * 5
        assert one.workers() == {after}
        assert one.complaints() == ""


def test_an_answer_for_which_there_is_no_room_is_refused() -> None:
    # As of a full disk: no file may be longer than 1 MB.
    limited = ["bash", "-c", 'ulimit -f 1000; exec "$@"', "bash", *COMMAND]
    with running("--workers", "1", command=limited) as one:
        answer = one.get(cross(5_000))
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        assert answer.text == "the answer cannot be held (file too large)\n"
        assert one.get(cross(50)).status_code == 200
