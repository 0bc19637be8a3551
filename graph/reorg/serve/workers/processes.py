"""The server's end of its processes: how they are started, spoken to and ended."""

from __future__ import annotations

import asyncio
import json
import sys
from abc import ABC, abstractmethod
from typing import Protocol

from reorg.errors import ReorgError
from reorg.serve.limits import REACT_SECONDS
from reorg.serve.workers.ending import Ending
from reorg.serve.workers.wire import Kind, Message, receive

MOST_SAID = 4096
"""Bytes that are read of what a process that has ended wrote to standard error."""

ENDING_SECONDS = 2.0
"""Time to wait for the exit status of a process whose connection has ended."""

START = """
import sys, json
sys.path[:] = json.loads(sys.argv[1])
from reorg.serve.workers.{} import main
main()
"""


class StartError(ReorgError):
    """A process could not be started, or does not react."""


class EndedError(Exception):
    """A process ended instead of answering."""


class Worker(ABC):
    """A process that holds the graph, and the connection to it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self.used = asyncio.get_running_loop().time()

    @property
    def lives(self) -> bool:
        """Whether it can be asked, as far as is known."""
        return not (self._reader.at_eof() or self._writer.is_closing())

    @property
    def orphaned(self) -> bool:
        """Whether the process that made it has ended: its own end would be told to nobody."""
        return False

    def send(self, message: Message) -> None:
        """Send a message."""
        self._writer.write(message.packed())

    async def receive(self) -> Message:
        """Return its next message.

        Raises:
            EndedError: It has ended.
        """
        try:
            return await receive(self._reader)
        except EOFError:
            raise EndedError from None

    async def expect(self, kind: Kind, seconds: float) -> bool:
        """Tell whether its next message is of a kind and comes in time."""
        try:
            async with asyncio.timeout(seconds):
                return (await self.receive()).kind == kind
        except (EndedError, TimeoutError):
            return False

    async def reacts(self) -> bool:
        """Tell whether it, idle now, takes messages: one that was stopped does not."""
        self.send(Message(Kind.PING))
        self.used = asyncio.get_running_loop().time()
        return await self.expect(Kind.TAKEN, REACT_SECONDS)

    def end(self) -> None:
        """End it at once, whatever it is doing."""
        self._kill()
        self._writer.close()

    @abstractmethod
    async def ending(self) -> Ending:
        """Return how it ended, once it has."""

    @abstractmethod
    def _kill(self) -> None: ...


class Nursery(Protocol):
    """Makes workers that hold one graph."""

    async def worker(self, *, confined: bool = True) -> Worker:
        """Return a new worker that is ready.

        Args:
            confined: Bound what it may take and reach; not for drawing the graph page.

        Raises:
            StartError: There is none.
        """

    async def reacts(self) -> bool:
        """Tell whether it can still make workers."""

    def close(self) -> None:
        """End it; its workers live on."""


def command(module: str, *arguments: str) -> list[str]:
    """Return the command that starts a module of this package in a process of its own."""
    code = START.format(module)
    return [sys.executable, "-c", code, json.dumps(sys.path), *arguments]


async def ready(made: Worker, seconds: float) -> Worker:
    """Return a worker once it is ready.

    Raises:
        StartError: It is not, or not in time.
    """
    try:
        if await made.expect(Kind.READY, seconds):
            return made
    except BaseException:
        made.end()
        raise
    made.end()
    raise StartError("a worker process could not be started")


def text_of(said: bytes) -> str:
    """Return what a process wrote to standard error, as text."""
    return said.decode("utf-8", "replace").strip()
