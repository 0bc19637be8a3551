"""Writes records anew, shorter or longer, with the same graph."""

from __future__ import annotations

from pathlib import Path

from reorg.article import anchors, sourcetext
from reorg.namespaces import BASE
from reorg.record.loading import load
from reorg.record.shortening import shortened, written_out


def rewritten(path: Path, *, shorter: bool, base: str = BASE) -> tuple[str, str]:
    """Return a record's text as it is, and without or with all that it has by default.

    Args:
        path: The file of a record without problems.
        shorter: Whether to take out what follows from the rest, or to write it.
        base: The IRI under which all data stands.

    Raises:
        RecordError: The record or the text beside it cannot be read.
    """
    record, _ = load(path, base=base)
    if own := sourcetext.beside(record):
        anchors.fill_offsets(record, own)
    return record.document.text, shortened(record) if shorter else written_out(record)
