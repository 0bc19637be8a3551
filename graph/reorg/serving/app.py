"""The application: which address leads to what."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Coroutine
from typing import Any
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from reorg.errors import ReorgError
from reorg.serving import protocol
from reorg.serving.clients import client_of
from reorg.serving.guard import Guard
from reorg.serving.limits import BODY_SECONDS, MOST_BYTES, MOST_HELD, RETRY_SECONDS
from reorg.serving.line import BusyError
from reorg.serving.media import GRAPH, HTML, TABLE, best, content_type
from reorg.serving.pool import Answered
from reorg.serving.protocol import RequestError
from reorg.serving.site import ENDPOINT, Served, Site, asked_format, rdf, unspoken

_METHODS = ("GET", "HEAD", "POST", "OPTIONS")
# What is left of a body that was not read would be taken for the next request.
_UNREAD = frozenset({403, 408, 413, 415})
_UNROUTED = {404: "there is nothing at this address", 405: "this can only be read, by GET"}


def make_app(served: Served, *, host: str, origins: frozenset[str]) -> ASGIApp:
    """Return the ASGI application.

    Args:
        served: What to serve.
        host: The name or address that the server listens at.
        origins: The web sites whose pages may ask; ``*`` for any.
    """

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        try:
            await served.pool.start()
            yield
        finally:
            served.pool.close()

    site = Site(served)
    refused = _Refusing(site).answer
    endpoint = _Endpoint(served, site)
    methods = [*_METHODS, "PUT", "DELETE", "PATCH"]
    app: ASGIApp = Starlette(
        routes=[
            Route(ENDPOINT, endpoint.answer, methods=methods),
            Route(f"{ENDPOINT}/", endpoint.answer, methods=methods),
            *site.routes(),
        ],
        exception_handlers={ReorgError: refused, HTTPException: refused, Exception: _failed},
        lifespan=lifespan,
    )
    if origins:
        app = CORSMiddleware(
            app,
            allow_origins=sorted(origins),
            allow_methods=("GET", "POST"),
            allow_headers=("*",),
            expose_headers=("Server-Timing", "Reorg-Rows"),
        )
    return Guard(app, host=host, origins=origins)


class _Endpoint:
    """The SPARQL endpoint."""

    def __init__(self, served: Served, site: Site) -> None:
        self._served, self._site, self._held = served, site, _Held()

    async def answer(self, request: Request) -> Response:
        """Answer any request to the endpoint's address."""
        if request.method not in _METHODS:
            return PlainTextResponse(
                "this graph is only read: ask by GET or POST\n",
                status_code=405,
                headers={"Allow": ", ".join(_METHODS)},
            )
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"Allow": ", ".join(_METHODS)})
        asked = await _request(request)
        job = protocol.job(asked)
        if job is None:
            return self._describe(request, asked.accept)
        for_page = asked.method == "GET" and not (job.default_graphs or job.named_graphs)
        if for_page and best((*TABLE, *GRAPH, HTML), asked.accept) == HTML:
            return RedirectResponse("/query#query=" + quote(job.text, safe=""), 303)
        if self._held.size > MOST_HELD:
            raise BusyError("too many answers wait to be taken")
        asking = self._served.pool.ask(job, client_of(request.scope))
        found = await _unless_gone(request, asking)
        return _Answer(found, self._held) if found else Response(status_code=499)

    def _describe(self, request: Request, accept: str) -> Response:
        """Return the Service Description; a browser gets the query page."""
        media_type = asked_format(request) or best((*GRAPH, HTML), accept)
        if media_type == HTML:
            return self._site.query(request)
        if not media_type:
            raise unspoken()
        endpoint = str(request.url.replace(query="", fragment=""))
        return rdf(self._served.source.description(endpoint), media_type)


async def _unless_gone(request: Request, asking: Coroutine[Any, Any, Answered]) -> Answered | None:
    """Return what comes of a query, None where its client goes away: then it ends at once."""
    asked = asyncio.ensure_future(asking)
    gone = asyncio.ensure_future(_gone(request))
    try:
        await asyncio.wait((asked, gone), return_when=asyncio.FIRST_COMPLETED)
        return asked.result() if asked.done() else None
    finally:
        asked.cancel()
        gone.cancel()
        await asyncio.gather(asked, gone, return_exceptions=True)


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _request(request: Request) -> protocol.Request:
    """Return what a request holds, its body read with patience and space bounded."""
    headers = request.headers
    kind = headers.get("content-type", "")
    body = b""
    if request.method == "POST":
        protocol.check_content(kind, headers.get("content-encoding", ""))
        body = await _body(request)
    method = "POST" if request.method == "POST" else "GET"
    address = request.scope["query_string"]
    return protocol.Request(method, address, kind, headers.get("accept", ""), body)


async def _body(request: Request) -> bytes:
    declared = request.headers.get("content-length", "")
    parts: list[bytes] = []
    size = int(declared) if declared.isdigit() else 0
    try:
        async with asyncio.timeout(BODY_SECONDS):
            if size <= MOST_BYTES:
                size = 0
                async for part in request.stream():
                    size += len(part)
                    if size > MOST_BYTES:
                        break
                    parts.append(part)
    except ClientDisconnect:
        raise RequestError(400, "the body is cut off", remedy="send it whole") from None
    except TimeoutError:
        raise RequestError(408, "the body came too slowly", remedy="send it at once") from None
    if size > MOST_BYTES:
        raise RequestError(413, f"the body is longer than {MOST_BYTES:,} bytes")
    return b"".join(parts)


class _Held:
    """How many bytes of answers are held for clients that have not yet taken them."""

    size = 0


class _Answer(Response):
    """An answer sent in pieces, each when the client has taken the one before."""

    def __init__(self, found: Answered, held: _Held) -> None:
        headers = {
            "Content-Type": content_type(found.media_type),
            "Content-Length": str(found.body.size),
            "Vary": "Accept",
            "Server-Timing": f"query;dur={found.seconds * 1000:.1f}",
            "Reorg-Rows": str(found.rows),
        }
        super().__init__(status_code=found.status, headers=headers)
        if found.status == BusyError.status:
            self.headers["Retry-After"] = str(RETRY_SECONDS)
        self._found, self._held = found.body, held

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        start = {"status": self.status_code, "headers": self.raw_headers}
        size = self._found.size
        self._held.size += size
        try:
            await send({"type": "http.response.start", **start})
            for piece in self._found.pieces():
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        finally:
            self._held.size -= size
            self._found.close()


class _Refusing:
    """Tells what is wrong: in a line of text, or to a browser on a page."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def answer(self, request: Request, error: Exception) -> Response:
        """Return the response to a request that is refused."""
        status = error.status if isinstance(error, RequestError) else 500
        headers, message = {}, str(error)
        if isinstance(error, BusyError):
            status, headers["Retry-After"] = error.status, str(RETRY_SECONDS)
        elif isinstance(error, HTTPException):
            status, headers = error.status_code, dict(error.headers or {})
            message = _UNROUTED.get(status, error.detail)
        if status in _UNREAD:
            headers["Connection"] = "close"
        if best(("text/plain", HTML), request.headers.get("accept")) == HTML:
            response = self._site.problem(status, message)
            response.headers.update(headers)
            return response
        return PlainTextResponse(f"{message}\n", status_code=status, headers=headers)


async def _failed(request: Request, error: Exception) -> Response:
    print(f"reorg: serve: {type(error).__name__}: {error}", file=sys.stderr)
    return PlainTextResponse("the server failed to answer\n", status_code=500)
