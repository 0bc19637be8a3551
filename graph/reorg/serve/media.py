"""The media types that are spoken, and the choice among them by ``Accept``."""

from __future__ import annotations

from collections.abc import Iterable

from reorg.rdf import formats
from reorg.serve.limits import MOST_ACCEPT, MOST_RANGE, MOST_RANGES

HTML = "text/html"

TABLE = formats.offered(formats.RESULTS.values())
"""Media types for SELECT and ASK, the preferred first, with their formats."""

GRAPH = formats.offered(formats.GRAPHS.values())
"""Media types for graphs, the preferred first, with their formats."""

FORMATS = {format_.title: format_.name for format_ in formats.addressed() if format_.link}
"""The formats that a page leads to, by what people call them, as an address asks for them."""

DOWNLOADS: dict[str, list[formats.Format]] = {
    "table": [format_ for kind, format_ in TABLE.items() if kind == format_.media_type],
    "graph": [
        format_ for kind, format_ in GRAPH.items() if kind == format_.media_type and format_.link
    ],
}
"""The formats in which the query page hands on an answer with rows, and one that is a graph."""


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
