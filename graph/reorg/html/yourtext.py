"""The user's own copy of the text, cut where anchored passages start and end."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from reorg.analysis.quoting import selectors
from reorg.rdf.triples import Triples


class Piece(NamedTuple):
    """A run of the text and the ids of the things whose passage it is in; none for plain text."""

    text: str
    ids: tuple[str, ...] = ()


def pieces(text: str, triples: Triples, ids: Mapping[str, str]) -> list[Piece]:
    """Return a text in pieces, so that overlapping passages need no nesting.

    Args:
        text: The text; offsets count its Unicode code points.
        triples: The graph.
        ids: Id of each thing that the page shows, by IRI.
    """
    passages = list(_passages(triples, ids, len(text)))
    cuts = sorted({0, len(text), *(cut for start, end, _ in passages for cut in (start, end))})
    parts = []
    for start, end in itertools.pairwise(cuts):
        inside = sorted({name for a, b, name in passages if a <= start and end <= b})
        parts.append(Piece(text[start:end], tuple(inside)))
    return parts


def _passages(
    triples: Triples, ids: Mapping[str, str], length: int
) -> Iterable[tuple[int, int, str]]:
    for iri, name in ids.items():
        for anchor in triples.values(iri, "reorg:anchor"):
            for selector in selectors(triples, anchor):
                start = triples.number(selector, "oa:start")
                end = triples.number(selector, "oa:end")
                if start is not None and end is not None and 0 <= start < end <= length:
                    yield int(start), int(end), name
