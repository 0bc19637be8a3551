"""What a worker is asked, and what it tells of its answer."""

from __future__ import annotations

import json
from typing import NamedTuple

from reorg.serve.media import GRAPH, TABLE


class Job(NamedTuple):
    """A query and how its answer is wanted.

    Attributes:
        text: The query.
        default_graphs: IRIs of the graphs that make the default graph; empty: the store's own.
        named_graphs: IRIs of the graphs that ``GRAPH`` sees; empty with no default graphs: all.
        table: Media type for SELECT and ASK; empty where the client takes none.
        graph: Media type for CONSTRUCT and DESCRIBE, likewise.
        base: What relative IRIs are read against; empty: they are an error.
    """

    text: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    table: str = next(iter(TABLE))
    graph: str = next(iter(GRAPH))
    base: str = ""

    def packed(self) -> bytes:
        """Return it as it is sent."""
        return json.dumps(self).encode()

    @classmethod
    def unpacked(cls, data: bytes) -> Job:
        """Return what was sent."""
        text, default, named, *rest = json.loads(data)
        return cls(text, tuple(default), tuple(named), *rest)


class Outcome(NamedTuple):
    """What is told of an answer after its last piece.

    Attributes:
        status: An HTTP status.
        media_type: Of the answer; plain text for an error.
        rows: How many rows or triples it has.
        seconds: How long the query took, its answer written.
        error: What is wrong, which then is the answer, whatever pieces came before.
        grown: By how many bytes the process has grown since it was made.
    """

    status: int
    media_type: str
    rows: int = 0
    seconds: float = 0.0
    error: str = ""
    grown: int = 0

    def packed(self) -> bytes:
        """Return it as it is sent."""
        return json.dumps(self).encode()

    @classmethod
    def unpacked(cls, data: bytes) -> Outcome:
        """Return what was sent."""
        return cls(*json.loads(data))


def failure(status: int, message: str) -> Outcome:
    """Return the outcome that tells what is wrong."""
    return Outcome(status, "text/plain", error=f"{message}\n")
