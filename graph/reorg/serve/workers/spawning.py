"""Workers that each load the graph: where processes cannot be forked."""

from __future__ import annotations

import asyncio
import contextlib
import json

from reorg.serve.limits import Limits
from reorg.serve.workers.ending import Ending
from reorg.serve.workers.processes import (
    ENDING_SECONDS,
    MOST_SAID,
    StartError,
    Worker,
    command,
    ready,
    text_of,
)
from reorg.serve.workers.wire import Kind, Message


class Spawning:
    """Makes workers that each load the graph."""

    def __init__(self, data: bytes, limits: Limits, seconds: float) -> None:
        self._data, self._limits, self._seconds = data, limits, seconds

    async def worker(self, *, confined: bool = True) -> Worker:
        """Return a new worker that is ready."""
        started = command("worker", json.dumps([*self._limits]), json.dumps(confined))
        pipe = asyncio.subprocess.PIPE
        try:
            process = await asyncio.create_subprocess_exec(
                *started, stdin=pipe, stdout=pipe, stderr=pipe, start_new_session=True
            )
        except OSError as error:
            raise StartError(f"no process can be started ({error.strerror})") from None
        made = _Spawned(process)
        made.send(Message(Kind.GRAPH, self._data))
        return await ready(made, self._seconds)

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
            async with asyncio.timeout(ENDING_SECONDS):
                if self._process.stderr is not None:
                    said = await self._process.stderr.read(MOST_SAID)
                return Ending(await self._process.wait(), text_of(said))
        except TimeoutError:
            return Ending(None, text_of(said))

    def _kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
