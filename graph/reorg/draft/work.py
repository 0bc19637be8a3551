"""Holds what one pass over an article reads, and what it has made and met so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from reorg.draft.cast import Cast, Member
from reorg.draft.sections import Sections
from reorg.draft.text.blocks import Block
from reorg.draft.text.material import Material
from reorg.draft.text.speech import Attribution
from reorg.draft.yamltext import Mapped


class Said(NamedTuple):
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
class Work:
    """A draft in the making.

    Attributes:
        read: What it is made from.
        longest: Most words to quote from one sentence.
        known: The words of the schemes ``unit`` and ``measure``, by scheme.
        made: The things drafted so far.
        cast: Who has been met so far.
        figures: The figures drafted so far, by quantity and unit.
        captions: How many captions have been passed.
        open: Who is taken to speak where a quotation goes on; None where nobody does.
        said: The utterances drafted so far, in the order of the text.
    """

    read: Material
    longest: int
    known: dict[str, frozenset[str]]
    made: Sections = field(default_factory=Sections)
    cast: Cast = field(default_factory=Cast)
    figures: dict[tuple[str, str], Mapped] = field(default_factory=dict)
    captions: int = 0
    open: Attribution | None = None
    said: list[Said] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The whole text of the page."""
        return self.read.page.text

    @property
    def caption(self) -> str:
        """The identifier of the last caption passed."""
        return f"part:caption-{self.captions}"

    def reader(self, block: Block) -> Member:
        """Return who signed the comment that a block is of."""
        signature = self.read.page.signatures[block.comment]
        return self.cast.reader(signature.name, signature.start)
