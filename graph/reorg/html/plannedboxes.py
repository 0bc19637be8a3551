"""The boxes of "Before and planned": each planned thing with what is inside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from reorg.html.strokes import ROW, Drawer, Picture, Shape, Text, rectangle
from reorg.html.translation import Run

if TYPE_CHECKING:
    from reorg.html.beforeandplanned import Box
    from reorg.html.claimcontents import ClaimContent
    from reorg.html.phrasing import Condition

#: Least height of a card, and between two cards.
CARD, GAP = 74, 10
STRONG = "small strong"
#: Room around what is inside a box, and around the words of a card.
MARGIN, PADDING = 14, 10


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
            texts += self.lines([self.label(figure)], inner, left, foot + ROW + 2, "")
            foot = texts[-1].y
        disputed = [one for one in box.said if any(b.style == "disputed" for b in one.badges)]
        if disputed:
            things = self._said(disputed, {"disputed", *(badge.style for badge in box.badges)})
            words = self.words.runs("planned.disputed-over", things=Run(""))
            texts += self.lines([*words, *things], inner, left, foot + ROW + 2, "clash")
            foot = texts[-1].y
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

    def _said(self, several: Iterable[ClaimContent], known: Collection[str]) -> list[Run]:
        """Return what is said of a box, alike statements together, each as it is meant.

        Badges whose styles are known are left out.
        """
        alike: dict[tuple[object, ...], list[ClaimContent]] = defaultdict(list)
        for one in several:
            how = tuple(badge for badge in one.badges if badge.style not in known)
            time = (one.since, one.until, one.conditions)
            alike[one.predicate, one.denied, how, *time].append(one)
        runs: list[Run] = []
        for same in alike.values():
            first = same[0]
            badges = (badge.word for badge in first.badges if badge.style not in known)
            how_words = ", ".join([*badges, *self._terms(first)])
            named = ", ".join(self.triples.label(one.object) for one in same)
            said = [self._run(first.words), Run(" "), self._run(named)]
            runs += [Run("; "), *said] if runs else said
            runs += [Run(" ("), self._run(how_words), Run(")")] if how_words else []
        return runs

    def _terms(self, one: ClaimContent) -> Iterable[str]:
        """Yield since and until when a statement holds, and on which conditions."""
        words = self.words
        yield from self._times(one)
        for other in one.conditions:
            parts = {"subject": other.subject, "predicate": other.predicate, "object": other.object}
            said = words.text("statement.condition", **parts)
            how = ", ".join([*other.qualities, *self._times(other)])
            meant = words.text("statement.meant", words=said, how=how) if how else said
            yield words.text("statement.if", conditions=meant)

    def _times(self, one: ClaimContent | Condition) -> Iterable[str]:
        for key, day in (("since", one.since), ("until", one.until)):
            if day:
                yield self.words.text(f"statement.{key}", date=day)

    def _run(self, text: str) -> Run:
        return Run(text, foreign=self.words.is_foreign(text))

    def _badge_room(self, box: Box) -> float:
        return sum(len(badge.word) * 7 + 14 for badge in box.badges)

    def _badges(self, box: Box, right: float, y: float) -> list[Text]:
        words = " · ".join(badge.word for badge in box.badges)
        return [Text(right, y, (Run(words),), "end status")] if words else []

    def _cards(self, picture: Picture, cards: list[Box], x: float, y: float, width: float) -> float:
        """Draw cards in two columns, or in one where a word needs it; return how high they are."""
        columns = 2 if all(self._fits(card, (width - GAP) / 2) for card in cards) else 1
        wide = (width - GAP * (columns - 1)) / columns
        top = y
        for start in range(0, len(cards), columns):
            row = cards[start : start + columns]
            texts = [
                self._card(card, x + i * (wide + GAP), top, wide) for i, card in enumerate(row)
            ]
            tall = max(CARD, *(lines[-1].y - top + PADDING + 4 for lines in texts))
            for i, (card, lines) in enumerate(zip(row, texts, strict=True)):
                look = " ".join(["box card", *(badge.style for badge in card.badges)])
                path = rectangle(x + i * (wide + GAP), top, wide, tall, 6)
                name = self.name(card.iri)
                picture.shapes.append(Shape(path, look, card.iri, name, tuple(lines)))
            top += tall + GAP
        return top - GAP - y

    def _fits(self, card: Box, width: float) -> bool:
        words = self.name(card.iri).split()
        return all(len(self.lines(one, width - 2 * PADDING, 0, 0, STRONG)) == 1 for one in words)

    def _card(self, card: Box, x: float, y: float, width: float) -> list[Text]:
        """Return a card's name, and what is said first of it: what it would have or provide."""
        left, inner = x + PADDING, width - 2 * PADDING
        texts = self.lines(self.name(card.iri), inner, left, y + 22, STRONG)
        known = {badge.style for badge in card.badges}
        first = [one for one in card.said if one.predicate == card.said[0].predicate]
        return texts + self.lines(self._said(first, known), inner, left, texts[-1].y + ROW, "small")
