"""What a query needs before it goes to a server: its prefixes, and a page of its answer."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise

from reorg.sparql.text import outermost, tokens


@lru_cache(maxsize=64)
def form(text: str) -> str:
    """Return a query's first keyword after ``PREFIX`` and ``BASE``, in capitals."""
    words = (token.text.upper() for token in tokens(text) if token.kind == "word")
    return next((word for word in words if word not in {"PREFIX", "BASE"}), "")


def with_prefixes(text: str, prefixes: Mapping[str, str]) -> str:
    """Return a query that declares what it uses of some prefixes and does not declare itself.

    They stand before its first line, so that no line gets another number.
    """
    found = list(tokens(text))
    used = {token.text.partition(":")[0] for token in found if token.kind == "name"}
    declared = {
        name.text.partition(":")[0]
        for word, name in pairwise(found)
        if word.kind == "word" and word.text.upper() == "PREFIX"
    }
    needed = [name for name in prefixes if name in used - declared]
    return "".join(f"PREFIX {name}: <{prefixes[name]}> " for name in needed) + text


def paged(text: str, size: int, start: int) -> str | None:
    """Return a query for some rows of the answer to another; None if it says how many itself.

    Args:
        text: A SELECT query.
        size: How many rows.
        start: How many rows to leave out before them.
    """
    outer = outermost(tokens(text))
    if form(text) != "SELECT" or {token.text.upper() for token in outer} & {"LIMIT", "OFFSET"}:
        return None
    window = f"LIMIT {size} OFFSET {start}"
    # What follows a query's modifiers can only be its last VALUES.
    values = next((token.start for token in outer if token.text.upper() == "VALUES"), None)
    if values is None:
        return f"{text}\n{window}"
    return f"{text[:values]}\n{window}\n{text[values:]}"
