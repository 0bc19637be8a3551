"""Runs queries on the embedded engine within a time limit, so that nothing can hang or harm."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from reorg.errors import QueryError, QueryTimeoutError
from reorg.namespaces import PREFIXES
from reorg.sparql.refusals import refuse
from reorg.sparql.syntax import syntax_error
from reorg.threads import Task

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


Ask = Callable[[str], Answer]
"""Puts a query to a graph, be it here or on a server."""


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
    """Run a query beside the caller and return the whole of its answer.

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

    def work(cancelled: threading.Event) -> Answer:
        return evaluate(
            store,
            text,
            lambda items, _: _drain(items, cancelled),
            where=where,
            prefixes=prefixes,
            base=base,
            allow_service=allow_service,
        )

    try:
        return Task(work).result(timeout)
    except TimeoutError:
        raise QueryTimeoutError(
            f"the query took longer than {timeout:g} seconds",
            where=where,
            remedy="narrow it, or allow more with --timeout",
        ) from None


def evaluate(
    store: ox.Store,
    text: str,
    take: Callable[[Iterable[Any], str], list[Any]],
    *,
    where: str = "query",
    prefixes: Mapping[str, str] = PREFIXES,
    base: str = "",
    allow_service: bool = False,
    graphs: frozenset[str] | None = frozenset(),
    **options: Any,
) -> Answer:
    """Run a query in the thread that calls, unless it may not be run; return its answer.

    Args:
        store: What to ask.
        text: A SPARQL 1.1 query.
        take: Returns what there is of rows or triples, or raises; the second argument is what
            they are, "rows" or "triples".
        where: What to call the query in messages, such as its file.
        prefixes: Prefixes known without being declared.
        base: What relative IRIs are read against; empty: they are an error.
        allow_service: Let ``SERVICE`` ask other servers.
        graphs: IRIs of the graphs that ``FROM`` may name; None: any, which the options overrule.
        options: As for the ``query`` of a store.

    Raises:
        QueryError: The query is an update, would fetch, cannot be read, or fails.
        MemoryError: There is too little memory to put the answer in order.
    """
    import pyoxigraph as ox

    from reorg.sparql import ordering

    refuse(text, where, allow_service=allow_service, graphs=graphs, prefixes=prefixes, base=base)
    try:
        solutions = ordering.query(store, text, prefixes, base, **options)
        if isinstance(solutions.items, ox.QueryBoolean):
            answer = Answer(truth=bool(solutions.items))
        elif isinstance(solutions.items, ox.QueryTriples):
            answer = Answer(triples=take(solutions.items, "triples"))
        else:
            rows = solutions.in_order(take(map(tuple, solutions.items), "rows"))
            answer = Answer(rows=rows, variables=solutions.names)
    except SyntaxError as error:
        raise syntax_error(text, where, str(error), prefixes, base) from None
    except (RuntimeError, OSError, ValueError) as error:
        raise QueryError(f"the query failed: {error}", where=where) from None
    if solutions.failures:
        raise solutions.failures[0]
    return answer


def _drain(items: Any, cancelled: threading.Event) -> list[Any]:
    """Return all items, unless the caller has gone: then memory must not go on filling."""
    kept: list[Any] = []
    items = iter(items)
    while not cancelled.is_set() and (chunk := list(islice(items, _CHUNK))):
        kept += chunk
    return kept
