"""Writes a record shorter, without what it has by default, or longer, with all of it.

Comments, order and layout stay, and so does what the record says: filled in, it is the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import yaml

from reorg.errors import ReorgError
from reorg.record import defining, filling
from reorg.record.filling import ORDER, Defaults
from reorg.record.loading import read_record
from reorg.record.model import Fields, Given, Node, Record
from reorg.record.strictyaml import Document, Value, parse
from reorg.record.yamledits import Edit, applied, end_of, has_comment, with_keys, without, yaml_of
from reorg.vocab.defaults import DENIABLE
from reorg.vocab.kinds import IN_PLACE, NOBODY, PARTS

USUAL_ORDER = (
    *("id", "guess", "speaker", "possibleSpeaker", "attribution", "reportedBy", "onBehalfOf"),
    *("inPart", "start", "end", "partKind", "position", "label", "view", "selects", "anchor"),
    *("act", "standing", "sourceMode", "stance", "stanceMode", "stanceTowards", "topic"),
    *("wording", "note", "subject", "predicate", "object", "literal", "extent", "voice"),
    *("commitment", "polarity", "certainty", "frame", "onIssue", "answer", "reason", "readBy"),
    *("presupposes", "quotes", "within", "condition", "content"),
)
"""Keys in the order in which they are usually written."""


def shortened(record: Record) -> str:
    """Return a record's text without what it has by default, and with its short forms.

    An anchor is defined where it is first named.

    Args:
        record: A record without problems.

    Raises:
        ReorgError: The text would say other than the record; it is a fault of this program.
    """
    known = Defaults(record)
    edits = [edit for node in record.nodes for edit in _shorter(record, known, node)]
    document = _edited(record.document, edits)
    return _held_to(record, defining.in_place(record, document))


def written_out(record: Record) -> str:
    """Return a record's text with all that it has by default, and each thing in its section.

    Args:
        record: A record without problems.

    Raises:
        ReorgError: The text would say other than the record; it is a fault of this program.
    """
    edits = [edit for node in record.nodes for edit in _longer(record, node)]
    document = _edited(record.document, edits)
    return _held_to(record, defining.in_sections(record, document))


def _edited(document: Document, edits: Iterable[Edit]) -> Document:
    """Return a record's file with edits made that move none of its things."""
    return parse(document.file, applied(document.text, edits))


def _held_to(record: Record, text: str) -> str:
    """Return the text of a record if it says the same as the record."""
    again, _ = read_record(parse(record.document.file, text), base=record.base)
    places = {node.id: node for node in record.of_kind("anchor")}
    for node in again.of_kind("anchor"):
        # What was found in the text and not written counts all the same.
        for key in ("start", "end"):
            if not node.has(key) and places[node.id].has(key):
                node.values[key] = places[node.id].values[key]
    filling.fill(again)
    if _said(again) != _said(record):
        raise ReorgError(
            "the record would not say the same, so that it was left as it is",
            where=record.document.file,
            remedy="report this as a fault of the program",
        )
    return text


def _said(record: Record) -> tuple[list[tuple[str, object]], dict[str, object]]:
    """Return what a record says: of its things in their order, of those in place in any."""
    kinds = {kind.name for kind in IN_PLACE.values()}
    return (
        [(node.id, node.values) for node in record.nodes if node.kind not in kinds],
        {node.id: node.values for node in record.of_kind(*kinds)},
    )


def _shorter(record: Record, known: Defaults, node: Node) -> Iterator[Edit]:
    document = record.document
    mapping = document.mapping(node.path)
    if mapping is None:
        return
    raw = document.written(node.path)
    gone = {key for key in ORDER if key in raw and _follows(known.of(node, key), key, raw[key])}
    yield from without(mapping, gone, document.text)
    for name in PARTS:
        if name not in gone and raw.get(name, NOBODY) != NOBODY:
            yield from _shorter_parts(document, known, node, name, raw[name])


def _follows(given: Given | None, key: str, value: Value) -> bool:
    """Return whether a key would have the same value if it were left out."""
    if given is None:
        return value == NOBODY and key in DENIABLE
    return _normal(key, value) == _normal(key, given.value)


def _normal(key: str, value: Value) -> list[Value]:
    """Return a value in a form in which it can be compared, however it is written."""
    items: list[Value] = value if isinstance(value, list) else [value]
    if key not in PARTS or value == NOBODY:
        return items
    return [filling.part_in_full(key, item) for item in items]


def _shorter_parts(
    document: Document, known: Defaults, node: Node, name: str, raw: Value
) -> Iterator[Edit]:
    key, value = document.pair((*node.path, name))
    text = document.text
    listed = raw if isinstance(raw, list) else [raw]
    short = [_short_form(name, item) for item in listed]
    end = end_of(value, text)
    if all(short):
        new = short[0] if len(short) == 1 else f"[{', '.join(short)}]"
        if not has_comment(text, key.end_mark.index, end):
            yield Edit(key.end_mark.index, end, f": {new}")
        return
    for part in node.nested(name):
        item = listed[part.count - 1]
        mapping = document.mapping((*node.path, name, part.count - 1))
        if mapping is not None and isinstance(item, dict):
            yield from without(mapping, _gone(known, node, name, item, part.values), text)
    if isinstance(value, yaml.SequenceNode) and not value.flow_style and len(value.value) == 1:
        only = value.value[0]
        start = only.start_mark.index
        if only.flow_style and not has_comment(text, key.end_mark.index, start):
            yield Edit(key.end_mark.index, start, ": ")


def _gone(
    known: Defaults, node: Node, name: str, item: dict[str, Value], part: dict[str, Value]
) -> set[str]:
    """Return the keys of a part of a thing that would be the same if they were left out."""
    return {
        key
        for key, value in item.items()
        if _follows(known.of_part(node, name, _without(part, key), key), key, value)
    }


def _without(values: dict[str, Value], key: str) -> dict[str, Value]:
    return {name: value for name, value in values.items() if name != key}


def _short_form(name: str, item: Value) -> str:
    """Return the one word that stands for a part of a thing, or '' where none does."""
    short = PARTS[name].short
    if not short:
        return ""
    whole = filling.part_in_full(name, item)
    word = whole.get(short) if isinstance(whole, dict) else None
    same = isinstance(word, str) and filling.part_in_full(name, word) == whole
    return word if same and isinstance(word, str) else ""


def _longer(record: Record, node: Node) -> Iterator[Edit]:
    document, text = record.document, record.document.text
    mapping = document.mapping(node.path)
    if mapping is None:
        return
    raw = document.written(node.path)
    fresh = {
        key: yaml_of(value)
        for key, value in node.values.items()
        if key not in raw and (*node.path, key) in record.defaulted
    }
    yield from with_keys(mapping, fresh, USUAL_ORDER, text)
    for name in PARTS:
        for part in node.nested(name) if raw.get(name, NOBODY) != NOBODY else ():
            index = part.count - 1
            path = (*node.path, name, index)
            inner = document.mapping(path)
            added = {k: v for k, v in part.values.items() if (*path, k) in record.defaulted}
            if inner is not None:
                fresh = {key: yaml_of(value) for key, value in added.items()}
                yield from with_keys(inner, fresh, USUAL_ORDER, text)
            elif isinstance(Fields(raw).listed(name)[index], str):
                _, word = document.pair(path)
                yield Edit(word.start_mark.index, end_of(word, text), yaml_of(part.values))
