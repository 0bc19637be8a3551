"""Takes keys out of a YAML text and puts keys into it, and leaves all the rest as it is."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

import yaml

from reorg import jsontext
from reorg.record.strictyaml import Value

_PLAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9./_-]|:(?=[A-Za-z0-9/]))*")
"""Words that YAML takes for nothing but words."""

_COMMENT = re.compile(r"(?:^|\s)#", re.MULTILINE)


class Edit(NamedTuple):
    """A piece of a text with what takes its place.

    Attributes:
        start: Index of the first character that goes.
        end: Index after the last one; ``start`` where nothing goes.
        new: What comes there.
    """

    start: int
    end: int
    new: str


def applied(text: str, edits: Iterable[Edit]) -> str:
    """Return a text with edits made that don't overlap; of two at one place the first is first."""
    pieces, at = [], 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        pieces += [text[at : edit.start], edit.new]
        at = edit.end
    return "".join([*pieces, text[at:]])


def end_of(node: yaml.Node, text: str) -> int:
    """Return the index after the last character of a value: what follows it is no part of it."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return end_of(last[1] if isinstance(last, tuple) else last, text)
    end: int = node.end_mark.index
    return len(text[:end].rstrip()) if end > node.start_mark.index else end


def line_end(text: str, at: int) -> int:
    """Return the index of the end of the line in which a place stands."""
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def in_one_line(node: yaml.Node) -> bool:
    """Return whether a list or a mapping is written in brackets or braces on a single line."""
    is_flow = isinstance(node, yaml.CollectionNode) and bool(node.flow_style)
    return is_flow and bool(node.start_mark.line == node.end_mark.line)


def in_braces(node: yaml.Node, text: str) -> str:
    """Return a list or a mapping as it is written in one line: as it stands if it is in one."""
    if in_one_line(node):
        return text[node.start_mark.index : node.end_mark.index]
    return yaml_of(_plain(node))


def yaml_of(value: Value) -> str:
    """Return a value as YAML in one line."""
    if isinstance(value, list):
        return f"[{', '.join(yaml_of(item) for item in value)}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {yaml_of(item)}' for key, item in value.items())}}}"
    return value if _PLAIN.fullmatch(value) else jsontext.in_one_line(value)


def _plain(node: yaml.Node) -> Value:
    """Return what a node holds as a plain value."""
    if isinstance(node, yaml.MappingNode):
        return {key.value: _plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item) for item in node.value]
    return str(node.value)


def has_comment(text: str, start: int, end: int) -> bool:
    """Return whether a piece of a text may hold a comment."""
    return _COMMENT.search(text, start, end) is not None


def without(mapping: yaml.MappingNode, keys: Collection[str], text: str) -> list[Edit]:
    """Return edits that take keys out of a mapping; one with a comment beside it stays."""
    pairs = list(mapping.value)
    gone = [key.value in keys for key, _ in pairs]
    edits = []
    at = 0
    while at < len(pairs):
        if not gone[at]:
            at += 1
            continue
        # What the first line of a block or braces hold goes with its neighbours that go too.
        grouped = mapping.flow_style or at == 0
        until = at + 1
        while grouped and until < len(pairs) and gone[until]:
            until += 1
        start, end = _span(mapping, pairs, at, until, text)
        if start < end and not has_comment(text, start, end):
            edits.append(Edit(start, end, ""))
        at = until
    return edits


def _span(
    mapping: yaml.MappingNode,
    pairs: Sequence[tuple[yaml.Node, yaml.Node]],
    at: int,
    until: int,
    text: str,
) -> tuple[int, int]:
    """Return the piece of a text that holds some neighbouring keys of a mapping, and no more."""
    start = pairs[at][0].start_mark.index
    end = end_of(pairs[until - 1][1], text)
    if mapping.flow_style and until == len(pairs):
        return (end_of(pairs[at - 1][1], text), end) if at else (start, start)
    if mapping.flow_style or at == 0:
        return start, pairs[until][0].start_mark.index if until < len(pairs) else start
    after = text.find("\n", end) + 1
    return text.rfind("\n", 0, start) + 1, after or len(text)


def with_keys(
    mapping: yaml.MappingNode, fresh: Mapping[str, str], order: Sequence[str], text: str
) -> list[Edit]:
    """Return edits that put keys into a mapping.

    Args:
        mapping: The mapping.
        fresh: The keys with their values as YAML, each in one line.
        order: The keys in the order in which they are usually written.
        text: The text in which the mapping stands.
    """
    places = {key: n for n, key in enumerate(order)}
    pairs = list(mapping.value)
    before: dict[int, list[str]] = {}
    for key in sorted(fresh, key=lambda key: places.get(key, len(places))):
        later = (n for n, (old, _) in enumerate(pairs) if _is_later(old, key, places))
        before.setdefault(next(later, len(pairs)), []).append(f"{key}: {fresh[key]}")
    return [_inserted(mapping, pairs, at, lines, text) for at, lines in before.items()]


def _is_later(old: yaml.Node, key: str, places: Mapping[str, int]) -> bool:
    return places.get(old.value, -1) > places.get(key, len(places))


def _inserted(
    mapping: yaml.MappingNode,
    pairs: Sequence[tuple[yaml.Node, yaml.Node]],
    at: int,
    lines: list[str],
    text: str,
) -> Edit:
    indent = " " * pairs[0][0].start_mark.column
    if at < len(pairs):
        start = pairs[at][0].start_mark.index
        between = ", " if mapping.flow_style else f"\n{indent}"
        return Edit(start, start, "".join(f"{line}{between}" for line in lines))
    end = end_of(pairs[-1][1], text)
    if mapping.flow_style:
        return Edit(end, end, "".join(f", {line}" for line in lines))
    end = line_end(text, end)
    return Edit(end, end, "".join(f"\n{indent}{line}" for line in lines))
