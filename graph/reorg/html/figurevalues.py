"""How much a figure is: the one place that writes its value, with bounds, "about" and shares."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from typing import TYPE_CHECKING

from reorg.rdf.triples import Triples, local_name

if TYPE_CHECKING:
    from reorg.html.translation import Language


def size(triples: Triples, figure: str) -> float | None:
    """Return a figure's quantity, or else the number that its value starts from: None for a share.

    That is its least, its most, or the largest of several alternatives.
    """
    for name in ("reorg:quantity", "reorg:least", "reorg:most"):
        number = triples.number(figure, name)
        if number is not None:
            return number
    return max(_alternatives(triples, figure), default=None)


def is_hedged(triples: Triples, figure: str) -> bool:
    """Return whether a figure has no single value, or only about one."""
    return (
        _holds(triples, figure, "approximate") or triples.number(figure, "reorg:quantity") is None
    )


def value_words(triples: Triples, figure: str, words: Language) -> str:
    """Return a figure's value in words, such as ``more than 17,000`` or ``a third of about 500``.

    Args:
        triples: The graph.
        figure: IRI of the figure.
        words: The page's language.
    """
    value = _plain(triples, figure, words)
    whole = triples.value(figure, "reorg:shareOf")
    of = _plain(triples, whole, words) if whole else ""
    return words.text("figures.share", share=value, whole=of) if value and of else value


def _plain(triples: Triples, figure: str, words: Language) -> str:
    """Return a figure's value without what it is a share of; empty where it has none."""
    value = _exact(triples, figure, words) or _bounds(triples, figure, words)
    about = value and _holds(triples, figure, "approximate")
    return words.text("figures.about", number=value) if about else value


def _exact(triples: Triples, figure: str, words: Language) -> str:
    """Return a quantity, a fraction or alternatives in words."""
    if (quantity := triples.number(figure, "reorg:quantity")) is not None:
        return _counted(triples, figure, quantity, words)
    upper, lower = (triples.number(figure, f"reorg:{n}") for n in ("numerator", "denominator"))
    if upper is not None and lower:
        key = f"figures.fraction.{lower:g}"
        known = key if key in words.messages else "figures.fraction.other-number"
        return words.text(known, count=upper, denominator=lower)
    several = sorted(_alternatives(triples, figure))
    return _either([_counted(triples, figure, one, words) for one in several], words)


def _bounds(triples: Triples, figure: str, words: Language) -> str:
    least, most = (triples.number(figure, f"reorg:{name}") for name in ("least", "most"))
    more, less = (_holds(triples, figure, name) for name in ("leastExcluded", "mostExcluded"))
    low = "" if least is None else _counted(triples, figure, least, words)
    high = "" if most is None else _counted(triples, figure, most, words)
    if low and high and not more and not less:
        return words.text("figures.between", least=low, most=high)
    below = low and words.text("figures.more-than" if more else "figures.at-least", number=low)
    above = high and words.text("figures.less-than" if less else "figures.up-to", number=high)
    return words.text("list.and", before=below, after=above) if below and above else below or above


def _counted(triples: Triples, figure: str, quantity: float, words: Language) -> str:
    """Return a number with its unit where that is written beside it."""
    number = words.number(quantity)
    unit = local_name(triples.value(figure, "reorg:unit")).removeprefix("unit-")
    key = f"figures.in-unit.{unit}"
    return words.text(key, number=number) if key in words.messages else number


def _either(several: list[str], words: Language) -> str:
    if len(several) < 2:
        return "".join(several)
    *before, last = several
    return words.text("list.or", before=reduce(_comma, before), after=last)


def _comma(before: str, after: str) -> str:
    return f"{before}, {after}"


def _holds(triples: Triples, figure: str, name: str) -> bool:
    """Return whether a property of a figure that is true or false is true."""
    return triples.value(figure, f"reorg:{name}") in ("true", "1")


def _alternatives(triples: Triples, figure: str) -> Iterable[float]:
    return map(float, triples.values(figure, "reorg:alternative"))
