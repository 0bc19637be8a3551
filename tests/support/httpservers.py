"""Real servers for tests: Oxigraph, and a server that does whatever a test wants of it."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import requests

from support.tools import missing

START = 120.0


def free_port() -> int:
    """Return a port of 127.0.0.1 that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def oxigraph(*options: str, port: int = 0, serve: str = "serve") -> Iterator[str]:
    """Run an Oxigraph server, with its data in memory if not told otherwise; yield its address."""
    program = Path(sys.executable).with_name("oxigraph")
    if not program.is_file():
        missing("Oxigraph server", "run `pip install -e '.[test]'`")
    port = port or free_port()
    address = f"http://127.0.0.1:{port}"
    command = [str(program), serve, "--bind", f"127.0.0.1:{port}", *options]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + START
        while True:
            assert process.poll() is None, "the server ended"
            assert time.monotonic() < until, "the server does not answer"
            with contextlib.suppress(requests.RequestException):
                requests.get(address, timeout=5)
                break
            time.sleep(0.05)
        yield address
    finally:
        process.terminate()
        process.wait(60)


class Seen(NamedTuple):
    """A request that a server got."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class Says(NamedTuple):
    """An answer."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = {}  # noqa: RUF012


Behaviour = Callable[["Handler", Seen], Says | None]


class Handler(BaseHTTPRequestHandler):
    """Does what its server's behaviour says, and else hands on to the server behind."""

    server: Scripted
    protocol_version = "HTTP/1.1"

    def answer(self) -> None:
        """Answer any request."""
        length = int(self.headers.get("Content-Length") or 0)
        seen = Seen(self.command, self.path, dict(self.headers), self.rfile.read(length))
        self.server.seen.append(seen)
        says = self.server.behaviour(self, seen)
        if says is None and not self.close_connection:
            says = self._from_behind(seen)
        if says is not None:
            self.send_response(says.status)
            for name, value in says.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(says.body)))
            self.end_headers()
            self.wfile.write(says.body)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = answer  # noqa: N815

    def drop(self) -> None:
        """End the connection without an answer."""
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def _from_behind(self, seen: Seen) -> Says:
        kept = {k: v for k, v in seen.headers.items() if k in {"Content-Type", "Accept"}}
        found = requests.request(
            seen.method, self.server.behind + seen.path, data=seen.body, headers=kept, timeout=60
        )
        headers = {
            k: v for k, v in found.headers.items() if k.lower() in {"content-type", "server"}
        }
        return Says(found.status_code, found.content, headers)

    def log_message(self, *_: Any) -> None:
        """Print nothing."""


class Scripted(ThreadingHTTPServer):
    """A server in a thread of its own, which notes what it was asked.

    Attributes:
        seen: The requests.
        behaviour: What to answer; None to hand the request on.
        behind: The address of the server to hand on to.
    """

    daemon_threads = True

    def __init__(self, behaviour: Behaviour, behind: str = "") -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.seen: list[Seen] = []
        self.behaviour = behaviour
        self.behind = behind

    def __enter__(self) -> Scripted:
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: Any) -> None:
        self.shutdown()
        self.server_close()

    def handle_error(self, *_: Any) -> None:
        """Say nothing: clients that go away are part of the tests."""

    @property
    def address(self) -> str:
        """The server's address."""
        return f"http://127.0.0.1:{self.server_address[1]}"


def first(count: int, says: Says) -> Behaviour:
    """Give an answer some times, and then hand on."""
    left = [count]

    def behaviour(_: Handler, __: Seen) -> Says | None:
        left[0] -= 1
        return says if left[0] >= 0 else None

    return behaviour


def always(says: Says) -> Behaviour:
    """Give the same answer to everything."""
    return lambda _, __: says
