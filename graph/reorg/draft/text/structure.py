"""Tells what each stretch of a text is: headline, body, caption, byline or comment."""

from __future__ import annotations

import re

from reorg.draft.text import bylines, comments, dateforms
from reorg.draft.text.blocks import (
    BYLINE,
    CAPTION,
    HEADING,
    HEADLINE,
    NAVIGATION,
    PROSE,
    STANDFIRST,
    Block,
    Page,
    Piece,
)
from reorg.draft.text.boilerplate import PHRASES


def page(text: str, placed: list[tuple[int, int, Piece]], head: dict[str, str]) -> Page:
    """Return an article with what each stretch of it is.

    Args:
        text: The whole text.
        placed: Its pieces, each with its first code point and the one after its last.
        head: What the file's own head tells of publisher, author and date.
    """
    blocks = _kinds(placed)
    blocks, signatures = comments.mark(text, blocks, placed)
    blocks = bylines.split_credits(text, blocks)
    title = next((text[b.start : b.end] for b in blocks if b.kind == HEADLINE), "")
    publisher, author, issued = bylines.read(text, blocks, head)
    return Page(text, tuple(blocks), signatures, title, publisher, author, issued)


def _kinds(placed: list[tuple[int, int, Piece]]) -> list[Block]:
    """Give each piece a kind: by its markup, or by its looks and its place."""
    blocks: list[Block] = []
    has_headline = any(piece.kind == HEADLINE for _, _, piece in placed)
    body = False
    for number, (start, end, piece) in enumerate(placed):
        _words, seen = piece.text.split(), {block.kind for block in blocks}
        last = number + 1 == len(placed)
        kind, sure = piece.kind, bool(piece.kind)
        if piece.thread:
            kind = kind or PROSE
        elif not kind or (kind == STANDFIRST and (body or HEADLINE not in seen)):
            kind, sure = _looks(piece.text, last=last), False
            if not has_headline and HEADLINE not in seen and _may_head(piece.text, kind):
                kind = HEADLINE
            elif HEADLINE in seen and not body and kind in (PROSE, HEADING):
                kind = _opening(piece.text, seen)
        body = body or kind == PROSE
        blocks.append(Block(start, end, kind, sure=sure or kind == PROSE))
    if blocks and not any(b.kind == HEADLINE for b in blocks):
        first = next((n for n, b in enumerate(blocks) if b.kind != NAVIGATION), 0)
        blocks[first] = blocks[first].moved(blocks[first].start, blocks[first].end, HEADLINE)
    return blocks


def _may_head(text: str, kind: str) -> bool:
    return kind in (PROSE, HEADING) and 2 < len(text.split()) <= 30 and text[-1] not in ".:;,"


def _opening(text: str, seen: set[str]) -> str:
    """Return the kind of what stands between the headline and the body."""
    if STANDFIRST not in seen and 5 < len(text.split()) <= 40 and text[-1] not in '.!?”"':
        return STANDFIRST
    return PROSE if text[-1] in '.!?”":' or len(text.split()) > 12 else HEADING


def _looks(text: str, *, last: bool) -> str:
    words = text.split()
    if PHRASES.match(text) and len(words) <= 14 and text[-1] not in ".”":
        return NAVIGATION
    if bylines.BYLINE_START.match(text) and len(words) <= 16:
        return BYLINE
    if (days := dateforms.find(text)) and len(words) <= 8 and text[-1] not in ".!?":
        whole = sum(d.end - d.start for d in days) > len(text) / 2
        if whole or (days[-1].iso and days[-1].end == len(text)):
            return BYLINE
    if bylines.CREDIT.search(text) and len(words) <= 45:
        return CAPTION
    if text[:1].islower() and len(words) <= 6 and text[-1] not in ".!?":
        return NAVIGATION
    quoted = re.fullmatch(r"[‘'“\"].{1,60}[’'”\"]", text)
    if len(words) <= 9 and not last and (text[-1] not in '.!?:;,”"' or (quoted and len(words) < 6)):
        return HEADING
    return HEADING if len(words) <= 20 and text[-1].isalnum() else PROSE
