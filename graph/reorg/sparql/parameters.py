"""The parameters of queries: their types, and how a value takes the place of the example."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from reorg.errors import ReorgError

if TYPE_CHECKING:
    import pyoxigraph as ox

    from reorg.sparql.engine import Ask

TYPES = ("iri", "string", "text", "integer", "decimal", "boolean", "date")
"""What a parameter may be; ``text`` is a string in English, ``en``."""

_VALUES = re.compile(
    r"^(?P<before>[ \t]*VALUES[ \t]+\?(?P<name>\w+)[ \t]*\{[ \t]*)"
    r"(?P<term>[^\s{}\"'](?:[^\s{}]*)|\"(?:[^\"\\\n]|\\.)*\"\S*|'(?:[^'\\\n]|\\.)*'\S*)"
    r"(?P<after>[ \t]*\}[ \t]*)$",
    re.MULTILINE,
)


class Parameter(NamedTuple):
    """What a query lets its reader choose.

    Attributes:
        name: Its name, as on the command line and in the query's ``VALUES`` line.
        type: One of ``TYPES``.
        description: What it is for.
        example: The term that stands in the query.
    """

    name: str
    type: str
    description: str
    example: str


def examples(text: str) -> list[tuple[str, str]]:
    """Return the names and terms of a query's lines ``VALUES ?name { term }``, in order."""
    return [(match["name"], match["term"]) for match in _VALUES.finditer(text)]


def filled(text: str, parameter: Parameter, value: object, ask: Ask) -> str:
    """Return a query's text with a value in the place of a parameter's example.

    Args:
        text: The query.
        parameter: What gets the value.
        value: As for `reorg.sparql.library.Query.fill`.
        ask: Asks the graph, with the usual prefixes.

    Raises:
        ReorgError: The value does not fit the parameter's type.
    """
    term = _term(parameter, value, ask)

    def line(match: re.Match[str]) -> str:
        if match["name"] != parameter.name:
            return match[0]
        return f"{match['before']}{term}{match['after']}"

    return _VALUES.sub(line, text)


def _term(parameter: Parameter, value: object, ask: Ask) -> ox.NamedNode | ox.Literal:
    """Return the term for a value; only the engine's own terms ever enter a query's text."""
    import pyoxigraph as ox

    from reorg.namespaces import PREFIXES

    text = _lexical(value)
    if parameter.type == "iri":
        from reorg.sparql.shortnames import resolve

        return resolve(text, ask, where=parameter.name)
    if parameter.type == "string":
        return ox.Literal(text)
    if parameter.type == "text":
        return ox.Literal(text, language="en")
    lexical = _canonical(parameter, text.strip())
    return ox.Literal(lexical, datatype=ox.NamedNode(PREFIXES["xsd"] + parameter.type))


def _lexical(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    text = str(value)
    if any("\ud800" <= sign <= "\udfff" for sign in text):
        raise ReorgError("a parameter's value is not Unicode text", remedy="write it anew")
    return text


def _canonical(parameter: Parameter, text: str) -> str:
    """Return the canonical form of a number, a date or a truth value.

    Raises:
        ReorgError: The text is none, or the number has more than 18 digits (stores keep 64 bits).
    """
    from datetime import date
    from decimal import Decimal

    try:
        if parameter.type == "integer" and re.fullmatch(r"[+-]?[0-9]{1,18}", text):
            return str(int(text))
        if parameter.type == "decimal" and re.fullmatch(r"[+-]?(?=[.0-9]{1,18}$)\d*\.?\d+", text):
            return f"{Decimal(text):f}"
        if parameter.type == "boolean" and text in {"true", "false"}:
            return text
        if parameter.type == "date" and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return date.fromisoformat(text).isoformat()
    except ValueError:
        pass
    raise ReorgError(
        f"{text!r} is no {parameter.type}",
        where=f"parameter {parameter.name}",
        remedy=f"give one such as {parameter.example}",
    )
