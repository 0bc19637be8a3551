"""Triples as a page shows them: labels, addresses, groups by property."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from reorg.namespaces import NAMESPACE, PREFIXES
from reorg.serve.limits import MOST_SHOWN
from reorg.serve.media import FORMATS
from reorg.serve.pagepaths import TERMS, Addresses, about, on_the_web
from reorg.serve.pages.lookup import LABELS, TYPE, Lookup
from reorg.sparql.shortnames import short

if TYPE_CHECKING:
    import pyoxigraph as ox

    from reorg.rdf.bridge import Term

_XSD = PREFIXES["xsd"]
_UNION = PREFIXES["owl"] + "unionOf"
_FIRST = (TYPE, *LABELS, NAMESPACE + "wording", NAMESPACE + "content", NAMESPACE + "anchor")


class Value(NamedTuple):
    """A term to show.

    Attributes:
        text: What to show.
        href: Where it leads; empty for text.
        iri: The whole IRI; empty for text.
        note: Its language or datatype, if that does not go without saying.
    """

    text: str
    href: str = ""
    iri: str = ""
    note: str = ""


class Group(NamedTuple):
    """What one property leads to, or from."""

    property: Value
    values: list[Value]


class About(NamedTuple):
    """What a page tells of a thing.

    Attributes:
        iri: The thing.
        label: What it is called.
        kinds: Its classes.
        outgoing: What is said of it.
        incoming: What names it.
        between: For a property: the pairs that it joins.
        cut: Whether there is more than is shown.
        triples: Of the graph that it names, 0 if it names none.
        web: Its address elsewhere, if it is one.
        term: Where the vocabulary explains it, if it does.
    """

    iri: str
    label: str
    kinds: list[Value]
    outgoing: list[Group]
    incoming: list[Group]
    between: list[tuple[Value, Value]]
    cut: bool
    triples: int
    web: str
    term: str


class Presentation:
    """Makes what a page shows of a graph."""

    def __init__(self, lookup: Lookup, addresses: Addresses) -> None:
        self._lookup = lookup
        self._addresses = addresses

    def about(self, iri: str, triples: int) -> About:
        """Return what to tell of an IRI that is known.

        Args:
            iri: The thing.
            triples: How many triples the graph of that name has.
        """
        from pyoxigraph import NamedNode

        node, kind = NamedNode(iri), NamedNode(TYPE)
        directions = [
            [*islice(some, MOST_SHOWN + 1)]
            for some in (
                self._lookup.outgoing(node),
                self._lookup.incoming(node),
                self._lookup.between(node),
            )
        ]
        cut = any(len(some) > MOST_SHOWN for some in directions)
        outgoing, incoming, between = (some[:MOST_SHOWN] for some in directions)
        address = self._addresses.of(iri)
        return About(
            iri,
            self._lookup.label(iri),
            [self.value(value) for value in self._lookup.values(node, TYPE)],
            # Its classes stand above.
            self.groups((one.predicate, one.object) for one in outgoing if one.predicate != kind),
            self.groups((triple.predicate, triple.subject) for triple in incoming),
            sorted((self.value(one.subject), self.value(one.object)) for one in between),
            cut,
            triples,
            "" if address != about(iri) else on_the_web(iri),
            address if address.startswith(TERMS) else "",
        )

    def groups(self, pairs: Iterable[tuple[ox.NamedNode, Term]]) -> list[Group]:
        """Return pairs of property and term grouped by property: types and labels first."""
        terms: dict[str, list[Term]] = {}
        for predicate, term in pairs:
            terms.setdefault(predicate.value, []).append(term)
        order = sorted(terms, key=lambda iri: (_place(iri), short(iri)))
        return [
            Group(self._property(iri), sorted(self.value(term) for term in terms[iri]))
            for iri in order
        ]

    def link(self, iri: str, text: str = "") -> Value:
        """Return an IRI to show and follow."""
        return Value(text or self._lookup.label(iri), self._addresses.of(iri), iri)

    def _property(self, iri: str) -> Value:
        """Return a property to show: what it is called, and its short name beside it."""
        shown = self.link(iri)
        return shown if shown.text == short(iri) else shown._replace(note=short(iri))

    def value(self, term: Any) -> Value:
        """Return a term to show."""
        kind = type(term).__name__
        if kind == "NamedNode":
            return self.link(term.value)
        if kind == "Literal":
            datatype = term.datatype.value
            usual = datatype in {_XSD + "string", PREFIXES["rdf"] + "langString"}
            return Value(term.value, note=term.language or ("" if usual else short(datatype)))
        if kind == "BlankNode":
            return Value(self._without_name(term))
        return Value(str(term))

    def _without_name(self, node: ox.BlankNode) -> str:
        """Return what a node without a name stands for: mostly one of several classes."""
        for union in self._lookup.values(node, _UNION):
            return " or ".join(self.value(one).text for one in self._lookup.members(union))
        return "(" + ", ".join(self.value(one).text for one in self._lookup.members(node)) + ")"


def document(iri: str) -> dict[str, str]:
    """Return the addresses of the formats in which a document on an IRI comes, by name."""
    return {name: about(iri, key) for name, key in FORMATS.items()}


def _place(iri: str) -> int:
    return _FIRST.index(iri) if iri in _FIRST else len(_FIRST)
