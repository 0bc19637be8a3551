"""Drafts the sentences, and says what stands for those that make no claim."""

from __future__ import annotations

from reorg.draft.parts import COMMENTS, add_caption
from reorg.draft.sections import ARTICLE
from reorg.draft.text.blocks import BYLINE, CAPTION, HEADING, NAVIGATION, THREAD
from reorg.draft.text.material import Sentence
from reorg.draft.work import Work
from reorg.draft.yamltext import Mapped


def add_sentence(work: Work, sentence: Sentence) -> None:
    """Draft a sentence; a caption's part is drafted with it."""
    values: Mapped = {
        "id": f"sentence:{sentence.number}",
        "start": sentence.start,
        "end": sentence.end,
        "sentenceKind": sentence.block.kind,
    }
    work.made.add("sentences", values | _account(work, sentence))


def _account(work: Work, sentence: Sentence) -> Mapped:
    """Return what accounts for a sentence, and the guess that it rests on."""
    block = sentence.block
    if block.kind == NAVIGATION:
        return _navigation(work, sentence)
    if block.role == THREAD:
        return {"accountedBy": COMMENTS}
    if block.kind == HEADING:
        return _heading(work, sentence)
    if block.kind == CAPTION:
        return _caption(work, sentence)
    if block.kind == BYLINE:
        return {"accountedBy": _bearer(work, sentence)}
    return {}


def _navigation(work: Work, sentence: Sentence) -> Mapped:
    values: Mapped = {"unclaimedReason": "navigation"}
    if not sentence.block.sure and not sentence.block.comment:
        glimpse = " ".join(work.read.words(sentence).split()[:4])
        values["guess"] = f"taken for no part of the article: “{glimpse}”?"
    return values


def _heading(work: Work, sentence: Sentence) -> Mapped:
    values: Mapped = {"unclaimedReason": "heading-echoes-body"}
    words = work.read.words(sentence).strip("‘’“”'\"").lower()
    if not sentence.block.sure and work.text.lower().count(words) <= 1:
        values["guess"] = "taken for a heading that only echoes the body: does it claim more?"
    return values


def _caption(work: Work, sentence: Sentence) -> Mapped:
    if work.read.is_alternative(sentence):
        return {"unclaimedReason": "alternative-text"}
    values: Mapped = {"accountedBy": add_caption(work)}
    if not sentence.block.sure:
        values["guess"] = "taken for a caption: is it one?"
    return values


def _bearer(work: Work, byline: Sentence) -> str:
    """Return what a byline belongs to: a comment, the picture above it or the article."""
    if byline.block.comment:
        return f"comment:{byline.block.comment}"
    below = byline.place > 0 and work.read.page.blocks[byline.place - 1].kind == CAPTION
    return work.caption if work.captions and below else ARTICLE
