"""Queries and the workers that answer them: one query a worker, ended when it takes too long."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from reorg.errors import ReorgError
from reorg.serve.job import Job, Outcome, failure
from reorg.serve.limits import (
    MOST_GROWN,
    MOST_LONG,
    MOST_WAITING,
    MOST_WAITING_EACH,
    PAGE_SECONDS,
    REACT_SECONDS,
    SHORT_SECONDS,
    Limits,
)
from reorg.serve.workers.ending import Ending
from reorg.serve.workers.fairqueue import BusyError, FairQueue, Slot
from reorg.serve.workers.messages import Message, MessageType
from reorg.serve.workers.processes import EndedError, StartError, Worker
from reorg.serve.workers.spool import Spool
from reorg.serve.workers.supervisor import Supervisor
from reorg.serve.workers.worker import too_much_memory

_log = logging.getLogger("reorg.serve")
_PAUSE, _LONGEST_PAUSE = 0.1, 2.0


class Answered(NamedTuple):
    """What comes of a query; whoever gets it closes the body.

    Attributes:
        status: An HTTP status.
        media_type: Of the body; plain text for an error.
        body: The answer, or what is wrong.
        rows: How many rows or triples it has.
        seconds: How long the query took, its answer written.
    """

    status: int
    media_type: str
    body: Spool
    rows: int = 0
    seconds: float = 0.0


class _UnstartedError(Exception):
    """A worker did not take a query up, which another may."""


class _CrowdedError(Exception):
    """A query takes long, and too many others do."""


class Pool:
    """Workers that hold one graph; queries wait in a queue for them.

    Attributes:
        deaths: How many workers ended before their time, by reason: one of a few words.
    """

    def __init__(self, dump: Callable[[], bytes], limits: Limits) -> None:
        """Make a pool that has not started.

        Args:
            dump: Returns the graph as N-Quads; called in a thread, whenever it must be loaded.
            limits: What a query may take.
        """
        self._limits = limits
        self.deaths: Counter[str] = Counter()
        self._workers = Supervisor(dump, limits, self.deaths)
        most_long = MOST_LONG * limits.workers
        self._queue = FairQueue(limits.workers, most_long, MOST_WAITING, MOST_WAITING_EACH)

    @property
    def limits(self) -> Limits:
        """What a query may take."""
        return self._limits

    @property
    def running(self) -> int:
        """How many queries run now."""
        return self._queue.running

    @property
    def waiting(self) -> int:
        """How many queries wait for a worker."""
        return self._queue.waiting

    async def start(self) -> None:
        """Start all workers.

        Raises:
            ReorgError: They cannot be started.
        """
        await self._workers.start()

    async def replace(self, dump: Callable[[], bytes]) -> None:
        """Answer from another graph from now on; queries that run are answered from the old one.

        No query waits for it or is refused: new workers are ready before the old ones go.

        Args:
            dump: As for the pool itself.

        Raises:
            ReorgError: The new graph cannot be loaded; the old one goes on being served.
        """
        workers = Supervisor(dump, self._limits, self.deaths)
        try:
            await workers.start()
        except BaseException:
            workers.close()
            raise
        old, self._workers = self._workers, workers
        old.retire()

    async def ask(self, job: Job, client: str = "") -> Answered:
        """Return what comes of a query; cancelled, the query is dropped, or ended if it runs.

        Args:
            job: The query.
            client: Whose it is: clients take turns, and each may have so many.

        Raises:
            TooManyError: This client has too many queries waiting.
            BusyError: Too many queries are waiting, or this one has waited too long.
        """
        # Those ahead may each take their whole time, which is no reason to wait for long.
        seconds = 2 * self._limits.seconds + 5
        end = asyncio.get_running_loop().time() + seconds
        try:
            async with asyncio.timeout(seconds):
                slot = await self._queue.enter(client)
        except TimeoutError:
            raise BusyError("all workers are busy") from None
        try:
            return await self._answer(job, slot, end)
        finally:
            self._queue.leave(slot)

    async def _answer(self, job: Job, slot: Slot, end: float) -> Answered:
        """Return what comes of a query, from the first worker that takes it up."""
        pause = 0.0
        while True:
            workers = self._workers
            try:
                return await self._ask(workers, await workers.take(), job, slot)
            except (_UnstartedError, StartError):
                if asyncio.get_running_loop().time() + pause > end:
                    raise BusyError("no worker process can be started") from None
            await asyncio.sleep(pause)
            pause = min(2 * pause + _PAUSE, _LONGEST_PAUSE)

    async def _ask(self, workers: Supervisor, asked: Worker, job: Job, slot: Slot) -> Answered:
        spool = Spool()
        try:
            asked.send(Message(MessageType.JOB, job.packed()))
            await self._taken(asked)
            fresh, outcome = await self._run(asked, spool, slot)
        except BaseException as error:
            spool.close()
            failed = await self._failed(asked, error, workers)
            if failed is None:
                raise
            return failed
        workers.give_back(asked, fresh=fresh and outcome.grown < MOST_GROWN)
        if outcome.error:
            spool.close()
            return _told(outcome)
        return Answered(outcome.status, outcome.media_type, spool, outcome.rows, outcome.seconds)

    async def _run(self, asked: Worker, spool: Spool, slot: Slot) -> tuple[bool, Outcome]:
        """Wait for an answer; tell whether the worker is as good as new, and what came of it.

        Raises:
            TimeoutError: It takes too long.
            _CrowdedError: It takes long, and too many others do.
            EndedError: The worker has ended.
        """
        answering = asyncio.ensure_future(_answered(asked, spool))
        short = min(SHORT_SECONDS, self._limits.seconds)
        try:
            await asyncio.wait((answering,), timeout=short)
            if fresh := answering.done():
                return fresh, answering.result()
            self._queue.turn_long(slot)
            asked.send(Message(MessageType.YIELD))
            left = self._limits.seconds - short
            ends = (answering, slot.wanted)
            await asyncio.wait(ends, timeout=left, return_when=asyncio.FIRST_COMPLETED)
            if answering.done():
                return fresh, answering.result()
            raise _CrowdedError if slot.wanted.done() else TimeoutError
        finally:
            answering.cancel()
            await asyncio.gather(answering, return_exceptions=True)

    async def _taken(self, asked: Worker) -> None:
        if not await asked.expect(MessageType.TAKEN, REACT_SECONDS):
            raise _UnstartedError

    async def _failed(
        self, asked: Worker, error: BaseException, workers: Supervisor
    ) -> Answered | None:
        """Lose the worker; return what to tell the client, None for what is not the query's."""
        ending: Ending | None = None
        try:
            if isinstance(error, EndedError | _UnstartedError) and not asked.lives:
                ending = await asked.ending()
        finally:
            workers.lose(asked)
            self.deaths[_reason(error, ending)] += 1
        if isinstance(error, TimeoutError):
            what = f"query: it took longer than {self._limits.seconds:g} seconds; narrow it"
            return _failure(500, what)
        if isinstance(error, _CrowdedError):
            return _failure(503, "query: it takes long, and too many others do now; ask later")
        if isinstance(error, _UnstartedError):
            what = f"was {ending}" if ending else f"did not react for {REACT_SECONDS:g} seconds"
            _log.warning("a worker %s, and is replaced", what)
            return None
        return self._ended(ending or Ending()) if isinstance(error, EndedError) else None

    def _ended(self, ending: Ending) -> Answered:
        """Tell why a worker ended in the middle of a query."""
        if ending.out_of_memory:
            return _failure(500, too_much_memory(self._limits))
        if ending.from_outside:
            _log.warning("a worker was %s in the middle of a query, and is replaced", ending)
            return _failure(503, f"query: the process that ran it was {ending}; ask again")
        _log.info("the engine gave up on a query (%s): %s", ending, ending.said)
        return _failure(500, f"query: the engine gave up on it ({ending}); write it another way")

    async def page(self, title: str) -> bytes:
        """Return the graph page, drawn in a process of its own without a limit on memory.

        Raises:
            ReorgError: It takes too long or cannot be drawn.
        """
        workers, spool, drawing = self._workers, Spool(), None
        try:
            async with asyncio.timeout(PAGE_SECONDS):
                drawing = await workers.new(confined=False)
                drawing.send(Message(MessageType.PAGE, title.encode()))
                await self._taken(drawing)
                await _answered(drawing, spool)
            return b"".join(spool.pieces())
        except (TimeoutError, StartError, EndedError, _UnstartedError):
            raise ReorgError(
                "the graph page could not be drawn",
                remedy="ask for a smaller graph, or see the list of things instead",
            ) from None
        finally:
            spool.close()
            if drawing is not None:
                workers.lose(drawing)

    def close(self) -> None:
        """End all workers at once."""
        self._workers.close()


async def _answered(asked: Worker, spool: Spool) -> Outcome:
    """Take an answer in, until it is whole."""
    while (message := await asked.receive()).kind is MessageType.PIECE:
        spool.write(message.data)
    if message.kind is not MessageType.END:
        raise EndedError
    return Outcome.unpacked(message.data)


def _reason(error: BaseException, ending: Ending | None) -> str:
    if isinstance(error, TimeoutError):
        return "time"
    if isinstance(error, _CrowdedError):
        return "crowded"
    if isinstance(error, asyncio.CancelledError):
        return "abandoned"
    if isinstance(error, _UnstartedError) and ending is None:
        return "stuck"
    return (ending or Ending()).reason


def _failure(status: int, message: str) -> Answered:
    return _told(failure(status, message))


def _told(outcome: Outcome) -> Answered:
    body = Spool(outcome.error.encode())
    return Answered(outcome.status, outcome.media_type, body, outcome.rows, outcome.seconds)
