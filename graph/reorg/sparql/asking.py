"""Asks a query, given by its name or in full: the one way for the command line and for Python."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from reorg.errors import ReorgError
from reorg.namespaces import PREFIXES
from reorg.sparql import engine

if TYPE_CHECKING:
    import pyoxigraph as ox

    from reorg.sparql.engine import Answer, Ask
    from reorg.sparql.library import Query


class Question(NamedTuple):
    """A query as it is put to a graph.

    Attributes:
        query: The query.
        text: Its text, with values in the places of its examples.
        given: The parameters that have a value.
        prefixes: Prefixes known without being declared.
    """

    query: Query
    text: str
    given: frozenset[str] = frozenset()
    prefixes: Mapping[str, str] = PREFIXES


def question(
    query: Query,
    values: Mapping[str, object],
    ask: Ask,
    prefixes: Mapping[str, str] = PREFIXES,
) -> Question:
    """Return a query with values for its parameters.

    Args:
        query: The query; see `reorg.sparql.library.resolve`.
        values: Values by parameter, as for `reorg.sparql.library.Query.fill`.
        ask: Asks the graph, with the usual prefixes.
        prefixes: Prefixes known without being declared.

    Raises:
        ReorgError: There is no such parameter, or the value does not fit its type.
    """
    if values and not query.named:
        raise ReorgError("only a named query has parameters", remedy="write them into the query")
    return Question(query, query.fill(values, ask), frozenset(values), prefixes)


def question_to(store: ox.Store, query: Query, values: Mapping[str, object]) -> Question:
    """Return a query to a graph that is at hand; as `question`."""
    from reorg.sparql.prefixes import known

    # The library's queries need no more than the usual prefixes, and to find more takes time.
    prefixes = PREFIXES if query.named else known(store)
    return question(query, values, partial(engine.run, store), prefixes)


def ask(
    store: ox.Store,
    asked: Question,
    *,
    timeout: float | None = None,
    allow_service: bool = False,
) -> Answer:
    """Put a question to a graph that is at hand, and return the whole answer.

    Args:
        store: The graph.
        asked: The question.
        timeout: Seconds after which to give up; None for no limit.
        allow_service: Let ``SERVICE`` ask other servers.

    Raises:
        QueryError: As of `reorg.sparql.engine.run`.
    """
    return engine.run(
        store,
        asked.text,
        where=asked.query.name,
        prefixes=asked.prefixes,
        base=asked.query.base,
        timeout=timeout,
        allow_service=allow_service,
    )
