"""The triples of each thing on the page, as the terms that its Turtle is written with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from reorg.namespaces import PREFIXES
from reorg.rdf.triples import RDF_TYPE

if TYPE_CHECKING:
    from pyoxigraph import Quad

_SHORT = sorted(((iri, name) for name, iri in PREFIXES.items()), key=lambda p: -len(p[0]))


def terms_of(
    quads: Iterable[Quad], subjects: Collection[str], base: str
) -> dict[str, list[tuple[str, str]]]:
    """Return the predicate and the object of each triple of some things, sorted.

    Args:
        quads: The graph.
        subjects: IRIs of the things.
        base: The address that IRIs are written against; none where empty.
    """
    from pyoxigraph import NamedNode

    names = _Names(base)
    pairs: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for quad in quads:
        subject, predicate = quad.subject, quad.predicate.value
        if isinstance(subject, NamedNode) and subject.value in subjects:
            verb = "a" if predicate == RDF_TYPE else names.of(predicate)
            if value := names.value(quad.object):
                pairs[subject.value].add((verb, value))
    return {subject: sorted(several) for subject, several in sorted(pairs.items())}


class _Names:
    """Writes IRIs and literals as short as Turtle lets them be."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._known: dict[str, str] = {}

    def of(self, iri: str) -> str:
        """Return an IRI as a term, by its prefix where the rest needs no escape."""
        if iri not in self._known:
            self._known[iri] = self._short(iri) or f"<{iri.removeprefix(self._base)}>"
        return self._known[iri]

    def value(self, term: object) -> str:
        """Return an object as a term; the empty string for what has no name of its own."""
        from pyoxigraph import Literal, NamedNode

        if isinstance(term, NamedNode):
            return self.of(term.value)
        if not isinstance(term, Literal):
            return ""
        text = str(term)
        if term.datatype.value.startswith(PREFIXES["xsd"]) and "^^" in text:
            return f"{text.rpartition('^^')[0]}^^{self.of(term.datatype.value)}"
        return text

    @staticmethod
    def _short(iri: str) -> str:
        for start, name in _SHORT:
            tail = iri[len(start) :]
            if iri.startswith(start) and tail.replace("-", "").replace("_", "").isalnum():
                return f"{name}:{tail}"
        return ""
