"""The tokens of a query, and what they tell of it: its form, its brackets, its order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

# SPARQL 1.1, section 19.8. Only what can hide a keyword needs its exact form.
_TOKEN = re.compile(
    r"""
      (?P<space>   \s+ | \#[^\r\n]* )
    | (?P<iri>     <[^<>"{}|^`\\\x00-\x20]*> )
    | (?P<string>  \"{3}(?:\"{0,2}(?:[^"\\]|\\.))*\"{3} | '{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}
                 | "(?:[^"\\\r\n]|\\.)*" | '(?:[^'\\\r\n]|\\.)*' )
    | (?P<name>    (?:[^\W\d_][\w.-]*)?:(?:[\w:%.-]|\\.)* | _:[\w.-]+ )
    | (?P<word>    [^\W\d]\w* )
    | (?P<other>   [?$]\w+ | @[A-Za-z]+(?:-[A-Za-z0-9]+)* | [\w.]*\w | . )
    """,
    re.VERBOSE | re.DOTALL,
)
_PAIRS = {"(": ")", "{": "}", "[": "]"}


class Token(NamedTuple):
    """A token of a query: its kind, its text, and where it starts, in characters from 0."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """Where the token ends."""
        return self.start + len(self.text)


@lru_cache(maxsize=1)  # as one query is read several times before it runs
def tokens(text: str) -> tuple[Token, ...]:
    """Return the tokens of a query, without white space and comments."""
    return tuple(
        Token(match.lastgroup or "other", match.group(), match.start())
        for match in _TOKEN.finditer(text)
        if match.lastgroup != "space"
    )


def is_word(token: Token, word: str) -> bool:
    """Say whether a token is that keyword, given in capitals."""
    return token.kind == "word" and token.text.upper() == word


def depths(some: Iterable[Token]) -> Iterator[tuple[Token, int]]:
    """Yield tokens, each with how many brackets are open after it."""
    depth = 0
    for token in some:
        depth += (token.text in _PAIRS) - (token.text in _PAIRS.values())
        yield token, depth


def closings(some: Sequence[Token]) -> dict[int, int]:
    """Return for the place of each opening bracket the place of the one that closes it."""
    places: dict[int, int] = {}
    opened: list[int] = []
    for place, token in enumerate(some):
        if token.text in _PAIRS:
            opened.append(place)
        elif opened and token.text == _PAIRS[some[opened[-1]].text]:
            places[opened.pop()] = place
    return places


def outermost(some: Iterable[Token]) -> list[Token]:
    """Return the words that stand in no brackets."""
    return [token for token, depth in depths(some) if not depth and token.kind == "word"]


@lru_cache(maxsize=64)
def form(text: str) -> str:
    """Return a query's first keyword after ``PREFIX`` and ``BASE``, in capitals."""
    words = (token.text.upper() for token in tokens(text) if token.kind == "word")
    return next((word for word in words if word not in {"PREFIX", "BASE"}), "")


@lru_cache(maxsize=64)
def ordered(text: str) -> bool:
    """Say whether a query sets the order of its answer by an outermost ``ORDER BY``."""
    words = pairwise(outermost(tokens(text)))
    return any(is_word(word, "ORDER") and is_word(following, "BY") for word, following in words)
