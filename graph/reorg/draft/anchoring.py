"""Drafts the anchors, one for each passage that is quoted."""

from __future__ import annotations

from reorg.draft import excerpts
from reorg.draft.cast import slug
from reorg.draft.excerpts import Excerpt
from reorg.draft.sections import Sections
from reorg.draft.text.material import Sentence
from reorg.draft.work import Work
from reorg.draft.yamltext import Mapped


def anchor(made: Sections, sentence: Sentence, excerpt: Excerpt | None) -> str:
    """Return the identifier of an excerpt's anchor, which is drafted where it is new.

    Without an excerpt the identifier is empty.
    """
    if excerpt is None:
        return ""
    place = (excerpt.start, excerpt.end)
    if place not in made.anchors:
        first = slug(" ".join(excerpt.exact.split()[:3]), "words")
        identifier = made.fresh(f"anchor:s{sentence.number}-{first}")
        made.anchors[place] = identifier
        made.add("anchors", _node(identifier, excerpt))
        made.spans.append((excerpt.start - len(excerpt.prefix), excerpt.end + len(excerpt.suffix)))
    return made.anchors[place]


def anchor_name(work: Work, place: tuple[int, int]) -> str:
    """Return the anchor of a name, in whichever sentence it stands; empty where in none."""
    for sentence in work.read.sentences:
        if sentence.start <= place[0] and place[1] <= sentence.end:
            return anchor(work.made, sentence, excerpts.pin(work.text, *place))
    return ""


def _node(identifier: str, excerpt: Excerpt) -> Mapped:
    values: Mapped = {"id": identifier}
    if excerpt.prefix:
        values["prefix"] = excerpt.prefix
    values["exact"] = excerpt.exact
    if excerpt.suffix:
        values["suffix"] = excerpt.suffix
    return values | {"start": excerpt.start, "end": excerpt.end}
