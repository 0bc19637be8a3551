"""A server as a user would start it, for the tests that ask it."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx

from support.commandline import COMMAND, environment

READY = re.compile(r"serving [\d,]+ triples at (http://\S+/)")
JSON = "application/sparql-results+json"


class Server:
    """A running ``reorg serve``."""

    def __init__(self, process: subprocess.Popen[str], url: str, complaints: Path) -> None:
        self.process = process
        self.url = url
        self.endpoint = url + "sparql"
        self.client = httpx.Client(timeout=60, verify=False)
        self._complaints = complaints

    @property
    def port(self) -> int:
        """The port that it listens at."""
        return int(self.url.rstrip("/").rpartition(":")[2])

    def get(self, query: str, accept: str = JSON, **parameters: object) -> httpx.Response:
        """Ask a query by GET."""
        params = {"query": query, **parameters}
        return self.client.get(self.endpoint, params=params, headers={"Accept": accept})

    def post(self, query: str, accept: str = JSON) -> httpx.Response:
        """Ask a query by POST, as it stands."""
        headers = {"Accept": accept, "Content-Type": "application/sparql-query"}
        return self.client.post(self.endpoint, content=query.encode(), headers=headers)

    def one(self, query: str) -> str:
        """Return the only value of an answer."""
        answer = self.get(query)
        assert answer.status_code == 200, answer.text
        (row,) = answer.json()["results"]["bindings"]
        (cell,) = row.values()
        return str(cell["value"])

    def raw(self, data: bytes, seconds: float = 60) -> bytes:
        """Return all that the server says to some bytes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=seconds) as link:
            link.sendall(data)
            said = b""
            try:
                while part := link.recv(65536):
                    said += part
            except ConnectionResetError:  # closed with something of ours not read
                pass
            return said

    def complaints(self) -> str:
        """Return what it has written to standard error."""
        return self._complaints.read_text(encoding="utf-8")

    def children(self) -> set[int]:
        """Return the processes that it has started, and those that they have."""
        parents = _parents()
        found, more = set[int](), {self.process.pid}
        while more := {pid for pid, parent in parents.items() if parent in more}:
            found |= more
        return found

    def workers(self) -> set[int]:
        """Return the processes that run queries: those that another of its processes has made."""
        return self.children() - {
            pid for pid, parent in _parents().items() if parent == self.process.pid
        }

    def stop(self) -> int:
        """End it as a service manager would, and return its exit status."""
        self.client.close()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)


@contextmanager
def running(*arguments: str | Path, command: Sequence[str] = COMMAND) -> Iterator[Server]:
    """Start a server on a free port and end it afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        complaints = Path(folder) / "stderr"
        with complaints.open("wb") as error:
            process = subprocess.Popen(
                [*command, "serve", *map(str, arguments), "--port", "0"],
                stdout=subprocess.PIPE,
                stderr=error,
                text=True,
                env=environment(),
            )
        assert process.stdout is not None
        line = process.stdout.readline()
        found = READY.match(line)
        assert found, line + complaints.read_text(encoding="utf-8")
        server = Server(process, found[1], complaints)
        try:
            yield server
        finally:
            server.stop()
            process.stdout.close()


def bounded(**bounds: float) -> list[str]:
    """Return the command with other bounds, and with nothing else changed."""
    changes = "".join(f"limits.{name} = {value}; " for name, value in bounds.items())
    code = f"from reorg.serve import limits; {changes}from reorg.cli.parser import main; main()"
    return [sys.executable, "-c", code]


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def until(condition: Callable[[], object], seconds: float = 60) -> bool:
    """Wait until a function returns something true; say whether it did in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


def _parents() -> dict[int, int]:
    """Return the parent of each process of this machine (Linux)."""
    found = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                text = (folder / "stat").read_text(encoding="utf-8", errors="replace")
            except OSError:
                continue
            state, parent = text.rpartition(")")[2].split()[:2]
            if state != "Z":
                found[int(folder.name)] = int(parent)
    return found


def worked(pid: int) -> float:
    """Return the seconds that a process has used of its processor (Linux)."""
    text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    return sum(map(int, text.rpartition(")")[2].split()[11:13])) / os.sysconf("SC_CLK_TCK")


def alive(pids: set[int]) -> set[int]:
    """Return those processes that still run."""
    return pids & _parents().keys()


def memory(server: Server) -> int:
    """Return the bytes of memory of all its processes, what they share counted once (Linux)."""
    return sum(map(_memory, {server.process.pid} | server.children()))


def _memory(pid: int) -> int:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except (FileNotFoundError, ProcessLookupError):
        return 0
    shares = (int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))
    return next(shares, 0) * 1024


@contextmanager
def watched(server: Server) -> Iterator[list[int]]:
    """See how much memory a server takes meanwhile, in bytes; the most of it is the last."""
    seen = [0]
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.1):
            if (now := memory(server)) > seen[-1]:
                seen.append(now)

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        yield seen
    finally:
        over.set()
        watching.join()
