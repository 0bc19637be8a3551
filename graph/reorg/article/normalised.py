"""Gives copies of a text one form, in which their white space, marks and encodings agree."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_SINGLE = "'‘’‚‛′`´ʼ＇"
_DOUBLE = '"“”„‟″＂'
_DASH = "-‐‑‒–—―−﹘﹣－"
_FOLDED = {
    **dict.fromkeys(_SINGLE, "'"),
    **dict.fromkeys(_DOUBLE, '"'),
    **dict.fromkeys(_DASH, "-"),
}
_WORD = re.compile(r"[\w\u0300-\u036f]+")


@dataclass(frozen=True)
class Normalised:
    """A text without white space, with one kind of quotation mark and dash, decomposed.

    Attributes:
        text: The characters that count when copies are compared.
        starts: For each of them, where it begins in the copy, in code points.
        ends: For each of them, where it ends there.
        places: For each of them, its offset were every run of white space one character: a
            measure of distance that reflowing a paragraph does not change.
        words: Where the copy's words begin and end, counted in ``text``.
    """

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    places: tuple[int, ...]
    words: tuple[tuple[int, int], ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a stretch of ``text`` stands in the copy, in code points."""
        return self.starts[start], self.ends[end - 1]

    def cuts_word(self, start: int, end: int) -> bool:
        """Return whether a stretch of ``text`` begins or ends inside a word of the copy."""
        return self._inside_word(start) or self._inside_word(end)

    def _inside_word(self, at: int) -> bool:
        if not 0 < at < len(self.text) or self.places[at] > self.places[at - 1] + 1:
            return False
        return self.text[at - 1].isalnum() and self.text[at].isalnum()


def normalised(text: str) -> Normalised:
    """Return the form of ``text`` in which copies of it agree.

    It is decomposed by compatibility (NFKD, Unicode UAX 15), which also undoes ligatures and
    the one-character ellipsis. White space and characters that are not shown go; a run of
    dashes is one. Case and accents stay, since they tell words apart.
    """
    kept: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    places: list[int] = []
    place, space, at, length = 0, False, 0, len(text)
    while at < length:
        end = at + 1
        while end < length and unicodedata.combining(text[end]):
            end += 1
        folded = _fold(text[at:end])
        if not folded:
            space = space or text[at].isspace()
        elif folded == "-" and kept and kept[-1] == "-":
            ends[-1] = end
        else:
            place += space and bool(kept)
            space = False
            for character in folded:
                kept.append(character)
                starts.append(at)
                ends.append(end)
                places.append(place)
            place += 1
        at = end
    joined = "".join(kept)
    words = tuple(_words(joined, places))
    return Normalised(joined, tuple(starts), tuple(ends), tuple(places), words)


def _words(text: str, places: list[int]) -> Iterator[tuple[int, int]]:
    for match in _WORD.finditer(text):
        first = match.start()
        for at in range(first + 1, match.end()):
            if places[at] > places[at - 1] + 1:
                yield first, at
                first = at
        yield first, match.end()


@lru_cache(maxsize=4096)
def _fold(cluster: str) -> str:
    """Return the form of one character with the marks that combine with it."""
    if cluster in _FOLDED:
        return _FOLDED[cluster]
    decomposed = unicodedata.normalize("NFKD", "".join(_FOLDED.get(c, c) for c in cluster))
    return "".join(
        _FOLDED.get(c, c)
        for c in decomposed
        if not c.isspace() and unicodedata.category(c) not in ("Cf", "Cc")
    )
