"""Reads an article, whatever the format of its file, into plain text with what each stretch is."""

from __future__ import annotations

import re
from pathlib import PurePath

from reorg.draft.text import markdown, plaintext, savedpage, structure
from reorg.draft.text.blocks import Page

HTML = (".html", ".htm", ".xhtml")
MARKDOWN = (".md", ".markdown")


def read(text: str, name: str) -> Page:
    """Return an article as plain text with the kinds of its stretches.

    Args:
        text: The file's characters. Plain text is kept as it is, so that its offsets hold.
        name: The file's name; its ending tells the format.
    """
    ending = PurePath(name).suffix.lower()
    if ending in HTML or re.match(r"\s*<(?:!doctype html|html)\b", text, re.I):
        pieces, head = savedpage.pieces(text)
    elif ending in MARKDOWN:
        pieces, head = markdown.pieces(text)
    else:
        return structure.page(text, plaintext.located(text), {})
    plain = "\n\n".join(piece.text for piece in pieces)
    plain += "\n" if plain else ""
    placed, at = [], 0
    for piece in pieces:
        placed.append((at, at + len(piece.text), piece))
        at += len(piece.text) + 2
    return structure.page(plain, placed, head)
