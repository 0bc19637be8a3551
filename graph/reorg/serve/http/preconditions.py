"""Whether a client's copy of a document is still good (RFC 9110, section 13)."""

from __future__ import annotations

import re
from datetime import UTC
from email.utils import parsedate_to_datetime

from starlette.datastructures import Headers

_TAG = re.compile(r'(W/)?("[^"]*")')
NOT_MODIFIED, FAILED = 304, 412


def outcome(headers: Headers, tag: str, modified: float | None) -> int:
    """Return the status that says a GET or HEAD needs no document; 0 where it does.

    Args:
        headers: Of the request.
        tag: The document's entity tag, a strong one.
        modified: When it was last changed, in seconds since 1970; None if not known.
    """
    # Section 13.2.2 has this order.
    if "if-match" in headers:
        if not _names(headers, "if-match", tag, strong=True):
            return FAILED
    elif _older(_date(headers, "if-unmodified-since"), modified):
        return FAILED
    if "if-none-match" in headers:
        return NOT_MODIFIED if _names(headers, "if-none-match", tag) else 0
    since = _date(headers, "if-modified-since")
    fresh = since is not None and modified is not None and not _older(since, modified)
    return NOT_MODIFIED if fresh else 0


def _names(headers: Headers, name: str, tag: str, *, strong: bool = False) -> bool:
    text = ",".join(headers.getlist(name))
    tags = (match[2] for match in _TAG.finditer(text) if not (strong and match[1]))
    return text.strip() == "*" or tag in tags


def _older(date: int | None, modified: float | None) -> bool:
    return date is not None and modified is not None and date < int(modified)


def _date(headers: Headers, name: str) -> int | None:
    """Return the seconds since 1970 that a header names, None where it names none."""
    try:
        date = parsedate_to_datetime(headers.get(name, ""))
        # Without a zone it is the one of HTTP's old formats, which mean UTC.
        return int((date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError):
        return None
