"""Workers that are forked from a process that has loaded the graph: they share its memory.

A new one is there in milliseconds, and takes up what it changes only.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
from itertools import count
from typing import Any

from reorg.serve.limits import ENDING_SECONDS, REACT_SECONDS, Limits
from reorg.serve.workers.processes import StartError, Worker, WorkerFactory, command, ready, text_of


def can_fork() -> bool:
    """Tell whether processes can be forked, and killed without mistaking another for them."""
    try:
        os.close(os.pidfd_open(os.getpid()))
    except (AttributeError, OSError):  # not Linux, or one that is old or forbids it
        return False
    return hasattr(os, "fork")


class Forking(WorkerFactory):
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
            raise StartError.of(error) from None
        with theirs:
            handle = theirs.fileno()
            try:
                self._process = subprocess.Popen(
                    command("zygote", json.dumps([*limits]), str(handle)),
                    stdin=subprocess.PIPE,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.PIPE,
                    pass_fds=[handle],
                    start_new_session=True,
                )
            except OSError as error:
                self._control.close()
                raise StartError.of(error) from None
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
            lines = text_of(os.read(handle, 1 << 16)).splitlines()
        except OSError:
            lines = []
        return lines[-1] if lines else "nobody knows how"

    async def worker(self, *, confined: bool = True) -> Worker:
        """Return a new worker that is ready."""
        number = next(self._numbers)
        try:
            ours, theirs = socket.socketpair()
            stderr, writing = os.pipe()
        except OSError as error:
            raise StartError.of(error) from None
        born = self._born[number] = self._loop.create_future()
        ended = self._ended[number] = self._loop.create_future()
        os.set_blocking(stderr, False)
        os.set_blocking(writing, False)  # whoever says much is not kept from going on
        try:
            with theirs:
                self._tell({"fork": number, "confined": confined}, [theirs.fileno(), writing])
            async with asyncio.timeout(REACT_SECONDS):
                handle = await born
        except BaseException as error:
            ours.close()
            os.close(stderr)
            self._forget(number)
            if isinstance(error, TimeoutError | OSError | EOFError):
                raise StartError("the process that makes workers does not react") from None
            raise
        finally:
            os.close(writing)
            self._born.pop(number, None)
        reader, writer = await asyncio.open_connection(sock=ours)
        return await ready(_Forked(reader, writer, handle, stderr, ended), REACT_SECONDS)

    async def reacts(self) -> bool:
        """Tell whether it can still make workers."""
        if self._pong is None or self._pong.done():  # others may be asking the same
            self._pong = self._loop.create_future()
        try:
            self._tell({"ping": True}, [])
            async with asyncio.timeout(REACT_SECONDS):
                await asyncio.shield(self._pong)
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
            self._process.wait(ENDING_SECONDS)

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
        awaited: list[asyncio.Future[Any]] = [*self._born.values()]
        for future in [*awaited, self._pong] if self._pong else awaited:
            if not future.done():
                future.set_exception(EOFError())
                future.exception()  # which it is no fault to leave unread
        for ended in self._ended.values():
            if not ended.done():
                ended.set_result(None)


class _Forked(Worker):
    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        handle: int,
        stderr: int,
        ended: asyncio.Future[int | None],
    ) -> None:
        super().__init__(reader, writer)
        self._handle, self._stderr_pipe, self._ended = handle, stderr, ended

    @property
    def orphaned(self) -> bool:
        """Whether the process that made it has ended: its own end would be told to nobody."""
        return self._ended.done() and self._ended.result() is None

    async def _exit_status(self) -> int | None:
        return await asyncio.shield(self._ended)

    async def _stderr(self, most: int) -> bytes:
        return os.read(self._stderr_pipe, most)

    def _kill(self) -> None:
        if self._handle >= 0:
            _kill(self._handle)
            os.close(self._stderr_pipe)
            self._handle = -1


def _kill(handle: int) -> None:
    """Kill the process of a handle, which names no other, and let go of the handle."""
    with contextlib.suppress(ProcessLookupError):
        signal.pidfd_send_signal(handle, signal.SIGKILL)
    os.close(handle)
