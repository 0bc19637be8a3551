"""Counts how passages fared in a copy, for people to read."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import TypeVar

_Fate = TypeVar("_Fate", bound=Enum)


def tally(heading: str, fared: Sequence[tuple[_Fate, str]], best: _Fate) -> str:
    """Return a heading and, for each way to fare, how many fared so, and which.

    Args:
        heading: The first line.
        fared: How each passage fared, with a line on it.
        best: The way to fare of which no passage is named.
    """
    lines = [heading]
    for fate in type(best):
        own = [line for other, line in fared if other is fate]
        lines.append(f"  {len(own):>4} {fate.value}")
        if fate is not best:
            lines.extend(f"       {line}" for line in own)
    return "\n".join(lines) + "\n"
