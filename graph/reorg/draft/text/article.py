"""Reads an article, whatever its format, into plain text with the kinds of its stretches."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePath

from reorg.draft.text import dates, markdown, savedpage, sentences
from reorg.draft.text.blocks import (
    BYLINE,
    CAPTION,
    COMMENT,
    HEADING,
    HEADLINE,
    NAVIGATION,
    PROSE,
    STANDFIRST,
    THREAD,
    Block,
    Page,
    Piece,
    Signature,
)

HTML = (".html", ".htm", ".xhtml")
MARKDOWN = (".md", ".markdown")

_NAVIGATION = re.compile(
    r"(?:more (?:from|on|about)|related|read more|share|advertisement|sign up|subscribe|home\b"
    r"|menu|log ?in|register|reply|follow us|tags?:|filed under|topics?:|skip to|cookie|©|copyright"
    r"|accept|we use cookies|most read|popular|print this|email this|back to|next article"
    r"|continue reading|click here|leave a (?:reply|comment)|newsletter|privacy)",
    re.I,
)
_CREDIT = re.compile(
    r"(?P<credit>\(?(?:Photo(?:graph)?|Image|Picture|Illustration|Graphic|Credit|Source)s?"
    r"(?: by| credit)?:.*)$"
)
_BYLINE = re.compile(
    r"(?:by|words by|reported by|from our) (?-i:[A-Z])|published|updated|posted", re.I
)
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


_ISSUED = re.compile(
    r"^(?:(?:first|last)\s)?(?:published|updated|posted|modified|amended)\b(?:\s(?:on|by|in|at))?:?\s*"
    r"|(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Mon|Tue|Wed|Thu|Fri|Sat|Sun)$",
    re.I,
)


def read(text: str, name: str) -> Page:
    """Return an article as plain text with the kinds of its stretches.

    Args:
        text: The file's characters. Plain text is kept as it is, so that its offsets hold.
        name: The file's name; its ending tells the format.
    """
    ending = PurePath(name).suffix.lower()
    if ending in HTML or re.match(r"\s*<(?:!doctype html|html)\b", text, re.I):
        found, head = savedpage.pieces(text)
    elif ending in MARKDOWN:
        found, head = markdown.pieces(text)
    else:
        return _page(text, _located(text), {})
    plain = "\n\n".join(piece.text for piece in found)
    plain += "\n" if plain else ""
    placed, at = [], 0
    for piece in found:
        placed.append((at, at + len(piece.text), piece))
        at += len(piece.text) + 2
    return _page(plain, placed, head)


def _located(text: str) -> list[tuple[int, int, Piece]]:
    """Return the lines of a plain text, or its paragraphs where its lines are wrapped."""
    lines = [match.span() for match in re.finditer(r"[^\r\n]+", text)]
    wrapped = bool(lines) and max(b - a for a, b in lines) <= 100
    pattern = r"(?:[^\r\n]*\S[^\r\n]*(?:\r?\n|$))+" if wrapped else r"[^\r\n]+"
    found = []
    for match in re.finditer(pattern, text):
        start, end = sentences.trim(text, *match.span())
        if start >= end:
            continue
        inner = re.search(r"\r?\n", text[start:end])
        if wrapped and inner and inner.start() < 45:
            # A short first line is no wrapped paragraph: each line stands for itself.
            for line in re.finditer(r"[^\r\n]+", text[start:end]):
                a, b = sentences.trim(text, start + line.start(), start + line.end())
                found.append((a, b, Piece(text[a:b])))
        else:
            found.append((start, end, Piece(text[start:end])))
    return found


def _page(text: str, placed: list[tuple[int, int, Piece]], head: dict[str, str]) -> Page:
    blocks = _kinds(placed)
    blocks, signatures = _comments(text, blocks, placed)
    blocks = _credits(text, blocks)
    title = next((text[b.start : b.end] for b in blocks if b.kind == HEADLINE), "")
    issued = dates.day(head["date"][:10]) if head.get("date") else ""
    author = head.get("author", "")
    for block in blocks:
        words = text[block.start : block.end]
        if block.kind == BYLINE and not block.comment and not _CREDIT.match(words):
            full = [date.iso for date in dates.find(text, block.start, block.end) if date.iso]
            issued = issued or (full[0] if full else "")
            author = author or _author(words)
    publisher = head.get("publisher", "") or _publisher(text, blocks)
    return Page(text, tuple(blocks), signatures, title, publisher, author, issued)


def _author(words: str) -> str:
    match = re.match(r"(?:[Ww]ords |[Rr]eported )?[Bb]y ((?:[A-Z][\w’'-]+ ?){2,4})", words)
    return match[1].strip() if match else ""


def _publisher(text: str, blocks: Iterable[Block]) -> str:
    for block in blocks:
        if block.kind == BYLINE and not block.comment and dates.find(text, block.start, block.end):
            words = text[block.start : dates.find(text, block.start, block.end)[0].start]
            name = re.sub(r"^[Bb]y [^,\n]+[,\n]\s*", "", words).strip(" ,\n")
            name = _ISSUED.sub("", name).strip(" ,\n")
            if re.fullmatch(r"(?:The )?(?:[A-Z][\w’'-]+ ?){1,4}", name):
                return name.removeprefix("The ")
        if block.kind == NAVIGATION:
            match = re.match(r"[Mm]ore from ((?:[A-Z][\w’'-]+ ?)+)$", text[block.start : block.end])
            if match:
                return match[1].strip()
    return ""


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
    if _NAVIGATION.match(text) and len(words) <= 14 and text[-1] not in ".”":
        return NAVIGATION
    if _BYLINE.match(text) and len(words) <= 16:
        return BYLINE
    if (found := dates.find(text)) and len(words) <= 8 and text[-1] not in ".!?":
        whole = sum(d.end - d.start for d in found) > len(text) / 2
        if whole or (found[-1].iso and found[-1].end == len(text)):
            return BYLINE
    if _CREDIT.search(text) and len(words) <= 45:
        return CAPTION
    if text[:1].islower() and len(words) <= 6 and text[-1] not in ".!?":
        return NAVIGATION
    quoted = re.fullmatch(r"[‘'“\"].{1,60}[’'”\"]", text)
    if len(words) <= 9 and not last and (text[-1] not in '.!?:;,”"' or (quoted and len(words) < 6)):
        return HEADING
    return HEADING if len(words) <= 20 and text[-1].isalnum() else PROSE


def _comments(
    text: str, blocks: list[Block], placed: list[tuple[int, int, Piece]]
) -> tuple[list[Block], dict[int, Signature]]:
    """Mark where the comments begin, and who signed each."""
    begin = next((n for n, (_, _, piece) in enumerate(placed) if piece.thread), None)
    if begin is None:
        begin = next(
            (
                n
                for n, b in enumerate(blocks)
                if n > 2 and _THREAD.match(text[b.start : b.end]) and b.end - b.start < 160
            ),
            None,
        )
    if begin is None:
        return blocks, {}
    made, signatures, count = blocks[:begin], {}, 0
    for number in range(begin, len(blocks)):
        block = blocks[number]
        words = text[block.start : block.end]
        if count == 0 and _THREAD.match(words):
            made.append(Block(block.start, block.end, HEADING, THREAD))
            continue
        following = blocks[number + 1] if number + 1 < len(blocks) else None
        signature = _signature(text, block, following)
        if signature:
            count += 1
            signatures[count] = signature
            made.append(Block(block.start, block.end, BYLINE, COMMENT, count))
        elif count and made[-1].role == COMMENT and _only_date(text, block):
            made.append(Block(block.start, block.end, BYLINE, "", count))
        elif _NAVIGATION.match(words) and len(words.split()) <= 4:
            made.append(Block(block.start, block.end, NAVIGATION, "", count))
        else:
            made.append(Block(block.start, block.end, PROSE, "", count))
    return made, signatures


def _signature(text: str, block: Block, following: Block | None) -> Signature | None:
    words = text[block.start : block.end]
    if len(words.split()) > 16:
        return None
    marker = _NUMBERED.match(words)
    start = block.start + (marker.end() if marker else 0)
    found = [date for date in dates.find(text, start, block.end) if date.iso]
    if found:
        name = _SIGN_OFF.sub("", text[start : found[0].start]).strip("*_ ")
        if not name or len(name.split()) > 6:
            return None
        return Signature(name, text.index(name, start), found[0].iso, dates.clock(words))
    if following is None or not _only_date(text, following) or len(words.split()) > 6:
        return None
    day = next(d.iso for d in dates.find(text, following.start, following.end) if d.iso)
    name = _SIGN_OFF.sub("", text[start : block.end])
    clock = dates.clock(text[following.start : following.end])
    return Signature(name, text.index(name, start), day, clock) if name else None


def _only_date(text: str, block: Block) -> bool:
    words = text[block.start : block.end]
    found = [date for date in dates.find(words) if date.iso]
    return bool(found) and found[0].start <= 4 and len(words.split()) <= 8


def _credits(text: str, blocks: list[Block]) -> list[Block]:
    """Split the credit off a caption."""
    made: list[Block] = []
    for block in blocks:
        match = _CREDIT.search(text[block.start : block.end])
        if block.kind == CAPTION and match and match.start("credit") > 0:
            at = block.start + match.start("credit")
            made.append(block.moved(*sentences.trim(text, block.start, at), CAPTION))
            made.append(block.moved(at, block.end, BYLINE))
        elif block.kind == CAPTION and match:
            made.append(block.moved(block.start, block.end, BYLINE))
        else:
            made.append(block)
    return made
