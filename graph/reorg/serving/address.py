"""Where on this server an IRI has its page, and which IRI an address means."""

from __future__ import annotations

from urllib.parse import quote

from reorg.namespaces import NAMESPACE

THINGS = "/id/"
TERMS = "/ns"
ABOUT = "/about"

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
        """Return the address of an IRI's page, as a path."""
        if iri.startswith(NAMESPACE):
            return f"{TERMS}#{quote(iri[len(NAMESPACE) :])}"
        if iri == _VOCABULARY:
            return TERMS
        rest = iri.removeprefix(self.base)
        # A browser would take dots and empty parts for steps up and nowhere.
        if rest and rest != iri and not {"", ".", ".."} & set(rest.split("/")):
            return THINGS + quote(rest, safe="/:@!$&'()*+,;=~")
        return about(iri)

    def thing(self, path: str) -> str:
        """Return the IRI that a path below `THINGS` means."""
        return self.base + path


def about(iri: str, format_: str = "") -> str:
    """Return the address of the document on an IRI, in a format if one is named."""
    ending = f"&format={format_}" if format_ else ""
    return f"{ABOUT}?iri={quote(iri, safe='')}{ending}"


def on_the_web(iri: str) -> str:
    """Return an IRI as an address to follow elsewhere, empty where it is none."""
    return iri if iri.startswith(_WEB) else ""
