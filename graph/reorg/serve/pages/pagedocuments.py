"""What the pages' addresses answer with, made of texts and triples."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from reorg import resources
from reorg.rdf.jsonldcompaction import CONTEXT
from reorg.serve import answers
from reorg.serve.http.documentcache import Document
from reorg.serve.http.protocol import RequestError
from reorg.serve.http.securityheaders import PAGE_POLICY
from reorg.serve.media import GRAPH, HTML, content_type
from reorg.serve.servicedescription import DESCRIBED

if TYPE_CHECKING:
    import pyoxigraph as ox

_STYLES = {"base.css": "html.templates", "site.css": "serve.templates"}
_SCRIPTS = ("complete.js", "answer.js", "query.js")


def page_headers() -> dict[str, str]:
    """Return the headers of a page of this server."""
    return {
        "Content-Type": content_type(HTML),
        "Content-Security-Policy": PAGE_POLICY,
        "Vary": "Accept",
    }


def page(text: str) -> Document:
    """Return a page of this server."""
    return Document(text.encode(), page_headers())


def rdf(triples: list[ox.Triple], media_type: str) -> Document:
    """Return triples in a media type of `GRAPH`."""
    body = answers.triples(triples, GRAPH[media_type], DESCRIBED)
    return Document(body, {"Content-Type": content_type(media_type), "Vary": "Accept"})


def named_graphs(quads: list[ox.Quad], media_type: str) -> Document:
    """Return quads in a media type whose format keeps named graphs apart."""
    body = answers.quads(quads, GRAPH[media_type], DESCRIBED)
    return Document(body, {"Content-Type": content_type(media_type), "Vary": "Accept"})


def context() -> Document:
    """Return the context of the graph's JSON-LD."""
    text = resources.read("ontology", CONTEXT)
    return Document(text.encode(), {"Content-Type": "application/ld+json"}, dated=False)


def static(name: str) -> Document:
    """Return a style sheet or a script.

    Raises:
        RequestError: There is none of that name.
    """
    if name in _STYLES:
        text, kind = resources.read(_STYLES[name], name), "text/css"
    elif name in _SCRIPTS:
        text, kind = resources.read("serve.templates", name), "text/javascript"
    elif name == "vis.js":
        from reorg.html.pagehtml import vis

        text, kind = vis(), "text/javascript"
    else:
        raise RequestError(404, f"there is no file {name!r}")
    return Document(text.encode(), {"Content-Type": content_type(kind)}, dated=False)


def redirect(request: Request, address: str, status: int) -> Response:
    """Lead to an address of this server, which stands below its root."""
    where = f"{request.scope['root_path']}/{address}"
    return RedirectResponse(where, status, headers={"Vary": "Accept"})
