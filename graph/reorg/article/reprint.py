"""Finds a record's quotations in another copy of its text, and says how sure each place is.

The words alone do not tell a passage from its repetition. So every place where an anchor's words
stand is a candidate, and the candidates of all anchors are weighed together: by their words,
by their context, and by whether they stand as far apart as they do in the record's own text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from reorg.article.candidates import Place, Search, Sought
from reorg.article.coverage import span_of
from reorg.article.sourcetext import Article
from reorg.article.tally import tally
from reorg.article.weighing import BELIEVED, CLEAR, is_doubtful, weigh
from reorg.errors import Problem
from reorg.record.model import Node, Record

_NEAR = 3
"""How many anchors on each side share the doubts about one."""


class Outcome(Enum):
    """How an anchor fared in a copy."""

    FOUND = "found at its position"
    MOVED = "moved"
    APPROXIMATE = "moved, in other words"
    AMBIGUOUS = "ambiguous"
    LOST = "lost"


@dataclass(frozen=True)
class Finding:
    """What became of one anchor.

    Attributes:
        node: The anchor.
        outcome: How it fared.
        places: Where it stands; for an ambiguous one, all places that may be it.
    """

    node: Node
    outcome: Outcome
    places: tuple[Place, ...] = ()


def reanchor(record: Record, article: Article) -> list[Finding]:
    """Look for each anchor of a record in a copy of its text; nothing is changed.

    Returns:
        A finding for each anchor that has words, in the order of the text; those without a
        position come last.
    """
    return list(_findings(Search(record, article.text)))


def check(record: Record, article: Article) -> list[Problem]:
    """Return a problem for each anchor that a copy does not have in one place, word for word."""
    problems = []
    for finding in reanchor(record, article):
        path = (*finding.node.path, "exact")
        if wrong := _wrong(finding, article.file):
            problems.append(record.document.problem(path, *wrong))
    return problems


def _wrong(finding: Finding, file: str) -> tuple[str, str] | None:
    """Return what is wrong with an anchor in a copy, and what to do."""
    name = f"`{finding.node.id}`"
    where = " or ".join(f"{place.start} to {place.end}" for place in finding.places[:5])
    if finding.outcome is Outcome.APPROXIMATE:
        likeness = f"likeness {finding.places[0].score:.2f}"
        what = f"{name} stands in {file} in other words, from {where} ({likeness})"
        return what, "compare the two texts; the record is as it was"
    if finding.outcome is Outcome.AMBIGUOUS:
        remedy = "single it out with a `prefix` or `suffix`, or look whether the copy is whole"
        return f"{name} may stand in {file} from {where}", remedy
    if finding.outcome is Outcome.LOST:
        return f"the quotation of {name} is not in {file}", "look whether the copy is whole"
    return None


def report(record: Record, article: Article) -> str:
    """Return the lines that tell how the anchors of a record fared in another copy."""
    findings = reanchor(record, article)
    heading = f"{article.file}: another copy of the text of {record.name}; offsets in it differ"
    fared = [(finding.outcome, _line(finding)) for finding in findings]
    return tally(f"{heading}, and the record is as it was", fared, Outcome.FOUND)


def _line(finding: Finding) -> str:
    old = "-".join(map(str, span_of(finding.node)))
    places = [f"{place.start}-{place.end}" for place in finding.places]
    if finding.outcome is Outcome.APPROXIMATE:
        places[0] += f" (likeness {finding.places[0].score:.2f})"
    return f"{finding.node.id}: {old} -> {' or '.join(places) or 'nowhere'}"


def _findings(search: Search) -> Iterator[Finding]:
    """Weigh the exact candidates, then add approximate ones where these leave doubts."""
    placed = [sought for sought in search.sought if sought.at is not None]
    costs = weigh(placed, search.length, search.length_there)
    # A passage that stands twice makes its neighbours doubtful too: each may be an altered
    # one, taken for its repetition. Without its position nothing tells an anchor's altered
    # words from look-alikes.
    doubtful = {
        near
        for index, cost in enumerate(costs)
        if is_doubtful(cost)
        for near in range(max(0, index - _NEAR), min(len(placed), index + _NEAR + 1))
    }
    for index in sorted(doubtful):
        search.add_approximate(placed[index])
    if doubtful:
        costs = weigh(placed, search.length, search.length_there)
    for sought, cost in zip(placed, costs, strict=True):
        yield _finding(sought, cost)
    for sought in search.sought[len(placed) :]:
        yield _without_position(sought)


def _finding(sought: Sought, costs: Sequence[float]) -> Finding:
    *through, absent = costs
    node = sought.quotation.node
    ranked = sorted(zip(through, sought.candidates, strict=True), key=lambda pair: pair[0])
    if not ranked:
        return Finding(node, Outcome.LOST)
    best, chosen = ranked[0]
    if best > absent - BELIEVED:
        places = tuple(c.place for _, c in ranked if c.place.score == 1)
        return Finding(node, Outcome.AMBIGUOUS if places else Outcome.LOST, places)
    rivals = tuple(c.place for cost, c in ranked if cost < best + CLEAR)
    if len(rivals) > 1:
        return Finding(node, Outcome.AMBIGUOUS, rivals)
    if chosen.place.score < 1:
        return Finding(node, Outcome.APPROXIMATE, rivals)
    same = (chosen.place.start, chosen.place.end) == (sought.quotation.start, sought.quotation.end)
    return Finding(node, Outcome.FOUND if same else Outcome.MOVED, rivals)


def _without_position(sought: Sought) -> Finding:
    """Judge an anchor with no offsets: its words and context must single out one place."""
    places = tuple(candidate.place for candidate in sought.candidates)
    if len(places) == 1 and sought.candidates[0].cost < CLEAR:
        return Finding(sought.quotation.node, Outcome.MOVED, places)
    return Finding(sought.quotation.node, Outcome.AMBIGUOUS if places else Outcome.LOST, places)
