"""Quoted words, and the addresses that open the reported page at them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import quote

from reorg.analysis.quoting import anchor_start, selectors
from reorg.article.sealed import spots_of
from reorg.article.wordforms import words_of
from reorg.html.pagegraph import PageGraph
from reorg.rdf.triples import Triples

#: Local names of the properties of a background whose value is a page's address.
ADDRESSES = frozenset({"url", "page", "property-web-address"})


class Seal(NamedTuple):
    """What pins a passage without its words."""

    words: int
    sha256: str
    paragraph: int


class Passage(NamedTuple):
    """A passage of the report.

    Attributes:
        text: Its exact words; empty where they are not at hand.
        href: The address that opens the page at it; empty where none is known.
        seal: What pins it, where the record does not hold its words.
    """

    text: str
    href: str
    seal: Seal | None = None


class Passages:
    """Finds the passages of one graph.

    Args:
        graph: The graph.
        copy: A copy of the text, out of which sealed passages get their words.
    """

    def __init__(self, graph: PageGraph, copy: str = "") -> None:
        self._graph = graph
        self._triples = graph.triples
        self._unsealed = _Unsealed(graph.triples, copy) if copy else None
        documents = (self._triples.of_type(kind) for kind in ("reorg:Document", "reorg:Part"))
        self._known = {url for several in documents for iri in several for url in self._pages(iri)}

    def source(self) -> Passage:
        """Return who published the reported texts, with the page where there is one publisher."""
        t = self._triples
        pages: dict[str, str] = {}
        for text in t.of_type("reorg:SourceText"):
            if document := t.value(text, "reorg:copyOf"):
                publisher = t.value(document, "dcterms:publisher") or document
                pages.setdefault(publisher, next(iter(self._pages(document)), ""))
        names = ", ".join(map(t.label, pages))
        return Passage(names, next(iter(pages.values())) if len(pages) == 1 else "")

    def of(self, iri: str) -> Iterable[Passage]:
        """Yield the words that a thing's anchors quote, in the order of the text."""
        t = self._triples
        anchors = t.values(iri, "reorg:anchor")
        for anchor in sorted(anchors, key=lambda anchor: anchor_start(t, anchor)):
            for selector in selectors(t, anchor):
                if exact := t.value(selector, "oa:exact"):
                    yield Passage(exact, self._address(anchor, selector))
                elif seal := seal_of(t, selector):
                    words = self._unsealed.words(seal) if self._unsealed else ""
                    yield Passage(words, self._document_address(anchor), seal)

    def _address(self, anchor: str, selector: str) -> str:
        """Return the address that opens the quoted page at the words, or the empty string."""
        t = self._triples
        pages = [
            url
            for target in t.values(anchor, "oa:hasTarget")
            for text in t.values(target, "oa:hasSource")
            for document in t.values(text, "reorg:copyOf")
            for url in self._pages(document)
        ]
        pages = pages or (list(self._known) if len(self._known) == 1 else [])
        if not pages:
            return ""
        parts = {name: t.value(selector, f"oa:{name}") for name in ("exact", "prefix", "suffix")}
        return pages[0] + text_fragment(**parts)

    def _document_address(self, anchor: str) -> str:
        """Return the address of the document in which a sealed passage stands."""
        t = self._triples
        sources = (
            document
            for target in t.values(anchor, "oa:hasTarget")
            for document in t.values(target, "oa:hasSource")
        )
        return next((url for document in sources for url in self._pages(document)), "")

    def _pages(self, document: str) -> list[str]:
        """Return a document's addresses, as the report or else the background gives them."""
        t = self._triples
        urls = [url for name in ("schema:url", "foaf:page") for url in t.values(document, name)]
        urls += [
            t.value(iri, "reorg:value")
            for iri in self._graph.background[document]
            if t.name(iri, "reorg:property") in ADDRESSES
        ]
        return [url for url in urls if is_web_address(url)]


class _Unsealed:
    """The words of sealed passages, as one copy of the text has them."""

    def __init__(self, triples: Triples, copy: str) -> None:
        selectors = triples.of_type("reorg:SealedSelector")
        seals = [seal for selector in selectors if (seal := seal_of(triples, selector))]
        wanted = {(seal.words, seal.sha256) for seal in seals}
        self._copy = copy
        self._spots = spots_of(wanted, words_of(copy)) if wanted else {}

    def words(self, seal: Seal) -> str:
        """Return a passage's words, those of the named paragraph first; empty if they are lost."""
        spots = self._spots.get((seal.words, seal.sha256), ())
        best = min(spots, key=lambda spot: spot.paragraph != seal.paragraph, default=None)
        return self._copy[best.start : best.end] if best else ""


def seal_of(triples: Triples, selector: str) -> Seal | None:
    """Return the seal that a selector holds, if it is one and whole."""
    words = triples.number(selector, "reorg:words")
    paragraph = triples.number(selector, "reorg:paragraph")
    sha256 = triples.value(selector, "reorg:sha256")
    return Seal(int(words), sha256, int(paragraph)) if words and paragraph and sha256 else None


def is_web_address(text: str) -> bool:
    """Whether a text is an address that a link may lead to."""
    return re.match(r"https?://", text) is not None


def text_fragment(*, exact: str, prefix: str = "", suffix: str = "") -> str:
    """Return the part of an address that scrolls to a quotation (WICG Scroll to Text Fragment).

    ``-``, ``,`` and ``&`` mean something there and are coded. A fragment cannot cross a block of
    the page, so context is cut at a line's end.
    """

    def coded(text: str) -> str:
        return quote(text, safe="").replace("-", "%2D")

    before = prefix.rpartition("\n")[2].strip()
    after = suffix.partition("\n")[0].strip()
    start = f"{coded(before)}-," if before else ""
    end = f",-{coded(after)}" if after else ""
    return f"#:~:text={start}{coded(exact)}{end}"
