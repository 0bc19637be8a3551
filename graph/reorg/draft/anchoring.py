"""Drafts the anchors, one for each passage that is quoted."""

from __future__ import annotations

from reorg.draft import excerpts
from reorg.draft.excerpts import Excerpt
from reorg.draft.identifiers import slug
from reorg.draft.sections import Sections
from reorg.draft.state import Draft
from reorg.draft.text.annotation import Sentence
from reorg.draft.yamltext import Mapped


def anchor(sections: Sections, sentence: Sentence, excerpt: Excerpt | None) -> str:
    """Return the identifier of an excerpt's anchor, which is drafted where it is new.

    Without an excerpt the identifier is empty.
    """
    if excerpt is None:
        return ""
    place = (excerpt.start, excerpt.end)
    if place not in sections.anchors:
        first = slug(" ".join(excerpt.exact.split()[:3]), "words")
        identifier = sections.fresh(f"anchor:s{sentence.number}-{first}")
        sections.anchors[place] = identifier
        sections.add(_node(identifier, excerpt))
        sections.spans.append(
            (excerpt.start - len(excerpt.prefix), excerpt.end + len(excerpt.suffix))
        )
    return sections.anchors[place]


def anchor_name(draft: Draft, place: tuple[int, int]) -> str:
    """Return the anchor of a name, in whichever sentence it stands; empty where in none."""
    for sentence in draft.article.sentences:
        if sentence.start <= place[0] and place[1] <= sentence.end:
            return anchor(draft.sections, sentence, excerpts.pin(draft.text, *place))
    return ""


def _node(identifier: str, excerpt: Excerpt) -> Mapped:
    values: Mapped = {"id": identifier}
    if excerpt.prefix:
        values["prefix"] = excerpt.prefix
    values["exact"] = excerpt.exact
    if excerpt.suffix:
        values["suffix"] = excerpt.suffix
    return values | {"start": excerpt.start, "end": excerpt.end}
