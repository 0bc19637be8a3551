"""What those who run the server ask it: whether it is well, and its figures."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from ipaddress import ip_address
from time import monotonic

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from reorg.serve.app.metrics import CONTENT_TYPE, Metrics
from reorg.serve.http.protocol import RequestError
from reorg.serve.http.proxy import FORWARDED, Network, among
from reorg.serve.job import Job
from reorg.serve.limits import HEALTH_EACH_SECONDS, HEALTH_SECONDS
from reorg.serve.routes import Route
from reorg.serve.workers.fairqueue import BusyError
from reorg.serve.workers.pool import Answered, Pool

_FRESH = {"Cache-Control": "no-store"}


class Operations:
    """Tells how one server does."""

    def __init__(self, pool: Pool, metrics: Metrics, allowed: Sequence[Network]) -> None:
        """Watch a server.

        Args:
            pool: Its workers.
            metrics: Its figures.
            allowed: Who may see them besides this machine.
        """
        self._pool, self._metrics, self._allowed = pool, metrics, tuple(allowed)
        self._asking = asyncio.Lock()
        self._asked, self._answered = float("-inf"), monotonic()
        self._well = True

    def routes(self) -> list[Route]:
        """Return which address leads to what."""
        return [Route("/health", self.health), Route("/metrics", self.metrics)]

    def answered(self, answered: Answered) -> None:
        """Hear that a query was answered."""
        self._answered = monotonic()
        self._metrics.answered(answered)

    async def health(self, request: Request) -> Response:
        """Return whether queries are answered (200), or not (503)."""
        async with self._asking:
            if monotonic() - self._asked > HEALTH_EACH_SECONDS:
                self._well = await self._is_well()
                self._asked = monotonic()
        if self._well:
            return PlainTextResponse("well\n", headers=_FRESH)
        return PlainTextResponse("no query is answered\n", 503, headers=_FRESH)

    async def _is_well(self) -> bool:
        try:
            async with asyncio.timeout(HEALTH_SECONDS):
                answered = await self._pool.ask(Job("ASK {}"), "health")
        except (TimeoutError, BusyError):
            # All workers may be at queries that take long, and are: none takes longer than this.
            longest = self._pool.limits.seconds + HEALTH_SECONDS
            return self._pool.running > 0 and monotonic() - self._answered < longest
        answered.body.close()
        return answered.status == 200

    def metrics(self, request: Request) -> Response:
        """Return the figures, to this machine and to those who are allowed to see them."""
        client = request.client.host if request.client else ""
        here = _is_loopback(client) and not request.scope[FORWARDED]
        if not here and not among(client, self._allowed):
            raise RequestError(
                403, "the figures are for this machine", remedy="allow others with --allow-metrics"
            )
        return Response(self._metrics.text(), headers={"Content-Type": CONTENT_TYPE, **_FRESH})


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
