"""The application: which address leads to what."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from reorg.errors import ReorgError
from reorg.serve.app.metrics import Metrics
from reorg.serve.app.operations import Operations
from reorg.serve.app.queryroutes import HeldBytes, QueryRoutes
from reorg.serve.app.reload import Reloading
from reorg.serve.http.guard import Guard
from reorg.serve.http.protocol import RequestError
from reorg.serve.http.proxy import Network, Proxied, Public
from reorg.serve.http.visits import Visit, Visits
from reorg.serve.limits import RETRY_SECONDS
from reorg.serve.media import HTML, best
from reorg.serve.pages.site import Served, Site
from reorg.serve.workers.fairqueue import BusyError

if TYPE_CHECKING:
    from reorg.serve.servedgraph import Source

# What is left of a body that was not read would be taken for the next request.
_UNREAD = frozenset({403, 408, 413, 415})
_UNROUTED = {404: "there is nothing at this address", 405: "this can only be read, by GET"}


class Front(NamedTuple):
    """How the server is reached.

    Attributes:
        host: The name or address that it listens at.
        origins: The web sites whose pages may ask; ``*`` for any.
        public: Where the world finds it; None where that is not told.
        proxies: The proxies whose word on a request is taken.
        shown_to: Who may see the figures besides this machine.
    """

    host: str
    origins: frozenset[str] = frozenset()
    public: Public | None = None
    proxies: Sequence[Network] = ()
    shown_to: Sequence[Network] = ()


class Application:
    """An ASGI application that can take another version of its graph.

    Requests under way are answered from the version that they came to.

    Attributes:
        metrics: Its figures.
    """

    def __init__(
        self,
        served: Served,
        *,
        watching: bool = False,
        shown_to: Sequence[Network] = (),
        tell: Callable[[str], None],
    ) -> None:
        """Make an application that starts with its lifespan.

        Args:
            served: What to serve.
            watching: Take the graph up anew whenever one of its files is changed.
            shown_to: Who may see the figures besides this machine.
            tell: Called with what there is to tell of another version.
        """
        self._served, self._held, self._watching = served, HeldBytes(), watching
        self.metrics = Metrics(served.pool, lambda: self._served.source)
        self._operations = Operations(served.pool, self.metrics, shown_to)
        self._reloading = Reloading(served.source, served.pool, self._show, tell)
        self._life = Starlette(lifespan=self._lifespan)
        self._routed = self._of_this_version()

    def reload(self) -> None:
        """Take the graph up anew; to be called in the event loop's thread."""
        self._reloading.ask()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        app = self._life if scope["type"] == "lifespan" else self._routed
        await app(scope, receive, send)

    @contextlib.asynccontextmanager
    async def _lifespan(self, app: Starlette) -> AsyncIterator[None]:
        try:
            await self._served.pool.start()
            async with self._reloading.running(watching=self._watching):
                yield
        finally:
            self._served.pool.close()

    def _show(self, source: Source) -> None:
        self._served = self._served._replace(source=source)
        self._routed = self._of_this_version()

    def _of_this_version(self) -> ASGIApp:
        site = Site(self._served)
        endpoint = QueryRoutes(self._served, site, self._held, self._operations.answered)
        refused = _Refusing(site).answer
        return Starlette(
            routes=[*endpoint.routes(), *site.routes(), *self._operations.routes()],
            exception_handlers={ReorgError: refused, HTTPException: refused, Exception: _failed},
        )


def behind(app: ASGIApp, front: Front, heard: Sequence[Callable[[Visit], None]]) -> ASGIApp:
    """Return an application behind what each request passes first.

    Args:
        app: The application.
        front: How it is reached.
        heard: What is called with each visit.
    """
    if front.origins:
        app = CORSMiddleware(
            app,
            allow_origins=sorted(front.origins),
            allow_methods=("GET", "POST"),
            allow_headers=("*",),
            expose_headers=("Server-Timing", "Reorg-Rows", "Reorg-Examples", "ETag"),
        )
    names = [front.host, *([front.public.name] if front.public else [])]
    machines = [*front.proxies, *front.shown_to]
    app = Guard(app, hosts=names, origins=front.origins, machines=machines)
    return Proxied(Visits(app, heard), found_at=front.public, trusted=front.proxies)


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
            response = self._site.problem(request, status, message)
            response.headers.update(headers)
            return response
        return PlainTextResponse(f"{message}\n", status_code=status, headers=headers)


async def _failed(request: Request, error: Exception) -> Response:
    print(f"reorg: serve: {type(error).__name__}: {error}", file=sys.stderr)
    return PlainTextResponse("the server failed to answer\n", status_code=500)
