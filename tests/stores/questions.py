"""What every store that answers queries is asked, and how its answers are judged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from stores import samples
from support import answers

EVERYTHING = "SELECT DISTINCT ?s ?p ?o { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"

Answers = Sequence[str | Exception]


class Question(NamedTuple):
    """A query asked of a file.

    Attributes:
        data: The file, which is all that the store holds.
        query: The query's text.
        name: The name of a query of the library, if it is one.
    """

    data: Path
    query: str
    name: str = ""


Ask = Callable[[Sequence[Question]], Answers]


@lru_cache
def library() -> tuple[Question, ...]:
    """Return every query, asked of its own graph; a ``verify-*`` query of a violation too."""
    own = [Question(answers.graph(name), answers.text(name), name) for name in answers.names()]
    violations = [
        Question(path, answers.text(path.stem), path.stem)
        for path in sorted(answers.VIOLATIONS.glob("*.ttl"))
    ]
    return tuple(sorted([*own, *violations]))


def asked_together() -> tuple[Question, ...]:
    """Return every query, asked of two reports together."""
    return tuple(Question(samples.together(), answers.text(name), name) for name in answers.names())


@lru_cache
def _expected(question: Question) -> object:
    if question.data == answers.graph(question.name):
        shown = answers.expected(question.name).read_text(encoding="utf-8")
    else:
        shown = answers.tsv(question.name, question.data)
    return answers.comparable(question.name, shown)


def fault(question: Question, answer: str | Exception) -> str:
    """Return how an answer differs from the one expected, or nothing."""
    if isinstance(answer, Exception):
        return f"{question.name}: {answer}"
    try:
        found = answers.comparable(question.name, answer, ox.QueryResultsFormat.JSON)
    except (SyntaxError, ValueError) as error:
        return f"{question.name}: not SPARQL's JSON: {error}"
    if found == (expected := _expected(question)):
        return ""
    (_, more), (_, rows) = found, expected  # type: ignore[misc]
    lost, added = list((rows - more).elements()), list((more - rows).elements())
    return f"{question.name}: lacks {lost[:2]}, has {added[:2]} (of {len(lost)}, {len(added)})"


def faults(questions: Sequence[Question], given: Answers) -> dict[str, str]:
    """Return the queries answered otherwise than expected, with what is wrong."""
    pairs = zip(questions, given, strict=True)
    return {one.name: said for one, answer in pairs if (said := fault(one, answer))}


def as_held(path: Path) -> set[tuple[object, ...]]:
    """Return a file's triples so that equal values are equal."""
    return {tuple(map(answers.value, triple)) for triple in samples.triples(path)}


def as_told(answer: str) -> set[tuple[object, ...]]:
    """Return the triples that a store tells when asked for ``?s ?p ?o``."""
    parsed = ox.parse_query_results(answer.encode(), format=ox.QueryResultsFormat.JSON)
    assert isinstance(parsed, ox.QuerySolutions)
    return {tuple(answers.value(row[name]) for name in "spo") for row in parsed}
