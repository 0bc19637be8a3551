"""Finds a record's quotations in another copy of its text, and says how sure each place is.

The words alone do not tell a passage from its repetition. So every place where an anchor's words
stand is a candidate, and the candidates of all anchors are weighed together: by their words,
by their context, and by whether they stand as far apart as they do in the record's own text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from math import inf

from reorg.article.anchors import Article, Quotation, quotations
from reorg.article.canonical import canonical
from reorg.article.coverage import span_of
from reorg.errors import Problem
from reorg.record.model import Node, Record, texts_of

# What speaks against a place, in one currency: about 1 is worth a doubt, 4 is too much.
_DISPLACED = 3.0
_OUT_OF_ORDER = 20.0
_NEAR_EDGE = 0.9
_WITHOUT_CONTEXT = 0.8
_INSIDE_WORD = 1.0
_OTHER_MARKS = 1.0
_OTHER_WORDS = 15.0
_ABSENT = 4.5
# How much better than any other place the best must be, and how much better than none.
_CLEAR = 4.0
_BELIEVED = 0.5

_APPROXIMATE = 0.75
"""Least likeness, from 0 to 1, of words that may stand for an anchor's own."""

_MOST = 40
"""Most candidates for one anchor."""

_REACH = 6
"""How many anchors away a distance is measured where one in between is left out."""

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
class Place:
    """Where an anchor's words may stand in a copy.

    Attributes:
        start: Where they begin, in code points of the copy.
        end: Where they end.
        score: How like the anchor's own words they are, from 0 to 1; 1 where they are the same
            but for white space, quotation marks, dashes and encoding.
    """

    start: int
    end: int
    score: float = 1.0


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


@dataclass(frozen=True)
class _Candidate:
    """A place, with what its words and context speak against it.

    Attributes:
        at: Where it begins, counted as `Canonical.places` counts.
        cut: True where it begins or ends inside a word.
    """

    place: Place
    at: int
    cost: float
    cut: bool = False

    def overlaps(self, other: _Candidate) -> bool:
        """Return whether two candidates share a character."""
        return self.place.start < other.place.end and other.place.start < self.place.end


@dataclass
class _Link:
    """One of the chain of things whose distances are compared.

    Attributes:
        at: Its offset in the record's own text; None where that is not recorded.
        candidates: Where it may stand in the copy.
    """

    at: int | None
    candidates: list[_Candidate]


@dataclass
class _Sought(_Link):
    """An anchor, and its words in canonical form with their number."""

    quotation: Quotation
    words: str
    count: int


def reanchor(record: Record, article: Article) -> list[Finding]:
    """Look for each anchor of a record in a copy of its text; nothing is changed.

    Returns:
        A finding for each anchor that has words, in the order of the record.
    """
    search = _Search(record, article.text)
    findings = {finding.node.id: finding for finding in search.findings()}
    return [findings[quotation.node.id] for quotation in quotations(record)]


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
    lines = [f"{heading}, and the record is as it was"]
    for outcome in Outcome:
        ours = [finding for finding in findings if finding.outcome is outcome]
        lines.append(f"  {len(ours):>4} {outcome.value}")
        if outcome is not Outcome.FOUND:
            lines.extend(f"       {_line(finding)}" for finding in ours)
    return "\n".join(lines) + "\n"


def _line(finding: Finding) -> str:
    old = "-".join(map(str, span_of(finding.node)))
    places = [f"{place.start}-{place.end}" for place in finding.places]
    if finding.outcome is Outcome.APPROXIMATE:
        places[0] += f" (likeness {finding.places[0].score:.2f})"
    return f"{finding.node.id}: {old} -> {' or '.join(places) or 'nowhere'}"


class _Search:
    """One record's anchors in one copy."""

    def __init__(self, record: Record, text: str) -> None:
        self.text = text
        self.copy = canonical(text)
        self.spaces = _Spaces(record)
        self.windows: dict[tuple[int, int, int], tuple[list[tuple[int, int]], list[str]]] = {}
        self.sought = [self._seek(quotation) for quotation in quotations(record)]
        self.sought.sort(key=lambda one: (one.at is None, one.at, one.quotation.end))

    def findings(self) -> Iterator[Finding]:
        """Weigh the exact candidates, then add approximate ones where these leave doubts."""
        placed = [one for one in self.sought if one.at is not None]
        costs = self._costs(placed)
        # A passage that stands twice makes its neighbours doubtful too: each may be an altered
        # one, taken for its repetition. Without its position nothing tells an anchor's altered
        # words from look-alikes.
        doubtful = {
            near
            for index, cost in enumerate(costs)
            if _is_doubtful(cost)
            for near in range(max(0, index - _NEAR), min(len(placed), index + _NEAR + 1))
        }
        for index in sorted(doubtful):
            self._add_approximate(placed[index])
        if doubtful:
            costs = self._costs(placed)
        for one, cost in zip(placed, costs, strict=True):
            yield _finding(one, cost)
        for one in self.sought[len(placed) :]:
            yield _without_position(one)

    def _costs(self, placed: Sequence[_Sought]) -> list[list[float]]:
        length = self.copy.places[-1] + 1 if self.copy.places else 0
        return _weigh(placed, length, self.spaces.length)

    def _seek(self, quotation: Quotation) -> _Sought:
        own = canonical(quotation.exact)
        spans = [(at, at + len(own.text)) for at in _occurrences(self.copy.text, own.text)]
        prefix, suffix = canonical(quotation.prefix).text, canonical(quotation.suffix).text
        # Where one place has the very marks and another only like ones, that counts.
        other = [self._has_other_marks(span, quotation.exact) for span in spans]
        all_other = all(other)
        candidates = [
            self._candidate(
                *span,
                1.0,
                self._missing_context(*span, prefix, suffix)
                + _OTHER_MARKS * (differs and not all_other),
            )
            for span, differs in zip(spans, other, strict=True)
        ]
        candidates.sort(key=lambda one: one.cost)
        at = None if quotation.start is None else self.spaces.collapsed(quotation.start)
        return _Sought(at, candidates[:_MOST], quotation, own.text, len(own.words))

    def _has_other_marks(self, span: tuple[int, int], exact: str) -> bool:
        start, end = self.copy.span(*span)
        return self.text[start:end].split() != exact.split()

    def _candidate(self, start: int, end: int, score: float, cost: float) -> _Candidate:
        place = Place(*self.copy.span(start, end), score)
        cut = self.copy.cuts_word(start, end)
        return _Candidate(place, self.copy.places[start], cost + _INSIDE_WORD * cut, cut)

    def _missing_context(self, start: int, end: int, prefix: str, suffix: str) -> float:
        text = self.copy.text
        before, after = text[max(0, start - len(prefix)) : start], text[end : end + len(suffix)]
        return _WITHOUT_CONTEXT * (2 - _likeness(prefix, before) - _likeness(suffix, after))

    def _add_approximate(self, one: _Sought) -> None:
        """Add like words where the very words do not stand, or only as part of longer words."""
        taken = [candidate for candidate in one.candidates if not candidate.cut]
        added: list[_Candidate] = []
        for fresh in self._approximate(one):
            if not any(map(fresh.overlaps, [*taken, *added])):
                added.append(fresh)
        kept = [c for c in one.candidates if not c.cut or not any(map(c.overlaps, added))]
        one.candidates = [*kept, *added]

    def _approximate(self, one: _Sought) -> Iterator[_Candidate]:
        """Yield the stretches of the copy most like an anchor's words, the likest first."""
        from rapidfuzz import process
        from rapidfuzz.distance import Levenshtein

        spans, texts = self._windows(one.count, _marks(one.words), _marks(one.words[::-1]))
        found = process.extract(
            one.words.casefold(),
            texts,
            scorer=Levenshtein.normalized_similarity,
            score_cutoff=_APPROXIMATE,
            limit=_MOST,
        )
        for _, score, index in found:
            # Other capitals alone are a difference too.
            score = min(score, 0.97)
            yield self._candidate(*spans[index], score, _OTHER_WORDS * (1 - score))

    def _windows(self, count: int, lead: int, tail: int) -> tuple[list[tuple[int, int]], list[str]]:
        """Return the stretches of the copy of about ``count`` words, with marks around them.

        Args:
            lead: Most marks before the first word.
            tail: Most marks after the last.
        """
        key = count, lead, tail
        if key not in self.windows:
            text, words = self.copy.text, self.copy.words
            spans = []
            for size in {count, count - 1, count + 1} - {0}:
                for index in range(len(words) - size + 1):
                    start, end = words[index][0], words[index + size - 1][1]
                    before, after = text[max(0, start - lead) : start], text[end : end + tail]
                    spans.append((start - _marks(before[::-1]), end + _marks(after)))
            self.windows[key] = spans, [text[start:end].casefold() for start, end in spans]
        return self.windows[key]


class _Spaces:
    """Where the record's own text has white space between sentences, as far as it is recorded."""

    def __init__(self, record: Record) -> None:
        spans = sorted(span_of(node) for node in record.of_kind("sentence"))
        self._ends = [end for _, end in spans]
        self._spare = [0]
        for (_, end), (start, _) in pairwise(spans):
            self._spare.append(self._spare[-1] + max(0, start - end - 1))
        lengths = [texts_of(node.values.get("codePoints")) for node in record.of_kind("text")]
        written = next((text for texts in lengths for text in texts if text.isdigit()), "0")
        self.length = self.collapsed(int(written))

    def collapsed(self, offset: int) -> int:
        """Return an offset of the record's text as if white space there were one character."""
        return offset - self._spare[min(bisect_right(self._ends, offset), len(self._spare) - 1)]


def _weigh(placed: Sequence[_Sought], length: int, length_there: int) -> list[list[float]]:
    """Return for each anchor the least cost of the whole with each candidate, and without it.

    A chain runs through the anchors in the order of the text and takes one candidate of each
    or none. Both ends of the text count as anchors whose place is known, though not well.
    """
    inner = [one for one in placed if one.candidates]
    chain: list[_Link] = [_edge(0, 0), *inner, _edge(length_there, length)]
    forward = _sweep(chain, backward=False)
    backward = _sweep(chain, backward=True)
    found: dict[int, list[float]] = {}
    for index, one in enumerate(inner, 1):
        through = zip(one.candidates, forward[index], backward[index], strict=True)
        costs = [before + after - candidate.cost for candidate, before, after in through]
        found[id(one)] = [*costs, _around(chain, forward, backward, index)]
    return [found.get(id(one), [0.0]) for one in placed]


def _edge(at: int, at_copy: int) -> _Link:
    return _Link(at, [_Candidate(Place(0, 0), at_copy, 0.0)])


def _sweep(chain: Sequence[_Link], *, backward: bool) -> list[list[float]]:
    """Return for each candidate the least cost of all anchors up to it from one end."""
    order = range(len(chain) - 1, -1, -1) if backward else range(len(chain))
    costs: list[list[float]] = [[] for _ in chain]
    done: list[int] = []
    least: list[float] = []
    for index in order:
        for candidate in chain[index].candidates:
            best = inf if done else 0.0
            for absent, before in enumerate(reversed(done)):
                if least[len(done) - 1 - absent] + absent * _ABSENT >= best:
                    break
                for other, cost in zip(chain[before].candidates, costs[before], strict=True):
                    step = _step(chain, before, other, index, candidate)
                    best = min(best, cost + absent * _ABSENT + step)
            costs[index].append(best + candidate.cost)
        done.append(index)
        least.append(min([*least[-1:], *costs[index]]))
    return costs


def _around(
    chain: Sequence[_Link],
    forward: Sequence[Sequence[float]],
    backward: Sequence[Sequence[float]],
    index: int,
) -> float:
    """Return the least cost of the whole without one anchor."""
    best = inf
    for before in range(index - 1, max(-1, index - 1 - _REACH), -1):
        for after in range(index + 1, min(len(chain), index + 1 + _REACH)):
            absent = (after - before - 1) * _ABSENT
            if min(forward[before]) + absent + min(backward[after]) >= best:
                continue
            for one, cost in zip(chain[before].candidates, forward[before], strict=True):
                for other, rest in zip(chain[after].candidates, backward[after], strict=True):
                    step = _step(chain, before, one, after, other)
                    best = min(best, cost + absent + step + rest)
    return best


def _step(
    chain: Sequence[_Link], first: int, one: _Candidate, second: int, other: _Candidate
) -> float:
    """Return what speaks against two places by their distance, held against the recorded one."""
    if first > second:
        first, one, second, other = second, other, first, one
    distance = (chain[second].at or 0) - (chain[first].at or 0)
    here = other.at - one.at
    bearable = 6 + 0.15 * distance
    if here < -bearable:
        return _OUT_OF_ORDER
    edge = first == 0 or second == len(chain) - 1
    return min(_NEAR_EDGE if edge else _DISPLACED, abs(here - distance) / bearable)


def _is_doubtful(costs: Sequence[float]) -> bool:
    *candidates, absent = costs
    best = min(candidates, default=inf)
    rivals = sum(cost < best + _CLEAR for cost in candidates)
    return rivals != 1 or best > absent - _ABSENT + _BELIEVED


def _finding(one: _Sought, costs: Sequence[float]) -> Finding:
    *through, absent = costs
    node = one.quotation.node
    ranked = sorted(zip(through, one.candidates, strict=True), key=lambda pair: pair[0])
    if not ranked:
        return Finding(node, Outcome.LOST)
    best, chosen = ranked[0]
    if best > absent - _BELIEVED:
        places = tuple(c.place for _, c in ranked if c.place.score == 1)
        return Finding(node, Outcome.AMBIGUOUS if places else Outcome.LOST, places)
    rivals = tuple(c.place for cost, c in ranked if cost < best + _CLEAR)
    if len(rivals) > 1:
        return Finding(node, Outcome.AMBIGUOUS, rivals)
    if chosen.place.score < 1:
        return Finding(node, Outcome.APPROXIMATE, rivals)
    same = (chosen.place.start, chosen.place.end) == (one.quotation.start, one.quotation.end)
    return Finding(node, Outcome.FOUND if same else Outcome.MOVED, rivals)


def _without_position(one: _Sought) -> Finding:
    """Judge an anchor with no offsets: its words and context must single out one place."""
    places = tuple(candidate.place for candidate in one.candidates)
    if len(places) == 1 and one.candidates[0].cost < _CLEAR:
        return Finding(one.quotation.node, Outcome.MOVED, places)
    return Finding(one.quotation.node, Outcome.AMBIGUOUS if places else Outcome.LOST, places)


def _occurrences(text: str, words: str) -> Iterator[int]:
    at = text.find(words) if words else -1
    while at >= 0:
        yield at
        at = text.find(words, at + 1)


def _likeness(one: str, other: str) -> float:
    """Return how like two short texts are, from 0 to 1."""
    from rapidfuzz.distance import Levenshtein

    return 1.0 if one == other else Levenshtein.normalized_similarity(one, other)


def _marks(text: str) -> int:
    """Return the number of characters before the first letter or digit."""
    return next((at for at, character in enumerate(text) if character.isalnum()), len(text))
