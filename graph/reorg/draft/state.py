"""Holds what one pass over an article reads, and what it has made and met so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from reorg.draft.coreference import Entities, Entity
from reorg.draft.sections import Sections
from reorg.draft.text.annotation import AnnotatedText
from reorg.draft.text.attribution import Attribution
from reorg.draft.text.blocks import Block
from reorg.draft.yamltext import Mapped


class DraftedUtterance(NamedTuple):
    """An utterance that is drafted already.

    Attributes:
        start: Where its sentence begins.
        id: Its identifier.
        speaker: The identifier of its speaker.
    """

    start: int
    id: str
    speaker: str


@dataclass
class Draft:
    """A draft in the making.

    Attributes:
        article: What it is made from.
        longest: Most words to quote from one sentence.
        concepts: The words of the schemes ``unit`` and ``measure``, by scheme.
        sections: The things drafted so far.
        entities: Who has been met so far.
        figures: The figures drafted so far, by quantity and unit.
        captions: How many captions have been passed.
        continued: Who is taken to speak where a quotation goes on; None where nobody does.
        utterances: The utterances drafted so far, in the order of the text.
    """

    article: AnnotatedText
    longest: int
    concepts: dict[str, frozenset[str]]
    sections: Sections = field(default_factory=Sections)
    entities: Entities = field(default_factory=Entities)
    figures: dict[tuple[str, str], Mapped] = field(default_factory=dict)
    captions: int = 0
    continued: Attribution | None = None
    utterances: list[DraftedUtterance] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The whole text of the page."""
        return self.article.page.text

    @property
    def caption(self) -> str:
        """The identifier of the last caption passed."""
        return f"part:caption-{self.captions}"

    def commenter(self, block: Block) -> Entity:
        """Return who signed the comment that a block is of."""
        signature = self.article.page.signatures[block.comment]
        return self.entities.commenter(signature.name, signature.start)
