"""What the server makes of connections: half-closed, reset, of old clients, and odd addresses."""

from __future__ import annotations

import socket
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from urllib.parse import quote

import pytest

from support.commandline import ENDLESS, environment
from support.serving import Server, running

pytestmark = pytest.mark.slow

ASK = f"/sparql?query={quote('ASK {}')}"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running("--timeout", "2", "--workers", "2") as started:
        yield started


def head(target: str, version: str = "1.1", *, host: str = "localhost", more: str = "") -> bytes:
    """Return a request."""
    named = f"Host: {host}\r\n" if host else ""
    return f"GET {target} HTTP/{version}\r\n{named}{more}\r\n".encode()


def half_closed(server: Server, data: bytes) -> bytes:
    """Return all that the server says to a client that sends some bytes and no more."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as link:
        link.sendall(data)
        link.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: link.recv(65536), b""))


def status(said: bytes) -> int:
    """Return the status of the first answer that is no interim one."""
    heads = [part for part in said.split(b"\r\n\r\n") if part.startswith(b"HTTP/1.1 ")]
    return next(code for code in (int(part[9:12]) for part in heads) if code >= 200)


# --- clients that send no more -----------------------------------------------------------------


@pytest.mark.parametrize("version", ["1.0", "1.1"])
@pytest.mark.parametrize("path", [ASK, "/data?format=nt", "/ns", "/"])
def test_a_half_closed_client_gets_its_answer(server: Server, version: str, path: str) -> None:
    said = half_closed(server, head(path, version))
    assert status(said) == 200
    assert len(said.partition(b"\r\n\r\n")[2]) > 20


@pytest.mark.slow
@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_a_half_closed_client_waits_for_its_answer(server: Server, version: str) -> None:
    said = half_closed(server, head(f"/sparql?query={quote(ENDLESS)}", version))
    assert status(said) == 500
    assert b"it took longer than 2 seconds" in said
    # Interim responses, by which the server sees whether it still waits, are not for HTTP/1.0.
    assert (b"HTTP/1.1 100 " in said) == (version == "1.1")


def test_python_s_client_takes_no_interim_response_for_the_answer(server: Server) -> None:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=30)
    connection.request("GET", f"/sparql?query={quote(ENDLESS)}")
    connection.sock.shutdown(socket.SHUT_WR)
    with closing(connection):
        assert connection.getresponse().status == 500


def test_each_request_before_the_end_is_answered(server: Server) -> None:
    assert half_closed(server, head(ASK) * 3).count(b'"boolean": true') == 3


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GET /sparql",
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nA",
    ],
    ids=["nothing", "half a head", "half a body"],
)
def test_what_is_cut_off_is_given_up(server: Server, data: bytes) -> None:
    assert b" 200 " not in half_closed(server, data)


_TELLS_WHEN_GONE = """
import asyncio, sys, time
from reorg.serve.http import server

async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        for name in ("startup", "shutdown"):
            await receive()
            await send({"type": f"lifespan.{name}.complete"})
        return
    print("asked", flush=True)
    while (await receive())["type"] != "http.disconnect":
        pass
    print("gone", flush=True)

listening = server.listen("127.0.0.1", 0)
port = listening.getsockname()[1]
server.run(app, listening, lambda: print(port, flush=True))
"""


@pytest.mark.parametrize("reset", [False, True], ids=["closed", "reset"])
def test_an_application_hears_at_once_that_its_client_has_gone(reset: bool) -> None:
    command = [sys.executable, "-c", _TELLS_WHEN_GONE]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment()) as one:
        assert one.stdout is not None
        try:
            link = socket.create_connection(("127.0.0.1", int(one.stdout.readline())))
            link.sendall(head("/"))
            assert one.stdout.readline() == "asked\n"
            if reset:
                link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            link.close()
            assert one.stdout.readline() == "gone\n"
        finally:
            one.terminate()
