"""What a query says about itself: its header, in YAML behind ``#+``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from reorg.errors import ReorgError
from reorg.lookalikes import nearest_or_all
from reorg.sparql.parameters import TYPES, Parameter, examples

KEYS = frozenset({"summary", "description", "tags", "parameters"})
PARAMETER_KEYS = frozenset({"description", "type"})
_HEAD = "#+ "


class Header(NamedTuple):
    """What a query says about itself."""

    summary: str
    description: str
    tags: tuple[str, ...]
    parameters: tuple[Parameter, ...]


def read(text: str, where: str) -> Header:
    """Return the header of a query, checked.

    Args:
        text: The query.
        where: What to call it in messages, such as its file.

    Raises:
        ReorgError: It is missing or malformed, or does not fit the query.
    """
    data = _yaml(text, where)
    _only(data, KEYS, where, "the header")
    tags = data.get("tags", [])
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        raise ReorgError("`tags` is not a list of words", where=where)
    return Header(
        _text(data, "summary", where),
        _text(data, "description", where) if "description" in data else "",
        tuple(tags),
        tuple(_parameters(data.get("parameters", {}), text, where)),
    )


def _parameters(data: Any, text: str, where: str) -> Iterable[Parameter]:
    if not isinstance(data, dict):
        raise ReorgError("`parameters` is not a mapping", where=where)
    for name, entry in data.items():
        if not isinstance(entry, dict):
            raise ReorgError(f"parameter `{name}` has no description", where=where)
        _only(entry, PARAMETER_KEYS, where, f"parameter `{name}`")
        type_ = _text(entry, "type", where)
        if type_ not in TYPES:
            some = ", ".join(TYPES)
            raise ReorgError(f"`{type_}` is no type", where=where, remedy=f"use one of {some}")
        terms = [term for of, term in examples(text) if of == name]
        if len(terms) != 1:
            raise ReorgError(
                f"parameter `{name}` has {len(terms)} lines `VALUES ?{name} {{ … }}`",
                where=where,
                remedy="give it one, on a line of its own, with one term",
            )
        yield Parameter(name, type_, _text(entry, "description", where), terms[0])


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
        reason = getattr(error, "problem", None) or "it cannot be read"
        raise ReorgError(f"the header is not YAML: {reason}", where=at) from None
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
                remedy=nearest_or_all(str(key), known, ""),
            )


def _text(data: Mapping[str, Any], key: str, where: str) -> str:
    value = data.get(key)
    if not isinstance(value, str) or not value.strip():
        raise ReorgError(f"`{key}` is missing or not text", where=where)
    return " ".join(value.split())
