"""What to say beside an answer: which example it is of, and what the graph does not know."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from reorg.errors import ReorgError

if TYPE_CHECKING:
    from reorg.rdf.bridge import Term
    from reorg.sparql.asking import Question
    from reorg.sparql.engine import Answer, Ask
    from reorg.sparql.library import Query

_MENTIONED = "ASK {{ {{ {0} ?p ?o }} UNION {{ ?s ?p {0} }} }}"


def remark(question: Question, ask: Ask, graph: str = "") -> str:
    """Return for which examples a question is answered, and whether the graph lacks these.

    Args:
        question: What is asked.
        ask: Asks the graph, without any prefix.
        graph: What to call it; empty for the shipped one, which has the examples.

    Returns:
        A sentence without its full stop; empty where every parameter has a value.
    """
    query = question.query
    if not query.named and not query.text.startswith("#+"):  # without a header: no parameters
        return ""
    if query.named:
        sentence = example(query, question.given)
    else:
        sentence = example(query, question.given, "another term in the line VALUES ?{}")
    if sentence and graph:
        unknown = strangers(assumed(query, question.given).values(), ask)
        sentence += f"; {graph} does not mention {' or '.join(unknown)}" if unknown else ""
    return sentence


def lacking(question: Question, answer: Answer, ask: Ask) -> list[str]:
    """Return what the graph lacks where nothing was found, as sentences without full stops.

    Args:
        question: What was asked.
        answer: What came of it.
        ask: Asks the graph, without any prefix.
    """
    if not found_nothing(answer):
        return []
    if not question.query.named:
        from reorg.sparql.hints import hints

        return hints(question.text, question.prefixes, ask)
    from reorg.sparql.library import Query

    terms = Query(question.query.name, question.text).examples
    given = (term for name, term in terms.items() if name in question.given)
    return [f"the graph does not mention {term}" for term in strangers(given, ask)]


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
    from reorg.sparql.shortnames import short

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
