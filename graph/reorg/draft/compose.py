"""Makes a draft of a record from what was found in an article, every guess marked as one."""

from __future__ import annotations

from reorg.draft.accounts import add_sentence
from reorg.draft.entities import add_author, add_cast, add_curator_and_plan, meet
from reorg.draft.figures import anchor_figures
from reorg.draft.gaps import add_gaps
from reorg.draft.memberships import add_memberships
from reorg.draft.parts import add_comment, add_documents
from reorg.draft.sections import Sections
from reorg.draft.sentence import add_utterances
from reorg.draft.text import material
from reorg.draft.text.blocks import COMMENT, Page
from reorg.draft.work import Work


def compose(page: Page, longest: int, known: dict[str, frozenset[str]]) -> Sections:
    """Go through a page once, then add who and what was met on the way.

    Args:
        page: The article as read.
        longest: Most words to quote from one sentence.
        known: The words of the schemes ``unit`` and ``measure``, by scheme.

    Returns:
        The sections of the draft.
    """
    work = Work(material.read(page), longest, known)
    meet(work)
    add_documents(work.made, page)
    for sentence in work.read.sentences:
        if sentence.block.role == COMMENT:
            add_comment(work, sentence)
        add_sentence(work, sentence)
        add_utterances(work, sentence)
    anchor_figures(work)
    add_cast(work)
    add_author(work)
    add_memberships(work)
    add_curator_and_plan(work)
    add_gaps(work.made)
    return work.made
