"""The heads of requests, before they are read: which are too long."""

from __future__ import annotations

import re
from http import HTTPStatus

from reorg.serve.limits import MOST_HEAD

_END = re.compile(rb"\n\r?\n")


def refusal(begun: bytes) -> bytes:
    """Return the answer to a request whose head is too long, nothing where it is not.

    Args:
        begun: What has come of the request.
    """
    if len(begun) <= MOST_HEAD or _END.search(begun, 0, MOST_HEAD):
        return b""
    if b"\n" in begun[:MOST_HEAD]:
        status, remedy = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "send less"
    else:
        status, remedy = HTTPStatus.REQUEST_URI_TOO_LONG, "send a long query by POST"
    body = f"the head of the request is longer than {MOST_HEAD:,} bytes; {remedy}\n"
    return (
        f"HTTP/1.1 {status.value} {status.phrase}\r\nContent-Type: text/plain; charset=utf-8\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n{body}"
    ).encode()
