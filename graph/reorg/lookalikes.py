"""Finds the word that somebody meant among those that there are."""

from __future__ import annotations

import re
from collections.abc import Iterable


def nearest(word: str, options: Iterable[str], otherwise: str) -> str:
    """Return the advice to use the option nearest to ``word``, or ``otherwise`` if none is near."""
    from difflib import get_close_matches

    # The first of those that differ in capitals and hyphens alone stands for all.
    plain = {_plain(option): option for option in sorted(options, reverse=True)}
    cutoff = 0.7 if len(word) > 5 else 0.6
    near = get_close_matches(_plain(word), plain, n=1, cutoff=cutoff)
    return f"did you mean `{plain[near[0]]}`?" if near else otherwise


def _plain(word: str) -> str:
    return re.sub("[-_ ]", "", word.casefold())


def near_names(name: str, names: Iterable[str]) -> list[str]:
    """Return up to three names that one could stand for, the nearest first."""
    from difflib import get_close_matches

    return get_close_matches(name, sorted(names), n=3)


def nearest_or_all(name: str, known: Iterable[str], otherwise: str) -> str:
    """Return the advice to use the names nearest to one, or those there are if they are few."""
    names = sorted(known)
    if near := near_names(name, names):
        return f"did you mean {' or '.join(near)}?"
    return f"there is {', '.join(names)}" if 0 < len(names) <= 6 else otherwise
