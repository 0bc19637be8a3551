"""Before and planned: what is, what would be, and how staff and money would move between them.

Everything here is read from the graph: totals and their parts, planned things and the claims
that introduce them, transfers, statuses and responsibilities. Nothing knows one report.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from reorg.html.phrasing import Phrasing
from reorg.rdf.statement import conditions, is_denied
from reorg.rdf.triples import Triples, local_name

if TYPE_CHECKING:
    from reorg.html.catalogue import Language

#: What the content of a claim may say of a thing that its box shows, in the order shown.
SHOWN = (
    *("hasStaff", "provides", "holdsResponsibility", "carriesOutFunctionsFor", "isSetUpBy"),
    *("deliversThrough", "commissionsFrom", "isDirectlyControlledBy", "includes", "takesForm"),
    *("isPermittedTo", "mustRemedy"),
)
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
PEOPLE, MONEY = "unit-person", "unit-pound-sterling"


class Badge(NamedTuple):
    """A word on how firmly something stands, with the conflict over it where there is one."""

    word: str
    style: str
    conflict: str = ""


class Said(NamedTuple):
    """One statement of a claim: who says what of what, and how it stands."""

    claim: str
    subject: str
    predicate: str
    words: str
    object: str
    as_is: bool
    denied: bool
    badges: tuple[Badge, ...]
    issue: str = ""


class Box(NamedTuple):
    """A thing as it is or as planned, with what is said of it and what is inside it."""

    iri: str
    badges: tuple[Badge, ...]
    said: tuple[Said, ...]
    figures: tuple[str, ...]
    inside: tuple[Box, ...] = ()


class Share(NamedTuple):
    """A part of a total: a figure, the thing it counts, and where that goes."""

    figure: str
    quantity: float
    stated: bool
    staff: str
    goes_to: str


class Flow(NamedTuple):
    """A total with its parts and the rest that the report allots to nobody."""

    figure: str
    quantity: float
    counts: str
    holder: str
    shares: tuple[Share, ...]


class Bar(NamedTuple):
    """A sum of money; ``whole`` where the report states what it is a part of."""

    figure: str
    quantity: float
    role: str
    whole: bool


class Duty(NamedTuple):
    """A service or a responsibility: who has it today and who would have it."""

    iri: str
    now: tuple[Said, ...]
    then: tuple[Said, ...]


class Comparison(NamedTuple):
    """The whole view."""

    statuses: tuple[Said, ...]
    before: tuple[Box, ...]
    after: tuple[Box, ...]
    flows: tuple[Flow, ...]
    money: tuple[Bar, ...]
    duties: tuple[Duty, ...]


def compare(triples: Triples, order: Iterable[str], words: Language) -> Comparison:
    """Return the comparison; empty where the graph plans nothing.

    Args:
        triples: The graph.
        order: Claims in the order of the text, in which what they say is listed.
        words: The page's language.
    """
    return _Comparer(triples, order, words).comparison()


class _Comparer:
    def __init__(self, triples: Triples, order: Iterable[str], words: Language) -> None:
        self.triples = triples
        self.words = words
        self.phrasing = Phrasing(triples, words)
        self.conflicts: dict[str, str] = {}
        for conflict in triples.of_type("reorg:Conflict"):
            for claim in triples.values(conflict, "reorg:betweenClaim"):
                self.conflicts.setdefault(claim, conflict)
                if over := triples.value(conflict, "reorg:overIssue"):
                    self.conflicts.setdefault(f"{claim} {over}", conflict)
        self.said = list(chain.from_iterable(map(self._said, order)))
        self.by_subject: dict[str, list[Said]] = defaultdict(list)
        for one in self.said:
            self.by_subject[one.subject].append(one)

    def comparison(self) -> Comparison:
        t = self.triples
        groups = t.of_type("reorg:PlannedBodyGroup")
        bodies = t.of_type("reorg:PlannedBody")
        parents = {one.subject: one.object for one in self.said if one.predicate == "isMemberOf"}
        inside: dict[str, list[str]] = defaultdict(list)
        for thing in [*groups, *self._as_introduced(bodies)]:
            if parents.get(thing, thing) != thing:
                inside[parents[thing]].append(thing)
        roots = [
            thing
            for thing in [*t.of_type("reorg:PlannedState"), *groups, *bodies]
            if thing not in parents
        ]
        holders = list(dict.fromkeys(self._holders()))
        return Comparison(
            statuses=tuple(self._once(one for one in self.said if one.predicate == "hasStatus")),
            before=tuple(self._box(holder, {}, as_is=True) for holder in holders),
            after=tuple(self._box(root, inside, as_is=False) for root in roots),
            flows=tuple(self._flows()),
            money=tuple(self._money()),
            duties=tuple(self._duties()),
        )

    def _said(self, claim: str) -> Iterable[Said]:
        t = self.triples
        for statement in t.values(claim, "reorg:content"):
            issue = t.value(statement, "reorg:onIssue")
            # What answers an issue is disputed only where that issue is.
            conflict = self.conflicts.get(f"{claim} {issue}".strip(), "")
            yield Said(
                claim=claim,
                subject=t.value(statement, "rdf:subject"),
                predicate=local_name(t.value(statement, "rdf:predicate")),
                words=self.phrasing.predicate(statement),
                object=t.value(statement, "rdf:object"),
                as_is=t.name(statement, "reorg:frame") == "frame-as-is",
                denied=is_denied(t, statement),
                badges=self._badges(claim, statement, conflict),
                issue=issue,
            )

    def _badges(self, claim: str, statement: str, conflict: str) -> tuple[Badge, ...]:
        t = self.triples
        standing = t.value(claim, "reorg:standing")
        found = []
        if standing:
            found.append(Badge(t.label(standing), local_name(standing).removeprefix("standing-")))
        certainty = t.value(statement, "reorg:certainty") if statement else ""
        if certainty and local_name(certainty) != "certainty-certain":
            found.append(Badge(t.label(certainty), "uncertain"))
        if statement and conditions(t, statement):
            found.append(Badge(self.words.text("planned.conditional"), "conditional"))
        if conflict:
            found.append(Badge(self.words.text("planned.disputed"), "disputed", conflict))
        return tuple(found)

    def _once(self, several: Iterable[Said]) -> list[Said]:
        found: dict[tuple[str, str, str, bool, bool], Said] = {}
        for one in several:
            key = (one.subject, one.predicate, one.object, one.denied, one.as_is)
            if key not in found or len(one.badges) > len(found[key].badges):
                found[key] = one
        return list(found.values())

    def _as_introduced(self, things: list[str]) -> list[str]:
        """Return described bodies before those of which only the number is known."""

        def rank(thing: str) -> tuple[int, int, str]:
            first = local_name(thing).partition("-")[0]
            ordinal = ORDINALS.index(first) if first in ORDINALS else -1
            return -len(self._shown(thing, as_is=False)), ordinal, thing

        return sorted(things, key=rank)

    def _holders(self) -> Iterable[str]:
        t = self.triples
        for staff in t.of_type("reorg:Staff"):
            yield from t.values(staff, "reorg:staffOf")
        for one in self.said:
            if one.predicate == "transfersFrom":
                yield one.object

    def _shown(self, thing: str, *, as_is: bool) -> list[Said]:
        wanted = [
            one
            for one in self.by_subject[thing]
            if one.predicate in SHOWN and one.as_is == as_is and one.object != thing
        ]
        controlled = [
            one
            for one in self.said
            if one.object == thing
            and one.predicate == "isDirectlyControlledBy"
            and as_is == one.as_is
        ]
        ranked = sorted(wanted, key=lambda one: SHOWN.index(one.predicate))
        return self._once([*ranked, *(controlled if as_is else [])])

    def _box(self, thing: str, inside: dict[str, list[str]], *, as_is: bool) -> Box:
        t = self.triples
        badges = {
            badge
            for claim in t.values(thing, "reorg:introducedBy")
            for badge in self._badges(claim, "", self.conflicts.get(claim, ""))
        }
        staff = t.subjects("reorg:staffOf", thing) if as_is else self._objects(thing, "hasStaff")
        return Box(
            iri=thing,
            badges=tuple(sorted(badges, key=lambda badge: badge.style)),
            said=tuple(self._shown(thing, as_is=as_is)),
            figures=tuple(
                figure
                for owner in [thing, *staff]
                for figure in dict.fromkeys(self._objects(owner, "hasFigure"))
            ),
            inside=tuple(self._box(one, inside, as_is=as_is) for one in inside.get(thing, [])),
        )

    def _objects(self, subject: str, predicate: str) -> list[str]:
        return [one.object for one in self.by_subject[subject] if one.predicate == predicate]

    def _money(self) -> Iterable[Bar]:
        t = self.triples
        for figure in t.of_type("reorg:Figure"):
            quantity = t.number(figure, "reorg:quantity")
            if quantity and quantity > 0 and local_name(t.value(figure, "reorg:unit")) == MONEY:
                known = t.values(figure, "reorg:partOfTotal") or t.subjects(
                    "reorg:partOfTotal", figure
                )
                yield Bar(figure, quantity, t.concept(figure, "reorg:figureRole"), bool(known))

    def _counted(self, figure: str) -> str:
        return next(
            (
                one.subject
                for one in self.said
                if one.predicate == "hasFigure" and one.object == figure
            ),
            "",
        )

    def _flows(self) -> Iterable[Flow]:
        t = self.triples
        for total in t.of_type("reorg:Figure"):
            parts = t.subjects("reorg:partOfTotal", total)
            quantity = t.number(total, "reorg:quantity")
            if not parts or not quantity or local_name(t.value(total, "reorg:unit")) != PEOPLE:
                continue
            counts = self._counted(total)
            shares = [self._share(part, stated=True) for part in parts]
            shares += [
                self._share(rest, stated=False)
                for rest in t.subjects("reorg:derivedFrom", total)
                if local_name(t.value(rest, "reorg:figureRole")) == "figure-role-remainder"
            ]
            holder = t.value(counts, "reorg:staffOf")
            yield Flow(total, quantity, counts, holder, tuple(filter(None, shares)))

    def _share(self, figure: str, *, stated: bool) -> Share | None:
        quantity = self.triples.number(figure, "reorg:quantity")
        if not quantity or quantity < 0:
            return None
        staff = self._counted(figure) if stated else ""
        if not stated:
            # The rest is whoever moves without a number of their own.
            counted = {one.subject for one in self.said if one.predicate == "hasFigure"}
            movers = self.triples.of_type("reorg:PlannedStaff")
            staff = next((mover for mover in movers if mover not in counted), "")
        keeper = next(
            (
                one.subject
                for one in self.said
                if one.predicate == "hasStaff" and one.object == staff
            ),
            "",
        )
        moves = [
            one.subject for one in self.said if one.predicate == "transfers" and one.object == staff
        ]
        goes = keeper or next(
            (to for move in moves for to in self._objects(move, "transfersTo")), ""
        )
        return Share(figure, quantity, stated, staff, goes)

    def _duties(self) -> Iterable[Duty]:
        t = self.triples
        held = {"holdsResponsibility"}
        run = {"provides", "isDirectlyControlledBy", "commissionsOut"}
        for kind, wanted in (("reorg:Service", run), ("reorg:StatutoryResponsibility", held)):
            for iri in t.of_type(kind):
                found = self._once(
                    one
                    for one in self.said
                    if one.predicate in wanted and iri in (one.subject, one.object)
                )
                if found:
                    now = tuple(one for one in found if one.as_is)
                    yield Duty(iri, now, tuple(one for one in found if not one.as_is))
