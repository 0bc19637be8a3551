"""The picture of a `reorg.html.planned.Comparison`: shapes with fixed places, drawn to scale.

Lengths are in the picture's own units, pixels at full size; x runs to the right, y down.
"""

from __future__ import annotations

import textwrap
from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, NamedTuple

from reorg.html.catalogue import Run
from reorg.rdf.triples import Triples

if TYPE_CHECKING:
    from reorg.html.catalogue import Language
    from reorg.html.flows import Flow, Share
    from reorg.html.planned import Box, Comparison

WIDE, NARROW = 980, 350
#: Length of a flow's total.
LENGTH = 300
BAR = 16
ROW = 18
CARD = 74
#: Characters that have room on a ribbon.
ACROSS = 29


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


def draw(
    comparison: Comparison, triples: Triples, words: Language, *, wide: bool
) -> Picture | None:
    """Return the picture of the staff and where they would go; None without such a flow."""
    flows = [flow for flow in comparison.flows if flow.shares]
    if not flows:
        return None
    return (_Wide if wide else _Narrow)(comparison, triples, words).draw(flows[0])


class _Drawer:
    def __init__(self, comparison: Comparison, triples: Triples, words: Language) -> None:
        self.comparison = comparison
        self.triples = triples
        self.words = words

    def name(self, iri: str) -> str:
        return self.triples.label(iri).removesuffix(" (planned)")

    def count(self, share: Share) -> Run:
        """Return how many a share is; flows count people (`reorg.html.flows.PEOPLE`)."""
        if share.stated:
            return self.label(share.figure)
        return Run(self.words.text("planned.staff", count=share.quantity))

    def label(self, iri: str) -> Run:
        return Run(self.triples.label(iri), foreign=True)

    def own(self, key: str) -> tuple[Run, ...]:
        return (Run(self.words.text(key)),)

    def lines(
        self, words: str | Iterable[Run], width: float, x: float, y: float, look: str
    ) -> list[Text]:
        """Return words, the graph's where they are but a text, as lines."""
        runs = (Run(words, foreign=True),) if isinstance(words, str) else tuple(words)
        room = max(8, int(width / (8.7 if "strong" in look else 7.2)))
        return [Text(x, y + i * ROW, line, look) for i, line in enumerate(_wrapped(runs, room))]


class _Wide(_Drawer):
    LEFT, FROM, TO, RIGHT = 0, 214, 530, 562

    def draw(self, flow: Flow) -> Picture:
        picture = Picture(WIDE)
        top = 44.0
        picture.texts += [
            Text(self.LEFT, 16, self.own("planned.as-is"), "head"),
            Text(self.TO, 16, self.own("planned.as-planned"), "head"),
        ]
        ends: list[tuple[Share, float, float]] = []
        y = top
        boxes = {box.iri: box for box in self.comparison.after}
        parents = {inner.iri: box for box in boxes.values() for inner in box.inside}
        for share in sorted(flow.shares, key=lambda one: one.quantity):
            thick = share.quantity / flow.quantity * LENGTH
            box = parents.get(share.goes_to) or boxes.get(share.goes_to)
            tall = self._target(picture, share, box, y, thick)
            ends.append((share, y + (tall - thick) / 2, thick))
            y += tall + 26
        rest = [
            box
            for box in boxes.values()
            if _record(box.iri) == _record(flow.figure)
            and not any(share.goes_to in _all(box) for share in flow.shares)
        ]
        for box in rest:
            y += self._box(picture, box, self.RIGHT, y, WIDE - self.RIGHT - 1) + 26
        start = top + max(0, (y - 26 - top - LENGTH) / 2)
        self._source(picture, flow, start)
        left = start
        for share, right, thick in ends:
            picture.shapes.insert(0, self._ribbon(share, left, right, thick))
            look = "bar" if share.stated else "bar rest"
            picture.shapes.append(Shape(_rectangle(self.TO, right, BAR, thick), look))
            self._ribbon_words(picture, share, left, right, thick)
            left += thick
        picture.height = max(y - 26, start + LENGTH) + 4
        return picture

    def _source(self, picture: Picture, flow: Flow, y: float) -> None:
        middle = y + LENGTH / 2
        holder = self.lines(
            self.name(flow.holder), self.FROM - BAR - 14, self.LEFT, middle - 26, "strong"
        )
        label = self.triples.label(flow.figure)
        foot = holder[-1].y + 22 if holder else middle
        words = [*holder, Text(self.LEFT, foot, (self.label(flow.figure),))]
        picture.texts += words
        picture.shapes.append(
            Shape(_rectangle(self.FROM - BAR, y, BAR, LENGTH), "bar", flow.figure, label)
        )

    def _ribbon(self, share: Share, left: float, right: float, thick: float) -> Shape:
        a, b, m = self.FROM, self.TO, (self.FROM + self.TO) / 2
        path = (
            f"M{a} {left:.1f}C{m} {left:.1f} {m} {right:.1f} {b} {right:.1f}V{right + thick:.1f}"
            f"C{m} {right + thick:.1f} {m} {left + thick:.1f} {a} {left + thick:.1f}Z"
        )
        return Shape(path, "ribbon" if share.stated else "ribbon rest")

    def _ribbon_words(
        self, picture: Picture, share: Share, left: float, right: float, thick: float
    ) -> None:
        x = (self.FROM + self.TO) / 2
        middle = (left + right + thick) / 2
        if share.stated:
            picture.texts.append(
                Text(
                    x,
                    min(left, right) + abs(left - right) / 2 - thick / 2 - 10,
                    (self.count(share),),
                    "mid",
                )
            )
            return
        rest = textwrap.wrap(self.words.text("planned.rest"), ACROSS)
        picture.texts += [
            Text(x, middle - 4, (self.count(share),), "mid strong"),
            *(Text(x, middle + 15 + i * ROW, (Run(line),), "mid") for i, line in enumerate(rest)),
        ]

    def _target(
        self, picture: Picture, share: Share, box: Box | None, y: float, thick: float
    ) -> float:
        width = WIDE - self.RIGHT - 1
        if box is None:
            named = share.goes_to
            words = self.name(named) if named else self.own("planned.nobody")
            texts = self.lines(words, width, self.RIGHT, y + 18, "strong")
            picture.texts += texts
            return max(thick, ROW * len(texts) + 12.0)
        tall = self._box(picture, box, self.RIGHT, y, width, least=thick)
        return max(thick, tall)

    def _box(
        self, picture: Picture, box: Box, x: float, y: float, width: float, least: float = 0
    ) -> float:
        """Draw a box with what is inside it; return its height."""
        title = self.lines(
            self.name(box.iri), width - 28 - self._badge_room(box), x + 14, y + 25, "strong"
        )
        texts = [*title, *self._badges(box, x + width - 14, y + 25)]
        foot = y + 25 + ROW * (len(title) - 1)
        for figure in box.figures:
            foot += ROW + 2
            texts.append(Text(x + 14, foot, (self.label(figure),)))
        for line in self.lines(self._disputed(box), width - 28, x + 14, foot + ROW + 2, "clash"):
            texts.append(line)
            foot = line.y
        place = len(picture.shapes)
        inner = y
        groups = [one for one in box.inside if one.inside]
        for one in groups:
            foot += 14
            foot += self._box(picture, one, x + 14, foot, width - 28)
        cards = [one for one in box.inside if not one.inside]
        if cards:
            foot += 14
            foot += self._cards(picture, cards, x + 14, foot, width - 28)
        tall = max(foot - inner + 16, least)
        look = " ".join(["box", *(badge.style for badge in box.badges)])
        picture.shapes.insert(
            place,
            Shape(
                _rectangle(x, y, width, tall, 9), look, box.iri, self.name(box.iri), tuple(texts)
            ),
        )
        return tall

    def _disputed(self, box: Box) -> list[Run]:
        over = [
            self.triples.label(one.object)
            for one in box.said
            if any(badge.style == "disputed" for badge in one.badges)
        ]
        # A noun of another language may keep its capital.
        names = ", ".join(
            name if name in self.words.native else name[:1].lower() + name[1:] for name in over
        )
        things = Run(names, foreign=True)
        return self.words.runs("planned.disputed-over", things=things) if names else []

    def _badge_room(self, box: Box) -> float:
        return sum(len(badge.word) * 7 + 14 for badge in box.badges)

    def _badges(self, box: Box, right: float, y: float) -> list[Text]:
        words = " · ".join(badge.word for badge in box.badges)
        return [Text(right, y, (Run(words),), "end status")] if words else []

    def _cards(self, picture: Picture, cards: list[Box], x: float, y: float, width: float) -> float:
        half = (width - 10) / 2
        for i, card in enumerate(cards):
            left, top = x + (i % 2) * (half + 10), y + (i // 2) * (CARD + 10)
            name, _, more = self.name(card.iri).partition(", ")
            texts = self.lines(name, half - 20, left + 10, top + 22, "small strong")[:2]
            about = more or "; ".join(self.triples.label(one.object) for one in card.said)
            texts += self.lines(about, half - 20, left + 10, texts[-1].y + ROW, "small")[:2]
            picture.shapes.append(
                Shape(
                    _rectangle(left, top, half, CARD, 6), "box card", card.iri, name, tuple(texts)
                )
            )
        return (len(cards) + 1) // 2 * (CARD + 10) - 10


class _Narrow(_Drawer):
    """The flow alone, downwards; the boxes stand below it as text."""

    def draw(self, flow: Flow) -> Picture:
        picture = Picture(NARROW)
        scale = (NARROW - 34) / flow.quantity
        top, foot = 46.0, 168.0
        picture.texts += self.lines(self.name(flow.holder), NARROW, 0, 14, "strong")[:1]
        picture.texts.append(Text(0, 36, (self.label(flow.figure),)))
        picture.shapes.append(
            Shape(_rectangle(0, top, flow.quantity * scale, BAR), "bar", flow.figure, "")
        )
        left = right = 0.0
        y = foot + BAR + 22
        for share in sorted(flow.shares, key=lambda one: one.quantity):
            long = share.quantity * scale
            a, b, m = top + BAR, foot, (top + BAR + foot) / 2
            path = (
                f"M{left:.1f} {a}C{left:.1f} {m} {right:.1f} {m} {right:.1f} {b}H{right + long:.1f}"
                f"C{right + long:.1f} {m} {left + long:.1f} {m} {left + long:.1f} {a}Z"
            )
            kind = "" if share.stated else " rest"
            picture.shapes.append(Shape(path, f"ribbon{kind}"))
            picture.shapes.append(Shape(_rectangle(right, foot, long, BAR), f"bar{kind}"))
            named = share.goes_to
            holder = Run(self.name(named), True) if named else self.own("planned.holder-none")[0]
            key = "planned.moves" if share.stated else "planned.moves-rest"
            words = self.words.runs(key, staff=self.count(share), holder=holder)
            texts = self.lines(words, NARROW - 8, 0, y, "" if share.stated else "strong")
            picture.texts += texts
            y = texts[-1].y + 24
            left += long
            right += long + 34
        picture.height = y - 8
        return picture


def _wrapped(runs: tuple[Run, ...], room: int) -> Iterable[tuple[Run, ...]]:
    """Yield the lines of a text, each with its share of the runs."""
    text = "".join(run.words for run in runs)
    ends = [*accumulate(len(run.words) for run in runs)]
    start = 0
    for line in textwrap.wrap(text, room):
        start = text.index(line, start)
        end = start + len(line)
        cuts = [start, *(cut for cut in ends if start < cut < end), end]
        yield tuple(Run(text[a:b], runs[bisect_right(ends, a)].foreign) for a, b in pairwise(cuts))
        start = end


def _record(iri: str) -> str:
    """Return the part of a thing's address that is its record's."""
    return iri.rsplit("/", 2)[0]


def _all(box: Box) -> set[str]:
    return {box.iri}.union(*map(_all, box.inside)) if box.inside else {box.iri}


def _rectangle(x: float, y: float, width: float, height: float, radius: float = 0) -> str:
    if not radius:
        return f"M{x:.1f} {y:.1f}h{width:.1f}v{height:.1f}h{-width:.1f}Z"
    r = radius
    w, h = width - 2 * r, height - 2 * r
    return (
        f"M{x + r:.1f} {y:.1f}h{w:.1f}a{r} {r} 0 0 1 {r} {r}v{h:.1f}a{r} {r} 0 0 1-{r} {r}"
        f"h{-w:.1f}a{r} {r} 0 0 1-{r}-{r}v{-h:.1f}a{r} {r} 0 0 1 {r}-{r}Z"
    )
