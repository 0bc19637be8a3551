"""The named queries, and how an argument is told to be the name of one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from reorg import resources
from reorg.errors import ReorgError
from reorg.lookalikes import nearest_or_all
from reorg.sparql import parameters

if TYPE_CHECKING:
    from reorg.sparql.engine import Ask
    from reorg.sparql.header import Header

SUFFIX = ".rq"

_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


class Query:
    """A query.

    Attributes:
        name: Its name in the library, or what to call it in messages.
        text: The whole of it, with its header if it has one.
        named: Whether it is one of the library, asked by its name.
        base: What relative IRIs are read against; empty: they are an error.
    """

    def __init__(self, name: str, text: str, *, named: bool = False, base: str = "") -> None:
        self.name, self.text, self.named, self.base = name, text, named, base

    @cached_property
    def header(self) -> Header:
        """The header, checked.

        Raises:
            ReorgError: It is missing or malformed, or does not fit the query.
        """
        from reorg.sparql.header import read

        return read(self.text, self.name + SUFFIX)

    @cached_property
    def examples(self) -> dict[str, str]:
        """The terms of the ``VALUES ?name { term }`` lines, by name."""
        return dict(parameters.examples(self.text))

    @property
    def body(self) -> str:
        """The query without its header."""
        lines = self.text.splitlines(keepends=True)
        return "".join(line for line in lines if not line.startswith("#+")).lstrip("\n")

    def fill(self, values: Mapping[str, object], ask: Ask) -> str:
        """Return the query's text with values in the places of its examples.

        Args:
            values: Values by parameter: text as on the command line, a Python value, or an
                rdflib term. For an IRI: the IRI, ``<IRI>``, a prefixed name, a name as in a
                record (``person:jane-doe``), the last part of an IRI, or a label; the last
                three are looked for in the graph.
            ask: Asks the graph, with the usual prefixes.

        Raises:
            ReorgError: There is no such parameter, or the value does not fit its type.
        """
        text = self.text
        if not values:  # then the header, and the YAML library with it, can wait
            return text
        known = {parameter.name: parameter for parameter in self.header.parameters}
        for name, value in values.items():
            if name not in known:
                raise ReorgError(
                    f"the query {self.name} has no parameter `{name}`",
                    remedy=nearest_or_all(name, known, "it has none"),
                )
            text = parameters.filled(text, known[name], value, ask)
        return text


def resolve(name_or_text: str) -> Query:
    """Return the query of a name, or the query that a text is: no name has a blank or a brace.

    Raises:
        ReorgError: There is none of that name; the message names the nearest.
    """
    if any(sign in name_or_text for sign in " \t\n{"):
        return Query("query", name_or_text)
    return get(name_or_text)


def names() -> list[str]:
    """Return the names of all queries, sorted."""
    return [name.removesuffix(SUFFIX) for name in resources.names("queries", SUFFIX)]


@lru_cache
def get(name: str) -> Query:
    """Return a query by its name.

    Raises:
        ReorgError: There is none; the message names the nearest.
    """
    if _NAME.fullmatch(name):
        try:
            return Query(name, resources.read("queries", name + SUFFIX), named=True)
        except FileNotFoundError:
            pass
    raise ReorgError(
        f"there is no query called {name!r}",
        remedy=nearest_or_all(name, names(), "see `reorg list queries`"),
    )
