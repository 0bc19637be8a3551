"""Gives answers as rdflib's results."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from rdflib import Variable
from rdflib.query import Result, ResultRow

from reorg.rdf.bridge import RdflibTerms, graph_of

if TYPE_CHECKING:
    from reorg.sparql.engine import Answer


def result_of(answer: Answer) -> Result:
    """Return an answer as rdflib's ``Result``."""
    if answer.truth is not None:
        result = Result("ASK")
        result.askAnswer = answer.truth
    elif answer.triples is not None:
        result = Result("CONSTRUCT")
        result.graph = graph_of(answer.triples)
    else:
        result = Rows(answer)
    return result


class Rows(Result):
    """rdflib's result of a SELECT, whose rows are made once and without rdflib's detours."""

    def __init__(self, answer: Answer) -> None:
        super().__init__("SELECT")
        self.vars = [Variable(name) for name in answer.variables]
        labels = {name: place for place, name in enumerate(answer.variables)}
        terms = RdflibTerms({None: None})
        self._rows = [_row(map(terms.__getitem__, row), labels) for row in answer.rows or ()]
        names = self.vars
        self.bindings = (
            {name: term for name, term in zip(names, row, strict=True) if term is not None}
            for row in self._rows
        )

    def __iter__(self) -> Iterator[Any]:
        """Go through the rows."""
        return iter(self._rows)

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self._rows)

    def __bool__(self) -> bool:
        """Say whether there is a row."""
        return bool(self._rows)


def _row(terms: Iterable[Any], labels: dict[str, int]) -> ResultRow:
    row = tuple.__new__(ResultRow, terms)
    row.labels = labels
    return row
