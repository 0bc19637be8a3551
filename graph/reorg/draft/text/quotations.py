"""Finds the passages in quotation marks, also those that go on over several paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from reorg.draft.text.blocks import PROSE, Page
from reorg.draft.text.verbs import TERMING

SHORT = 8
"""Most words of a quotation that may be no more than a term, and that is quoted at more length."""


@dataclass(frozen=True)
class QuotedSpan:
    """A passage in quotation marks.

    Attributes:
        start: The first code point inside the marks.
        end: The code point after the last one inside.
        block: The number of its block.
        goes_on: True where it continues the quotation of the paragraph before.
    """

    start: int
    end: int
    block: int
    goes_on: bool = False


def find(page: Page) -> list[QuotedSpan]:
    """Return the quoted passages of a page, in order.

    A paragraph that opens a quotation and leaves it open is continued by the next one that opens
    with a mark, as is the custom of newspapers.
    """
    quoted: list[QuotedSpan] = []
    open_ = False
    for number, block in enumerate(page.blocks):
        text = page.words(block)
        passages = list(_passages(text))
        for index, (start, end, closed) in enumerate(passages):
            goes_on = open_ and index == 0 and not text[: max(0, start - 1)].strip()
            quoted.append(QuotedSpan(block.start + start, block.start + end, number, goes_on))
            if index + 1 == len(passages):
                open_ = not closed
        if not passages and block.kind == PROSE:
            open_ = False
    return quoted


def is_scare_quote(passage: str) -> bool:
    """Return whether a quotation is so short that its marks may only keep a distance."""
    return len(passage.split()) <= 3


def is_term(passage: str, verb: str) -> bool:
    """Return whether a quotation is a name for something: what they termed “a reform”."""
    return verb in TERMING and len(passage.split()) <= SHORT


def _passages(text: str) -> Iterator[tuple[int, int, bool]]:
    """Yield where the passages inside quotation marks begin and end, and whether they close."""
    at = 0
    while match := re.compile(r"[“\"]|(?<![\w])‘|(?<!\w)'(?=\w)").search(text, at):
        opening = match.group()
        closing = {"“": "”", '"': '"', "‘": "’", "'": "'"}[opening]
        stop = match.end()
        while True:
            stop = text.find(closing, stop)
            # An apostrophe looks like a closing single mark.
            if stop < 0 or closing in '”"' or not text[stop + 1 : stop + 2].isalnum():
                break
            stop += 1
        if stop < 0 and opening in "‘'":
            at = match.end()
            continue
        if stop < 0:
            stop = text.find(opening, match.end()) if opening == "“" else -1
        end = stop if stop >= 0 else len(text.rstrip())
        if text[match.end() : end].strip():
            yield match.end(), end, stop >= 0
        at = end + 1
