"""The words that the anchors of a thing quote, and where they stand in the text."""

from __future__ import annotations

from reorg.rdf.triples import Triples


def quotations(triples: Triples, iri: str) -> list[str]:
    """Return the exact words that a thing's anchors quote, in the order of the text."""
    placed = []
    for anchor in triples.values(iri, "reorg:anchor"):
        for selector in selectors(triples, anchor):
            if exact := triples.value(selector, "oa:exact"):
                placed.append((anchor_start(triples, anchor), exact))
    return [exact for _, exact in sorted(placed)]


def selectors(triples: Triples, anchor: str) -> list[str]:
    """Return the IRIs of an anchor's selectors."""
    targets = triples.values(anchor, "oa:hasTarget")
    return [iri for target in targets for iri in triples.values(target, "oa:hasSelector")]


def anchor_start(triples: Triples, anchor: str) -> int:
    """Return where an anchor's passage starts, in code points; 0 where nothing says so."""
    starts = (triples.number(selector, "oa:start") for selector in selectors(triples, anchor))
    return int(min((start for start in starts if start is not None), default=0))
