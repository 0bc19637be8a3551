"""Reads plain text into pieces with their places, by lines or by wrapped paragraphs."""

from __future__ import annotations

import re

from reorg.draft.text import segmentation
from reorg.draft.text.blocks import Piece


def located(text: str) -> list[tuple[int, int, Piece]]:
    """Return the lines of a plain text, or its paragraphs where its lines are wrapped."""
    lines = [match.span() for match in re.finditer(r"[^\r\n]+", text)]
    wrapped = bool(lines) and max(b - a for a, b in lines) <= 100
    pattern = r"(?:[^\r\n]*\S[^\r\n]*(?:\r?\n|$))+" if wrapped else r"[^\r\n]+"
    pieces = []
    for match in re.finditer(pattern, text):
        start, end = segmentation.trim(text, *match.span())
        if start >= end:
            continue
        inner = re.search(r"\r?\n", text[start:end])
        if wrapped and inner and inner.start() < 45:
            # A short first line is no wrapped paragraph: each line stands for itself.
            for line in re.finditer(r"[^\r\n]+", text[start:end]):
                a, b = segmentation.trim(text, start + line.start(), start + line.end())
                pieces.append((a, b, Piece(text[a:b])))
        else:
            pieces.append((start, end, Piece(text[start:end])))
    return pieces
