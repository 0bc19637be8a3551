"""Reads a page for a draft: its sentences, whom it mentions, what it quotes."""

from __future__ import annotations

from dataclasses import dataclass

from reorg.draft.text import mentions, quotations, segmentation
from reorg.draft.text.blocks import BYLINE, HEADING, HEADLINE, NAVIGATION, STANDFIRST, Block, Page
from reorg.draft.text.mentions import PERSON, Mention
from reorg.draft.text.quotations import QuotedSpan

_WHOLE = (HEADLINE, STANDFIRST, HEADING, BYLINE, NAVIGATION)
_STRAIGHT = str.maketrans("‘’“”", "''\"\"")


@dataclass(frozen=True)
class Sentence:
    """A sentence of the text.

    Attributes:
        number: Its number from 1, with leading zeros.
        start: Its first code point.
        end: The code point after its last.
        block: The block that it is of.
        place: The number of that block, from 0.
    """

    number: str
    start: int
    end: int
    block: Block
    place: int

    @property
    def span(self) -> tuple[int, int]:
        """Where it begins and ends."""
        return self.start, self.end


@dataclass(frozen=True)
class AnnotatedText:
    """What is read off a page before anything is drafted.

    Attributes:
        page: The page.
        sentences: Its sentences, in order.
        mentions: Those who may be named as speakers, by the number of the block.
        quotes: The passages in quotation marks, in order.
    """

    page: Page
    sentences: tuple[Sentence, ...]
    mentions: tuple[list[Mention], ...]
    quotes: tuple[QuotedSpan, ...]

    def words(self, sentence: Sentence) -> str:
        """Return a sentence's text."""
        return self.page.text[sentence.start : sentence.end]

    def is_alternative(self, caption: Sentence) -> bool:
        """Return whether a caption is said again below: a picture's alternative text."""
        words = self.words(caption).translate(_STRAIGHT)
        return self.page.text.translate(_STRAIGHT).count(words, caption.end) > 0


def annotate(page: Page) -> AnnotatedText:
    """Return what a draft is made from."""
    return AnnotatedText(page, _sentences(page), _mentions(page), tuple(quotations.find(page)))


def _sentences(page: Page) -> tuple[Sentence, ...]:
    places = []
    for place, block in enumerate(page.blocks):
        spans = [(block.start, block.end)]
        if block.kind not in _WHOLE:
            spans = segmentation.split(page.text, block.start, block.end) or spans
        places += [(start, end, block, place) for start, end in spans]
    width = max(2, len(str(len(places))))
    return tuple(Sentence(f"{n:0{width}}", *rest) for n, rest in enumerate(places, 1))


def _mentions(page: Page) -> tuple[list[Mention], ...]:
    """Look for full names first, so that a surname alone is known by them."""
    first = [m for block in page.blocks for m in mentions.find(page.text, block.start, block.end)]
    people = frozenset(m.name for m in first if m.kind == PERSON and m.name)
    return tuple(mentions.find(page.text, block.start, block.end, people) for block in page.blocks)
