"""Takes a graph up anew when its files have changed, or when asked to."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import time
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from reorg import watch
from reorg.errors import ReorgError
from reorg.serve.servedgraph import Source

if TYPE_CHECKING:
    from reorg.serve.workers.pool import Pool


class Reloading:
    """Reads a graph aside, and shows it once it is whole; what cannot be read changes nothing."""

    def __init__(
        self,
        source: Source,
        pool: Pool,
        show: Callable[[Source], None],
        tell: Callable[[str], None],
    ) -> None:
        """Begin with a graph.

        Args:
            source: The graph that is served.
            pool: The workers that hold it.
            show: Called with a graph that the workers have taken up.
            tell: Called with a line that says what came of it.
        """
        self._source, self._pool, self._show, self._tell = source, pool, show, tell
        self._wanted = asyncio.Event()

    def ask(self) -> None:
        """Have the graph taken up anew; to be called in the event loop's thread."""
        self._wanted.set()

    @contextlib.asynccontextmanager
    async def running(self, *, watching: bool) -> AsyncIterator[None]:
        """Reload where asked to.

        Args:
            watching: Reload also when a file is changed.
        """
        tasks = [asyncio.create_task(self._reload_each_time())]
        if watching:
            tasks.append(asyncio.create_task(self._watch()))
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _reload_each_time(self) -> None:
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            try:
                await self._reload()
            except Exception as error:
                what = str(error) if isinstance(error, ReorgError) else f"{error!r}"
                self._tell(f"{what}; the graph from before is served on")

    async def _reload(self) -> None:
        old = self._source
        new = await asyncio.to_thread(Source, old.files)
        if new.modified and old.modified and new.modified < old.modified:
            # An older file put back is a change of today, and HTTP's dates know whole seconds.
            new.modified = max(time.time(), old.modified + 1)
        await self._pool.replace(new.nquads)
        # The workers first: no answer of the old graph is kept as one of the new.
        self._source = new
        self._show(new)
        gc.collect()  # the old graph is held in circles, which would otherwise stay for long
        self._tell(f"serving {new.triples:,} triples from now on")

    async def _watch(self) -> None:
        paths = self._source.paths
        before = watch.stamps(paths)
        while True:
            await asyncio.sleep(watch.EVERY)
            if watch.stamps(paths) != before:
                before = await _settled(paths)
                self._wanted.set()


async def _settled(paths: Sequence[Path]) -> watch.Stamps:
    """Wait until files have been left alone for a moment: they may be half-written."""
    now = watch.stamps(paths)
    while True:
        await asyncio.sleep(watch.EVERY)
        if (then := watch.stamps(paths)) == now:
            return now
        now = then
