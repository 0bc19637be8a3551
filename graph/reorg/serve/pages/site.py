"""The pages: start, query page, graph page, vocabulary, and one for every thing."""

from __future__ import annotations

import asyncio
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from reorg.jsontext import in_one_line
from reorg.namespaces import NAMESPACE
from reorg.rdf.jsonldcompaction import CONTEXT
from reorg.serve.http.documentcache import Document, DocumentCache
from reorg.serve.http.negotiation import chosen
from reorg.serve.http.protocol import RequestError
from reorg.serve.http.proxy import root_url
from reorg.serve.limits import MOST_SHOWN
from reorg.serve.media import DOWNLOADS, FORMATS, GRAPH, HTML, content_type
from reorg.serve.pagepaths import (
    ABOUT,
    DATA,
    ENDPOINT,
    GRAPH_PAGE,
    QUERY,
    STATIC,
    TERMS,
    THINGS,
    VOID,
    Addresses,
    about,
)
from reorg.serve.pages.lookup import Lookup
from reorg.serve.pages.pagedocuments import (
    context,
    named_graphs,
    page,
    page_headers,
    rdf,
    redirect,
    static,
)
from reorg.serve.pages.presentation import Presentation, document
from reorg.serve.pages.rendering import Templates
from reorg.serve.pages.usage import Use, offered, titles, uses
from reorg.serve.pages.vocabularypage import vocabulary_page
from reorg.serve.routes import Route

if TYPE_CHECKING:
    from reorg.serve.servedgraph import Source
    from reorg.serve.workers.pool import Pool

_GRAPH_TOP = b'<header class="top">'


class Served(NamedTuple):
    """What is served.

    Attributes:
        source: The graph.
        pool: The workers that hold it.
        base: The IRI below which the graph's things stand.
    """

    source: Source
    pool: Pool
    base: str


class Site:
    """Answers requests for pages. What takes time is made once, when it is first asked for.

    Attributes:
        kept: The documents that were made.
    """

    def __init__(self, served: Served) -> None:
        self._served = served
        self._store = served.source.store
        self._lookup = Lookup(self._store)
        self._addresses = Addresses(served.base)
        self._presentation = Presentation(self._lookup, self._addresses)
        self._templates = Templates()
        self.kept = DocumentCache(served.source.modified)

    def routes(self) -> list[Route]:
        """Return which address leads to what."""
        return [
            Route("/", self.index),
            Route(f"/{QUERY}", self.query),
            Route(f"/{GRAPH_PAGE}", self.graph),
            Route(f"/{TERMS}", self.terms),
            Route(f"/{TERMS}/{CONTEXT}", self.context),
            Route(f"/{TERMS}/{{rest:path}}", self.below_terms),
            Route(f"/{THINGS}{{path:path}}", self.thing),
            Route(f"/{ABOUT}", self.about),
            Route(f"/{DATA}", self.data),
            Route(f"/{VOID}", self.void),
            Route("/void", lambda request: redirect(request, VOID, 308)),
            Route("/terms.json", self.offers),
            Route(f"/{STATIC}/{{name}}", self.static),
        ]

    async def index(self, request: Request) -> Response:
        """Return the start page."""
        here = root_url(request.scope)
        return await self.kept.give(request, ("index", here), lambda: self._index(here))

    def _index(self, here: str) -> Document:
        named = sorted(self._served.source.graphs.items())
        return self._page(
            "site-index.html.j2",
            "",
            title=" · ".join(titles(self._store)) or "A graph",
            triples=self._served.source.triples,
            graphs=len(named),
            endpoint=f"{here}/{ENDPOINT}",
            questions=self._questions,
            formats={name: f"{DATA}?format={key}" for name, key in FORMATS.items()},
            classes=[
                (self._presentation.link(use.iri)._replace(href=about(use.iri)), use.times)
                for use in sorted(self._uses, key=lambda use: not use.iri.startswith(NAMESPACE))
                if use.kind == "class"
            ],
            names=[(self._presentation.link(iri), count) for iri, count in named],
        )

    async def query(self, request: Request) -> Response:
        """Return the query page."""
        return await self.kept.give(
            request,
            "query",
            lambda: self._page(
                "site-query.html.j2",
                QUERY,
                kind="query",
                questions=self._questions,
                downloads={
                    kind: [(one.title, one.media_type, one.name) for one in formats]
                    for kind, formats in DOWNLOADS.items()
                },
            ),
        )

    async def graph(self, request: Request) -> Response:
        """Return the graph page, which brings its own policy with it."""
        if response := self.kept.find(request, "graph"):
            return response
        async with self._drawing:
            if response := self.kept.find(request, "graph"):
                return response
            drawn = self._with_way_back(await self._served.pool.page(""))
            headers = {
                "Content-Type": content_type(HTML),
                "Content-Security-Policy": "frame-ancestors 'none'",
            }
            return await self.kept.keep(request, "graph", Document(drawn, headers))

    def _with_way_back(self, page: bytes) -> bytes:
        """Return the graph page with links to the others, in its own style."""
        links = self._templates.render("site-back.html.j2", GRAPH_PAGE).encode()
        return page.replace(_GRAPH_TOP, links + _GRAPH_TOP, 1)

    async def terms(self, request: Request) -> Response:
        """Return the vocabulary, or its documentation."""
        media_type = chosen(request)
        make = lambda: self._terms(media_type)  # noqa: E731
        return await self.kept.give(request, ("terms", media_type), make)

    def _terms(self, media_type: str) -> Document:
        if media_type != HTML:
            # It is older than the graph, and as old as the program.
            return rdf(self._lookup.vocabulary(), media_type)._replace(dated=False)
        used = {use.iri: use.times for use in self._uses}
        book = vocabulary_page(self._lookup, self._presentation, used)
        formats = {name: f"{TERMS}?format={key}" for name, key in FORMATS.items()}
        return self._page(
            "site-vocabulary.html.j2", TERMS, kind="vocabulary", book=book, formats=formats
        )

    async def context(self, request: Request) -> Response:
        """Return the context of the graph's JSON-LD."""
        return await self.kept.give(request, "context", context)

    def below_terms(self, request: Request) -> Response:
        """Lead from an IRI below that of the vocabulary, such as a version's, to its document."""
        return self._lead(request, NAMESPACE.rstrip("#") + "/" + request.path_params["rest"])

    def thing(self, request: Request) -> Response:
        """Lead from a thing to the document on it: a thing is no document (303)."""
        above = request.scope["root_path"].count("/")
        path = request.scope["raw_path"].decode("latin-1").split("/", above + 2)[-1]
        return self._lead(request, *self._addresses.things(path))

    def _lead(self, request: Request, *iris: str) -> Response:
        for iri in iris:
            if self._lookup.knows(iri):
                return redirect(request, about(iri), 303)
        raise _unknown(iris[-1])

    async def about(self, request: Request) -> Response:
        """Return what is known of an IRI."""
        iri = request.query_params.get("iri", "")
        media_type = chosen(request)
        if not self._lookup.knows(iri):
            raise _unknown(iri)
        make = lambda: self._about(iri, media_type)  # noqa: E731
        return await self.kept.give(request, ("about", iri, media_type), make)

    def _about(self, iri: str, media_type: str) -> Document:
        if media_type != HTML:
            return rdf(self._lookup.describe(iri, self._served.pool.limits.rows), media_type)
        return self._page(
            "site-about.html.j2",
            "about",
            about=self._presentation.about(iri, self._served.source.graphs.get(iri, 0)),
            formats=document(iri),
            ask=f"{QUERY}#query=" + quote(f"DESCRIBE <{iri}>", safe=""),
            most=MOST_SHOWN,
        )

    async def data(self, request: Request) -> Response:
        """Return the whole graph for saving: named graphs apart, or all of them together."""
        media_type = chosen(request, GRAPH)
        make = lambda: self._data(media_type)  # noqa: E731
        return await self.kept.give(request, ("data", media_type), make)

    def _data(self, media_type: str) -> Document:
        format_ = GRAPH[media_type]
        if format_.apart:
            whole = named_graphs(self._served.source.quads(), media_type)
        else:
            whole = rdf([quad.triple for quad in self._store], media_type)
        saved = {"Content-Disposition": f'attachment; filename="graph.{format_.name}"'}
        return whole._replace(headers={**whole.headers, **saved})

    async def void(self, request: Request) -> Response:
        """Return the VoID description of the graph."""
        media_type, here = chosen(request, GRAPH), root_url(request.scope)
        make = lambda: rdf(  # noqa: E731
            self._served.source.void(self._served.base, here), media_type
        )
        return await self.kept.give(request, ("void", here, media_type), make)

    async def service(self, request: Request, endpoint: str, media_type: str) -> Response:
        """Return the Service Description.

        Args:
            request: What is answered.
            endpoint: The address by which the endpoint was asked.
            media_type: One of `GRAPH`.
        """
        make = lambda: rdf(self._served.source.service_description(endpoint), media_type)  # noqa: E731
        return await self.kept.give(request, ("service", endpoint, media_type), make)

    async def offers(self, request: Request) -> Response:
        """Return what the query page completes and asks."""
        return await self.kept.give(request, "offers", self._offers)

    def _offers(self) -> Document:
        offers = offered(self._store, self._uses, self._lookup, self._served.base)
        body = in_one_line(offers).encode()
        return Document(body, {"Content-Type": "application/json"})

    async def static(self, request: Request) -> Response:
        """Return a style sheet or a script."""
        name = request.path_params["name"]
        return await self.kept.give(request, ("static", name), lambda: static(name))

    def problem(self, request: Request, status: int, message: str) -> Response:
        """Return a page that tells what is wrong."""
        text = self._templates.render(
            "site-error.html.j2",
            "error",
            root=f"{request.scope['root_path']}/",
            title="Not here" if status == 404 else "That did not work",
            message=message[:1].upper() + message[1:] + ".",
        )
        return HTMLResponse(text, status, {**page_headers(), "Vary": "Accept"})

    @cached_property
    def _drawing(self) -> asyncio.Lock:
        return asyncio.Lock()

    @cached_property
    def _uses(self) -> list[Use]:
        return uses(self._store)

    @cached_property
    def _questions(self) -> int:
        from reorg.sparql import library

        return len(library.names())

    def _page(self, template: str, here: str, **values: Any) -> Document:
        return page(self._templates.render(template, here, **values))


def _unknown(iri: str) -> RequestError:
    return RequestError(404, f"neither the graph nor the vocabulary speaks of <{iri}>")
