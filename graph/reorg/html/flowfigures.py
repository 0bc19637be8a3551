"""How staff and money are divided between what is planned: totals, their parts and the rest."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from reorg.html.claimcontents import ClaimContents
from reorg.html.figurevalues import size

PEOPLE, MONEY = "unit-person", "unit-pound-sterling"


class Share(NamedTuple):
    """A part of a total: a figure, the thing it counts, and where that goes."""

    figure: str
    quantity: float
    stated: bool
    staff: str
    goes_to: str


class Flow(NamedTuple):
    """A total of people with its parts and the rest that the report allots to nobody."""

    figure: str
    quantity: float
    counts: str
    holder: str
    shares: tuple[Share, ...]


class Bar(NamedTuple):
    """A sum of money, as long as `size` says; ``whole`` where its total is stated."""

    figure: str
    quantity: float
    role: str
    whole: bool


def flows(contents: ClaimContents) -> Iterable[Flow]:
    """Yield the totals of people that have parts."""
    t = contents.triples
    for total in t.of_type("reorg:Figure"):
        parts = t.subjects("reorg:partOfTotal", total)
        quantity = t.number(total, "reorg:quantity")
        if not parts or not quantity or t.name(total, "reorg:unit") != PEOPLE:
            continue
        counts = _counted(contents, total)
        shares = [_share(contents, part, stated=True) for part in parts]
        shares += [
            _share(contents, rest, stated=False)
            for rest in t.subjects("reorg:derivedFrom", total)
            if t.name(rest, "reorg:figureRole") == "figure-role-remainder"
        ]
        holder = t.value(counts, "reorg:staffOf")
        yield Flow(total, quantity, counts, holder, tuple(filter(None, shares)))


def money(contents: ClaimContents) -> Iterable[Bar]:
    """Yield the sums of money."""
    t = contents.triples
    for figure in t.of_type("reorg:Figure"):
        quantity = size(t, figure)
        if quantity and quantity > 0 and t.name(figure, "reorg:unit") == MONEY:
            joined = t.values(figure, "reorg:partOfTotal") or t.subjects(
                "reorg:partOfTotal", figure
            )
            yield Bar(figure, quantity, t.concept(figure, "reorg:figureRole"), bool(joined))


def _counted(contents: ClaimContents, figure: str) -> str:
    return next(iter(contents.subjects("hasFigure", figure)), "")


def _share(contents: ClaimContents, figure: str, *, stated: bool) -> Share | None:
    quantity = contents.triples.number(figure, "reorg:quantity")
    if not quantity or quantity < 0:
        return None
    staff = _counted(contents, figure) or ("" if stated else _uncounted(contents))
    return Share(figure, quantity, stated, staff, _goal(contents, staff))


def _uncounted(contents: ClaimContents) -> str:
    """Return who is the rest: whoever moves without a number of their own."""
    counted = {one.subject for one in contents.all if one.predicate == "hasFigure"}
    movers = contents.triples.of_type("reorg:PlannedStaff")
    return next((mover for mover in movers if mover not in counted), "")


def _goal(contents: ClaimContents, staff: str) -> str:
    """Return who would have some staff, or else where it would be transferred."""
    goals = [
        *contents.subjects("hasStaff", staff),
        *(
            goal
            for move in contents.subjects("transfers", staff)
            for goal in contents.objects(move, "transfersTo")
        ),
    ]
    return next(iter(goals), "")
