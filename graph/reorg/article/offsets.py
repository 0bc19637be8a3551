"""Writes the offsets of quotations into a record's file and leaves the rest of it as it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml

from reorg.article.anchors import locate
from reorg.article.sourcetext import Article, beside, is_source, read_article
from reorg.errors import ReorgError
from reorg.files import write_atomically
from reorg.namespaces import BASE
from reorg.record.loading import load
from reorg.record.model import Record
from reorg.record.yamledits import Edit, applied

Places = dict[str, tuple[int, int]]
Pairs = dict[str, tuple[yaml.Node, yaml.Node]]


def write_offsets(path: Path, article: Path | None = None, *, base: str = BASE) -> int:
    """Write the start and end of every quotation that stands in the text once.

    Comments, order and layout of the file stay; it is replaced whole or not at all.

    Args:
        path: The record's file.
        article: The text that the record was made from; without it, the copy that the
            record's ``file`` key names.

    Returns:
        The number of anchors whose offsets were added or changed.

    Raises:
        RecordError: One of the two files cannot be read.
        ReorgError: The text is not there or not the record's own, or the record cannot be written.
    """
    record, _ = load(path, base=base)
    copy = own_text(record, article)
    written = {node.id: node for node in record.of_kind("anchor")}
    places = {
        name: (start, end)
        for name, (start, end) in locate(record, copy).items()
        if (written[name].text("start"), written[name].text("end")) != (str(start), str(end))
    }
    if places:
        write_atomically(path, with_offsets(record, places).encode())
    return len(places)


def own_text(record: Record, article: Path | None) -> Article:
    """Return the text that a record was made from: the file that is given, or that it names.

    Raises:
        RecordError: The file cannot be read.
        ReorgError: The text is not there, or is not the record's own.
    """
    copy = read_article(article) if article else beside(record)
    if copy is None:
        raise ReorgError(
            f"the text of {record.name} is not beside it",
            where=record.document.file,
            remedy="name a copy in its folder under `file` of the text, or give --article FILE",
        )
    if not is_source(record, copy):
        raise ReorgError(
            f"this is not the text that {record.name} was made from (its SHA-256 differs)",
            where=copy.file,
            remedy="give the text itself",
        )
    return copy


def with_offsets(record: Record, places: Places) -> str:
    """Return a record's text with the offsets of some of its quotations, given by their ids."""
    edits = (
        edit
        for name, node, pairs in written_anchors(record)
        if name in places
        for edit in offset_edits(node, pairs, _to_write(pairs, places[name]))
    )
    return applied(record.document.text, edits)


def _to_write(pairs: Pairs, place: tuple[int, int]) -> dict[str, int]:
    """Return the offsets that a quotation tells: where it has a start alone, its end follows."""
    start, end = place
    end_follows = "start" in pairs and "end" not in pairs
    return {"start": start} if end_follows else {"start": start, "end": end}


def written_anchors(record: Record) -> Iterator[tuple[str, yaml.MappingNode, Pairs]]:
    """Go through the anchors of a record, wherever defined: each one's id, mapping, keys."""
    for node in record.of_kind("anchor"):
        mapping = record.document.mapping(node.path)
        if mapping is not None:
            yield node.id, mapping, {key.value: (key, value) for key, value in mapping.value}


def offset_edits(node: yaml.MappingNode, pairs: Pairs, offsets: dict[str, int]) -> Iterator[Edit]:
    """Yield the edits that give one anchor its offsets, by their keys."""
    fresh = []
    for name, number in offsets.items():
        if name in pairs:
            old = pairs[name][1]
            yield Edit(old.start_mark.index, old.end_mark.index, str(number))
        else:
            fresh.append(f"{name}: {number}")
    if not fresh:
        return
    if node.flow_style:
        at = node.value[-1][1].end_mark.index
        yield Edit(at, at, "".join(f", {line}" for line in fresh))
    else:
        key, value = pairs["id"]
        indent = " " * key.start_mark.column
        at = value.end_mark.index
        yield Edit(at, at, "".join(f"\n{indent}{line}" for line in fresh))
