"""Reads bylines and credits: who wrote and published an article, and when."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from reorg.draft.text import dateforms, segmentation
from reorg.draft.text.blocks import BYLINE, CAPTION, NAVIGATION, Block

CREDIT = re.compile(
    r"(?P<credit>\(?(?:Photo(?:graph)?|Image|Picture|Illustration|Graphic|Credit|Source)s?"
    r"(?: by| credit)?:.*)$"
)
BYLINE_START = re.compile(
    r"(?:by|words by|reported by|from our) (?-i:[A-Z])|published|updated|posted", re.I
)
_ISSUED = re.compile(
    r"^(?:(?:first|last)\s)?(?:published|updated|posted|modified|amended)\b(?:\s(?:on|by|in|at))?:?\s*"
    r"|(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Mon|Tue|Wed|Thu|Fri|Sat|Sun)$",
    re.I,
)


def read(text: str, blocks: Iterable[Block], head: Mapping[str, str]) -> tuple[str, str, str]:
    """Return the publisher, the author and the day of an article, empty where nothing tells.

    Args:
        blocks: The stretches of the text, with their kinds.
        head: What the file's own head tells, which counts for more.
    """
    issued = dateforms.day(head["date"][:10]) if head.get("date") else ""
    author = head.get("author", "")
    for block in blocks:
        words = text[block.start : block.end]
        if block.kind == BYLINE and not block.comment and not CREDIT.match(words):
            full = [date.iso for date in dateforms.find(text, block.start, block.end) if date.iso]
            issued = issued or (full[0] if full else "")
            author = author or _author(words)
    return head.get("publisher", "") or _publisher(text, blocks), author, issued


def _author(words: str) -> str:
    match = re.match(r"(?:[Ww]ords |[Rr]eported )?[Bb]y ((?:[A-Z][\w’'-]+ ?){2,4})", words)
    return match[1].strip() if match else ""


def _publisher(text: str, blocks: Iterable[Block]) -> str:
    for block in blocks:
        if (
            block.kind == BYLINE
            and not block.comment
            and dateforms.find(text, block.start, block.end)
        ):
            words = text[block.start : dateforms.find(text, block.start, block.end)[0].start]
            name = re.sub(r"^[Bb]y [^,\n]+[,\n]\s*", "", words).strip(" ,\n")
            name = _ISSUED.sub("", name).strip(" ,\n")
            if re.fullmatch(r"(?:The )?(?:[A-Z][\w’'-]+ ?){1,4}", name):
                return name.removeprefix("The ")
        if block.kind == NAVIGATION:
            match = re.match(r"[Mm]ore from ((?:[A-Z][\w’'-]+ ?)+)$", text[block.start : block.end])
            if match:
                return match[1].strip()
    return ""


def split_credits(text: str, blocks: list[Block]) -> list[Block]:
    """Split the credit off a caption."""
    split: list[Block] = []
    for block in blocks:
        match = CREDIT.search(text[block.start : block.end])
        if block.kind == CAPTION and match and match.start("credit") > 0:
            at = block.start + match.start("credit")
            split.append(block.moved(*segmentation.trim(text, block.start, at), CAPTION))
            split.append(block.moved(at, block.end, BYLINE))
        elif block.kind == CAPTION and match:
            split.append(block.moved(block.start, block.end, BYLINE))
        else:
            split.append(block)
    return split
