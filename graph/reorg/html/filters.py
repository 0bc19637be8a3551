"""What the page's filters go by: who says a claim, how, how surely, where, and in which report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from reorg.analysis.projection import CLAIM_KINDS
from reorg.html.pagegraph import PageGraph
from reorg.rdf.triples import local_name

#: Facet of a claim to the property that it goes by, and what its concepts' local names begin with.
CONCEPTS = (("act", "reorg:act", "act-"), ("status", "reorg:standing", "standing-"))


class Facet(NamedTuple):
    """What a filter lets through: its value in the page's address, and its label."""

    value: str
    label: str


def facets(graph: PageGraph, iri: str, records: Sequence[str]) -> dict[str, list[Facet]]:
    """Return by what a thing can be filtered, by the filter's name.

    Args:
        graph: The graph.
        iri: The thing.
        records: IRIs of the graph's records.
    """
    facets: dict[str, list[Facet]] = {}
    if graph.network.nodes[iri]["kind"] in CLAIM_KINDS:
        facets = _of_claim(graph, iri)
    if len(records) > 1:
        own = graph.triples.values(iri, "reorg:inRecord") or _record(iri, records)
        facets["report"] = _things(graph, own)
    known = {
        name: [facet for facet in dict.fromkeys(several) if facet.value]
        for name, several in facets.items()
    }
    return {name: several for name, several in known.items() if several}


def _of_claim(graph: PageGraph, iri: str) -> dict[str, list[Facet]]:
    t = graph.triples
    stance = _concept(graph, iri, "reorg:stance", "stance-")
    return {
        "stance": [stance],
        "towards": _things(graph, t.values(iri, "reorg:stanceTowards") if stance.value else ()),
        "speaker": _things(graph, graph.speakers(iri)),
        "document": _things(graph, t.values(iri, "reorg:inPart")[:1]),
        "certainty": [
            _concept(graph, statement, "reorg:certainty", "certainty-")
            for statement in t.values(iri, "reorg:content")
        ],
        **{facet: [_concept(graph, iri, name, start)] for facet, name, start in CONCEPTS},
    }


def _things(graph: PageGraph, iris: Iterable[str]) -> list[Facet]:
    return [Facet(graph.ids.get(iri) or local_name(iri), graph.triples.label(iri)) for iri in iris]


def _concept(graph: PageGraph, subject: str, name: str, start: str) -> Facet:
    return Facet(*graph.concept(subject, name, start))


def _record(iri: str, records: Sequence[str]) -> list[str]:
    """Return the record under whose address a thing stands."""
    return [record for record in records if iri.startswith(record.replace("record/", "", 1) + "/")]
