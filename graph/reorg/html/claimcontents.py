"""What claims say of things, and how firmly it stands: what "Before and planned" is made of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from reorg.html.phrasing import Condition, Phrasing
from reorg.rdf.statement import conditions, is_denied
from reorg.rdf.triples import Triples

if TYPE_CHECKING:
    from reorg.html.translation import Language


class Badge(NamedTuple):
    """A word on how firmly something stands, with the conflict over it where there is one."""

    word: str
    style: str
    conflict: str = ""


class ClaimContent(NamedTuple):
    """One statement of a claim: who says what of what, and how it stands."""

    claim: str
    subject: str
    predicate: str
    words: str
    object: str
    frame: str
    frame_words: str
    denied: bool
    badges: tuple[Badge, ...]
    since: str = ""
    until: str = ""
    conditions: tuple[Condition, ...] = ()

    @property
    def as_is(self) -> bool:
        """Whether it is said of today or of before, not of what is planned or in general."""
        return self.frame in ("as-is", "as-was")


class ClaimContents:
    """What all claims of a graph say.

    Attributes:
        triples: The graph.
        all: The statements in the order of their claims.

    Args:
        triples: The graph.
        claims: Its claims, in the order in which what they say is listed.
        words: The page's language.
    """

    def __init__(self, triples: Triples, claims: Iterable[str], words: Language) -> None:
        self.triples = triples
        self._words = words
        self._phrasing = Phrasing(triples, words)
        self._conflicts = _conflicts(triples)
        self.all = [content for claim in claims for content in self._of(claim)]
        self._by_subject: dict[str, list[ClaimContent]] = defaultdict(list)
        for content in self.all:
            self._by_subject[content.subject].append(content)

    def of(self, subject: str) -> list[ClaimContent]:
        """Return what is said of a thing."""
        return self._by_subject[subject]

    def subjects(self, predicate: str, value: str) -> list[str]:
        """Return of what a predicate, by its local name, is said with an object."""
        return [
            one.subject for one in self.all if (one.predicate, one.object) == (predicate, value)
        ]

    def objects(self, subject: str, predicate: str) -> list[str]:
        """Return with which objects a predicate, by its local name, is said of a thing."""
        return [one.object for one in self.of(subject) if one.predicate == predicate]

    def introduction(self, claim: str) -> tuple[Badge, ...]:
        """Return how firmly a thing stands that a claim introduces."""
        return tuple(self._badges(claim, "", self._conflicts.get((claim, ""), "")))

    def _of(self, claim: str) -> Iterable[ClaimContent]:
        t = self.triples
        for statement in t.values(claim, "reorg:content"):
            # What answers an issue is disputed only where that issue is.
            over = t.value(statement, "reorg:onIssue")
            conflict = self._conflicts.get((claim, over), "")
            yield ClaimContent(
                claim=claim,
                subject=t.value(statement, "rdf:subject"),
                predicate=t.name(statement, "rdf:predicate"),
                words=self._phrasing.predicate(statement),
                object=t.value(statement, "rdf:object"),
                frame=t.name(statement, "reorg:frame").removeprefix("frame-"),
                frame_words=t.concept(statement, "reorg:frame"),
                denied=is_denied(t, statement),
                badges=tuple(self._badges(claim, statement, conflict)),
                since=t.concept(statement, "reorg:since"),
                until=t.concept(statement, "reorg:until"),
                conditions=self._phrasing.conditions(statement),
            )

    def _badges(self, claim: str, statement: str, conflict: str) -> Iterable[Badge]:
        t = self.triples
        if standing := t.name(claim, "reorg:standing"):
            label = t.concept(claim, "reorg:standing")
            yield Badge(label, standing.removeprefix("standing-"))
        if t.name(statement, "reorg:frame") in ("frame-as-was", "frame-general"):
            yield Badge(t.concept(statement, "reorg:frame"), "frame")
        if t.name(statement, "reorg:extent") not in ("", "extent-all"):
            yield Badge(t.concept(statement, "reorg:extent"), "extent")
        certainty = t.name(statement, "reorg:certainty")
        if certainty and certainty != "certainty-certain":
            yield Badge(t.concept(statement, "reorg:certainty"), "uncertain")
        if conditions(t, statement):
            yield Badge(self._words.text("planned.conditional"), "conditional")
        if conflict:
            yield Badge(self._words.text("planned.disputed"), "disputed", conflict)


def once(contents: Iterable[ClaimContent]) -> list[ClaimContent]:
    """Return what is said, each once: of those who say the same, the one with most badges."""
    first: dict[tuple[object, ...], ClaimContent] = {}
    for one in contents:
        time = (one.frame, one.since, one.until)
        key = (one.subject, one.predicate, one.object, one.denied, *time, one.conditions)
        if key not in first or len(one.badges) > len(first[key].badges):
            first[key] = one
    return list(first.values())


def _conflicts(triples: Triples) -> dict[tuple[str, str], str]:
    """Return a conflict of each claim in conflict, over whatever (empty) and over each issue."""
    conflicts: dict[tuple[str, str], str] = {}
    for conflict in triples.of_type("reorg:Conflict"):
        for claim in triples.values(conflict, "reorg:betweenClaim"):
            for over in ("", triples.value(conflict, "reorg:overIssue")):
                conflicts.setdefault((claim, over), conflict)
    return conflicts
