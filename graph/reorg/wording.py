"""Puts text into messages: the word that was meant, and what a terminal may be shown."""

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


def visible(value: object) -> str:
    """Return a value on one line, without characters that would steer a terminal."""
    text = " ".join(str(value).split())
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in text)
