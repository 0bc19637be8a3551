"""The server's end of its processes: how they are started, spoken to and ended."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from abc import ABC, abstractmethod

from reorg.errors import ReorgError
from reorg.serve.limits import ENDING_SECONDS, MOST_STDERR, REACT_SECONDS
from reorg.serve.workers.ending import Ending
from reorg.serve.workers.messages import Message, MessageType, receive

START = """
import sys, json
sys.path[:] = json.loads(sys.argv[1])
from reorg.serve.workers.{} import main
main()
"""


class StartError(ReorgError):
    """A process could not be started, or does not react."""

    @classmethod
    def of(cls, error: OSError) -> StartError:
        """Return the error for what the system refuses."""
        return cls(f"no process can be started ({error.strerror})")


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

    async def expect(self, kind: MessageType, seconds: float) -> bool:
        """Tell whether its next message is of a kind and comes in time."""
        try:
            async with asyncio.timeout(seconds):
                return (await self.receive()).kind == kind
        except (EndedError, TimeoutError):
            return False

    async def reacts(self) -> bool:
        """Tell whether it, idle now, takes messages: one that was stopped does not."""
        self.send(Message(MessageType.PING))
        self.used = asyncio.get_running_loop().time()
        return await self.expect(MessageType.TAKEN, REACT_SECONDS)

    def end(self) -> None:
        """End it at once, whatever it is doing."""
        self._kill()
        self._writer.close()

    async def ending(self) -> Ending:
        """Return how it ended, once it has."""
        status, stderr = None, b""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(ENDING_SECONDS):
                status = await self._exit_status()
        with contextlib.suppress(TimeoutError, OSError):
            async with asyncio.timeout(ENDING_SECONDS):
                stderr = await self._stderr(MOST_STDERR)
        return Ending(status, text_of(stderr))

    @abstractmethod
    async def _exit_status(self) -> int | None:
        """Wait for the exit status; None where nobody knows it."""

    @abstractmethod
    async def _stderr(self, most: int) -> bytes:
        """Return the first bytes that it wrote to standard error."""

    @abstractmethod
    def _kill(self) -> None: ...


class WorkerFactory(ABC):
    """Makes workers that hold one graph."""

    @abstractmethod
    async def worker(self, *, confined: bool = True) -> Worker:
        """Return a new worker that is ready.

        Args:
            confined: Bound what it may take and reach; not for drawing the graph page.

        Raises:
            StartError: There is none.
        """

    async def reacts(self) -> bool:
        """Tell whether it can still make workers."""
        return True

    def close(self) -> None:  # noqa: B027 - not every factory has something to end
        """End it; its workers live on."""


def command(module: str, *arguments: str) -> list[str]:
    """Return the command that starts a module of this package in a process of its own."""
    code = START.format(module)
    return [sys.executable, "-c", code, json.dumps(sys.path), *arguments]


async def ready(worker: Worker, seconds: float) -> Worker:
    """Return a worker once it is ready.

    Raises:
        StartError: It is not, or not in time.
    """
    try:
        if await worker.expect(MessageType.READY, seconds):
            return worker
    except BaseException:
        worker.end()
        raise
    worker.end()
    raise StartError("a worker process could not be started")


def text_of(stderr: bytes) -> str:
    """Return what a process wrote to standard error, as text."""
    return stderr.decode("utf-8", "replace").strip()
