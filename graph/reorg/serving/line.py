"""The line in which queries wait: clients take turns, whatever each of them brings."""

from __future__ import annotations

import asyncio
from collections import Counter, deque

from reorg.errors import ReorgError


class BusyError(ReorgError):
    """The server is full.

    Attributes:
        status: The HTTP status that says so.
    """

    status = 503


class TooManyError(BusyError):
    """One client has too many queries waiting."""

    status = 429


class Line:
    """Lets queries in, clients in turn.

    A client may have ``places`` queries running while there is room. Where others have taken all
    places, it may still run one: until twice as many run, nobody waits for another's queries.
    """

    def __init__(self, places: int, most: int, most_each: int) -> None:
        """Open a line.

        Args:
            places: Queries that run at a time.
            most: Queries that may wait.
            most_each: Queries of one client that may wait.
        """
        self._places, self._most, self._most_each = places, most, most_each
        self._waiting: dict[str, deque[asyncio.Future[None]]] = {}  # in the order of their turns
        self._running: Counter[str] = Counter()

    @property
    def running(self) -> int:
        """How many queries run."""
        return self._running.total()

    @property
    def waiting(self) -> int:
        """How many queries wait."""
        return sum(map(len, self._waiting.values()))

    async def enter(self, client: str) -> None:
        """Wait for a place; who is let in has to `leave`.

        Raises:
            TooManyError: This client has too many queries waiting.
            BusyError: Too many are waiting altogether, and none has more of them than this client.
        """
        self._make_room(client)
        ticket = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(client, deque()).append(ticket)
        self._admit()
        try:
            await ticket
        except asyncio.CancelledError:
            if not ticket.cancelled() and not ticket.exception():
                self.leave(client)  # let in and called away at the same moment
            else:
                self._forget(client, ticket)
            raise

    def leave(self, client: str) -> None:
        """Give a place back."""
        self._running[client] -= 1
        if not self._running[client]:
            del self._running[client]
        self._admit()

    def _make_room(self, client: str) -> None:
        own = len(self._waiting.get(client, ()))
        if own >= self._most_each:
            raise TooManyError(f"{own} queries of this client are waiting already")
        if self.waiting < self._most:
            return
        longest = max(self._waiting, key=lambda name: len(self._waiting[name]))
        if len(self._waiting[longest]) <= own + 1:
            raise BusyError(f"{self._most} queries are waiting already")
        dropped = self._waiting[longest].pop()
        if not dropped.done():
            dropped.set_exception(TooManyError("other clients are waiting too"))

    def _admit(self) -> None:
        while (client := next(filter(self._may_run, self._waiting), None)) is not None:
            tickets = self._waiting.pop(client)
            ticket = tickets.popleft()
            if tickets:
                self._waiting[client] = tickets  # at the end: others come first now
            if not ticket.done():
                self._running[client] += 1
                ticket.set_result(None)

    def _may_run(self, client: str) -> bool:
        own, total = self._running.get(client, 0), self.running
        return total < self._places or (own == 0 and total < 2 * self._places)

    def _forget(self, client: str, ticket: asyncio.Future[None]) -> None:
        tickets = self._waiting.get(client)
        if tickets and ticket in tickets:
            tickets.remove(ticket)
            if not tickets:
                del self._waiting[client]
