"""Where on this server an IRI has its page, and which IRI an address means.

Addresses are relative to the server's root, so that they hold below any path of a proxy.
"""

from __future__ import annotations

from urllib.parse import quote, unquote

from reorg.namespaces import NAMESPACE

THINGS = "id/"
TERMS = "ns"
ABOUT = "about"
ENDPOINT = "sparql"
QUERY = "query"
GRAPH_PAGE = "graph"
HINTS = "hints"
DATA = "data"
STATIC = "static"
VOID = ".well-known/void"  # https://www.w3.org/TR/void/, section 7.2

PARENTS = frozenset({"id", TERMS, ENDPOINT, QUERY, STATIC, ".well-known"})
"""First parts of paths below which there are others."""

_VOCABULARY = NAMESPACE.rstrip("#")
_WEB = ("http://", "https://")


class Addresses:
    """The addresses of one server.

    Attributes:
        base: The IRI below which the graph's things stand; it ends in ``/`` or ``#``.
    """

    def __init__(self, base: str) -> None:
        self.base = base

    def of(self, iri: str) -> str:
        """Return the address of an IRI's page."""
        if iri.startswith(NAMESPACE):
            return f"{TERMS}#{quote(iri[len(NAMESPACE) :])}"
        if iri == _VOCABULARY:
            return TERMS
        rest = iri.removeprefix(self.base)
        # A browser would take dots and empty parts for steps up and nowhere.
        if rest and rest != iri and not {"", ".", ".."} & set(rest.split("/")):
            return THINGS + quote(rest, safe="/:@!$&'()*+,;=~")
        return about(iri)

    def things(self, path: str) -> tuple[str, str]:
        """Return the IRIs that a path below `THINGS`, as it came, may mean: the likelier first.

        Where it was made by putting this server's name in the place of the base, ``%2F`` is a
        part of the IRI itself; a link of ours has each sign encoded that needs it.
        """
        return self.base + path, self.base + unquote(path)


def about(iri: str, format_: str = "") -> str:
    """Return the address of the document on an IRI, in a format if one is named."""
    ending = f"&format={format_}" if format_ else ""
    return f"{ABOUT}?iri={quote(iri, safe='')}{ending}"


def on_the_web(iri: str) -> str:
    """Return an IRI as an address to follow elsewhere, empty where it is none."""
    return iri if iri.startswith(_WEB) else ""
