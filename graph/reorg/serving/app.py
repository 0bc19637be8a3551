"""The application: which address leads to what."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Iterable
from typing import TYPE_CHECKING, NamedTuple

from starlette.applications import Starlette
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from reorg.errors import ReorgError
from reorg.serving import answers, protocol
from reorg.serving.description import DESCRIBED
from reorg.serving.guard import Guard
from reorg.serving.limits import BODY_SECONDS, MOST_BYTES, RETRY_SECONDS
from reorg.serving.media import GRAPH, best, content_type
from reorg.serving.pool import BusyError, Pool
from reorg.serving.protocol import RequestError
from reorg.serving.source import Source
from reorg.serving.worker import Reply

if TYPE_CHECKING:
    import pyoxigraph as ox

ENDPOINT = "/sparql"
_METHODS = ("GET", "HEAD", "POST", "OPTIONS")


class Site(NamedTuple):
    """What the application serves.

    Attributes:
        source: The graph.
        pool: The workers that hold it.
        base: The IRI below which the graph's things stand.
    """

    source: Source
    pool: Pool
    base: str


def make_app(site: Site, *, host: str, origins: frozenset[str]) -> ASGIApp:
    """Return the ASGI application.

    Args:
        site: What to serve.
        host: The name or address that the server listens at.
        origins: The web sites whose pages may ask; ``*`` for any.
    """

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        try:
            await site.pool.start()
            yield
        finally:
            site.pool.close()

    endpoint = _Endpoint(site)
    methods = [*_METHODS, "PUT", "DELETE", "PATCH"]
    app: ASGIApp = Starlette(
        routes=[
            Route(ENDPOINT, endpoint.answer, methods=methods),
            Route(f"{ENDPOINT}/", endpoint.answer, methods=methods),
        ],
        exception_handlers={ReorgError: _refused, Exception: _failed},
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

    def __init__(self, site: Site) -> None:
        self._site = site

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
        reply = await self._site.pool.ask(job, request.is_disconnected)
        return _response(reply) if reply else Response(status_code=499)

    def _describe(self, request: Request, accept: str) -> Response:
        media_type = best(GRAPH, accept)
        if not media_type:
            raise RequestError(406, "the description is RDF", remedy="accept text/turtle")
        return graph_response(
            self._site.source.description(str(request.url.replace(query="", fragment=""))),
            media_type,
        )


def graph_response(triples: Iterable[ox.Triple], media_type: str) -> Response:
    """Return triples in a media type of `GRAPH`."""
    body = answers.triples(triples, GRAPH[media_type], DESCRIBED)
    headers = {"Content-Type": content_type(media_type), "Vary": "Accept"}
    return Response(body, headers=headers)


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


def _response(reply: Reply) -> Response:
    headers = {
        "Content-Type": content_type(reply.media_type),
        "Vary": "Accept",
        "Server-Timing": f"query;dur={reply.seconds * 1000:.1f}",
        "Reorg-Rows": str(reply.rows),
    }
    return Response(reply.body, status_code=reply.status, headers=headers)


async def _refused(request: Request, error: Exception) -> Response:
    if isinstance(error, BusyError):
        headers = {"Retry-After": str(RETRY_SECONDS)}
        return PlainTextResponse(f"{error}\n", status_code=503, headers=headers)
    status = error.status if isinstance(error, RequestError) else 500
    # What is left of a body that was not read would be taken for the next request.
    close = {"Connection": "close"} if status in {408, 413, 415, 403} else {}
    return PlainTextResponse(f"{error}\n", status_code=status, headers=close)


async def _failed(request: Request, error: Exception) -> Response:
    print(f"reorg: serve: {type(error).__name__}: {error}", file=sys.stderr)
    return PlainTextResponse("the server failed to answer\n", status_code=500)
