"""Gives the words of a text one form, in which copies of it agree, and seals passages by it.

The form, step by step, so that another program gives the same digests:

1. Apostrophes and single quotation marks (U+0060, U+00B4, U+2018 to U+201B, U+02BC, U+2032,
   U+2035, U+2039, U+203A, U+FF07) become U+0027. Characters of the general category Cf (format),
   such as the soft hyphen and the zero-width space, and the variation selectors U+FE00 to U+FE0F
   are taken out.
2. The text is brought into Unicode Normalization Form KC (UAX 15).
3. Each code point is mapped to upper case, and each code point of the result to lower case, by
   Unicode's full mappings without those that depend on language or context (so that both ß and
   SS become ss, and every sigma σ). Steps 1 and 2 are then done once more.
4. A word is a longest run of letters, marks and numbers (general categories L, M and N), currency
   signs (Sc) and the signs % and ‰, which may hold a U+0027 between two such characters, and a
   full stop or comma between two decimal digits (Nd). A run without a letter or number is no
   word. All else only parts words: white space, dashes, hyphens, quotation marks, punctuation.
5. Words are joined by one space (U+0020) each. The digest is the SHA-256 of that in UTF-8, as 64
   lower-case hexadecimal digits.

Test vector: ``“We’re NOT commissioning out – to 1,500 private companies,”`` has the eight words
``we're not commissioning out to 1,500 private companies`` and the digest
``d88d4e9425981a64e75c103089b0d17760b2436d481c801011fe4682c6341f61``.

A paragraph is counted from 1: a text that has an empty line (or one of white space alone) is
parted at such lines, any other at each line's end. Lines end with LF, CR LF, CR, U+2028 or
U+2029. A paragraph without a word does not count.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

_APOSTROPHES = "`´‘’‚‛ʼ′‵‹›＇"
_SELECTORS = "".join(map(chr, range(0xFE00, 0xFE10)))
_FOLDED = str.maketrans(_APOSTROPHES, "'" * len(_APOSTROPHES), _SELECTORS)
_LINE_END = "(?>\r\n|[\n\r\u2028\u2029])"
_EMPTY_LINES = re.compile(rf"{_LINE_END}(?:\s*{_LINE_END})+")
_LINE_ENDS = re.compile(_LINE_END)
_LONGEST_CLUSTER = 32
"""From here on the rest of a text without white space is taken whole, so that time is linear."""
_CHUNK = re.compile(r"\S+")
# One letter for each character: `w` of a word, `d` a decimal digit, `m` a mark or sign, which
# alone makes no word.
_RUN = re.compile(r"[wdm]+(?:(?:'|(?<=d)\.(?=d))[wdm]+)*")


@dataclass(frozen=True)
class Words:
    """The words of a text in their one form, with where they stand.

    Attributes:
        forms: The words, in their order.
        spans: For each of them, where it starts and ends in the text, in code points.
        paragraphs: For each of them, the number of its paragraph, from 1.
    """

    forms: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    paragraphs: tuple[int, ...]

    def windows(self, count: int) -> Iterator[str]:
        """Yield the digest of each stretch of so many words, by its first word."""
        data = " ".join(self.forms).encode()
        sizes = (len(form.encode()) + 1 for form in self.forms)
        starts = [0, *accumulate(sizes)]
        for first in range(len(self.forms) - count + 1):
            yield hashlib.sha256(data[starts[first] : starts[first + count] - 1]).hexdigest()

    def within(self, start: int, end: int) -> range:
        """Return the numbers of the words that lie in a stretch of the text, in code points.

        Raises:
            ValueError: The stretch starts or ends inside a word.
        """
        touched = [
            number
            for number in range(self._from(start), len(self.spans))
            if self.spans[number][0] < end
        ]
        if any(self.spans[n][0] < start or self.spans[n][1] > end for n in touched):
            raise ValueError("the stretch cuts a word")
        return range(touched[0], touched[-1] + 1) if touched else range(0)

    def _from(self, start: int) -> int:
        """Return the number of the first word that ends after an offset."""
        return bisect_right(self.spans, start, key=lambda span: span[1])


def words_of(text: str) -> Words:
    """Return the words of a text."""
    forms: list[str] = []
    spans: list[tuple[int, int]] = []
    for chunk in _CHUNK.finditer(text):
        at = chunk.start()
        for form, start, end in _words(chunk[0]):
            forms.append(form)
            spans.append((at + start, at + end))
    return Words(tuple(forms), tuple(spans), tuple(_paragraphs(text, spans)))


def digest(forms: Sequence[str]) -> str:
    """Return the SHA-256 of some words in their one form, in hexadecimal digits."""
    return hashlib.sha256(" ".join(forms).encode()).hexdigest()


def _paragraphs(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[int]:
    breaks = [match.start() for match in _EMPTY_LINES.finditer(text)]
    breaks = breaks or [match.start() for match in _LINE_ENDS.finditer(text)]
    number, before = 0, -1
    for start, _ in spans:
        here = bisect_right(breaks, start)
        number += here != before
        before = here
        yield number


@lru_cache(maxsize=65536)
def _words(chunk: str) -> tuple[tuple[str, int, int], ...]:
    """Return the words of a text without white space, with where they start and end in it."""
    text, places = _in_one_form(chunk)
    kinds = "".join(map(_kind, text))
    return tuple(
        (text[run.start() : run.end()], places[run.start()][0], places[run.end() - 1][1])
        for run in _RUN.finditer(kinds)
        if "w" in run[0] or "d" in run[0]
    )


def _in_one_form(chunk: str) -> tuple[str, list[tuple[int, int]]]:
    """Return a text after the steps 1 to 3, and for each character where it comes from."""
    if chunk.isascii():
        return chunk.replace("`", "'").lower(), [(at, at + 1) for at in range(len(chunk))]
    parts: list[str] = []
    places: list[tuple[int, int]] = []
    start = 0
    for end in range(1, len(chunk) + 1):
        if end < len(chunk) and (
            end - start > _LONGEST_CLUSTER or _joins(chunk[start:end], chunk[end])
        ):
            continue
        part = _formed(chunk[start:end])
        parts.append(part)
        places.extend([(start, end)] * len(part))
        start = end
    return "".join(parts), places


def _joins(before: str, character: str) -> bool:
    """Return whether a character may change or be changed by those before it."""
    if character.isascii():
        return False
    return _formed(before + character) != _formed(before) + _formed(character)


@lru_cache(maxsize=65536)
def _formed(text: str) -> str:
    text = _folded(text)
    raised = "".join(character.upper() for character in text)
    return _folded("".join(character.lower() for character in raised))


def _folded(text: str) -> str:
    text = text.translate(_FOLDED)
    kept = "".join(c for c in text if c.isascii() or unicodedata.category(c) != "Cf")
    return unicodedata.normalize("NFKC", kept)


@lru_cache(maxsize=4096)
def _kind(character: str) -> str:
    if character in "'.,":
        return "." if character == "," else character
    category = unicodedata.category(character)
    if category == "Nd":
        return "d"
    if category[0] in "LN":
        return "w"
    if category[0] == "M" or category == "Sc" or character in "%‰":
        return "m"
    return " "
