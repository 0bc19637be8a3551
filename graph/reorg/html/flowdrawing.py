"""The picture of before and planned: how staff would flow, drawn to scale."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from reorg.html.plannedboxes import BoxDrawer
from reorg.html.strokes import ROW, Drawer, Picture, Shape, Text, rectangle
from reorg.html.translation import Run
from reorg.rdf.triples import Triples

if TYPE_CHECKING:
    from reorg.html.beforeandplanned import Box, Comparison
    from reorg.html.flowfigures import Flow, Share
    from reorg.html.translation import Language

WIDE, NARROW = 980, 350
#: Length of a flow's total.
LENGTH = 300
BAR = 16
#: Between two boxes.
GAP = 26
#: Room for words on a ribbon, in pixels and in characters.
RIBBON, ACROSS = 210, 29


def draw(
    comparison: Comparison, triples: Triples, words: Language, *, wide: bool
) -> Picture | None:
    """Return the picture of the staff and where they would go; None without such a flow."""
    flows = [flow for flow in comparison.flows if flow.shares]
    if not flows:
        return None
    return (_Wide if wide else _Narrow)(comparison, triples, words).draw(flows[0])


class _FlowDrawer(Drawer):
    def __init__(self, comparison: Comparison, triples: Triples, words: Language) -> None:
        super().__init__(triples, words)
        self.comparison = comparison
        self.boxes = BoxDrawer(triples, words)

    def count(self, share: Share) -> Run:
        """Return how many a share is; flows count people (`reorg.html.flows.PEOPLE`)."""
        if share.stated:
            return self.label(share.figure)
        return Run(self.words.text("planned.staff", count=share.quantity))


class _Wide(_FlowDrawer):
    LEFT, FROM, TO, RIGHT = 0, 214, 530, 562
    TOP = 44.0

    def draw(self, flow: Flow) -> Picture:
        picture = Picture(WIDE)
        picture.texts += [
            Text(self.LEFT, 16, self.own("planned.as-is"), "head"),
            Text(self.TO, 16, self.own("planned.as-planned"), "head"),
        ]
        ends, foot = self._targets(picture, flow)
        start = self.TOP + max(0, (foot - self.TOP - LENGTH) / 2)
        self._source(picture, flow, start)
        self._ribbons(picture, ends, start)
        picture.height = max(foot, start + LENGTH) + 4
        return picture

    def _targets(
        self, picture: Picture, flow: Flow
    ) -> tuple[list[tuple[Share, float, float]], float]:
        """Draw where the shares go, and below it all else that is planned.

        Returns:
            Each share with the top and the thickness of its end, and where all this ends.
        """
        ends: list[tuple[Share, float, float]] = []
        y = self.TOP
        boxes = {box.iri: box for box in self.comparison.after}
        parents = {inner.iri: box for box in boxes.values() for inner in box.inside}
        for share in sorted(flow.shares, key=lambda one: one.quantity):
            thick = share.quantity / flow.quantity * LENGTH
            box = parents.get(share.goes_to) or boxes.get(share.goes_to)
            tall = self._target(picture, share, box, y, thick)
            ends.append((share, y + (tall - thick) / 2, thick))
            y += tall + GAP
        for box in boxes.values():
            reached = any(share.goes_to in _all(box) for share in flow.shares)
            if not reached and _record(box.iri) == _record(flow.figure):
                y += self.boxes.box(picture, box, self.RIGHT, y, WIDE - self.RIGHT - 1) + GAP
        return ends, y - GAP

    def _ribbons(
        self, picture: Picture, ends: list[tuple[Share, float, float]], start: float
    ) -> None:
        left = start
        for share, right, thick in ends:
            picture.shapes.insert(0, self._ribbon(share, left, right, thick))
            look = "bar" if share.stated else "bar rest"
            picture.shapes.append(Shape(rectangle(self.TO, right, BAR, thick), look))
            self._ribbon_words(picture, share, left, right, thick)
            left += thick

    def _source(self, picture: Picture, flow: Flow, y: float) -> None:
        middle = y + LENGTH / 2
        holder = self.lines(
            self.name(flow.holder), self.FROM - BAR - 14, self.LEFT, middle - 26, "strong"
        )
        label = self.triples.label(flow.figure)
        foot = holder[-1].y + 22 if holder else middle
        picture.texts += holder
        picture.texts += self.lines(
            [self.label(flow.figure)], self.FROM - BAR - 14, self.LEFT, foot, ""
        )
        picture.shapes.append(
            Shape(rectangle(self.FROM - BAR, y, BAR, LENGTH), "bar", flow.figure, label)
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
            foot = min(left, right) + abs(left - right) / 2 - thick / 2 - 10
            lines = self.lines([self.count(share)], RIBBON, x, foot, "mid")
            picture.texts += [line._replace(y=line.y - ROW * (len(lines) - 1)) for line in lines]
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
        tall = self.boxes.box(picture, box, self.RIGHT, y, width, least=thick)
        return max(thick, tall)


class _Narrow(_FlowDrawer):
    """The flow alone, downwards; the boxes stand below it as text."""

    def draw(self, flow: Flow) -> Picture:
        picture = Picture(NARROW)
        scale = (NARROW - 34) / flow.quantity
        picture.texts += self.lines(self.name(flow.holder), NARROW, 0, 14, "strong")
        picture.texts += self.lines(
            [self.label(flow.figure)], NARROW, 0, picture.texts[-1].y + ROW + 4, ""
        )
        top = picture.texts[-1].y + 10
        foot = top + 122
        picture.shapes.append(
            Shape(rectangle(0, top, flow.quantity * scale, BAR), "bar", flow.figure, "")
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
            picture.shapes.append(Shape(rectangle(right, foot, long, BAR), f"bar{kind}"))
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


def _record(iri: str) -> str:
    """Return the part of a thing's address that is its record's."""
    return iri.rsplit("/", 2)[0]


def _all(box: Box) -> set[str]:
    return {box.iri}.union(*map(_all, box.inside)) if box.inside else {box.iri}
