"""The view "Before and planned": what is, what would be, and how the two are joined.

Everything here is read from the graph: totals and their parts, planned things and the claims
that introduce them, transfers, statuses and responsibilities. Nothing knows one report.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from reorg.html.claimcontents import Badge, ClaimContent, ClaimContents, once
from reorg.html.flowfigures import Bar, Flow, flows, money
from reorg.rdf.triples import Triples, local_name

if TYPE_CHECKING:
    from reorg.html.translation import Language

#: What the content of a claim may say of a thing that its box shows, in the order shown.
SHOWN = (
    *("hasStaff", "provides", "holdsResponsibility", "carriesOutFunctionsFor", "isSetUpBy"),
    *("deliversThrough", "commissionsFrom", "isDirectlyControlledBy", "includes", "takesForm"),
    *("isPermittedTo", "mustRemedy"),
)
#: What says of a service or a responsibility who has it.
DUTIES = (
    ("reorg:Service", frozenset({"provides", "isDirectlyControlledBy", "commissionsOut"})),
    ("reorg:StatutoryResponsibility", frozenset({"holdsResponsibility"})),
)
#: What is said of an event, in the order shown.
OF_EVENTS = (
    *("happensOn", "takesPlaceIn", "isDecidedBy", "hasParty", "changes", "transfers"),
    *("transfersFrom", "transfersTo", "resultsIn", "concerns", "isBasedOn", "isImposedOn"),
    *("hasStatus", "realises"),
)
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")


class Box(NamedTuple):
    """A thing as it is or as planned, with what is said of it and what is inside it."""

    iri: str
    badges: tuple[Badge, ...]
    said: tuple[ClaimContent, ...]
    figures: tuple[str, ...]
    inside: tuple[Box, ...] = ()


class Duty(NamedTuple):
    """A service or a responsibility: who has it today and who would have it."""

    iri: str
    now: tuple[ClaimContent, ...]
    then: tuple[ClaimContent, ...]


class Comparison(NamedTuple):
    """The whole view."""

    statuses: tuple[ClaimContent, ...]
    before: tuple[Box, ...]
    after: tuple[Box, ...]
    flows: tuple[Flow, ...]
    money: tuple[Bar, ...]
    duties: tuple[Duty, ...]
    happened: tuple[Box, ...] = ()
    foreseen: tuple[Box, ...] = ()


def compare(triples: Triples, claims: Iterable[str], words: Language) -> Comparison:
    """Return the comparison; empty where the graph plans nothing.

    Args:
        triples: The graph.
        claims: Its claims in the order of the text, in which what they say is listed.
        words: The page's language.
    """
    contents, t = ClaimContents(triples, claims, words), triples
    roots, inside = _nesting(contents)
    return Comparison(
        statuses=tuple(once(one for one in contents.all if one.predicate == "hasStatus")),
        before=tuple(_box(contents, holder, {}, as_is=True) for holder in _holders(contents)),
        after=tuple(_box(contents, root, inside, as_is=False) for root in roots),
        flows=tuple(flows(contents)),
        money=tuple(money(contents)),
        duties=tuple(_duties(contents)),
        happened=tuple(_event(contents, one, odd="as-planned") for one in t.of_type("reorg:Event")),
        foreseen=tuple(
            _event(contents, one, odd="as-is") for one in t.of_type("reorg:PlannedEvent")
        ),
    )


def _nesting(contents: ClaimContents) -> tuple[list[str], dict[str, list[str]]]:
    """Return the planned things that are in no other, and what is in each."""
    t = contents.triples
    groups, bodies = t.of_type("reorg:PlannedBodyGroup"), t.of_type("reorg:PlannedBody")
    parents = {one.subject: one.object for one in contents.all if one.predicate == "isMemberOf"}
    inside: dict[str, list[str]] = defaultdict(list)
    for thing in [*groups, *_as_introduced(contents, bodies)]:
        if parents.get(thing, thing) != thing:
            inside[parents[thing]].append(thing)
    things = [*t.of_type("reorg:PlannedState"), *groups, *bodies]
    return [thing for thing in things if thing not in parents], inside


def _as_introduced(contents: ClaimContents, things: list[str]) -> list[str]:
    """Return described bodies before those of which only the number is known."""

    def rank(thing: str) -> tuple[int, int, str]:
        first = local_name(thing).partition("-")[0]
        ordinal = ORDINALS.index(first) if first in ORDINALS else -1
        return -len(_shown(contents, thing, as_is=False)), ordinal, thing

    return sorted(things, key=rank)


def _holders(contents: ClaimContents) -> list[str]:
    """Return who has the staff today."""
    t = contents.triples
    employers = [
        who for staff in t.of_type("reorg:Staff") for who in t.values(staff, "reorg:staffOf")
    ]
    givers = [one.object for one in contents.all if one.predicate == "transfersFrom"]
    return list(dict.fromkeys([*employers, *givers]))


def _shown(contents: ClaimContents, thing: str, *, as_is: bool) -> list[ClaimContent]:
    wanted = [
        one
        for one in contents.of(thing)
        if one.predicate in SHOWN and one.as_is == as_is and one.object != thing
    ]
    controlled = [
        one
        for one in contents.all
        if one.object == thing and one.predicate == "isDirectlyControlledBy" and one.as_is
    ]
    ranked = sorted(wanted, key=lambda one: SHOWN.index(one.predicate))
    return once([*ranked, *(controlled if as_is else [])])


def _box(contents: ClaimContents, thing: str, inside: dict[str, list[str]], *, as_is: bool) -> Box:
    t = contents.triples
    introductions = t.values(thing, "reorg:introducedBy")
    badges = {badge for claim in introductions for badge in contents.introduction(claim)}
    staff = t.subjects("reorg:staffOf", thing) if as_is else contents.objects(thing, "hasStaff")
    return Box(
        iri=thing,
        badges=tuple(sorted(badges, key=lambda badge: (badge.style, badge.conflict))),
        said=tuple(_shown(contents, thing, as_is=as_is)),
        figures=tuple(
            figure
            for owner in [thing, *staff]
            for figure in dict.fromkeys(contents.objects(owner, "hasFigure"))
        ),
        inside=tuple(_box(contents, one, inside, as_is=as_is) for one in inside.get(thing, [])),
    )


def _event(contents: ClaimContents, event: str, *, odd: str) -> Box:
    """Return an event or a planned one with what is said of it and what realises it.

    What is said in the frame ``odd`` is not what the event's heading leads one to expect.
    """
    t = contents.triples
    said = once(one for one in contents.of(event) if one.predicate in OF_EVENTS)
    realising = [one for one in contents.all if one.object == event and one.predicate == "realises"]
    ranked = sorted(said, key=lambda one: OF_EVENTS.index(one.predicate))
    return Box(
        iri=event,
        badges=(Badge(kind, "event"),) if (kind := t.concept(event, "reorg:eventKind")) else (),
        said=tuple(_framed(one, odd) for one in once([*ranked, *realising])),
        figures=tuple(dict.fromkeys(contents.objects(event, "hasFigure"))),
    )


def _framed(content: ClaimContent, odd: str) -> ClaimContent:
    if content.frame != odd:
        return content
    return content._replace(badges=(*content.badges, Badge(content.frame_words, "frame")))


def _duties(contents: ClaimContents) -> Iterable[Duty]:
    for kind, predicates in DUTIES:
        for iri in contents.triples.of_type(kind):
            sayings = once(
                one
                for one in contents.all
                if one.predicate in predicates and iri in (one.subject, one.object)
            )
            if sayings:
                now = tuple(one for one in sayings if one.as_is)
                yield Duty(iri, now, tuple(one for one in sayings if not one.as_is))
