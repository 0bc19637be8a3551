"""The media types that are spoken, and the choice among them by ``Accept``."""

from __future__ import annotations

from collections.abc import Iterable

HTML = "text/html"

TABLE = {
    "application/sparql-results+json": "json",
    "application/sparql-results+xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
    "application/json": "json",
    "application/xml": "xml",
    "text/xml": "xml",
}
"""Media types for SELECT and ASK, the preferred first, with the format's name."""

GRAPH = {
    "text/turtle": "TURTLE",
    "application/n-triples": "N_TRIPLES",
    "application/rdf+xml": "RDF_XML",
    "application/ld+json": "JSON_LD",
    "application/trig": "TRIG",
    "application/n-quads": "N_QUADS",
    "text/n3": "N3",
    "application/x-turtle": "TURTLE",
    "text/plain": "N_TRIPLES",
    "application/json": "JSON_LD",
    "application/xml": "RDF_XML",
}
"""Media types for graphs, the preferred first, with the engine's name of the format."""

WITH_GRAPHS = frozenset({"TRIG", "N_QUADS"})
"""The formats, as the engine calls them, that keep named graphs apart."""

FORMATS = {"Turtle": "ttl", "JSON-LD": "jsonld", "N-Triples": "nt", "RDF/XML": "rdf"}
"""The formats that a page leads to, by name, as an address asks for them."""


MOST_ACCEPT = 2_000
"""Characters of ``Accept`` that are read; libraries that name all they know send some 700."""

MOST_RANGES = 64
"""Media ranges that are read."""

MOST_RANGE = 200
"""Characters of a media range that is read: with its length, the time for it grows by squares."""


def best(offered: Iterable[str], accept: str | None) -> str:
    """Return the media type of those offered that a client likes best, empty for none.

    Args:
        offered: Media types, the preferred first.
        accept: The value of the header, after RFC 9110, section 12.5.1; none means anything. What
            stands beyond the bounds is passed over: the header is a wish, and reading it is work.
    """
    from mimeparse import MimeTypeParseException, best_match

    backwards = [*offered][::-1]  # of equals the library takes the last
    if not accept or not accept.strip():
        return backwards[-1]
    # What is no media range is left out, as section 12.5.1 has no error for it.
    ranges = [part for part in _bounded(accept) if _reads(part)]
    try:
        return str(best_match(backwards, ",".join(ranges))) if ranges else ""
    except MimeTypeParseException:
        return ""


def content_type(media_type: str) -> str:
    """Return a media type with what a reader has to know to read it."""
    text = media_type.startswith("text/")
    return f"{media_type}; charset=utf-8" if text else media_type


def _bounded(accept: str) -> list[str]:
    """Return the media ranges of a header, as many as are read, each of them whole."""
    parts = accept[: MOST_ACCEPT + 1].split(",")
    if len(accept) > MOST_ACCEPT:
        parts.pop()  # which is cut off
    return [part for part in parts[:MOST_RANGES] if len(part) <= MOST_RANGE]


def _reads(part: str) -> bool:
    from mimeparse import MimeTypeParseException, parse_media_range

    try:
        parse_media_range(part)
    except (MimeTypeParseException, ValueError):
        return False
    return True
