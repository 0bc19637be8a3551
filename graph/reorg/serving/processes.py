"""The server's end of its processes: how they are made, spoken to and ended.

Where the system can, one process loads the graph and forks a worker from itself whenever one is
wanted, which takes milliseconds; the workers share its memory. Elsewhere each loads the graph.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from abc import ABC, abstractmethod
from itertools import count
from typing import Protocol

from reorg.errors import ReorgError
from reorg.serving.ending import Ending
from reorg.serving.limits import REACT_SECONDS, Limits
from reorg.serving.wire import Kind, Message, receive

_MOST_SAID = 4096
# A child that lives on after this has not been killed, or its end is not told.
_ENDING_SECONDS = 2.0
_START = """
import sys, json
sys.path[:] = json.loads(sys.argv[1])
from reorg.serving.{} import main
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


async def nursery(data: bytes, limits: Limits, seconds: float) -> Nursery:
    """Return what makes workers on this system.

    Args:
        data: The graph as N-Quads.
        limits: What a query may take.
        seconds: Time that it may take to load the graph.

    Raises:
        StartError: It cannot be started.
    """
    if not _can_fork():
        return Spawning(data, limits, seconds)
    forking = Forking(limits)
    try:
        await forking.load(data, seconds)
    except BaseException:
        forking.close()
        raise
    return forking


def _can_fork() -> bool:
    """Tell whether processes can be forked, and killed without mistaking another for them."""
    try:
        os.close(os.pidfd_open(os.getpid()))
    except (AttributeError, OSError):  # not Linux, or one that is old or forbids it
        return False
    return hasattr(os, "fork")


def _command(module: str, *arguments: str) -> list[str]:
    code = _START.format(module)
    return [sys.executable, "-c", code, json.dumps(sys.path), *arguments]


class Spawning:
    """Makes workers that each load the graph."""

    def __init__(self, data: bytes, limits: Limits, seconds: float) -> None:
        self._data, self._limits, self._seconds = data, limits, seconds

    async def worker(self, *, confined: bool = True) -> Worker:
        """Return a new worker that is ready."""
        command = _command("worker", json.dumps([*self._limits]), json.dumps(confined))
        pipe = asyncio.subprocess.PIPE
        try:
            process = await asyncio.create_subprocess_exec(
                *command, stdin=pipe, stdout=pipe, stderr=pipe, start_new_session=True
            )
        except OSError as error:
            raise StartError(f"no process can be started ({error.strerror})") from None
        made = _Spawned(process)
        made.send(Message(Kind.GRAPH, self._data))
        return await _ready(made, self._seconds)

    async def reacts(self) -> bool:
        """Tell whether it can still make workers."""
        return True

    def close(self) -> None:
        """There is nothing to end."""


class _Spawned(Worker):
    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        super().__init__(process.stdout, process.stdin)
        self._process = process

    async def ending(self) -> Ending:
        said = b""
        try:
            async with asyncio.timeout(_ENDING_SECONDS):
                if self._process.stderr is not None:
                    said = await self._process.stderr.read(_MOST_SAID)
                return Ending(await self._process.wait(), _text(said))
        except TimeoutError:
            return Ending(None, _text(said))

    def _kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()


class Forking:
    """Makes workers from a process that has loaded the graph."""

    def __init__(self, limits: Limits) -> None:
        """Start the process.

        Raises:
            StartError: It cannot be started.
        """
        self._numbers = count()
        self._born: dict[int, asyncio.Future[int]] = {}
        self._ended: dict[int, asyncio.Future[int | None]] = {}
        self._pong: asyncio.Future[None] | None = None
        try:
            self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        except OSError as error:
            raise StartError(f"no process can be started ({error.strerror})") from None
        with theirs:
            handle = theirs.fileno()
            try:
                self._process = subprocess.Popen(
                    _command("zygote", json.dumps([*limits]), str(handle)),
                    stdin=subprocess.PIPE,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.PIPE,
                    pass_fds=[handle],
                    start_new_session=True,
                )
            except OSError as error:
                self._control.close()
                raise StartError(f"no process can be started ({error.strerror})") from None
        self._control.setblocking(False)
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._control, self._hear)

    async def load(self, data: bytes, seconds: float) -> None:
        """Let the process load the graph.

        Raises:
            StartError: It does not, or not in time.
        """
        self._pong = self._loop.create_future()
        feeding = asyncio.ensure_future(asyncio.to_thread(self._feed, data))
        try:
            async with asyncio.timeout(seconds):
                await self._pong
        except TimeoutError:
            raise StartError(f"the graph was not loaded in {seconds:.0f} seconds") from None
        except EOFError:
            said = self._said()
            raise StartError(f"the process that loads the graph ended ({said})") from None
        finally:
            if not feeding.done():
                self._process.kill()
            await feeding

    def _feed(self, data: bytes) -> None:
        pipe = self._process.stdin
        assert pipe is not None
        with contextlib.suppress(OSError), pipe:
            pipe.write(data)

    def _said(self) -> str:
        """Return the last line that the process wrote to standard error."""
        assert self._process.stderr is not None
        handle = self._process.stderr.fileno()
        os.set_blocking(handle, False)
        try:
            lines = _text(os.read(handle, 1 << 16)).splitlines()
        except OSError:
            lines = []
        return lines[-1] if lines else "nobody knows how"

    async def worker(self, *, confined: bool = True) -> Worker:
        """Return a new worker that is ready."""
        number = next(self._numbers)
        try:
            ours, theirs = socket.socketpair()
            said, saying = os.pipe()
        except OSError as error:
            raise StartError(f"no process can be started ({error.strerror})") from None
        born = self._born[number] = self._loop.create_future()
        ended = self._ended[number] = self._loop.create_future()
        os.set_blocking(said, False)
        os.set_blocking(saying, False)  # whoever says much is not kept from going on
        try:
            with theirs:
                self._tell({"fork": number, "confined": confined}, [theirs.fileno(), saying])
            async with asyncio.timeout(REACT_SECONDS):
                handle = await born
        except BaseException as error:
            ours.close()
            os.close(said)
            self._forget(number)
            if isinstance(error, TimeoutError | OSError | EOFError):
                raise StartError("the process that makes workers does not react") from None
            raise
        finally:
            os.close(saying)
            self._born.pop(number, None)
        reader, writer = await asyncio.open_connection(sock=ours)
        made = _Forked(reader, writer, handle, said, ended)
        return await _ready(made, REACT_SECONDS)

    async def reacts(self) -> bool:
        """Tell whether it can still make workers."""
        self._pong = self._loop.create_future()
        try:
            self._tell({"ping": True}, [])
            async with asyncio.timeout(REACT_SECONDS):
                await self._pong
        except (TimeoutError, OSError, EOFError):
            return False
        return True

    def close(self) -> None:
        """End it; its workers live on."""
        self._gone()
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stderr):
            if pipe is not None:
                pipe.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_ENDING_SECONDS)

    def _tell(self, message: dict[str, object], handles: list[int]) -> None:
        if self._control.fileno() < 0:
            raise EOFError
        socket.send_fds(self._control, [json.dumps(message).encode()], handles)

    def _hear(self) -> None:
        try:
            data, handles, _, _ = socket.recv_fds(self._control, 4096, 1)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._gone()
            return
        message = json.loads(data)
        if "born" in message:
            self._has_born(message["born"], handles[0])
        elif "ended" in message:
            ended = self._ended.pop(message["ended"], None)
            if ended and not ended.done():
                ended.set_result(message["status"])
        elif self._pong and not self._pong.done():
            self._pong.set_result(None)

    def _has_born(self, number: int, handle: int) -> None:
        born = self._born.get(number)
        if born and not born.done():
            born.set_result(handle)
        else:  # whoever wanted it has given up
            _kill(handle)

    def _forget(self, number: int) -> None:
        self._ended.pop(number, None)
        born = self._born.pop(number, None)
        if born and born.done() and not born.cancelled() and not born.exception():
            _kill(born.result())

    def _gone(self) -> None:
        """Hear no more of it."""
        if self._control.fileno() < 0:
            return
        self._loop.remove_reader(self._control)
        self._control.close()
        for born in self._born.values():
            if not born.done():
                born.set_exception(EOFError())
        if self._pong and not self._pong.done():
            self._pong.set_exception(EOFError())
        for ended in self._ended.values():
            if not ended.done():
                ended.set_result(None)


class _Forked(Worker):
    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        handle: int,
        said: int,
        ended: asyncio.Future[int | None],
    ) -> None:
        super().__init__(reader, writer)
        self._handle, self._said, self._ended = handle, said, ended

    @property
    def orphaned(self) -> bool:
        """Whether the process that made it has ended: its own end would be told to nobody."""
        return self._ended.done() and self._ended.result() is None

    async def ending(self) -> Ending:
        status = None
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_ENDING_SECONDS):
                status = await asyncio.shield(self._ended)
        said = b""
        with contextlib.suppress(OSError):
            said = os.read(self._said, _MOST_SAID)
        return Ending(status, _text(said))

    def _kill(self) -> None:
        if self._handle >= 0:
            _kill(self._handle)
            os.close(self._said)
            self._handle = -1


def _kill(handle: int) -> None:
    """Kill the process of a handle, which names no other, and let go of the handle."""
    with contextlib.suppress(ProcessLookupError):
        signal.pidfd_send_signal(handle, signal.SIGKILL)
    os.close(handle)


async def _ready(made: Worker, seconds: float) -> Worker:
    try:
        if await made.expect(Kind.READY, seconds):
            return made
    except BaseException:
        made.end()
        raise
    made.end()
    raise StartError("a worker process could not be started")


def _text(said: bytes) -> str:
    return said.decode("utf-8", "replace").strip()
