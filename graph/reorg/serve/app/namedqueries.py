"""The named queries, asked by name or by their text."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING

from starlette.requests import Request

from reorg.errors import ReorgError
from reorg.rdf.formats import RESULTS
from reorg.serve.http.negotiation import NAMED
from reorg.serve.http.protocol import RequestError
from reorg.sparql import library
from reorg.sparql.asking import question
from reorg.sparql.engine import run

if TYPE_CHECKING:
    import pyoxigraph as ox

FORMATS = {
    **{name: format_.media_type for name, format_ in RESULTS.items() if format_.media},
    **{name: kind for name, kind in NAMED.items() if name != "html"},
}
"""The media types that an address of a ready query can ask for by ``format``."""


class NamedQueries:
    """The named queries on one graph."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store

    def has(self, text: str) -> bool:
        """Return whether a text is that of a ready query, with its header or without."""
        return _plain(text) in self._texts

    @cached_property
    def _texts(self) -> frozenset[str]:
        queries = [library.get(name) for name in library.names()]
        return frozenset(_plain(text) for query in queries for text in (query.text, query.body))

    def text(self, name: str, values: Sequence[tuple[str, str]]) -> str:
        """Return the text of a query with values in the places of its examples.

        Raises:
            RequestError: There is no such query, or a value does not fit.
        """
        if len(dict(values)) < len(values):
            raise RequestError(400, "a parameter is given twice", remedy="give each once")
        try:
            query = library.get(name)
        except ReorgError as error:
            raise RequestError(404, error.what, remedy=error.remedy) from None
        try:
            return question(query, dict(values), partial(run, self._store)).text
        except ReorgError as error:
            raise RequestError(400, error.what, remedy=error.remedy) from None


def examples(name: str, given: Sequence[tuple[str, str]]) -> str:
    """Return the examples that a query is asked with where no values are given, for a header."""
    query = library.get(name)
    if not query.examples:  # then the header need not be read
        return ""
    known = dict(given)
    assignments = (
        f"{parameter.name}={parameter.example}"
        for parameter in query.header.parameters
        if parameter.name not in known
    )
    return "; ".join(assignments).encode("ascii", "backslashreplace").decode()


def values(request: Request) -> list[tuple[str, str]]:
    """Return the values that an address gives to a query's parameters."""
    return [pair for pair in request.query_params.multi_items() if pair[0] != "format"]


def accepted(request: Request) -> str:
    """Return what a request for a ready query accepts: what its address asks for, or its header.

    Raises:
        RequestError: The address asks for a format that there is not.
    """
    name = request.query_params.get("format", "")
    if name and name not in FORMATS:
        some = ", ".join(FORMATS)
        raise RequestError(400, f"there is no format {name!r}", remedy=f"ask for {some}")
    return FORMATS.get(name) or request.headers.get("accept", "")


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()
