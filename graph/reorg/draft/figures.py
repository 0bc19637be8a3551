"""Drafts the figures, each once however often the text states it."""

from __future__ import annotations

import re

from reorg.draft import excerpts
from reorg.draft.anchoring import anchor
from reorg.draft.identifiers import slug
from reorg.draft.state import Draft
from reorg.draft.text import dateforms, quantities
from reorg.draft.text.annotation import Sentence
from reorg.draft.text.quantities import Figure
from reorg.draft.yamltext import Mapped
from reorg.limits import FIGURE_CHARACTERS

_BREAK = re.compile(
    r"[;:()—–“”\"]|,\s|\s(?:and|but|which|that|who|where|when|while|after|before)\s"
)
_COUNTED = {
    "person": "people",
    "body": "bodies",
    "comment": "comments",
    "year": "years",
    "site": "sites",
}


def add_figures(draft: Draft, sentence: Sentence) -> list[Figure]:
    """Return the figures of a sentence, and draft those that are new."""
    figures = quantities.find(draft.text, *sentence.span)
    for figure in figures:
        if _key(figure) not in draft.figures:
            draft.figures[_key(figure)] = draft.sections.add(_node(draft, sentence, figure))
    return figures


def drafted(draft: Draft, figure: Figure) -> Mapped | None:
    """Return what is drafted for a figure, or None where nothing is."""
    return draft.figures.get(_key(figure))


def anchor_figure(draft: Draft, sentence: Sentence, figure: Figure) -> None:
    """Give a figure an anchor of its own, unless it has one."""
    node = draft.figures[_key(figure)]
    place = (figure.start, figure.end)
    excerpt = excerpts.telling(draft.text, *sentence.span, 3, [place])
    if "anchor" not in node and (held := anchor(draft.sections, sentence, excerpt)):
        node["anchor"] = held


def anchor_figures(draft: Draft) -> None:
    """Give each figure the anchors of the passages that state it, or one of its own."""
    stated = [
        (sentence, figure, node)
        for sentence in draft.article.sentences
        for figure in quantities.find(draft.text, *sentence.span)
        if (node := drafted(draft, figure)) is not None
    ]
    for _, figure, node in stated:
        _join(node, _around(draft, figure))
    for sentence, figure, _ in stated:
        anchor_figure(draft, sentence, figure)


def _around(draft: Draft, figure: Figure) -> list[str]:
    """Return the anchors of the passages that a figure stands in."""
    return [
        identifier
        for (start, end), identifier in draft.sections.anchors.items()
        if start <= figure.start and figure.end <= end
    ]


def _join(node: Mapped, anchors: list[str]) -> None:
    have = node.get("anchor", [])
    before = [str(item) for item in have] if isinstance(have, list) else [str(have)]
    merged = [*before, *(name for name in anchors if name not in before)]
    if merged:
        node["anchor"] = merged[0] if len(merged) == 1 else merged


def _clause(text: str, sentence: Sentence, figure: Figure) -> tuple[int, int]:
    """Return the bounds of the clause that a figure stands in."""
    before = [m.end() for m in _BREAK.finditer(text, sentence.start, figure.start)]
    after = _BREAK.search(text, figure.end, sentence.end)
    return max([sentence.start, *before]), after.start() if after else sentence.end


def _key(figure: Figure) -> tuple[str, str]:
    return figure.quantity, figure.unit


def _node(draft: Draft, sentence: Sentence, figure: Figure) -> Mapped:
    name = slug(f"{figure.written} {figure.unit}".replace(",", "").replace(".", "-"))
    counted = figure.unit if figure.quantity == "1" else _COUNTED.get(figure.unit, "")
    values: Mapped = {
        "id": draft.sections.fresh(f"figure:{name}"),
        "label": f"{figure.written} {counted}".strip(),
        "quantity": figure.quantity,
    }
    doubt = [f"is {figure.quantity} its value, {figure.role} its role?"]
    for scheme, word in (("unit", figure.unit), ("measure", figure.measure)):
        known = draft.concepts[scheme]
        values[scheme] = word if word in known else ""
        if word not in known:
            doubt.append(f"`{scheme}` is one of {', '.join(sorted(known))}")
    values["figureRole"] = figure.role
    values["asWritten"] = figure.written[:FIGURE_CHARACTERS]
    periods = dateforms.find(draft.text, *_clause(draft.text, sentence, figure))
    # A date in the first block, often the headline or a link, seldom goes with a figure.
    if len(periods) == 1 and sentence.place != 0 and figure.measure != "duration":
        values["asOf"] = periods[0].iso or periods[0].written
        doubt.append("does `asOf` belong to it?")
    values["guess"] = "; ".join(doubt).replace("?;", "?")
    return values
