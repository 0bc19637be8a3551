"""What came of each request, for logs and figures."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple
from urllib.parse import quote, quote_plus, unquote, unquote_plus

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from reorg.serve.limits import MOST_TARGET
from reorg.serve.routes import ROUTE

_HIDDEN = "***"
# Any other field of an address may be somebody's password.
_KNOWN = frozenset({"query", "default-graph-uri", "named-graph-uri", "format", "iri"})
_USER = re.compile(r"(\b[a-z][a-z0-9+.-]*://)[^/?#\s\"<>]*@", re.IGNORECASE)


class Visit(NamedTuple):
    """A request, and what came of it.

    Attributes:
        when: When it came, in seconds since 1970.
        client: The address of who sent it; empty if not known.
        method: Its method.
        target: What it asked for, without anything that may be a password.
        version: The version of HTTP.
        route: The template of the address; empty where nothing is.
        status: The status that it got; 499 where its client left before.
        size: Bytes of the body that were sent.
        seconds: How long it took.
    """

    when: float
    client: str
    method: str
    target: str
    version: str
    route: str
    status: int
    size: int
    seconds: float


class Visits:
    """ASGI middleware that tells of each request once it is answered."""

    def __init__(self, app: ASGIApp, heard: Sequence[Callable[[Visit], None]]) -> None:
        """Listen to an application.

        Args:
            app: The application.
            heard: What is called with each visit.
        """
        self._app, self._heard = app, tuple(heard)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and tell of it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        when, start = time.time(), time.perf_counter()
        status, size = 499, 0

        async def counting(message: Message) -> None:
            nonlocal status, size
            await send(message)
            if message["type"] == "http.response.start":
                status = message["status"]
            elif scope["method"] != "HEAD":
                size += len(message.get("body", b""))

        try:
            await self._app(scope, receive, counting)
        except Exception:
            status = 500
            raise
        finally:
            visit = _visit(scope, when, status, size, time.perf_counter() - start)
            for hear in self._heard:
                hear(visit)


def _visit(scope: Scope, when: float, status: int, size: int, seconds: float) -> Visit:
    peer = scope.get("client")
    return Visit(
        when,
        str(peer[0]) if peer else "",
        scope["method"],
        target(scope["raw_path"], scope["query_string"]),
        scope["http_version"],
        scope.get(ROUTE, ""),
        status,
        size,
        seconds,
    )


def target(path: bytes, query: bytes) -> str:
    """Return what a request asked for, without anything that may be a password.

    Args:
        path: The path as it came.
        query: The query string as it came.
    """
    plain = path.decode("latin-1")
    shown = unquote(plain)
    hidden = _USER.sub(rf"\1{_HIDDEN}@", shown)
    text = plain if hidden == shown else quote(hidden, safe="/:@*")
    if query:
        fields = query.decode("latin-1").split("&")
        text += "?" + "&".join(_field(field) for field in fields)
    return text if len(text) <= MOST_TARGET else f"{text[:MOST_TARGET]}..."


def _field(field: str) -> str:
    name, equals, value = field.partition("=")
    if unquote_plus(name) not in _KNOWN:
        return f"{name}={_HIDDEN}" if equals else _HIDDEN
    shown = unquote_plus(value)
    hidden = _USER.sub(rf"\1{_HIDDEN}@", shown)
    return field if hidden == shown else f"{name}={quote_plus(hidden, safe='*')}"
