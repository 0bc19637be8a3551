"""The named queries: their headers, and how a value takes the place of a parameter's example."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from reorg import resources
from reorg.errors import ReorgError

if TYPE_CHECKING:
    import pyoxigraph as ox

    from reorg.sparql.engine import Ask

SUFFIX = ".rq"
KEYS = frozenset({"summary", "description", "tags", "parameters"})
PARAMETER_KEYS = frozenset({"description", "type"})
TYPES = ("iri", "string", "text", "integer", "decimal", "boolean", "date")
"""What a parameter may be; ``text`` is a string in the records' English, ``en-GB``."""

_HEAD = "#+ "
_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
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


class Header(NamedTuple):
    """What a query says about itself."""

    summary: str
    description: str
    tags: tuple[str, ...]
    parameters: tuple[Parameter, ...]


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
        where = self.name + SUFFIX
        data = _yaml(self.text, where)
        _only(data, KEYS, where, "the header")
        tags = data.get("tags", [])
        if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
            raise ReorgError("`tags` is not a list of words", where=where)
        return Header(
            _text(data, "summary", where),
            _text(data, "description", where) if "description" in data else "",
            tuple(tags),
            tuple(self._parameters(data.get("parameters", {}), where)),
        )

    @cached_property
    def examples(self) -> dict[str, str]:
        """The terms of the ``VALUES ?name { term }`` lines, by name."""
        found = list(_VALUES.finditer(self.text))
        return {match["name"]: match["term"] for match in found}

    @property
    def body(self) -> str:
        """The query without its header."""
        lines = self.text.splitlines(keepends=True)
        return "".join(line for line in lines if not line.startswith("#+")).lstrip("\n")

    def _parameters(self, data: Any, where: str) -> Iterable[Parameter]:
        if not isinstance(data, dict):
            raise ReorgError("`parameters` is not a mapping", where=where)
        for name, told in data.items():
            if not isinstance(told, dict):
                raise ReorgError(f"parameter `{name}` has no description", where=where)
            _only(told, PARAMETER_KEYS, where, f"parameter `{name}`")
            kind = _text(told, "type", where)
            if kind not in TYPES:
                some = ", ".join(TYPES)
                raise ReorgError(f"`{kind}` is no type", where=where, remedy=f"use one of {some}")
            lines = [match for match in _VALUES.finditer(self.text) if match["name"] == name]
            if len(lines) != 1:
                raise ReorgError(
                    f"parameter `{name}` has {len(lines)} lines `VALUES ?{name} {{ … }}`",
                    where=where,
                    remedy="give it one, on a line of its own, with one term",
                )
            yield Parameter(name, kind, _text(told, "description", where), lines[0]["term"])

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
                    remedy=_suggest(name, known, "it has none"),
                )
            term = _term(known[name], value, ask)
            text = _replace(text, name, term)
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
        remedy=_suggest(name, names(), "see `reorg list queries`"),
    )


def _suggest(name: str, known: Iterable[str], otherwise: str) -> str:
    from difflib import get_close_matches

    names = sorted(known)
    if near := get_close_matches(name, names, n=3):
        return f"did you mean {' or '.join(near)}?"
    few = f"there is {', '.join(names)}" if 0 < len(names) <= 6 else otherwise
    return few


def _yaml(text: str, where: str) -> dict[str, Any]:
    import yaml

    lines = []
    for line in text.splitlines():
        if not line.startswith("#+"):
            break
        lines.append(line.removeprefix(_HEAD) if line.startswith(_HEAD) else line[2:])
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        root = yaml.compose("\n".join(lines), Loader=loader)
        _refuse_twice(root, where)
        data = yaml.load("\n".join(lines), Loader=loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        at = f"{where}:{mark.line + 1}:{mark.column + len(_HEAD) + 1}" if mark else where
        said = getattr(error, "problem", None) or "it cannot be read"
        raise ReorgError(f"the header is not YAML: {said}", where=at) from None
    if not isinstance(data, dict):
        raise ReorgError("there is no header", where=where, remedy="start with `#+ summary: …`")
    return data


def _refuse_twice(node: Any, where: str) -> None:
    import yaml

    if not isinstance(node, yaml.MappingNode):
        return
    seen = set()
    for key, value in node.value:
        if str(key.value) in seen:
            raise ReorgError(f"the key `{key.value}` stands in the header twice", where=where)
        seen.add(str(key.value))
        _refuse_twice(value, where)


def _only(data: Mapping[str, Any], known: frozenset[str], where: str, what: str) -> None:
    for key in data:
        if key not in known:
            raise ReorgError(
                f"{what} has the unknown key `{key}`",
                where=where,
                remedy=_suggest(str(key), known, ""),
            )


def _text(data: Mapping[str, Any], key: str, where: str) -> str:
    value = data.get(key)
    if not isinstance(value, str) or not value.strip():
        raise ReorgError(f"`{key}` is missing or not text", where=where)
    return " ".join(value.split())


def _replace(text: str, name: str, term: ox.NamedNode | ox.Literal) -> str:
    def line(match: re.Match[str]) -> str:
        if match["name"] != name:
            return match[0]
        return f"{match['before']}{term}{match['after']}"

    return _VALUES.sub(line, text)


def _term(parameter: Parameter, value: object, ask: Ask) -> ox.NamedNode | ox.Literal:
    """Return the term for a value; only the engine's own terms ever enter a query's text."""
    import pyoxigraph as ox

    from reorg.namespaces import PREFIXES

    text = _lexical(value)
    if parameter.type == "iri":
        from reorg.sparql.naming import resolve

        return resolve(text, ask, where=parameter.name)
    if parameter.type == "string":
        return ox.Literal(text)
    if parameter.type == "text":
        return ox.Literal(text, language="en-gb")
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
