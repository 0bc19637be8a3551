"""A gateway in front of a store that repeats, delays, loses and reorders what it hands on."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator, Sequence

import requests

from support.httpservers import Handler, Says, Scripted, Seen

FAULTS = (
    "repeated",  # carried out twice at once
    "again later",  # carried out, and once more after the next request
    "again at last",  # carried out, and once more when the push has ended
    "answer lost",  # carried out; the connection ends without an answer
    "answer 504",  # carried out; the answer says that it was not
    "lost",  # not carried out; the connection ends
    "late",  # the connection ends; carried out after the next request
    "last",  # the answer is 504; carried out when the push has ended
)
"""What may become of a request."""

_HEADERS = ("Content-Type", "Accept", "Authorization")
_WRITES = ("PUT", "DELETE")


def writes(seen: Seen) -> bool:
    """Say whether a request may change a store."""
    return seen.method in _WRITES or "sparql-update" in seen.headers.get("Content-Type", "")


class Gateway(Scripted):
    """Hands requests on to a store; those that may change it are numbered from 0.

    Attributes:
        faults: What becomes of the requests that may change the store: given a request's number,
            one of `FAULTS`, or nothing.
        count: How many such requests came.
    """

    def __init__(self, behind: str, faults: Callable[[int], str] = lambda _: "") -> None:
        super().__init__(self._pass_on, behind)
        self.faults = faults
        self.count = 0
        self._lock = threading.Lock()
        self._next: list[Seen] = []
        self._last: list[Seen] = []

    @property
    def keeps(self) -> bool:
        """Whether something is kept back."""
        return bool(self._next or self._last)

    def hand_over(self) -> None:
        """Carry out what was kept back, in the order in which it came."""
        with self._lock:
            kept, self._next, self._last = [*self._next, *self._last], [], []
        for seen in kept:
            with contextlib.suppress(requests.RequestException):
                self._carry_out(seen)

    def _pass_on(self, handler: Handler, seen: Seen) -> Says | None:
        if not writes(seen):
            return self._carry_out(seen)
        with self._lock:
            number, self.count = self.count, self.count + 1
            waiting, self._next = self._next, []
        fault = self.faults(number)
        try:
            return self._with_fault(fault, handler, seen)
        finally:
            for late in waiting:
                with contextlib.suppress(requests.RequestException):
                    self._carry_out(late)

    def _with_fault(self, fault: str, handler: Handler, seen: Seen) -> Says | None:
        if fault in ("again later", "late"):
            self._next.append(seen)
        if fault in ("again at last", "last"):
            self._last.append(seen)
        if fault in ("lost", "late"):
            return handler.drop()
        if fault == "last":
            return Says(504, b"held back")
        says = self._carry_out(seen)
        if fault == "repeated":
            self._carry_out(seen)
        if fault == "answer lost":
            return handler.drop()
        return Says(504, b"carried out") if fault == "answer 504" else says

    def _carry_out(self, seen: Seen) -> Says:
        kept = {name: value for name, value in seen.headers.items() if name in _HEADERS}
        address = self.behind + seen.path
        found = requests.request(
            seen.method, address, data=seen.body, headers=kept, timeout=60, allow_redirects=False
        )
        names = ("content-type", "server", "www-authenticate", "fuseki-request-id")
        headers = {name: found.headers[name] for name in names if name in found.headers}
        return Says(found.status_code, found.content, headers)


def at(numbers: Sequence[int], fault: str) -> Callable[[int], str]:
    """Return the faults of requests with some numbers."""
    return lambda number: fault if number in numbers else ""


@contextlib.contextmanager
def gateway(behind: str, faults: Callable[[int], str] = lambda _: "") -> Iterator[Gateway]:
    """Run a gateway; what it kept back is carried out at the end."""
    with Gateway(behind, faults) as running:
        yield running
        running.hand_over()
