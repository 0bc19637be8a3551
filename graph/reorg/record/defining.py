"""Moves what a record defines to where it is first named, and back to its own section.

Only what has no comment beside or above it is moved, so that each comment stays by what it is on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import yaml

from reorg.record.model import Node, Record
from reorg.record.strictyaml import Document, Steps
from reorg.record.yamledits import (
    Edit,
    applied,
    end_of,
    has_comment,
    in_braces,
    in_one_line,
    line_end,
)
from reorg.vocab.kinds import IN_PLACE, SECTIONS, SPOKEN

_KINDS = tuple({kind.name: kind for kind in IN_PLACE.values()}.values())


def in_place(record: Record, document: Document) -> str:
    """Return a record's text with what can be so defined where it is first named.

    What somebody says goes before all else that names it: there both are read together.

    Args:
        record: The record.
        document: Its file, in which each thing stands where it does in the record.
    """
    edits: list[Edit] = []
    for kind in _KINDS:
        listed = _items(document, kind.section)
        if listed is None:
            continue
        places = _first_named(record, kind.name)
        moved: set[int] = set()
        for node in record.of_kind(kind.name):
            section, index = node.path[0], node.path[1]
            named = places.get(node.id)
            if len(node.path) > 2 or section != kind.section or named is None:
                continue
            if isinstance(index, int) and not _is_remarked(document, kind.section, listed, index):
                moved.add(index)
                _, name = document.pair(named)
                item = in_braces(listed.value[index], document.text)
                edits.append(Edit(name.start_mark.index, end_of(name, document.text), item))
        edits += _without_items(document, kind.section, listed, moved)
    return applied(document.text, edits)


def in_sections(record: Record, document: Document) -> str:
    """Return a record's text with all that it defines in their own sections.

    What has a place in the text stands after what is listed of the places before it.

    Args:
        record: The record.
        document: Its file, in which each thing stands where it does in the record.
    """
    edits: list[Edit] = []
    for kind in _KINDS:
        moved: list[tuple[Node, str]] = []
        for node in sorted(record.of_kind(kind.name), key=_start):
            edit = _named_only(document, node) if len(node.path) > 2 else None
            if edit is not None:
                edits.append(edit)
                moved.append((node, in_braces(document.pair(node.path)[1], document.text)))
        if moved:
            listed = [node for node in record.of_kind(kind.name) if len(node.path) == 2]
            edits += _listed(document, kind.section, listed, moved)
    return applied(document.text, edits)


def _first_named(record: Record, kind: str) -> dict[str, Steps]:
    """Return where each thing of a kind is first named under a key that may define it."""
    keys = [key for key, of in IN_PLACE.items() if of.name == kind]
    places: dict[str, Steps] = {}
    for node in sorted(record.nodes, key=lambda node: node.kind not in SPOKEN):
        for key in keys:
            several = isinstance(node.values.get(key), list)
            for index, name in enumerate(node.texts(key)):
                path = (*node.path, key, index) if several else (*node.path, key)
                places.setdefault(name, path)
    return places


def _items(document: Document, section: str) -> yaml.SequenceNode | None:
    """Return the list under a section; None if there is none with a line for each thing."""
    if section not in document.data:
        return None
    _, node = document.pair((section,))
    if isinstance(node, yaml.SequenceNode) and node.value and not node.flow_style:
        return node
    return None


def _is_remarked(document: Document, section: str, listed: yaml.SequenceNode, index: int) -> bool:
    """Return whether a comment stands above a thing in a list, in it or beside it."""
    text, node = document.text, listed.value[index]
    key, _ = document.pair((section,))
    before = end_of(listed.value[index - 1], text) if index else key.end_mark.index
    start, end = node.start_mark.index, end_of(node, text)
    return (
        has_comment(text, before, start)
        or has_comment(text, end, line_end(text, end))
        or (not in_one_line(node) and has_comment(text, start, end))
    )


def _without_items(
    document: Document, section: str, listed: yaml.SequenceNode, moved: set[int]
) -> Iterator[Edit]:
    """Yield the edits that take things out of a list, and its section with the last of them."""
    text = document.text
    if moved and len(moved) == len(listed.value) and not _has_heading_remark(document, section):
        key, _ = document.pair((section,))
        end = line_end(text, end_of(listed, text)) + 1
        while text[end : end + 1] == "\n":
            end += 1
        yield Edit(key.start_mark.index, min(end, len(text)), "")
        return
    for index in sorted(moved):
        node = listed.value[index]
        start = text.rfind("\n", 0, node.start_mark.index) + 1
        yield Edit(start, min(line_end(text, end_of(node, text)) + 1, len(text)), "")


def _has_heading_remark(document: Document, section: str) -> bool:
    """Return whether a comment stands in the line above a section."""
    key, _ = document.pair((section,))
    above = document.text[: key.start_mark.index].rstrip(" ").removesuffix("\n")
    return above.rpartition("\n")[2].lstrip().startswith("#")


def _named_only(document: Document, node: Node) -> Edit | None:
    """Return the edit that leaves of a thing its id where it is defined; None where it stays."""
    key, value = document.pair(node.path)
    text, end = document.text, end_of(value, document.text)
    start = value.start_mark.index
    if in_one_line(value):
        return Edit(start, end, node.id)
    if key is not value:
        start = key.end_mark.index
    if has_comment(text, start, end):
        return None
    return Edit(start, end, node.id if key is value else f": {node.id}")


def _listed(
    document: Document, section: str, listed: Sequence[Node], moved: Sequence[tuple[Node, str]]
) -> Iterator[Edit]:
    """Yield the edits that put things into a section."""
    text = document.text
    sequence = _items(document, section)
    if sequence is None:
        lines = "".join(f"\n  - {item}" for _, item in moved)
        yield _new_section(document, section, lines)
        return
    indent = " " * sequence.start_mark.column
    heading, _ = document.pair((section,))
    for node, item in moved:
        before = [
            each for each in listed if each.path[0] == section and _start(each) <= _start(node)
        ]
        last = document.pair(before[-1].path)[1] if before else None
        at = line_end(text, end_of(last, text) if last else heading.end_mark.index)
        yield Edit(at, at, f"\n{indent}- {item}")


def _new_section(document: Document, section: str, lines: str) -> Edit:
    """Return the edit that begins a section, or fills an empty one."""
    text = document.text
    if section in document.data:
        key, value = document.pair((section,))
        return Edit(key.end_mark.index, end_of(value, text), f":{lines}")
    order = list(SECTIONS)
    before = [name for name in document.data if order.index(name) < order.index(section)]
    at = line_end(text, end_of(document.pair((before[-1],))[1], text))
    # Sections stand apart where those around it do.
    apart = "\n" if text.startswith("\n\n", at) else ""
    return Edit(at, at, f"\n{apart}{section}:{lines}")


def _start(node: Node) -> float:
    start = node.number("start")
    return float("inf") if start is None else start
