"""What servers answer, what they mean by it, and what is told when they refuse or fail."""

from __future__ import annotations

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import urlsplit

from reorg.errors import ReorgError
from reorg.remote import credentials as creds
from reorg.remote.credentials import Credentials

PASSING = (429, 502, 503, 504)
"""Statuses that say that a request may be made again."""

NO_HOST = "there is no such host"
"""What is told where a name has no address."""

REFUSED = "no server answers there"
"""What is told where nobody takes a connection."""

NO_PROXY = "the proxy does not answer"
"""What is told where the proxy takes no connection."""

NOBODY_THERE = (REFUSED, NO_PROXY)
"""What is told where trying again for long makes no sense."""

OF_PROXIES = (407, 502, 503, 504)
"""Statuses that a proxy on the way may have given."""

_LONGEST = 300
_REASONS = (
    (r"CERTIFICATE_VERIFY_FAILED", "its certificate is not trusted here"),
    (r"WRONG_VERSION_NUMBER|record layer", "it does not speak TLS there"),
    (r"ProxyError", NO_PROXY),
    (r"NameResolution|getaddrinfo|Name or service not known|No address", NO_HOST),
    (r"refused", REFUSED),
    (r"ConnectTimeout|timed out", "no answer"),
    (r"unreachable|No route", "the network does not reach it"),
    (
        r"Incomplete|ChunkedEncoding|InvalidChunk|aborted|reset|Disconnected|[Bb]roken",
        "the server broke off",
    ),
)


class StoreError(ReorgError):
    """A server that cannot be reached, or that refuses or fails.

    Attributes:
        status: The HTTP status; 0 where no whole answer came.
        message: What the server said, on one line.
    """

    def __init__(
        self, what: str, *, where: str = "", remedy: str = "", status: int = 0, message: str = ""
    ) -> None:
        super().__init__(what, where=where, remedy=remedy)
        self.status = status
        self.message = message


class LostError(StoreError):
    """A server that cannot be reached, or that broke off."""


class Response(NamedTuple):
    """What a server answered.

    Attributes:
        status: The HTTP status.
        headers: The headers; names in any case.
        body: The body.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", "replace")

    @property
    def media_type(self) -> str:
        """The media type, in lower case and without parameters."""
        return self.headers.get("Content-Type", "").partition(";")[0].strip().lower()

    @property
    def retry_after(self) -> float:
        """The seconds that the server asks to wait; 0 if it does not say, or says a date."""
        wait = self.headers.get("Retry-After", "")
        return float(wait) if re.fullmatch(r"[0-9]{1,9}", wait) else 0.0

    @property
    def message(self) -> str:
        """What the server said, on one short line, without the marks of HTML."""
        from reorg.visibletext import visible

        text = self.text[:20_000]
        if "html" in self.media_type:
            text = re.sub(r"(?is)<(script|style|head)\b.*?</\1>|<[^>]*>", " ", text)
        line = visible(text)
        return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


def refusal(response: Response, url: str, who: Credentials, *, tries: int, by: str) -> StoreError:
    """Return the error for a status that is not a success.

    Args:
        response: The answer.
        url: What was asked.
        who: Who asked; the secrets are not repeated.
        tries: How often it was asked.
        by: What is told of the way there.
    """
    status = response.status
    name = HTTPStatus(status).phrase if status in set(HTTPStatus) else "no such status"
    message = who.hidden_in(response.message)
    if message.strip(" .").lower() in {name.lower(), f"{status} {name}".lower(), str(status)}:
        message = ""
    what, remedy = f"the server answers {status} ({name}){by}", ""
    if status == 401:
        what = f"the server {'refuses the user, password or token' if who else _STRANGER}"
        remedy = creds.HOW
    elif status == 403:
        what = "the server does not allow this"
        remedy = "ask whoever runs it" if who else creds.HOW
        if re.search(r"(?i)\bread[- ]?only\b", message):
            remedy = "start it for writing too, or push to another"
    elif status in PASSING:
        what += f" after {tries} tries"
        remedy = "try again later"
    what += f": {message}" if message else ""
    where = url.partition("?")[0]
    return StoreError(what, where=where, remedy=remedy, status=status, message=message)


_STRANGER = "wants to know who asks"


def reason(error: Exception) -> str:
    """Return in plain words why a connection failed."""
    text = f"{type(error).__name__} {error}"
    for pattern, words in _REASONS:
        if re.search(pattern, text):
            return words
    return "the connection failed"


def host(url: str) -> str:
    """Return the part of an address that names the server, without any password."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
