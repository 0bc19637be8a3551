"""The boxes of "Before and planned": each planned thing with what is inside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reorg.html.strokes import ROW, Drawer, Picture, Shape, Text, rectangle
from reorg.html.translation import Run

if TYPE_CHECKING:
    from reorg.html.beforeandplanned import Box

CARD = 74
#: Room around what is inside a box.
MARGIN = 14


class BoxDrawer(Drawer):
    """Draws boxes into a picture."""

    def box(
        self, picture: Picture, box: Box, x: float, y: float, width: float, least: float = 0
    ) -> float:
        """Draw a box with what is inside it; return its height."""
        texts, foot = self._head(box, x, y, width)
        place = len(picture.shapes)
        foot = self._inside(picture, box, x + MARGIN, foot, width - 2 * MARGIN)
        tall = max(foot - y + 16, least)
        look = " ".join(["box", *(badge.style for badge in box.badges)])
        path = rectangle(x, y, width, tall, 9)
        shape = Shape(path, look, box.iri, self.name(box.iri), tuple(texts))
        picture.shapes.insert(place, shape)
        return tall

    def _head(self, box: Box, x: float, y: float, width: float) -> tuple[list[Text], float]:
        """Return a box's name, badges, figures and what is disputed, and where they end."""
        left, inner = x + MARGIN, width - 2 * MARGIN
        title = self.lines(
            self.name(box.iri), inner - self._badge_room(box), left, y + 25, "strong"
        )
        texts = [*title, *self._badges(box, x + width - MARGIN, y + 25)]
        foot = y + 25 + ROW * (len(title) - 1)
        for figure in box.figures:
            foot += ROW + 2
            texts.append(Text(left, foot, (self.label(figure),)))
        for line in self.lines(self._disputed(box), inner, left, foot + ROW + 2, "clash"):
            texts.append(line)
            foot = line.y
        return texts, foot

    def _inside(self, picture: Picture, box: Box, x: float, foot: float, width: float) -> float:
        """Draw the groups and then the bodies in a box; return where they end."""
        for group in (one for one in box.inside if one.inside):
            foot += MARGIN
            foot += self.box(picture, group, x, foot, width)
        if cards := [one for one in box.inside if not one.inside]:
            foot += MARGIN
            foot += self._cards(picture, cards, x, foot, width)
        return foot

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
                Shape(rectangle(left, top, half, CARD, 6), "box card", card.iri, name, tuple(texts))
            )
        return (len(cards) + 1) // 2 * (CARD + 10) - 10
