"""The workers that hold one graph: kept alive, replaced when they end, let go when it is old."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable

from reorg.serve.limits import (
    IDLE_CHECK_SECONDS,
    LOAD_SECONDS,
    LOAD_SPEED,
    REACT_SECONDS,
    TEND_SECONDS,
    Limits,
)
from reorg.serve.workers import forking
from reorg.serve.workers.processes import StartError, Worker, WorkerFactory

_log = logging.getLogger("reorg.serve")
_MOST_PATIENCE = 32.0


class Supervisor:
    """Workers, as many as are wanted and for a while some more."""

    def __init__(
        self, dump: Callable[[], bytes], limits: Limits, deaths: Counter[str] | None = None
    ) -> None:
        """Make a supervisor that has not started.

        Args:
            dump: Returns the graph as N-Quads; called in a thread, whenever it must be loaded.
            limits: What a query may take, and how many workers are wanted.
            deaths: Where idle workers are counted that end before their time, by reason.
        """
        self._dump, self._limits = dump, limits
        self._deaths: Counter[str] = Counter() if deaths is None else deaths
        self._factory: WorkerFactory | None = None
        self._opening = asyncio.Lock()
        self._idle: list[Worker] = []
        self._all: set[Worker] = set()
        self._making: set[asyncio.Task[Worker]] = set()
        self._tending: asyncio.Task[None] | None = None
        self._patience = 1.0
        self._retired = self._closed = False

    async def start(self) -> None:
        """Start the workers.

        Raises:
            StartError: They cannot be started.
        """
        await self._fill()
        self._tending = asyncio.ensure_future(self._tend())

    async def take(self) -> Worker:
        """Return an idle worker, which is the caller's until it is given back or lost.

        Raises:
            StartError: There is none, and none can be started now.
        """
        while self._idle:
            worker = self._idle.pop()
            if worker.lives:
                return worker
            await self._bury(worker)
        return await self.new()

    async def new(self, *, confined: bool = True) -> Worker:
        """Return a new worker.

        Raises:
            StartError: None can be started now.
        """
        making = asyncio.ensure_future(self._make(confined))
        self._making.add(making)
        making.add_done_callback(self._making.discard)
        try:
            return await asyncio.shield(making)
        except asyncio.CancelledError:
            making.add_done_callback(self._unwanted)
            raise

    def give_back(self, worker: Worker, *, fresh: bool = True) -> None:
        """Take a worker back that has answered.

        Args:
            worker: The worker.
            fresh: Whether it is as good as new; another takes its place otherwise.
        """
        enough = len(self._idle) >= self._limits.workers
        if self._retired or not fresh or worker.orphaned or enough:
            self.lose(worker)
        else:
            worker.used = asyncio.get_running_loop().time()
            self._idle.append(worker)

    def lose(self, worker: Worker) -> None:
        """End a worker at once."""
        worker.end()
        self._all.discard(worker)
        if self._retired and not self._all:
            self.close()

    def retire(self) -> None:
        """End all workers, those that are at work when they have answered."""
        self._retired = True
        if self._tending:
            self._tending.cancel()
        idle, self._idle = self._idle, []
        for worker in idle:
            self.lose(worker)
        if not self._all:
            self.close()

    def close(self) -> None:
        """End all workers at once."""
        self._retired = self._closed = True
        if self._tending:
            self._tending.cancel()
        for worker in self._all:
            worker.end()
        self._all.clear()
        self._idle.clear()
        self._dismiss()

    def _unwanted(self, making: asyncio.Task[Worker]) -> None:
        if not making.cancelled() and not making.exception():
            self.give_back(making.result())

    async def _make(self, confined: bool) -> Worker:
        source = await self._open()
        try:
            worker = await source.worker(confined=confined)
        except StartError:
            if source is self._factory and not await source.reacts():
                self._dismiss()
            raise
        self._all.add(worker)
        return worker

    async def _open(self) -> WorkerFactory:
        async with self._opening:
            if self._factory is None and not self._closed:
                data = await asyncio.to_thread(self._dump)
                seconds = (LOAD_SECONDS + len(data) / LOAD_SPEED) * self._patience
                # A machine that is slow now has more time with the next attempt.
                self._patience = min(self._patience * 2, _MOST_PATIENCE)
                opened = await _factory(data, self._limits, seconds)
                self._patience = 1.0
                if self._closed:
                    opened.close()
                else:
                    self._factory = opened
            if self._factory is None:
                raise StartError("these workers are no longer wanted")
            return self._factory

    def _dismiss(self) -> None:
        """End what makes workers, and those workers of it that are idle."""
        if self._factory is not None:
            self._factory.close()
            self._factory = None
        orphans = [worker for worker in self._idle if worker.orphaned]
        self._idle = [worker for worker in self._idle if not worker.orphaned]
        for worker in orphans:
            self.lose(worker)

    async def _tend(self) -> None:
        while True:
            await asyncio.sleep(TEND_SECONDS)
            try:
                await asyncio.gather(self._check_factory(), *map(self._check, [*self._idle]))
                await self._fill()
            except Exception as error:  # whatever it is, nothing else would heal the workers
                _log.warning("%s; trying again", error)

    async def _fill(self) -> None:
        while len(self._all) < self._limits.workers:
            self.give_back(await self.new())

    async def _check_factory(self) -> None:
        source = self._factory
        if source and not await source.reacts() and source is self._factory:
            _log.warning("the process that makes workers does not react, and is replaced")
            self._dismiss()

    async def _check(self, worker: Worker) -> None:
        """See that an idle worker lives and reacts."""
        loop = asyncio.get_running_loop()
        if worker.lives and loop.time() - worker.used < IDLE_CHECK_SECONDS:
            return
        if worker not in self._idle:  # taken meanwhile
            return
        self._idle.remove(worker)
        try:
            well = worker.lives and await worker.reacts()
        except asyncio.CancelledError:
            self.lose(worker)
            raise
        if not well:
            await self._bury(worker)
        elif self._retired:
            self.lose(worker)
        else:
            self._idle.insert(0, worker)

    async def _bury(self, worker: Worker) -> None:
        """Lose an idle worker that has ended, or does not react, and tell of it."""
        try:
            if worker.lives:
                reason, what = "stuck", f"did not react for {REACT_SECONDS:g} seconds"
            else:
                ending = await worker.ending()
                reason, what = ending.reason, f"was {ending}"
        finally:
            self.lose(worker)
        self._deaths[reason] += 1
        _log.warning("a worker %s, and is replaced", what)


async def _factory(data: bytes, limits: Limits, seconds: float) -> WorkerFactory:
    """Return what makes workers on this system.

    Args:
        data: The graph as N-Quads.
        limits: What a query may take.
        seconds: Time that it may take to load the graph.

    Raises:
        StartError: It cannot be started.
    """
    if not forking.can_fork():
        from reorg.serve.workers.spawning import Spawning

        return Spawning(data, limits, seconds)
    factory = forking.Forking(limits)
    try:
        await factory.load(data, seconds)
    except BaseException:
        factory.close()
        raise
    return factory
