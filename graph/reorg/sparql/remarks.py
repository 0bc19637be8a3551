"""What to say beside an answer: which example it is of, and what the graph does not know."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING

from reorg.errors import ReorgError

if TYPE_CHECKING:
    from reorg.rdf.bridge import Term
    from reorg.sparql.engine import Answer
    from reorg.sparql.library import Query

    Ask = Callable[[str], Answer]

_MENTIONED = "ASK {{ {{ {0} ?p ?o }} UNION {{ ?s ?p {0} }} }}"


def assumed(query: Query, given: Collection[str]) -> dict[str, str]:
    """Return the terms that stand in the places of the parameters that have no value."""
    return {name: term for name, term in query.examples.items() if name not in given}


def example(query: Query, given: Collection[str], write: str = "--param {}=NAME") -> str:
    """Return for which examples a query answers whose parameters are not all given.

    Args:
        query: The query.
        given: The parameters that have a value.
        write: How its reader gives one a value, with ``{}`` for its name.

    Returns:
        A sentence without its full stop; empty where every parameter has a value.
    """
    from reorg.sparql.naming import short

    left = assumed(query, given)
    if not left:
        return ""
    asked = " and ".join(f"{name}={short(term.strip('<>'))}" for name, term in left.items())
    ways = " and ".join(write.format(name) for name in left)
    return f"asked with the example {asked}; {ways} asks of another"


def strangers(terms: Iterable[str], ask: Ask) -> list[str]:
    """Return which of some IRIs a graph does not mention, as far as it answers.

    Args:
        terms: What a query was asked with, as it is written there; literals are passed over.
        ask: Asks the graph.
    """
    try:
        return [term for term in terms if term[0] == "<" and not ask(_MENTIONED.format(term)).truth]
    except ReorgError:
        return []


def found_nothing(answer: Answer) -> bool:
    """Say whether an answer is empty, or counts nothing."""
    if answer.truth is not None or answer.triples is not None:
        return not (answer.truth or answer.triples)
    rows = answer.rows or []
    return not rows or (len(rows) == 1 and all(_is_nothing(term) for term in rows[0]))


def _is_nothing(term: Term | None) -> bool:
    return term is None or str(term).startswith('"0"^^')
