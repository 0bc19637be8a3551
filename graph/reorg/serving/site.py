"""The pages: start, query page, graph page, vocabulary, and one for every thing."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from reorg import resources
from reorg.namespaces import NAMESPACE
from reorg.serving import answers
from reorg.serving.address import ABOUT, TERMS, THINGS, Addresses, about
from reorg.serving.description import DESCRIBED
from reorg.serving.guard import PAGE_POLICY
from reorg.serving.handbook import handbook
from reorg.serving.lookup import Lookup
from reorg.serving.media import GRAPH, HTML, best, content_type
from reorg.serving.protocol import RequestError
from reorg.serving.shown import FORMATS, MOST, Showing, document
from reorg.serving.usage import Use, offered, titles, uses

if TYPE_CHECKING:
    import pyoxigraph as ox

    from reorg.serving.pool import Pool
    from reorg.serving.source import Source

ENDPOINT = "/sparql"
DATA = "/data"
VOID = "/.well-known/void"  # https://www.w3.org/TR/void/, section 7.2
_FORMATS = {
    "html": HTML,
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
}
_GRAPH_TOP = b'<header class="top">'
_STYLES = ("base.css", "site.css")
_SCRIPTS = ("complete.js", "answer.js", "query.js")


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
    """Answers requests for pages. What takes time is made once, when it is first asked for."""

    def __init__(self, served: Served) -> None:
        self._served = served
        self._store = served.source.store
        self._lookup = Lookup(self._store)
        self._addresses = Addresses(served.base)
        self._showing = Showing(self._lookup, self._addresses)
        self._drawing = asyncio.Lock()
        self._drawn = b""

    def routes(self) -> list[Route]:
        """Return which address leads to what."""
        return [
            Route("/", self.index),
            Route("/query", self.query),
            Route("/graph", self.graph),
            Route(TERMS, self.terms),
            Route(f"{TERMS}/{{rest:path}}", self.below_terms),
            Route(f"{THINGS}{{path:path}}", self.thing),
            Route(ABOUT, self.about),
            Route(DATA, self.data),
            Route(VOID, self.void),
            Route("/void", lambda _: RedirectResponse(VOID, 308)),
            Route("/terms.json", self.offers),
            Route("/static/{name}", self.static),
        ]

    def index(self, request: Request) -> Response:
        """Return the start page."""
        named = sorted(self._served.source.graphs.items())
        return self._page(
            "site-index.html.j2",
            "/",
            title=" · ".join(titles(self._store)) or "A graph",
            triples=self._served.source.triples,
            graphs=len(named),
            endpoint=str(request.url.replace(path=ENDPOINT, query="", fragment="")),
            questions=self._questions,
            formats={name: f"{DATA}?format={key}" for name, key in FORMATS.items()},
            classes=[
                (self._showing.link(use.iri)._replace(href=about(use.iri)), use.times)
                for use in sorted(self._uses, key=lambda use: not use.iri.startswith(NAMESPACE))
                if use.kind == "class"
            ],
            names=[(self._showing.link(iri), count) for iri, count in named],
        )

    def query(self, request: Request) -> Response:
        """Return the query page."""
        return self._page("site-query.html.j2", "/query", kind="query", questions=self._questions)

    async def graph(self, request: Request) -> Response:
        """Return the graph page, which brings its own policy with it."""
        async with self._drawing:
            self._drawn = self._drawn or self._with_way_back(await self._served.pool.page(""))
        headers = {"Content-Security-Policy": "frame-ancestors 'none'"}
        return HTMLResponse(self._drawn, headers=headers)

    def _with_way_back(self, page: bytes) -> bytes:
        """Return the graph page with links to the others, in its own style."""
        links = self._render("site-back.html.j2", "/graph").encode()
        return page.replace(_GRAPH_TOP, links + _GRAPH_TOP, 1)

    def terms(self, request: Request) -> Response:
        """Return the vocabulary, or its documentation."""
        media_type = _chosen(request)
        if media_type != HTML:
            return rdf(self._lookup.vocabulary(), media_type)
        return html(self._handbook)

    def below_terms(self, request: Request) -> Response:
        """Lead from an IRI below that of the vocabulary, such as a version's, to its document."""
        return self._lead(NAMESPACE.rstrip("#") + "/" + request.path_params["rest"])

    def thing(self, request: Request) -> Response:
        """Lead from a thing to the document on it: a thing is no document (303)."""
        return self._lead(self._addresses.thing(request.path_params["path"]))

    def _lead(self, iri: str) -> Response:
        if not self._lookup.knows(iri):
            raise _unknown(iri)
        return RedirectResponse(about(iri), 303, headers={"Vary": "Accept"})

    def about(self, request: Request) -> Response:
        """Return what is known of an IRI."""
        iri = request.query_params.get("iri", "")
        media_type = _chosen(request)
        if not self._lookup.knows(iri):
            raise _unknown(iri)
        if media_type != HTML:
            return rdf(self._lookup.describe(iri, self._served.pool.limits.rows), media_type)
        return self._page(
            "site-about.html.j2",
            "",
            about=self._showing.about(iri, self._served.source.graphs.get(iri, 0)),
            formats=document(iri),
            ask="/query#query=" + quote(f"DESCRIBE <{iri}>", safe=""),
            most=MOST,
        )

    def data(self, request: Request) -> Response:
        """Return the whole graph, that of all named graphs together, for saving."""
        media_type = asked_format(request) or best(GRAPH, request.headers.get("accept"))
        if media_type not in GRAPH:
            raise unspoken()
        response = rdf([quad.triple for quad in self._store], media_type)
        ending = next((key for key, name in _FORMATS.items() if name == media_type), "ttl")
        response.headers["Content-Disposition"] = f'attachment; filename="graph.{ending}"'
        return response

    def void(self, request: Request) -> Response:
        """Return the VoID description of the graph."""
        media_type = asked_format(request) or best(GRAPH, request.headers.get("accept"))
        if media_type not in GRAPH:
            raise unspoken()
        here = str(request.url.replace(path="", query="", fragment="")).rstrip("/")
        return rdf(self._served.source.void(self._served.base, here), media_type)

    def offers(self, request: Request) -> Response:
        """Return what the query page completes and asks."""
        return Response(self._offers, media_type="application/json")

    def static(self, request: Request) -> Response:
        """Return a style sheet or a script."""
        name = request.path_params["name"]
        if name in _STYLES:
            return Response(resources.read("templates", name), media_type="text/css")
        if name in _SCRIPTS:
            return Response(resources.read("templates", name), media_type="text/javascript")
        if name == "vis.js":
            from reorg.webpage import vis

            return Response(vis(), media_type="text/javascript")
        raise RequestError(404, f"there is no file {name!r}")

    def problem(self, status: int, message: str) -> Response:
        """Return a page that tells what is wrong."""
        title = "Not here" if status == 404 else "That did not work"
        message = message[:1].upper() + message[1:] + "."
        response = self._page("site-error.html.j2", "", title=title, message=message)
        response.status_code = status
        return response

    @cached_property
    def _uses(self) -> list[Use]:
        return uses(self._store)

    @cached_property
    def _offers(self) -> bytes:
        found = offered(self._store, self._uses, self._lookup, self._served.base)
        return json.dumps(found, ensure_ascii=False).encode()

    @cached_property
    def _handbook(self) -> str:
        used = {use.iri: use.times for use in self._uses}
        book = handbook(self._lookup, self._showing, used)
        formats = {name: f"{TERMS}?format={key}" for name, key in FORMATS.items()}
        return self._render(
            "site-vocabulary.html.j2", TERMS, kind="vocabulary", book=book, formats=formats
        )

    @cached_property
    def _questions(self) -> int:
        from reorg import library

        return len(library.names())

    def _page(self, template: str, here: str, **values: Any) -> Response:
        return html(self._render(template, here, **values))

    def _render(self, template: str, here: str, *, kind: str = "plain", **values: Any) -> str:
        found = self._environment.get_template(template)
        return str(found.render(here=here, kind=kind, about_address=about, **values))

    @cached_property
    def _environment(self) -> Any:
        from jinja2 import Environment, FunctionLoader, StrictUndefined

        read: Callable[[str], str] = lambda name: resources.read("templates", name)  # noqa: E731
        return Environment(
            loader=FunctionLoader(read),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )


def html(text: str) -> Response:
    """Return a page of this server."""
    return HTMLResponse(text, headers={"Content-Security-Policy": PAGE_POLICY, "Vary": "Accept"})


def rdf(triples: list[ox.Triple], media_type: str) -> Response:
    """Return triples in a media type of `GRAPH`."""
    body = answers.triples(triples, GRAPH[media_type], DESCRIBED)
    headers = {"Content-Type": content_type(media_type), "Vary": "Accept"}
    return Response(body, headers=headers)


def asked_format(request: Request) -> str:
    """Return the media type that an address asks for by ``format``, empty where by none.

    Raises:
        RequestError: There is no such format.
    """
    name = request.query_params.get("format", "")
    if name and name not in _FORMATS:
        some = ", ".join(_FORMATS)
        raise RequestError(400, f"there is no format {name!r}", remedy=f"ask for {some}")
    return _FORMATS.get(name, "")


def _chosen(request: Request) -> str:
    """Return the media type in which to answer, a page where nothing speaks against it.

    Raises:
        RequestError: None is accepted.
    """
    accept = request.headers.get("accept", "")
    chosen = asked_format(request) or best((HTML, *GRAPH), accept)
    if not chosen:
        raise unspoken()
    return chosen


def unspoken() -> RequestError:
    """Return the error for a client that accepts none of the media types of a document."""
    some = ", ".join((HTML, *dict.fromkeys(_FORMATS[key] for key in FORMATS.values())))
    return RequestError(406, "no accepted media type is spoken here", remedy=f"accept {some}")


def _unknown(iri: str) -> RequestError:
    return RequestError(404, f"neither the graph nor the vocabulary speaks of <{iri}>")
