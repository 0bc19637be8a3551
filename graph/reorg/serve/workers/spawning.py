"""Workers that each load the graph: where processes cannot be forked."""

from __future__ import annotations

import asyncio
import contextlib
import json

from reorg.serve.limits import Limits
from reorg.serve.workers.messages import Message, MessageType
from reorg.serve.workers.processes import StartError, Worker, WorkerFactory, command, ready


class Spawning(WorkerFactory):
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
            raise StartError.of(error) from None
        worker = _Spawned(process)
        worker.send(Message(MessageType.GRAPH, self._data))
        return await ready(worker, self._seconds)


class _Spawned(Worker):
    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        super().__init__(process.stdout, process.stdin)
        self._process = process

    async def _exit_status(self) -> int:
        return await self._process.wait()

    async def _stderr(self, most: int) -> bytes:
        assert self._process.stderr is not None
        return await self._process.stderr.read(most)

    def _kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
