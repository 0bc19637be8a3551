"""Drafts the sentences, and says what stands for those that make no claim."""

from __future__ import annotations

from reorg.draft.documents import add_caption
from reorg.draft.identifiers import ARTICLE, COMMENTS
from reorg.draft.state import Draft
from reorg.draft.text.annotation import Sentence
from reorg.draft.text.blocks import BYLINE, CAPTION, HEADING, NAVIGATION, THREAD
from reorg.draft.yamltext import Mapped


def add_sentence(draft: Draft, sentence: Sentence) -> None:
    """Draft a sentence; a caption's part is drafted with it."""
    values: Mapped = {
        "id": f"sentence:{sentence.number}",
        "start": sentence.start,
        "end": sentence.end,
        "partKind": sentence.block.kind,
    }
    draft.sections.add(values | _account(draft, sentence))


def _account(draft: Draft, sentence: Sentence) -> Mapped:
    """Return what accounts for a sentence, and the guess that it rests on."""
    block = sentence.block
    if block.kind == NAVIGATION:
        return _navigation(draft, sentence)
    if block.role == THREAD:
        return {"accountedBy": COMMENTS}
    if block.kind == HEADING:
        return _heading(draft, sentence)
    if block.kind == CAPTION:
        return _caption(draft, sentence)
    if block.kind == BYLINE:
        return {"accountedBy": _bearer(draft, sentence)}
    return {}


def _navigation(draft: Draft, sentence: Sentence) -> Mapped:
    values: Mapped = {"unclaimedReason": "navigation"}
    if not sentence.block.sure and not sentence.block.comment:
        glimpse = " ".join(draft.article.words(sentence).split()[:4])
        values["guess"] = f"taken for no part of the article: “{glimpse}”?"
    return values


def _heading(draft: Draft, sentence: Sentence) -> Mapped:
    values: Mapped = {"unclaimedReason": "heading-echoes-body"}
    words = draft.article.words(sentence).strip("‘’“”'\"").lower()
    if not sentence.block.sure and draft.text.lower().count(words) <= 1:
        values["guess"] = "taken for a heading that only echoes the body: does it claim more?"
    return values


def _caption(draft: Draft, sentence: Sentence) -> Mapped:
    if draft.article.is_alternative(sentence):
        return {"unclaimedReason": "alternative-text"}
    values: Mapped = {"accountedBy": add_caption(draft)}
    if not sentence.block.sure:
        values["guess"] = "taken for a caption: is it one?"
    return values


def _bearer(draft: Draft, byline: Sentence) -> str:
    """Return what a byline belongs to: a comment, the picture above it or the article."""
    if byline.block.comment:
        return f"comment:{byline.block.comment}"
    below = byline.place > 0 and draft.article.page.blocks[byline.place - 1].kind == CAPTION
    return draft.caption if draft.captions and below else ARTICLE
