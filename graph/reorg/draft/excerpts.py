"""Chooses the words by which a draft pins passages, within the limits of fair quotation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from reorg.limits import QUOTED_CHARACTERS, QUOTED_WORDS
from reorg.record.forbiddencharacters import FORBIDDEN

LONGEST_SENTENCE = 300
"""Words of a sentence that are looked at; a table read as one sentence may have thousands."""

_WORD = re.compile(r"\S+")
_TRIMMED = " \n\r\t,.;:!?()[]“”‘’\"'—–"


@dataclass(frozen=True)
class Excerpt:
    """Words of the text that stand in it once, with context where they need it.

    Attributes:
        start: The first code point of the exact words.
        end: The code point after the last of them.
        exact: The words.
        prefix: Context before them, quoted to single them out.
        suffix: Context after them, likewise.
    """

    start: int
    end: int
    exact: str
    prefix: str = ""
    suffix: str = ""


def pin(text: str, start: int, end: int) -> Excerpt | None:
    """Return a passage with as much context as makes it unique, or None if none does.

    None is also returned for more words than may be quoted, and for characters that a record
    may not hold.
    """
    exact = text[start:end]
    if not exact.strip() or not _may_stand(exact) or len(exact) > QUOTED_CHARACTERS:
        return None
    after = _WORD.finditer(text, end)
    before = list(_WORD.finditer(text, max(0, start - 200), start))
    left, right = start, end
    while text.count(text[left:right]) > 1:
        following, preceding = next(after, None), before.pop() if before else None
        if following is not None and (preceding is None or right - end <= start - left):
            right = following.end()
            if preceding is not None:
                before.append(preceding)
        elif preceding is not None:
            left = preceding.start()
        else:
            return None
        if len(text[left:right].split()) > QUOTED_WORDS:
            return None
    if len(text[left:right].split()) > QUOTED_WORDS or not _may_stand(text[left:right]):
        return None
    return Excerpt(start, end, exact, text[left:start], text[end:right])


def telling(
    text: str,
    start: int,
    end: int,
    longest: int,
    wanted: Sequence[tuple[int, int]] = (),
    avoided: Sequence[tuple[int, int]] = (),
) -> Excerpt | None:
    """Return the words of a stretch that best stand for it, ``longest`` at most.

    Long words tell more than short ones; a wanted place (a figure, say) is quoted if possible,
    and an avoided one (what somebody else says) only if need be.
    """
    words = [match.span() for match in _WORD.finditer(text, start, end)][:LONGEST_SENTENCE]
    count = min(longest, len(words))
    best: tuple[float, int, Excerpt] | None = None
    for first in range(len(words) - count + 1):
        a, b = _trimmed(text, words[first][0], words[first + count - 1][1])
        score = float(sum(min(y - x, 12) for x, y in words[first : first + count]))
        score += 60 * sum(a <= x and y <= b for x, y in wanted)
        # A closing or opening mark inside makes a broken quotation.
        score -= 20 * len(re.findall(r"[“”.;:]\s", text[a:b]))
        score -= 50 * any(x < b and a < y for x, y in avoided)
        score -= 20 * (text.count("“", a, b) != text.count("”", a, b))
        if best is not None and score <= best[0]:
            continue
        excerpt = pin(text, a, b) if a < b else None
        if excerpt is not None:
            score -= 8 * len((excerpt.prefix + excerpt.suffix).split())
            if best is None or score > best[0]:
                best = (score, -first, excerpt)
    return best[2] if best else None


def opening(text: str, start: int, end: int, longest: int) -> Excerpt | None:
    """Return the first words of a quotation, ``longest`` at most, or others if they will not do."""
    words = [match.span() for match in _WORD.finditer(text, start, end)][:longest]
    if words:
        a, b = _trimmed(text, words[0][0], min(words[-1][1], end))
        excerpt = pin(text, a, b) if a < b else None
        if excerpt is not None:
            return excerpt
    return telling(text, start, end, longest)


def _may_stand(words: str) -> bool:
    """Return whether a record may hold some words; YAML reads a carriage return as a line end."""
    return not FORBIDDEN.search(words) and "\r" not in words


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in _TRIMMED:
        start += 1
    while start < end and text[end - 1] in _TRIMMED:
        end -= 1
    return start, end
