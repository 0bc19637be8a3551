"""Shapes and words with fixed places, of which pictures are drawn.

Lengths are in the picture's own units, pixels at full size; x runs to the right, y down.
"""

from __future__ import annotations

import textwrap
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, NamedTuple

from reorg.html.translation import Run
from reorg.rdf.triples import Triples

if TYPE_CHECKING:
    from reorg.html.translation import Language

#: Height of a line of words.
ROW = 18

#: Letters and signs of about half the breadth of others, and those of more than others.
NARROW, BROAD = frozenset("fijlrtI .,:;!|'’()[]-"), frozenset("mwMW@%—…")

_SPACES = dict.fromkeys(map(ord, "\t\n\v\f\r"), " ")


class Text(NamedTuple):
    """Words at a place; ``look`` names a style."""

    x: float
    y: float
    runs: tuple[Run, ...]
    look: str = ""


class Shape(NamedTuple):
    """A path or a rectangle with its words; a link to a thing where ``to`` names one."""

    path: str
    look: str
    to: str = ""
    title: str = ""
    texts: tuple[Text, ...] = ()


class Picture:
    """Shapes and words in the order drawn."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.height = 0.0
        self.shapes: list[Shape] = []
        self.texts: list[Text] = []


class Drawer:
    """Writes the words of a picture.

    Args:
        triples: The graph that the picture is of.
        words: The page's language.
    """

    def __init__(self, triples: Triples, words: Language) -> None:
        self.triples = triples
        self.words = words

    def name(self, iri: str) -> str:
        """Return what to call a thing in a picture that says by itself what is planned."""
        return self.triples.label(iri).removesuffix(" (planned)")

    def label(self, iri: str) -> Run:
        """Return a thing's label."""
        return Run(self.triples.label(iri), foreign=True)

    def own(self, key: str) -> tuple[Run, ...]:
        """Return a message of the page."""
        return (Run(self.words.text(key)),)

    def lines(
        self, words: str | Iterable[Run], width: float, x: float, y: float, look: str
    ) -> list[Text]:
        """Return words, the graph's where they are but a text, as lines."""
        runs = (Run(words, foreign=True),) if isinstance(words, str) else tuple(words)
        room = _room("".join(run.words for run in runs), width / (8.7 if "strong" in look else 7.2))
        return [Text(x, y + i * ROW, line, look) for i, line in enumerate(wrapped(runs, room))]


def _room(text: str, signs: float) -> int:
    """Return how many signs of a text fit on a line that has room for so many usual ones."""
    ends = [0.0, *accumulate(map(_breadth, text))]
    span = max(1, int(signs))
    widest = max(
        (after - before for before, after in zip(ends, ends[span:], strict=False)), default=0
    )
    return max(4, int(signs * min(1, span / widest if widest else 1)))


def _breadth(sign: str) -> float:
    """Return about how broad a sign is, as a share of the mean of a text in small letters."""
    if sign in NARROW:
        return 0.6
    if unicodedata.east_asian_width(sign) in "WF":
        return 2.0
    return 1.7 if sign in BROAD else 1.45 if sign.isupper() else 1.25


def wrapped(runs: tuple[Run, ...], room: int) -> Iterable[tuple[Run, ...]]:
    """Yield the lines of a text, each with its share of the runs."""
    # What `textwrap` would replace is replaced before, so that the lines are pieces of the text.
    text = "".join(run.words for run in runs).translate(_SPACES)
    ends = [*accumulate(len(run.words) for run in runs)]
    start = 0
    for line in textwrap.wrap(text, room):
        start = text.index(line, start)
        end = start + len(line)
        cuts = [start, *(cut for cut in ends if start < cut < end), end]
        yield tuple(Run(text[a:b], runs[bisect_right(ends, a)].foreign) for a, b in pairwise(cuts))
        start = end


def rectangle(x: float, y: float, width: float, height: float, radius: float = 0) -> str:
    """Return the path of a rectangle, with round corners where it has a radius."""
    if not radius:
        return f"M{x:.1f} {y:.1f}h{width:.1f}v{height:.1f}h{-width:.1f}Z"
    r = radius
    w, h = width - 2 * r, height - 2 * r
    return (
        f"M{x + r:.1f} {y:.1f}h{w:.1f}a{r} {r} 0 0 1 {r} {r}v{h:.1f}a{r} {r} 0 0 1-{r} {r}"
        f"h{-w:.1f}a{r} {r} 0 0 1-{r}-{r}v{-h:.1f}a{r} {r} 0 0 1 {r}-{r}Z"
    )
