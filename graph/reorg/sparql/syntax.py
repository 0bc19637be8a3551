"""Where a query goes wrong that the engine cannot read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from reorg.errors import QueryError
from reorg.namespaces import PREFIXES
from reorg.sparql.tokens import Token, is_word, tokens

_POSITION = re.compile(r"error at (\d+):(\d+): ")

# What goes wrong beyond grammar the engine says amid what else it would have taken.
_REASONS = {
    "IRI parsing failed": "it is not a whole IRI",
    "Duplicated variable name in SELECT": "a variable is selected twice",
    "The SELECT contains a variable that is unbound": "a selected variable is neither bound "
    "nor grouped by",
}


def place(where: str, text: str, offset: int) -> str:
    """Return ``where:line:column`` of a character, line and column counted from 1."""
    start = text.rfind("\n", 0, offset) + 1
    return f"{where}:{text.count(chr(10), 0, offset) + 1}:{offset - start + 1}"


# Longer than any keyword: a failed keyword is reported up to its own length too late.
_PADDING = "\n" + " " * 40 + "\0"


def parses(text: str, prefixes: Mapping[str, str] = PREFIXES, base: str = "") -> bool:
    """Say whether the engine reads the whole text as a query or its beginning.

    Nothing is evaluated: a character that no query may hold follows the text, so that the
    engine always stops, and what counts is whether it stops there or before.
    """
    from pyoxigraph import Store

    try:
        Store().query(text + _PADDING, prefixes=dict(prefixes), base_iri=base or None)
    except SyntaxError as error:
        at = _POSITION.match(str(error))
        return at is not None and (int(at[1]), int(at[2])) > (text.count("\n") + 2, 20)
    return True


def syntax_error(
    text: str,
    where: str,
    message: str,
    prefixes: Mapping[str, str] = PREFIXES,
    base: str = "",
) -> QueryError:
    """Return the error for a query that the engine cannot read, with its line and column.

    The engine names the furthest place that any of its attempts reached, which lies up to a
    keyword's length too far. The true place is the first token with which the text before it
    is no longer the beginning of a query; it is found by halving.

    Args:
        text: The query.
        where: What to call the query in the message.
        message: What the engine said.
        prefixes: Prefixes known without being declared.
        base: What relative IRIs are read against; empty: they are an error.
    """
    all_tokens = tokens(text)
    low, high = 0, len(all_tokens)
    while low < high:
        middle = (low + high) // 2
        if parses(text[: all_tokens[middle].end], prefixes, base):
            low = middle + 1
        else:
            high = middle
    reason = next((words for key, words in _REASONS.items() if key in message), "")
    if low == len(all_tokens):
        at = place(where, text, all_tokens[-1].end if all_tokens else 0)
        return QueryError(reason or "the query ends too early", where=at)
    token = all_tokens[low]
    shown = "".join(sign if sign.isprintable() else "\ufffd" for sign in token.text)
    shown = shown if len(shown) <= 40 else shown[:39] + "…"
    reason = (
        "its prefix is not declared"
        if _is_undeclared(token, all_tokens[:low], prefixes)
        else reason
    )
    what = f"SPARQL syntax error at `{shown}`" + (f": {reason}" if reason else "")
    return QueryError(what, where=place(where, text, token.start))


def _is_undeclared(token: Token, before: Sequence[Token], prefixes: Mapping[str, str]) -> bool:
    prefix, colon, _ = token.text.partition(":")
    if token.kind != "name" or not colon or prefix == "_" or prefix in prefixes:
        return False
    return not any(
        is_word(word, "PREFIX") and name.text == f"{prefix}:" for word, name in pairwise(before)
    )
