"""What one request may take, and how many there may be."""

from __future__ import annotations

from typing import NamedTuple

MOST_BYTES = 1_000_000
"""Longest body of a request: one of `reorg.limits.QUERY_CHARACTERS`, percent-encoded."""

MOST_HEAD = 16 * 1024
"""Longest head of a request, in bytes: longer queries come in a body."""

MOST_ANSWER = 64_000_000
"""Longest answer, in bytes."""

MOST_HELD = 512_000_000
"""Bytes of answers that clients have not yet taken, all together."""

MOST_KEPT = 32_000_000
"""Bytes of pages, files and answers of ready queries that are kept to be sent again."""

MOST_KEPT_TAGS = 2_000
"""How many of them."""

MOST_GROWN = 48_000_000
"""Bytes that a worker may keep from queries it has answered before another takes its place."""

SHORT_SECONDS = 0.2
"""Time after which a query is a long one, which others do not wait for."""

MOST_LONG = 4
"""Long queries that may run, as a multiple of the workers."""

MOST_WAITING = 800
"""Queries that may wait for a worker."""

MOST_WAITING_EACH = 400
"""Queries of one client that may wait."""

MOST_CONNECTIONS = 900
"""Connections at a time."""

MOST_FILES = 4096
"""Files that the server opens at the most: its connections, its workers, and long answers."""

MOST_FIELDS = 200
"""Parameters of a request."""

MOST_ACCEPT = 2_000
"""Characters of ``Accept`` that are read; libraries that name all they know send some 700."""

MOST_RANGES = 64
"""Media ranges that are read."""

MOST_RANGE = 200
"""Characters of a media range that is read: with its length, the time for it grows by squares."""

MOST_FORWARDED = 2_000
"""Characters of a proxy's header that are read: what a client added to it may cost no time."""

MOST_TARGET = 4_000
"""Characters of what a request asked for that a log gets."""

MOST_SHOWN = 500
"""Triples that a page shows in each direction."""

MOST_THINGS = 3_000
"""Things that are offered for completion."""

MOST_STDERR = 4096
"""Bytes that are read of what a process that has ended wrote to standard error."""

MOST_MESSAGE = 1_000_000
"""Longest message from a worker, in bytes."""

LEAST_COMPRESSED = 1_000
"""Bytes of the shortest document that is compressed."""

SPOOLED_IN_MEMORY = 256 * 1024
"""Bytes of an answer that waits in memory; longer ones wait in a file."""

HEAD_SECONDS = 10.0
"""Time for the head of a request to arrive, from the connection or its first byte on."""

LINGER_SECONDS = 2.0
"""Time for a client that is refused in the middle of a request to take the answer in."""

IDLE_SECONDS = 20
"""Time that a connection may wait for its next request; clients that reuse one at the very end
of it see it close under their hands, which a short time makes likely."""

BODY_SECONDS = 15.0
"""Time for the body of a request to arrive."""

TAKE_SECONDS = 60.0
"""Time for a client to take what was sent before it is given up."""

LOOK_SECONDS = 0.3
"""How often to see whether a client that sends no more still waits for its answer."""

PAGE_SECONDS = 120.0
"""Time to draw the graph page, once."""

REACT_SECONDS = 5.0
"""Time for a process to take up what it is sent, or else it is replaced."""

IDLE_CHECK_SECONDS = 5.0
"""How long a worker may be idle before it is asked whether it still reacts."""

TEND_SECONDS = 1.0
"""How often to see whether workers have to be replaced."""

ENDING_SECONDS = 2.0
"""Time to wait for the exit status of a process whose connection has ended."""

LOAD_SECONDS = 30.0
"""Time for a process to start and load a graph, without that for its size."""

LOAD_SPEED = 500_000
"""Bytes of N-Quads that are loaded in a second at the least."""

HEALTH_EACH_SECONDS = 1.0
"""How long it is known whether the server is well before a worker is asked anew."""

HEALTH_SECONDS = 5.0
"""Time for a worker to answer whether the server is well."""

RETRY_SECONDS = 5
"""When to come back, as told to a client that finds the server full."""


class Limits(NamedTuple):
    """What one query may take.

    Attributes:
        seconds: Time from when a worker takes it up until its answer is written.
        rows: Rows, or triples, of its answer.
        megabytes: Memory that a worker may use beyond what the graph takes.
        workers: Queries that run at a time. Others wait, but not for long ones (`MOST_LONG`).
    """

    seconds: float = 30.0
    rows: int = 100_000
    megabytes: int = 512
    workers: int = 2
