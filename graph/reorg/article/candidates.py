"""Finds the places in a copy of a text where an anchor's words, or words like them, stand."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from reorg.article.anchors import Quotation, quotations
from reorg.article.coverage import span_of
from reorg.article.normalised import normalised
from reorg.record.model import Record

# What speaks against a place by its words and context, in the currency of `weighing`.
_WITHOUT_CONTEXT = 0.8
_INSIDE_WORD = 1.0
_OTHER_MARKS = 1.0
_OTHER_WORDS = 15.0

_APPROXIMATE = 0.75
"""Least likeness, from 0 to 1, of words that may stand for an anchor's own."""

_MOST = 40
"""Most candidates for one anchor."""


_Stretches = tuple[list[tuple[int, int]], list[str]]
"""Where some stretches of a copy begin and end in `Normalised.text`, and their words."""


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
class Candidate:
    """A place, with what its words and context speak against it.

    Attributes:
        at: Where it begins, counted as `Normalised.places` counts.
        cut: True where it begins or ends inside a word.
    """

    place: Place
    at: int
    cost: float
    cut: bool = False

    def overlaps(self, other: Candidate) -> bool:
        """Return whether two candidates share a character."""
        return self.place.start < other.place.end and other.place.start < self.place.end


@dataclass
class Link:
    """One of the chain of things whose distances are compared.

    Attributes:
        at: Its offset in the record's own text; None where that is not recorded.
        candidates: Where it may stand in the copy.
    """

    at: int | None
    candidates: list[Candidate]


@dataclass
class Sought(Link):
    """An anchor, and its words in normalised form with their number."""

    quotation: Quotation
    words: str
    count: int


class Search:
    """One record's anchors in one copy.

    Attributes:
        sought: The anchors with their exact candidates, those with a known place first.
        length: How long the copy is, its white space counted as in `Normalised.places`.
        length_there: How long the record's own text is, counted likewise.
    """

    def __init__(self, record: Record, text: str) -> None:
        self._text = text
        self._copy = normalised(text)
        self._spaces = _Spaces(record)
        self._windows: dict[tuple[int, int, int], _Stretches] = {}
        self.length = self._copy.places[-1] + 1 if self._copy.places else 0
        self.length_there = self._spaces.length
        self.sought = [self._seek(quotation) for quotation in quotations(record)]
        self.sought.sort(key=lambda sought: (sought.at is None, sought.at, sought.quotation.end))

    def add_approximate(self, sought: Sought) -> None:
        """Add like words where the very words do not stand, or only as part of longer words."""
        taken = [candidate for candidate in sought.candidates if not candidate.cut]
        added: list[Candidate] = []
        for fresh in self._approximate(sought):
            if not any(map(fresh.overlaps, [*taken, *added])):
                added.append(fresh)
        kept = [c for c in sought.candidates if not c.cut or not any(map(c.overlaps, added))]
        sought.candidates = [*kept, *added]

    def _seek(self, quotation: Quotation) -> Sought:
        own = normalised(quotation.exact)
        spans = [(at, at + len(own.text)) for at in _occurrences(self._copy.text, own.text)]
        prefix, suffix = normalised(quotation.prefix).text, normalised(quotation.suffix).text
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
        at = None if quotation.start is None else self._spaces.collapsed(quotation.start)
        return Sought(at, candidates[:_MOST], quotation, own.text, len(own.words))

    def _has_other_marks(self, span: tuple[int, int], exact: str) -> bool:
        start, end = self._copy.span(*span)
        return self._text[start:end].split() != exact.split()

    def _candidate(self, start: int, end: int, score: float, cost: float) -> Candidate:
        place = Place(*self._copy.span(start, end), score)
        cut = self._copy.cuts_word(start, end)
        return Candidate(place, self._copy.places[start], cost + _INSIDE_WORD * cut, cut)

    def _missing_context(self, start: int, end: int, prefix: str, suffix: str) -> float:
        text = self._copy.text
        before, after = text[max(0, start - len(prefix)) : start], text[end : end + len(suffix)]
        return _WITHOUT_CONTEXT * (2 - _likeness(prefix, before) - _likeness(suffix, after))

    def _approximate(self, sought: Sought) -> Iterator[Candidate]:
        """Yield the stretches of the copy most like an anchor's words, the likest first."""
        from rapidfuzz import process
        from rapidfuzz.distance import Levenshtein

        spans, texts = self._stretches(
            sought.count, _marks(sought.words), _marks(sought.words[::-1])
        )
        likest = process.extract(
            sought.words.casefold(),
            texts,
            scorer=Levenshtein.normalized_similarity,
            score_cutoff=_APPROXIMATE,
            limit=_MOST,
        )
        for _, score, index in likest:
            # Other capitals alone are a difference too.
            score = min(score, 0.97)
            yield self._candidate(*spans[index], score, _OTHER_WORDS * (1 - score))

    def _stretches(
        self, count: int, lead: int, tail: int
    ) -> tuple[list[tuple[int, int]], list[str]]:
        """Return the stretches of the copy of about ``count`` words, with marks around them.

        Args:
            lead: Most marks before the first word.
            tail: Most marks after the last.
        """
        key = count, lead, tail
        if key not in self._windows:
            text, words = self._copy.text, self._copy.words
            spans = []
            for size in {count, count - 1, count + 1} - {0}:
                for index in range(len(words) - size + 1):
                    start, end = words[index][0], words[index + size - 1][1]
                    before, after = text[max(0, start - lead) : start], text[end : end + tail]
                    spans.append((start - _marks(before[::-1]), end + _marks(after)))
            self._windows[key] = spans, [text[start:end].casefold() for start, end in spans]
        return self._windows[key]


class _Spaces:
    """Where the record's own text has white space between sentences, as far as it is recorded."""

    def __init__(self, record: Record) -> None:
        spans = sorted(span_of(node) for node in record.of_kind("sentence"))
        self._ends = [end for _, end in spans]
        self._spare = [0]
        for (_, end), (start, _) in pairwise(spans):
            self._spare.append(self._spare[-1] + max(0, start - end - 1))
        lengths = (node.number("codePoints") for node in record.of_kind("text"))
        self.length = self.collapsed(next((number for number in lengths if number), 0))

    def collapsed(self, offset: int) -> int:
        """Return an offset of the record's text as if white space there were one character."""
        return offset - self._spare[min(bisect_right(self._ends, offset), len(self._spare) - 1)]


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
