"""Where each thing stands in the pictures, how large, and what its card says in small print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reorg.analysis import measures
from reorg.analysis.attributes import memberships
from reorg.html.cardlayout import lanes
from reorg.html.graphlayout import scatter
from reorg.rdf.triples import Triples

if TYPE_CHECKING:
    from reorg.analysis.measures import Network

SMALLEST, LARGEST = 8.0, 22.0
#: Local names of the kinds of part that go without saying.
USUAL_PARTS = frozenset({"part-kind-body", "part-kind-comment"})


def placed(network: Network, triples: Triples) -> dict[str, dict[str, Any]]:
    """Return where and how each node is drawn, by IRI, under the names that the script has."""
    places = scatter(network)
    cards = lanes(network, measures.dispute(network))
    weight = measures.betweenness(network)
    top = max(weight.values(), default=0) or 1
    drawn: dict[str, dict[str, Any]] = {}
    for iri in network:
        share = (weight[iri] / top) ** 0.5
        size = round(SMALLEST + (LARGEST - SMALLEST) * share, 1)
        x, y = places[iri]
        drawn[iri] = {"x": x, "y": y, "size": size}
        if iri in cards:
            drawn[iri] |= {"card": [*cards[iri]], "line": card_line(triples, iri)}
    return drawn


def card_line(triples: Triples, iri: str) -> str:
    """Return the small print of a card: a voice's role, or where and how a claim is made."""
    for role, organisation in memberships(triples, iri):
        return role or organisation
    part = triples.value(iri, "reorg:inPart")
    kind = triples.name(part, "reorg:partKind")
    usual = not kind or kind in USUAL_PARTS
    how = triples.concept(iri, "reorg:act") if usual else triples.concept(part, "reorg:partKind")
    return " · ".join(filter(None, (how, triples.concept(iri, "reorg:standing"))))
