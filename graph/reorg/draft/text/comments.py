"""Finds the comments of readers under an article: where they begin, and who signed each."""

from __future__ import annotations

import re

from reorg.draft.text import dateforms
from reorg.draft.text.blocks import (
    BYLINE,
    COMMENT,
    HEADING,
    NAVIGATION,
    PROSE,
    THREAD,
    Block,
    Piece,
    Signature,
)
from reorg.draft.text.boilerplate import PHRASES

_THREAD = re.compile(
    r"(?:\d[\d,]*\s+(?:responses?|comments?|replies|thoughts?|readers?)\b"
    r"|(?:readers[’'] )?(?:comments?|responses?)(?:\s*\(\d+\))?\s*:?$|what readers say"
    r"|your comments|join the (?:conversation|discussion)|have your say)",
    re.I,
)
_NUMBERED = re.compile(r"(?:\d{1,4}[.)]|[#*•-])\s+")
_SIGN_OFF = re.compile(
    r"\s*(?:[,;:|·—–-]|\bon|\bat|\bwrote|\bsaid|\bsays|\bposted|\(|\))*\s*$", re.I
)
# Words in classes and ids by which pages name the comments.
CLASSES = re.compile(
    r"(?:^|[-_ ])(?:comments?|comment-?list|commentlist|comments?-(?:area|section|thread|list)"
    r"|disqus\w*|responses|discussion)(?:$|[-_ ])",
    re.I,
)


def mark(
    text: str, blocks: list[Block], placed: list[tuple[int, int, Piece]]
) -> tuple[list[Block], dict[int, Signature]]:
    """Mark where the comments begin, and who signed each."""
    begin = _begin(text, blocks, placed)
    marked, signatures, count = blocks[:begin], {}, 0
    for number, block in enumerate(blocks[begin:], begin):
        words = text[block.start : block.end]
        if count == 0 and _THREAD.match(words):
            marked.append(Block(block.start, block.end, HEADING, THREAD))
            continue
        following = blocks[number + 1] if number + 1 < len(blocks) else None
        signature = _signature(text, block, following)
        if signature:
            count += 1
            signatures[count] = signature
            marked.append(Block(block.start, block.end, BYLINE, COMMENT, count))
        elif count and marked[-1].role == COMMENT and _only_date(text, block):
            marked.append(Block(block.start, block.end, BYLINE, "", count))
        elif PHRASES.match(words) and len(words.split()) <= 4:
            marked.append(Block(block.start, block.end, NAVIGATION, "", count))
        else:
            marked.append(Block(block.start, block.end, PROSE, "", count))
    return marked, signatures


def _begin(text: str, blocks: list[Block], placed: list[tuple[int, int, Piece]]) -> int:
    """Return the number of the first block of the comments; without any, that after the last."""
    by_markup = (n for n, (_, _, piece) in enumerate(placed) if piece.thread)
    by_words = (
        n
        for n, b in enumerate(blocks)
        if n > 2 and _THREAD.match(text[b.start : b.end]) and b.end - b.start < 160
    )
    return next(by_markup, next(by_words, len(blocks)))


def _signature(text: str, block: Block, following: Block | None) -> Signature | None:
    words = text[block.start : block.end]
    if len(words.split()) > 16:
        return None
    marker = _NUMBERED.match(words)
    start = block.start + (marker.end() if marker else 0)
    days = [date for date in dateforms.find(text, start, block.end) if date.iso]
    if days:
        name = _SIGN_OFF.sub("", text[start : days[0].start]).strip("*_ ")
        if not name or len(name.split()) > 6:
            return None
        return Signature(name, text.index(name, start), days[0].iso, dateforms.clock(words))
    if following is None or not _only_date(text, following) or len(words.split()) > 6:
        return None
    day = next(d.iso for d in dateforms.find(text, following.start, following.end) if d.iso)
    name = _SIGN_OFF.sub("", text[start : block.end])
    clock = dateforms.clock(text[following.start : following.end])
    return Signature(name, text.index(name, start), day, clock) if name else None


def _only_date(text: str, block: Block) -> bool:
    words = text[block.start : block.end]
    days = [date for date in dateforms.find(words) if date.iso]
    return bool(days) and days[0].start <= 4 and len(words.split()) <= 8
