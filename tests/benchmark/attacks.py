"""Hostile clients for the benchmark of the server, each at addresses of its own (127.0.0.x)."""

from __future__ import annotations

import asyncio
import contextlib
import random
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).parents[1]))

from support.commandline import ENDLESS

LONG = "SELECT * { ?s ?p ?o . ?a ?b ?c } LIMIT 20000"
ABORTING = "SELECT * { ?s ?p ?o } ORDER BY DESC(?o) ?p"
HUNGRY = "SELECT ?x30 { BIND('x' AS ?x0) %s }" % " ".join(  # noqa: UP031 - braces of SPARQL
    f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(30)
)


class Target(NamedTuple):
    """The server, the attacker's own address, and its chance."""

    port: int
    address: str
    chance: random.Random


Attack = Callable[[Target], Awaitable[object]]


@contextlib.asynccontextmanager
async def _connected(to: Target):  # type: ignore[no-untyped-def]
    reader, writer = await asyncio.open_connection(
        "127.0.0.1", to.port, local_addr=(to.address, 0), limit=2**16
    )
    try:
        yield reader, writer
    finally:
        writer.transport.abort()


def head(query: str, more: str = "") -> bytes:
    """Return a request."""
    return f"GET /sparql?query={quote(query)} HTTP/1.1\r\nHost: localhost\r\n{more}\r\n".encode()


async def _send(to: Target, data: bytes, wait: float = 1) -> None:
    """Send something, hear what is said for a while, and go away."""
    async with _connected(to) as (reader, writer):
        writer.write(data)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(wait):
                while await reader.read(2**16):
                    pass


async def _slowloris(to: Target) -> None:
    async with _connected(to) as (_, writer):
        for sign in head("ASK {}")[:60]:
            writer.write(bytes([sign]))
            await writer.drain()
            await asyncio.sleep(0.5)


async def _half_open(to: Target) -> None:
    async with _connected(to) as (reader, writer):
        writer.write(head("ASK {}")[:40])
        writer.write_eof()
        await asyncio.wait_for(reader.read(), 30)


async def _slow_reader(to: Target) -> None:
    async with _connected(to) as (reader, writer):
        writer.write(head(LONG))
        for _ in range(40):
            await reader.read(500)
            await asyncio.sleep(0.5)


async def _oversized(to: Target) -> None:
    kind = "Content-Type: application/sparql-query\r\n"
    start = f"POST /sparql HTTP/1.1\r\nHost: localhost\r\n{kind}Content-Length: 5000000\r\n\r\n"
    await _send(to, start.encode() + b"x" * 5_000_000)


async def _noise(to: Target) -> None:
    await _send(to, to.chance.randbytes(3000))


def _sending(data: bytes, wait: float = 1) -> Attack:
    return lambda to: _send(to, data, wait)


ATTACKS: dict[str, tuple[Attack, int, float]] = {
    "slowloris": (_slowloris, 100, 1.0),
    "half-open": (_half_open, 4, 0.5),
    "huge heads": (_sending(head("ASK {}", "X: " + "y" * 500_000 + "\r\n")), 2, 0.5),
    "accept bombs": (_sending(head("ASK {}", "Accept: " + "*/*," * 3900 + "\r\n")), 4, 0.2),
    "accept quotes": (_sending(head("ASK {}", 'Accept: a/b;"' + ";" * 15000 + "\r\n")), 2, 0.2),
    "leaving": (_sending(head(ENDLESS), 0.3), 4, 0.5),
    "leaving, pipelined": (_sending(head(ENDLESS) * 5, 0.3), 2, 0.5),
    "endless": (_sending(head(ENDLESS), 60), 20, 0.5),
    "aborting": (_sending(head(ABORTING), 20), 1, 2.0),
    "hungry": (_sending(head(HUNGRY), 20), 2, 0.5),
    "noise": (_noise, 4, 0.2),
    "oversized": (_oversized, 1, 1.0),
    "slow readers": (_slow_reader, 20, 1.0),
}
"""What is done, by how many at a time, and how long each of them rests in between, in seconds."""


async def attack(port: int, seconds: float) -> Counter[str]:
    """Attack a server on this machine; return how often each attack was made."""
    made: Counter[str] = Counter()
    end = asyncio.get_running_loop().time() + seconds

    async def again(name: str, to: Target) -> None:
        work, _, rest = ATTACKS[name]
        await asyncio.sleep(rest * to.chance.random())
        while asyncio.get_running_loop().time() < end:
            with contextlib.suppress(OSError, TimeoutError, asyncio.IncompleteReadError):
                await work(to)
            made[name] += 1
            await asyncio.sleep(rest)

    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(again(name, Target(port, f"127.0.0.{place}", random.Random(number))))
            for place, (name, (_, count, _)) in enumerate(ATTACKS.items(), 10)
            for number in range(count)
        ]
        await asyncio.sleep(seconds)
        for task in tasks:
            task.cancel()
    return made
