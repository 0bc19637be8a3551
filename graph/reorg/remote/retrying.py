"""Makes a request again that failed for a reason that may pass: how often, how long apart."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event

from reorg.remote import responses
from reorg.remote.responses import LostError, Response, StoreError

TRIES = 5
"""How often a request is made as long as it fails for a reason that may pass."""

TRIES_REFUSED = 3
"""How often a connection is tried that nobody takes: within about a second a server may start."""

LONGEST_WAIT = 20.0
"""Seconds to wait at most before trying again, whatever the server asks for."""

PAUSE = 0.4
"""Seconds to wait before the second try; before each further one twice as many."""


class PassingError(Exception):
    """A fault after which trying again makes sense.

    Args:
        reason: What happened, as `responses.reason` words it.
        failure: What to raise if it does not pass.
    """

    def __init__(self, reason: str, failure: LostError) -> None:
        super().__init__(reason)
        self.failure = failure


def retried(
    attempt: Callable[[], Response], url: str, cancelled: Event, tries: int = TRIES
) -> Response:
    """Make a request until it works, fails for good, or nobody waits any more.

    Not by ``urllib3.Retry``: it sleeps where nobody waits any more, gives each try the whole
    time, and does not try again where a body breaks off (urllib3's issues 542 and 2751).

    Args:
        attempt: Makes the request once.
        url: Where it goes, for messages.
        cancelled: Set when nobody waits any more.
        tries: How often a request is made that is answered, if only with a status that may pass.

    Raises:
        StoreError: It failed to the last.
    """
    failure: StoreError | None = None
    for count in range(TRIES):
        asked_for = 0.0
        try:
            response = attempt()
            if response.status not in responses.PASSING or count >= tries - 1:
                return response
            asked_for = response.retry_after
        except PassingError as error:
            failure = error.failure
            most = TRIES_REFUSED if str(error) in responses.NOBODY_THERE else tries
            if count >= most - 1:
                break
        if cancelled.wait(min(asked_for or PAUSE * 2**count, LONGEST_WAIT)):
            break
    raise failure or StoreError("given up", where=url)
