"""Reads a saved HTML page into pieces of plain text, without what surrounds the article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from reorg.draft.text import boilerplate, comments
from reorg.draft.text.blocks import (
    BYLINE,
    CAPTION,
    HEADING,
    HEADLINE,
    NAVIGATION,
    STANDFIRST,
    Piece,
)

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "ul",
        "summary",
    ]
)
_NAMED = (
    (STANDFIRST, re.compile(r"standfirst|sub-?head|dek\b|lede?\b|strapline|intro\b|summary", re.I)),
    (BYLINE, re.compile(r"byline|author|dateline|published|timestamp|credit|meta\b", re.I)),
    (CAPTION, re.compile(r"caption", re.I)),
)


def pieces(raw: str) -> tuple[list[Piece], dict[str, str]]:
    """Return the pieces of a page's article and comments, and what its head tells.

    Where the page marks its article (``article``, ``main``), that mark is followed, since it
    loses nothing; elsewhere readability finds the part that reads like one.
    """
    from lxml import etree, html

    try:
        tree = html.document_fromstring(raw.encode(), parser=html.HTMLParser(encoding="utf-8"))
    except etree.ParserError:
        return [], {}
    head = _head(tree)
    comments = _comments(tree)
    for element in comments:
        # What a comment's section holds is read after the article, wherever the page puts it.
        element.drop_tree()
    pieces = list(_walk(_article(tree, raw)))
    if not any(piece.kind == HEADLINE for piece in pieces):
        title = _first_heading(tree) or head.get("title", "")
        pieces = [p for p in pieces if not (p.kind == HEADING and p.text == title)]
        if title:
            pieces.insert(0, Piece(title, HEADLINE))
    for element in comments:
        for piece in _walk(element):
            kind = piece.kind if piece.kind in (HEADING, BYLINE) else ""
            pieces.append(Piece(piece.text, kind, thread=True))
    return pieces, head


def _head(tree: Any) -> dict[str, str]:
    keys = {
        "og:site_name": "publisher",
        "author": "author",
        "article:author": "author",
        "article:published_time": "date",
        "date": "date",
        "og:title": "title",
    }
    head: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or "").lower()
        content = " ".join((meta.get("content") or "").split())
        if name in keys and content:
            head.setdefault(keys[name], content)
    title = " ".join((tree.findtext(".//title") or "").split())
    head.setdefault("title", re.split(r"\s[|–—-]\s", title)[0])
    return head


def _comments(tree: Any) -> list[Any]:
    """Return the outermost elements that hold comments."""
    outermost: list[Any] = []
    for element in tree.iter():
        if not isinstance(element.tag, str) or element.tag in ("html", "body", "article", "main"):
            continue
        if (
            comments.CLASSES.search(_names(element))
            and not any(o in outermost for o in element.iterancestors())
            and len(" ".join(element.text_content().split())) > 40
        ):
            outermost.append(element)
    return outermost


def _article(tree: Any, raw: str) -> Any:
    for tag in ("article", "main"):
        marked = sorted(tree.iter(tag), key=lambda e: -len(e.text_content()))
        if marked and len(marked[0].text_content().split()) >= 40:
            return marked[0]
    role = tree.xpath("//*[@role='main' or @itemprop='articleBody']")
    if role:
        return role[0]
    return _readable(raw) if len(tree.xpath("//p")) > 3 else tree


def _readable(raw: str) -> Any:
    import logging

    from lxml import html
    from readability import Document

    logging.getLogger("readability").setLevel(logging.CRITICAL)
    return html.fromstring(Document(raw).summary())


def _first_heading(tree: Any) -> str:
    for element in tree.iter("h1"):
        return " ".join(element.text_content().split())
    return ""


def _names(element: Any) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def _walk(root: Any) -> Iterator[Piece]:
    """Yield a piece for each innermost block of an element, in the order of the page."""
    held: list[str] = []
    for event, element, text in _events(root, root):
        if event == "text":
            held.append(text)
        elif event == "break":
            held.append("\n")
        else:
            yield from _flush(held, element, root)
    yield from _flush(held, root, root)


def _events(element: Any, root: Any) -> Iterator[tuple[str, Any, str]]:
    block = element.tag in _BLOCKS
    if block and element is not root:
        yield "end", element.getparent(), ""
    if element.text:
        yield "text", element, element.text
    for child in element:
        if isinstance(child.tag, str) and not _left_out(child):
            if child.tag == "br":
                yield "break", element, ""
            else:
                yield from _events(child, root)
        if child.tail:
            yield "text", element, child.tail
    if block:
        yield "end", element, ""


def _left_out(element: Any) -> bool:
    if element.tag in boilerplate.ELEMENTS or element.get("hidden") is not None:
        return True
    if element.get("aria-hidden") == "true":
        return True
    furniture = bool(boilerplate.CLASSES.search(_names(element)))
    return furniture and len(element.text_content().split()) < 150


def _flush(held: list[str], element: Any, root: Any) -> Iterator[Piece]:
    text = "".join(held)
    held.clear()
    for part in re.split(r"\n(?=\x00)|\x00", text.replace("\n", " ") if "\n" not in text else text):
        plain = " ".join(part.split())
        if plain:
            yield Piece(plain, _kind(element, root))


def _kind(element: Any, root: Any) -> str:
    while element is not None:
        tag = element.tag
        if tag == "h1":
            return HEADLINE
        if tag in ("h2", "h3", "h4", "h5", "h6"):
            return HEADING
        if tag == "figcaption":
            return CAPTION
        if tag == "address":
            return BYLINE
        if tag not in ("article", "main", "body", "section"):
            for kind, pattern in _NAMED:
                if pattern.search(_names(element)):
                    return kind
        if tag in ("article", "main", "body", "li", "blockquote") or element is root:
            return NAVIGATION if tag == "li" and _only_links(element) else ""
        element = element.getparent()
    return ""


def _only_links(element: Any) -> bool:
    linked = sum(len(link.text_content()) for link in element.iter("a"))
    return linked >= 0.8 * len(element.text_content().strip() or " ")
