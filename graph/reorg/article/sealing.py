"""Seals the quotations of a record's file: takes their words out, and leaves the rest as it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import yaml

from reorg.article.anchors import locate
from reorg.article.coverage import span_of
from reorg.article.offsets import Pairs, offset_edits, own_text, written_anchors
from reorg.article.sealed import DOCUMENT, WHY
from reorg.article.wordforms import Words, digest, words_of
from reorg.files import write_atomically
from reorg.limits import SEALED_WORDS, SEALED_WORDS_AT_MOST
from reorg.namespaces import BASE
from reorg.record.loading import load
from reorg.record.model import Record
from reorg.record.yamledits import Edit, applied

_QUOTING = ("exact", "prefix", "suffix")


class Sealed(NamedTuple):
    """A passage in the form in which it is sealed.

    Attributes:
        pairs: The keys that stand in place of the words, with their values.
        start: Where the passage starts in the record's text, in code points.
        end: Where it ends.
    """

    pairs: dict[str, str]
    start: int
    end: int


class Outcome(NamedTuple):
    """What sealing did.

    Attributes:
        sealed: Identifiers of the anchors that were sealed.
        left: Identifiers of those that stay quoted, each with the reason.
    """

    sealed: list[str]
    left: dict[str, str]


def seal_quotations(path: Path, article: Path | None = None, *, base: str = BASE) -> Outcome:
    """Put seals in place of a record's quotations.

    A passage that is too short takes in words around it, as far as its sentence reaches.
    Comments, order and layout of the file stay; it is replaced whole or not at all.

    Args:
        path: The record's file.
        article: The text that the record was made from; without it, the copy that the
            record's ``file`` key names.

    Raises:
        RecordError: One of the two files cannot be read.
        ReorgError: The text is not there or not the record's own, or the record cannot be written.
    """
    record, _ = load(path, base=base)
    copy = own_text(record, article)
    words = words_of(copy.text)
    places, left = locate(record, copy), {}
    made: dict[str, Sealed] = {}
    for node in record.of_kind("anchor"):
        if not node.has("exact"):
            continue
        try:
            if node.id not in places:
                raise ValueError("its words are not in the text, or more than once")
            made[node.id] = _sealed(record, words, *places[node.id])
        except ValueError as reason:
            left[node.id] = str(reason)
    if made:
        write_atomically(path, with_seals(record, made).encode())
    return Outcome(list(made), left)


def with_seals(record: Record, made: dict[str, Sealed]) -> str:
    """Return a record's text with seals in place of some anchors' words, given by their ids."""
    return applied(record.document.text, _edits(record, made))


def _sealed(record: Record, words: Words, start: int, end: int) -> Sealed:
    """Return the seal of a stretch of the text.

    Raises:
        ValueError: The stretch cannot be sealed.
    """
    try:
        inside = words.within(start, end)
    except ValueError:
        raise ValueError("it starts or ends inside a word") from None
    inside = _widened(record, words, inside, start, end)
    if len(inside) > SEALED_WORDS_AT_MOST:
        raise ValueError(f"it is longer than {SEALED_WORDS_AT_MOST} words")
    first, last = inside[0], inside[-1]
    document = next(name for node in record.of_kind("text") for name in node.texts("copyOf"))
    pairs = {
        "words": str(len(inside)),
        "sha256": f'"{digest(words.forms[first : last + 1])}"',
        "paragraph": str(words.paragraphs[first]),
        DOCUMENT: document,
    }
    return Sealed(pairs, words.spans[first][0], words.spans[last][1])


def _widened(record: Record, words: Words, inside: range, start: int, end: int) -> range:
    """Return the words of a passage, with others of its sentence where they are too few."""
    if len(inside) >= SEALED_WORDS:
        return inside
    around = next(
        (
            words.within(*span)
            for span in map(span_of, record.of_kind("sentence"))
            if span[0] <= start and end <= span[1]
        ),
        inside,
    )
    if not inside or len(around) < SEALED_WORDS:
        count = f"{len(around)} word{'s' if len(around) != 1 else ''}"
        raise ValueError(f"its sentence has {count}, and {WHY}")
    first = max(around.start, min(inside.start, around.stop - SEALED_WORDS))
    return range(first, max(inside.stop, first + SEALED_WORDS))


def _edits(record: Record, made: dict[str, Sealed]) -> Iterator[Edit]:
    for name, node, pairs in written_anchors(record):
        if name in made:
            sealed = made[name]
            yield from offset_edits(node, pairs, {"start": sealed.start, "end": sealed.end})
            yield from _of_words(record.document.text, node, pairs, sealed)


def _of_words(
    text: str,
    node: yaml.MappingNode,
    pairs: Pairs,
    sealed: Sealed,
) -> Iterator[Edit]:
    """Yield what stands in place of each key that quotes, so that comments beside it stay."""
    fresh = [f"{key}: {value}" for key, value in sealed.pairs.items()]
    slots = [pairs[key] for key in pairs if key in _QUOTING]
    for number, (key, value) in enumerate(slots, 1):
        count = 1 if number > 1 else len(fresh) - len(slots) + 1
        lines, fresh = fresh[:count], fresh[count:]
        between = ", " if node.flow_style else "\n" + " " * key.start_mark.column
        start, end = key.start_mark.index, value.end_mark.index
        # A block scalar ends where the next line starts.
        end = start + len(text[start:end].rstrip())
        yield Edit(start, end, between.join(lines))
