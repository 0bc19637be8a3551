"""Worker processes: asked one query each, ended when it takes too long, and replaced."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, NamedTuple

from reorg.errors import ReorgError
from reorg.serving import worker
from reorg.serving.limits import MOST_WAITING, PAGE_SECONDS, Limits
from reorg.serving.worker import Job, Reply, failure

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

# A worker reads the graph before it is ready.
_START_SECONDS = 600.0


class BusyError(ReorgError):
    """All workers are busy, and as many queries as may be are waiting."""


class EndedError(Exception):
    """A process ended instead of answering; the argument is its exit status, if known."""


class Worker:
    """A process, and the connection to it. Its methods block and are called from threads."""

    def __init__(self, target: Callable[..., None], *arguments: object) -> None:
        """Start a process whose target is given its end of a connection, then the arguments."""
        from multiprocessing import get_context

        # Of a fresh interpreter: a copy of this one would hold its sockets and its threads.
        context = get_context("spawn")
        self._link: Connection
        self._link, theirs = context.Pipe()
        self._process = context.Process(target=target, args=(theirs, *arguments), daemon=True)
        try:
            self._process.start()
        finally:
            theirs.close()

    def receive(self, seconds: float, *, plain: bool = False) -> Any:
        """Return the next message.

        Args:
            seconds: How long to wait for it.
            plain: Return the bytes as they were sent.

        Raises:
            TimeoutError: None came in time; the process goes on.
            EndedError: The process has ended.
        """
        try:
            if not self._link.poll(seconds):
                raise TimeoutError
            return self._link.recv_bytes() if plain else self._link.recv()
        except (EOFError, ConnectionError, OSError) as error:
            if isinstance(error, TimeoutError):
                raise
            self._process.join(5)
            raise EndedError(self._process.exitcode) from None

    def ask(self, job: Job, seconds: float) -> Reply:
        """Return the reply to a job; raises as `receive` does."""
        try:
            self._link.send(job)
        except OSError:
            raise EndedError(self._process.exitcode) from None
        reply: Reply = self.receive(seconds)
        return reply

    @property
    def lives(self) -> bool:
        """Whether the process runs."""
        return self._process.is_alive()

    def end(self) -> None:
        """End the process at once, whatever it is doing."""
        self._process.kill()
        self._process.join(5)
        self._link.close()


class Work(NamedTuple):
    """What the workers of a pool are made from: the graph as N-Quads, and the limits."""

    data: bytes
    limits: Limits


class Pool:
    """Workers that hold one graph; queries wait in line for them."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self._work = Work(data, limits)
        self._idle: asyncio.Queue[Worker] = asyncio.Queue()
        self._all: set[Worker] = set()
        # One thread a worker, one to replace each, one for the page.
        self._threads = ThreadPoolExecutor(limits.workers * 2 + 1, "reorg-pool")
        self._tasks: set[asyncio.Task[None]] = set()
        self._waiting = 0
        self._missing = 0
        self._closed = False

    @property
    def limits(self) -> Limits:
        """What a query may take."""
        return self._work.limits

    async def start(self) -> None:
        """Start all workers.

        Raises:
            ReorgError: They cannot be started.
        """
        await asyncio.gather(*(self._add() for _ in range(self.limits.workers)))
        if not self._all:
            raise ReorgError(
                "no worker process could be started", remedy="allow more with --memory"
            )

    async def ask(self, job: Job, gone: Callable[[], Any]) -> Reply | None:
        """Return the reply to a query.

        Args:
            job: The query.
            gone: Tells, when awaited, whether the client has gone: then the query is dropped
                before it starts, and the reply is None.

        Raises:
            BusyError: Too many queries are waiting, or this one has waited too long.
        """
        if self._waiting >= MOST_WAITING:
            raise BusyError(f"{MOST_WAITING} queries are waiting already")
        self._waiting += 1
        self._restore()
        try:
            # Those ahead may each take their whole time, which is no reason to wait for long.
            taken = await asyncio.wait_for(self._next(), 2 * self.limits.seconds + 5)
        except TimeoutError:
            raise BusyError("all workers are busy") from None
        finally:
            self._waiting -= 1
        if await gone():
            self._idle.put_nowait(taken)
            return None
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._ask, taken, job, loop)

    async def _next(self) -> Worker:
        """Return the next idle worker; those that died meanwhile are replaced."""
        while not (found := await self._idle.get()).lives:
            self._replace(found)
        return found

    def _ask(self, asked: Worker, job: Job, loop: asyncio.AbstractEventLoop) -> Reply:
        """Ask a worker, and see that it or another is idle afterwards; runs in a thread."""
        seconds = self.limits.seconds
        try:
            reply = asked.ask(job, seconds)
        except TimeoutError:
            self._lose(asked, loop)
            return failure(500, f"query: it took longer than {seconds:g} seconds; narrow it")
        except EndedError:
            # The engine gives up this way where memory ends.
            self._lose(asked, loop)
            return failure(500, worker.too_much_memory(self.limits))
        except BaseException:
            self._lose(asked, loop)
            raise
        self._tell(loop, self._idle.put_nowait, asked)
        return reply

    def _lose(self, ended: Worker, loop: asyncio.AbstractEventLoop) -> None:
        ended.end()
        self._tell(loop, self._replace, ended)

    def _tell(
        self, loop: asyncio.AbstractEventLoop, call: Callable[[Worker], None], about: Worker
    ) -> None:
        if not self._closed:
            loop.call_soon_threadsafe(call, about)

    def _replace(self, ended: Worker) -> None:
        self._all.discard(ended)
        self._missing += 1
        self._restore()

    def _restore(self) -> None:
        """Start workers in the place of those that are missing."""
        while self._missing and not self._closed:
            self._missing -= 1
            task = asyncio.ensure_future(self._add())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _add(self) -> None:
        loop = asyncio.get_running_loop()
        started = await loop.run_in_executor(self._threads, self._started)
        if started is None:
            self._missing += 1  # tried again with the next query
        elif self._closed:
            started.end()
        else:
            self._all.add(started)
            self._idle.put_nowait(started)

    def _started(self) -> Worker | None:
        try:
            made = Worker(worker.work, *self._work)
        except OSError:
            return None
        try:
            made.receive(_START_SECONDS)
        except (TimeoutError, EndedError):
            made.end()
            return None
        return made

    async def page(self, title: str) -> bytes:
        """Return the graph page, drawn in a process of its own without a limit on memory.

        Raises:
            ReorgError: It takes too long or cannot be drawn.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._page, title)

    def _page(self, title: str) -> bytes:
        drawing = Worker(worker.draw, self._work.data, title)
        self._all.add(drawing)
        try:
            page: bytes = drawing.receive(PAGE_SECONDS, plain=True)
            return page
        except (TimeoutError, EndedError):
            raise ReorgError(
                "the graph page could not be drawn",
                remedy="ask for a smaller graph, or see the list of things instead",
            ) from None
        finally:
            self._all.discard(drawing)
            drawing.end()

    def close(self) -> None:
        """End all workers at once."""
        self._closed = True
        for one in list(self._all):
            one.end()
        self._threads.shutdown(wait=False, cancel_futures=True)
