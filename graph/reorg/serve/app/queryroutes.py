"""The SPARQL endpoint, and the ready queries by name."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from typing import Any
from urllib.parse import quote

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from reorg.serve.app.namedqueries import NamedQueries, accepted, examples, values
from reorg.serve.app.queryhints import lacking
from reorg.serve.http import protocol
from reorg.serve.http.clients import client_of
from reorg.serve.http.documentcache import Document
from reorg.serve.http.negotiation import chosen
from reorg.serve.http.protocol import RequestError
from reorg.serve.http.proxy import root_url
from reorg.serve.http.sending import send_body
from reorg.serve.job import Job
from reorg.serve.limits import BODY_SECONDS, MOST_BYTES, MOST_HELD, MOST_KEPT, RETRY_SECONDS
from reorg.serve.media import GRAPH, HTML, TABLE, best, content_type
from reorg.serve.pagepaths import ENDPOINT, HINTS, QUERY
from reorg.serve.pages.pagedocuments import redirect
from reorg.serve.pages.site import Served, Site
from reorg.serve.routes import Route
from reorg.serve.workers.fairqueue import BusyError
from reorg.serve.workers.pool import Answered
from reorg.sparql import library
from reorg.sparql.prefixes import known

_METHODS = ("GET", "HEAD", "POST", "OPTIONS")


class HeldBytes:
    """How many bytes of answers are held for clients that have not yet taken them."""

    size = 0


class QueryRoutes:
    """The addresses at which queries on one version of a graph are answered."""

    def __init__(
        self, served: Served, site: Site, held: HeldBytes, answered: Callable[[Answered], None]
    ) -> None:
        """Make the routes.

        Args:
            served: What is asked.
            site: The pages on it.
            held: Where to count answers that are not yet taken.
            answered: Called with what comes of each query.
        """
        self._served, self._site, self._held, self._answered = served, site, held, answered
        self._named = NamedQueries(served.source.store)
        self._prefixes = known(served.source.store)

    def routes(self) -> list[Route]:
        """Return which address leads to what."""
        methods = [*_METHODS, "PUT", "DELETE", "PATCH"]
        return [
            Route(f"/{ENDPOINT}", self.answer, methods=methods),
            Route(f"/{ENDPOINT}/", self.answer, methods=methods),
            Route(f"/{QUERY}/{{name}}", self.named),
            Route(f"/{HINTS}", self.hints, methods=["POST"]),
        ]

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
            return await self._describe(request)
        own = not (job.default_graphs or job.named_graphs)
        if own and asked.method == "GET" and _for_page(asked.accept):
            return _to_page(request, job.text)
        ready = own and request.method != "POST" and self._named.has(job.text)
        return await self._ask(request, job, ready=ready)

    async def named(self, request: Request) -> Response:
        """Answer a ready query by its name; a browser gets it on the query page."""
        name, given = request.path_params["name"], values(request)
        if given:  # looked for among the graph's names
            text = await asyncio.to_thread(self._named.text, name, given)
        else:
            text = self._named.text(name, given)
        accept = accepted(request)
        if _for_page(accept):
            return _to_page(request, library.Query(name, text).body)
        response = await self._ask(request, protocol.query(text, accept), ready=True)
        if examples_left := examples(name, given):
            response.headers["Reorg-Examples"] = examples_left
        return response

    async def hints(self, request: Request) -> Response:
        """Answer what the graph lacks of that which a query wants that found nothing."""
        job = protocol.job(await _request(request))
        assert job is not None  # as it is for a POST
        hints = await lacking(job.text, self._prefixes, self._served.pool, client_of(request.scope))
        return JSONResponse(hints)

    async def _ask(self, request: Request, job: Job, *, ready: bool) -> Response:
        if ready and (kept := self._site.kept.find(request, job)):
            return kept
        if self._held.size > MOST_HELD:
            raise BusyError("too many answers wait to be taken")
        # The Protocol (section 2.1.4) leaves it to a service what relative IRIs are read against.
        asking = self._served.pool.ask(job._replace(base=_url(request)), client_of(request.scope))
        answered = await _unless_gone(request, asking)
        if answered is None:
            return Response(status_code=499)
        self._answered(answered)
        if not ready or answered.status != 200 or answered.body.size > MOST_KEPT // 4:
            return _Answer(answered, self._held)
        try:
            body = b"".join(answered.body.pieces())
        finally:
            answered.body.close()
        return await self._site.kept.keep(request, job, Document(body, _headers(answered)))

    async def _describe(self, request: Request) -> Response:
        """Return the Service Description; a browser gets the query page."""
        media_type = chosen(request, (*GRAPH, HTML))
        if media_type == HTML:
            return redirect(request, QUERY, 303)
        return await self._site.service(request, _url(request), media_type)


def _url(request: Request) -> str:
    """Return the address at which the world finds the endpoint."""
    return root_url(request.scope) + request.url.path[len(request.scope["root_path"]) :]


def _for_page(accept: str) -> bool:
    return best((*TABLE, *GRAPH, HTML), accept) == HTML


def _to_page(request: Request, text: str) -> Response:
    return redirect(request, f"{QUERY}#query={quote(text, safe='')}", 303)


def _headers(answered: Answered) -> Mapping[str, str]:
    return {
        "Content-Type": content_type(answered.media_type),
        "Vary": "Accept",
        "Reorg-Rows": str(answered.rows),
    }


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


class _Answer(Response):
    """An answer sent in pieces, each when the client has taken the one before."""

    def __init__(self, answered: Answered, held: HeldBytes) -> None:
        headers = {
            **_headers(answered),
            "Content-Length": str(answered.body.size),
            "Server-Timing": f"query;dur={answered.seconds * 1000:.1f}",
        }
        super().__init__(status_code=answered.status, headers=headers)
        if answered.status == BusyError.status:
            self.headers["Retry-After"] = str(RETRY_SECONDS)
        self._body, self._held = answered.body, held

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        start = {"status": self.status_code, "headers": self.raw_headers}
        size = self._body.size
        self._held.size += size
        try:
            await send({"type": "http.response.start", **start})
            await send_body(self._body.pieces(), send)
        finally:
            self._held.size -= size
            self._body.close()
