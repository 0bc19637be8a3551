"""What the readers of articles hand on: a plain text and what each stretch of it is."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

HEADLINE = "headline"
STANDFIRST = "standfirst"
PROSE = "prose"
HEADING = "heading"
CAPTION = "caption"
BYLINE = "byline"
NAVIGATION = "navigation"

THREAD = "thread"
COMMENT = "comment"


@dataclass(frozen=True)
class Piece:
    """A stretch of text before it has a place.

    Attributes:
        text: Its characters.
        kind: Its sentence kind where the markup tells, otherwise empty.
        thread: True where the markup tells that it stands among the comments.
    """

    text: str
    kind: str = ""
    thread: bool = False


@dataclass(frozen=True)
class Block:
    """A stretch of the text: a line, a paragraph, a heading.

    Attributes:
        start: Its first code point.
        end: The code point after its last.
        kind: Its sentence kind.
        role: ``thread`` for the line that opens the comments, ``comment`` for one that opens a
            comment, otherwise empty.
        comment: The number of the comment that it belongs to, from 1; 0 outside the comments.
        sure: False where its kind was read off its looks alone.
    """

    start: int
    end: int
    kind: str
    role: str = ""
    comment: int = 0
    sure: bool = True

    def moved(self, start: int, end: int, kind: str) -> Block:
        """Return a part of this block, of a kind of its own."""
        return replace(self, start=start, end=end, kind=kind)


@dataclass(frozen=True)
class Signature:
    """The head of a comment: who signed it, and when.

    Attributes:
        name: The name as signed; empty where it cannot be made out.
        start: Where the name begins in the text.
        issued: The day, as ``2031-05-03``; empty where it is not stated in full.
        clock: The time, as ``15:51``; empty where it is not stated.
    """

    name: str
    start: int
    issued: str = ""
    clock: str = ""


@dataclass(frozen=True)
class Page:
    """An article as plain text, with what its stretches are.

    Attributes:
        text: The whole text; offsets count its code points.
        blocks: Its stretches, in order; together they hold all that is not white space.
        signatures: The heads of its comments, by number.
        title: The headline; empty where there is none.
        publisher: Who published it, where the page tells.
        author: Who wrote it, where the page tells.
        issued: The day of publication, as ``2031-05-03``, where the page tells.
    """

    text: str
    blocks: tuple[Block, ...]
    signatures: dict[int, Signature] = field(default_factory=dict)
    title: str = ""
    publisher: str = ""
    author: str = ""
    issued: str = ""

    def words(self, block: Block) -> str:
        """Return a block's text."""
        return self.text[block.start : block.end]
