"""Connections when there are many: whose to end, and which have ended already."""

from __future__ import annotations

import select
from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple


class OpenConnection(NamedTuple):
    """A connection that is open.

    Attributes:
        whose: Its client, as `reorg.serve.http.clients.client_of` tells.
        answering: Whether a request on it is being answered.
        abort: Ends it.
    """

    whose: str
    answering: bool
    abort: Callable[[], None]


def make_room(connections: Sequence[OpenConnection], whose: str) -> bool:
    """End a connection of the client that has most of them, an idle one if there is any.

    Args:
        connections: All that are open, the one for which there is no room among them.
        whose: The client of that one.

    Returns:
        Whether one was ended; none is where no other client has more than this one.
    """
    count = Counter(one.whose for one in connections)
    greedy, most = max(count.items(), key=lambda item: item[1], default=("", 0))
    if most <= count[whose]:
        return False
    min((one for one in connections if one.whose == greedy), key=lambda one: one.answering).abort()
    return True


def has_ended(handle: int) -> bool:
    """Tell whether the other side of a connection sends no more, whatever of it is not yet read.

    Args:
        handle: The file number of its socket.
    """
    signs = getattr(select, "POLLRDHUP", 0)  # Linux's; others don't tell
    if not signs:
        return False
    seen = select.poll()
    seen.register(handle, signs)
    return bool(seen.poll(0))
