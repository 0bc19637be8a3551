"""Opens graphs and runs queries on the embedded engine, so that nothing can hang or harm."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from reorg.namespaces import PREFIXES
from reorg.sparql.text import QueryError, QueryTimeoutError, refuse, syntax_error
from reorg.task import Task

if TYPE_CHECKING:
    import pyoxigraph as ox

    from reorg.rdf.bridge import Term


_CHUNK = 1000


class Answer(NamedTuple):
    """What a query answers; exactly one of the three is there.

    Attributes:
        rows: For SELECT, one tuple a solution, ``None`` where a variable is unbound.
        triples: For CONSTRUCT and DESCRIBE.
        truth: For ASK.
        variables: The names of the columns of ``rows``.
    """

    rows: list[tuple[Term | None, ...]] | None = None
    triples: list[ox.Triple] | None = None
    truth: bool | None = None
    variables: tuple[str, ...] = ()


def run(
    store: ox.Store,
    text: str,
    *,
    where: str = "query",
    prefixes: Mapping[str, str] = PREFIXES,
    base: str = "",
    timeout: float | None = None,
    allow_service: bool = False,
) -> Answer:
    """Run a query and return the whole of its answer.

    Args:
        store: What to ask.
        text: A SPARQL 1.1 query.
        where: What to call the query in messages, such as its file.
        prefixes: Prefixes known without being declared.
        base: What relative IRIs are read against; empty: they are an error.
        timeout: Seconds after which to give up; None for no limit.
        allow_service: Let ``SERVICE`` ask other servers.

    Raises:
        QueryError: The query is an update, would fetch, cannot be read, or fails.
        QueryTimeoutError: It took too long. The engine cannot be stopped: its thread goes on
            until it ends by itself or the process does.
    """
    known = dict(prefixes)

    def work(cancelled: threading.Event) -> Answer:
        refuse(text, where, allow_service=allow_service, prefixes=known, base=base)

        def take(items: Iterable[Any], _: str) -> list[Any]:
            return _drain(items, cancelled)

        return solve(store, text, take, known, base=base, where=where)

    try:
        return Task(work).result(timeout)
    except TimeoutError:
        raise QueryTimeoutError(
            f"the query took longer than {timeout:g} seconds",
            where=where,
            remedy="narrow it, or allow more with --timeout",
        ) from None


def solve(
    store: ox.Store,
    text: str,
    take: Callable[[Iterable[Any], str], list[Any]],
    prefixes: Mapping[str, str] = PREFIXES,
    *,
    base: str = "",
    where: str = "query",
    **options: Any,
) -> Answer:
    """Return the answer to a query that may be asked, in the thread that calls.

    Args:
        store: What to ask.
        text: The query.
        take: Returns what there is of rows or triples, or raises; the second argument is what
            they are, "rows" or "triples".
        prefixes: Prefixes known without being declared.
        base: What relative IRIs are read against; empty: they are an error.
        where: What to call the query in messages, such as its file.
        options: As for the ``query`` of a store.

    Raises:
        QueryError: The query cannot be read, or fails.
        MemoryError: There is too little memory to put the answer in order.
    """
    import pyoxigraph as ox

    from reorg.sparql import ordering

    try:
        found = ordering.query(store, text, prefixes, base, **options)
        if isinstance(found.items, ox.QueryBoolean):
            answer = Answer(truth=bool(found.items))
        elif isinstance(found.items, ox.QueryTriples):
            answer = Answer(triples=take(found.items, "triples"))
        else:
            rows = found.in_order(take(map(tuple, found.items), "rows"))
            answer = Answer(rows=rows, variables=found.names)
    except SyntaxError as error:
        raise syntax_error(text, where, str(error), prefixes, base) from None
    except (RuntimeError, OSError, ValueError) as error:
        raise QueryError(f"the query failed: {error}", where=where) from None
    if found.failures:
        raise found.failures[0]
    return answer


def _drain(items: Any, cancelled: threading.Event) -> list[Any]:
    """Return all items, unless the caller has gone: then memory must not go on filling."""
    kept: list[Any] = []
    items = iter(items)
    while not cancelled.is_set() and (chunk := list(islice(items, _CHUNK))):
        kept += chunk
    return kept
