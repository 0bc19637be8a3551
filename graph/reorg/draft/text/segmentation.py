"""Splits blocks of text into sentences, with their places."""

from __future__ import annotations

import itertools
import re

from reorg.draft.text.verbs import AFTER_QUOTATION

# Quotation marks keep splitters from seeing sentences within a quotation.
_MARKS = str.maketrans('“”"', "   ")
_OPENING = re.compile(r"(?<=\s)[“‘\"]\s*\Z")
_SAYS = re.compile(rf"[^.!?]{{0,60}}\b(?:{AFTER_QUOTATION})\b")


def split(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the places of the sentences between two offsets, in code points.

    A quotation of several sentences is split; one that a verb of saying follows is not.
    """
    import sentencex

    plain = text[start:end].translate(_MARKS)
    spans = [
        (piece["start_index"], piece["end_index"])
        for piece in sentencex.get_sentence_boundaries("en", plain)
    ]
    joined: list[tuple[int, int]] = []
    for a, b in spans:
        if joined and _belongs(text[start:end], joined[-1], a):
            joined[-1] = (joined[-1][0], b)
        else:
            joined.append((a, b))
    return [
        trimmed
        for a, b in _with_marks(text[start:end], joined)
        if (trimmed := trim(text, start + a, start + b))[0] < trimmed[1]
    ]


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a stretch without the white space at its ends."""
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())


def _with_marks(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Give closing quotation marks to the sentence before them, opening ones to that after."""
    cuts = []
    for _, at in spans[:-1]:
        while at < len(text) and (text[at] in "”’" or text[at : at + 2] in ('" ', '"\n')):
            at += 1
        opening = _OPENING.search(text[:at])
        cuts.append(opening.start() if opening else at)
    edges = [0, *cuts, len(text)]
    return [(a, b) for a, b in itertools.pairwise(edges) if a < b]


def _belongs(text: str, before: tuple[int, int], start: int) -> bool:
    """Return whether what starts at an offset only goes on with the sentence before."""
    rest = text[start:].lstrip()
    previous = text[before[0] : start].rstrip()
    if rest[:1].islower():
        return True
    closed = previous.endswith(("”", "’", '"')) or rest.startswith(("”", "’"))
    return closed and bool(_SAYS.match(rest.lstrip("”’ ")))
