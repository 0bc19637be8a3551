"""Reads a Markdown article into pieces of plain text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reorg.draft.text.blocks import CAPTION, HEADING, HEADLINE, NAVIGATION, STANDFIRST, Piece

if TYPE_CHECKING:
    from markdown_it.token import Token

_HEAD = re.compile(r"\A---\n(?P<head>.*?)\n---\n", re.S)


def pieces(text: str) -> tuple[list[Piece], dict[str, str]]:
    """Return the pieces of a Markdown text, and the keys of its front matter."""
    from markdown_it import MarkdownIt

    head: dict[str, str] = {}
    if match := _HEAD.match(text):
        for line in match["head"].splitlines():
            key, colon, value = line.partition(":")
            if colon:
                head[key.strip().lower()] = value.strip().strip("\"'")
        text = text[match.end() :]
    pieces: list[Piece] = []
    tokens = MarkdownIt("commonmark").parse(text)
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.type == "inline":
            pieces.extend(_inline(token, before, first=not any(p.kind == HEADLINE for p in pieces)))
        elif token.type in ("html_block", "code_block", "fence"):
            plain = re.sub(r"<[^>]*>", "", token.content).strip()
            if plain:
                pieces.append(Piece(plain, NAVIGATION))
    return pieces, head


def _inline(token: Token, before: Token | None, *, first: bool) -> list[Piece]:
    children = token.children or []
    text = "".join(_plain(child) for child in children).strip()
    pictures = [c for c in children if c.type == "image" and c.content.strip()]
    captions = [Piece(c.content.strip(), CAPTION) for c in pictures]
    if not text:
        return captions
    if before is not None and before.type == "heading_open":
        kind = HEADLINE if before.tag == "h1" and first else HEADING
        return [*captions, Piece(text, kind)]
    inner = [c for c in children if c.type not in ("softbreak", "hardbreak") and c.content != ""]
    whole = len(children) > 2 and children[0].type in ("em_open", "strong_open")
    if whole and children[-1].type in ("em_close", "strong_close") and len(inner) == 1:
        # A paragraph all in italics is a standfirst or a caption; where it stands will tell.
        return [*captions, Piece(text, CAPTION if pictures else STANDFIRST)]
    lines = text.split("\n")
    return [*captions, *(Piece(line.strip()) for line in lines if line.strip())]


def _plain(token: Token) -> str:
    if token.type in ("text", "code_inline"):
        return str(token.content)
    return {"softbreak": " ", "hardbreak": "\n"}.get(token.type, "")
