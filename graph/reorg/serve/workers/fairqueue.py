"""The queue in which queries wait: clients take turns, whatever each of them brings."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Mapping, Sized
from typing import Any

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


class Slot:
    """What a query needs in order to run.

    Attributes:
        client: Whose query it is.
        wanted: Done when the query has to end, as it and others take too long.
    """

    def __init__(self, client: str) -> None:
        self.client = client
        self.wanted: asyncio.Future[None] = asyncio.get_running_loop().create_future()


class FairQueue:
    """Lets queries in, clients in turn, and short ones past long ones.

    A client may have ``places`` queries running while there is room. A query that turns out long
    gives its place to others and runs beside them; where as many long ones run as may, those who
    have some get no more, and whoever has most loses one. A client need not wait for a place for
    its only short one, until as many short ones run as long ones may.
    """

    def __init__(self, places: int, most_long: int, most: int, most_each: int) -> None:
        """Open a queue.

        Args:
            places: Queries that run at a time, besides long ones.
            most_long: Long queries that run at a time.
            most: Queries that may wait.
            most_each: Queries of one client that may wait.
        """
        self._places, self._most_long = places, most_long
        self._most_short = max(places, most_long)
        self._most, self._most_each = most, most_each
        self._waiting: dict[str, deque[asyncio.Future[Slot]]] = {}  # in the order of their turns
        self._short: dict[str, set[Slot]] = {}
        self._long: dict[str, list[Slot]] = {}

    @property
    def running(self) -> int:
        """How many queries run."""
        return _count(self._short) + _count(self._long)

    @property
    def waiting(self) -> int:
        """How many queries wait."""
        return _count(self._waiting)

    async def enter(self, client: str) -> Slot:
        """Wait for a place; who is let in has to `leave` it.

        Raises:
            TooManyError: This client has too many queries waiting.
            BusyError: Too many are waiting altogether, and none has more of them than this client.
        """
        self._make_room(client)
        ticket: asyncio.Future[Slot] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(client, deque()).append(ticket)
        self._admit()
        try:
            return await ticket
        except asyncio.CancelledError:
            if not ticket.cancelled() and not ticket.exception():
                self.leave(ticket.result())  # let in and called away at the same moment
            else:
                self._forget(client, ticket)
            raise

    def turn_long(self, slot: Slot) -> None:
        """Let others past a query that has turned out long."""
        client = slot.client
        if _count(self._long) >= self._most_long:
            greedy = max(self._long, key=lambda name: len(self._long[name]))
            fair = len(self._long[greedy]) <= len(self._long.get(client, ())) + 1
            loser = slot if fair else self._long[greedy][-1]
            if not loser.wanted.done():
                loser.wanted.set_result(None)
        _remove(self._short, client, slot)
        self._long.setdefault(client, []).append(slot)
        self._admit()

    def leave(self, slot: Slot) -> None:
        """Give a place back."""
        _remove(self._short, slot.client, slot)
        _remove(self._long, slot.client, slot)
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
                slot = Slot(client)
                self._short.setdefault(client, set()).add(slot)
                ticket.set_result(slot)

    def _may_run(self, client: str) -> bool:
        short, long = len(self._short.get(client, ())), len(self._long.get(client, ()))
        total = _count(self._short)
        if short + long >= self._places or (long and _count(self._long) >= self._most_long):
            return False
        return total < (self._places if short else self._most_short)

    def _forget(self, client: str, ticket: asyncio.Future[Slot]) -> None:
        _remove(self._waiting, client, ticket)


def _count(groups: Mapping[str, Sized]) -> int:
    return sum(map(len, groups.values()))


def _remove(groups: dict[str, Any], client: str, item: object) -> None:
    """Take something out of a client's group, if it is in it; no group stays empty."""
    group = groups.get(client)
    if group is not None and item in group:
        group.remove(item)
        if not group:
            del groups[client]
