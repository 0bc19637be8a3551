"""One graph as the parts of the page go through it: its things, their ids, links and order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from reorg.analysis.quoting import anchor_start
from reorg.html.pageids import short_ids, stems
from reorg.html.phrasing import Phrasing
from reorg.rdf.triples import Triples

if TYPE_CHECKING:
    from reorg.analysis.measures import Network
    from reorg.html.translation import Language


class Concept(NamedTuple):
    """A concept of the vocabulary: its local name, by which things go, and its label."""

    name: str
    label: str


class Link(NamedTuple):
    """A thing's name, and its entry's id where it has one."""

    text: str
    id: str = ""


class PageGraph:
    """A graph with what all parts of the page ask of it.

    Attributes:
        triples: The graph.
        network: What `reorg.analysis.projection.view` returned for it.
        words: The page's language.
        phrasing: Writes what statements and edges say.
        ids: The id of each thing and conflict on the page, by IRI.
        base: The address under which all of the data stands; empty where no record tells it.
        conflicts: The conflicts of each claim.
        background: The background nodes that describe each thing.
    """

    def __init__(self, triples: Triples, network: Network, words: Language) -> None:
        self.triples = triples
        self.network = network
        self.words = words
        self.phrasing = Phrasing(triples, words)
        left_out = stems(triples)
        self.base = left_out[-1] if left_out else ""
        self.ids = short_ids([*network, *triples.of_type("reorg:Conflict")], left_out)
        self.conflicts = self._by_value("reorg:Conflict", "reorg:betweenClaim")
        self.background = self._by_value("reorg:Background", "reorg:describes")

    def _by_value(self, kind: str, name: str) -> dict[str, list[str]]:
        """Return the things of a class by each value of a property."""
        things: dict[str, list[str]] = defaultdict(list)
        for iri in self.triples.of_type(kind):
            for value in self.triples.values(iri, name):
                things[value].append(iri)
        return things

    def link(self, iri: str) -> Link:
        """Return the link to a thing, or its bare name where it has no entry."""
        if iri in self.network:
            return Link(str(self.network.nodes[iri]["label"]), self.ids[iri])
        return Link(self.triples.label(iri) if iri else "")

    def concept(self, iri: str, name: str, start: str = "") -> Concept:
        """Return the concept that a property points to, its local name without its start."""
        local = self.triples.name(iri, name).removeprefix(start)
        return Concept(local, self.triples.concept(iri, name))

    def speakers(self, iri: str) -> list[str]:
        """Return who says a thing, or else who may have said it."""
        known = self.triples.values(iri, "reorg:speaker")
        return known or self.triples.values(iri, "reorg:possibleSpeaker")

    def order(self, iri: str) -> tuple[int, str]:
        """Return what puts things in the order of the text."""
        anchors = self.triples.values(iri, "reorg:anchor")
        return min((anchor_start(self.triples, anchor) for anchor in anchors), default=0), iri

    def in_order(self, iris: Iterable[str]) -> list[str]:
        """Return things in the order of the text."""
        return sorted(iris, key=self.order)
