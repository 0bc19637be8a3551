"""What the text of a query tells before it runs: what it may not do, and where it goes wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from reorg.errors import ReorgError
from reorg.namespaces import PREFIXES

LONGEST = 100_000
"""Longest query, in characters."""

DEEPEST = 200
"""Deepest nesting of brackets: the engine's parser recurses, and a stack has an end."""

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
_UPDATES = {"ADD", "CLEAR", "COPY", "CREATE", "DELETE", "DROP", "INSERT", "LOAD", "MOVE", "WITH"}
OPENING = frozenset("({[")
CLOSING = frozenset(")}]")
_POSITION = re.compile(r"error at (\d+):(\d+): ")

# What goes wrong beyond grammar the engine says amid what else it would have taken.
_REASONS = {
    "IRI parsing failed": "it is not a whole IRI",
    "Duplicated variable name in SELECT": "a variable is selected twice",
    "The SELECT contains a variable that is unbound": "a selected variable is neither bound "
    "nor grouped by",
}


class QueryError(ReorgError):
    """A query that cannot be run, or that may not be."""


class QueryTimeoutError(QueryError):
    """A query that took longer than it was given."""


class Token(NamedTuple):
    """A token of a query: its kind, its text, and where it starts, in characters from 0."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """Where the token ends."""
        return self.start + len(self.text)


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a query, without white space and comments."""
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "other"
        if kind != "space":
            yield Token(kind, match.group(), match.start())


def place(where: str, text: str, offset: int) -> str:
    """Return ``where:line:column`` of a character, line and column counted from 1."""
    start = text.rfind("\n", 0, offset) + 1
    return f"{where}:{text.count(chr(10), 0, offset) + 1}:{offset - start + 1}"


def refuse(
    text: str,
    where: str,
    *,
    allow_service: bool = False,
    graphs: frozenset[str] | None = frozenset(),
    prefixes: Mapping[str, str] = PREFIXES,
    base: str = "",
) -> None:
    """Refuse a query that is an update, that would fetch, or that no parser should be given.

    Args:
        text: The query.
        where: What to call the query in a message.
        allow_service: Let ``SERVICE`` pass.
        graphs: IRIs of the graphs at hand, which ``FROM`` may name; None lets ``FROM`` pass
            where the engine will not heed it.
        prefixes: Prefixes known without being declared.
        base: What relative IRIs are read against; empty: they are an error.

    Raises:
        QueryError: It is refused; the message says where and why.
    """
    _refuse(text, where, allow_service, graphs, tuple(prefixes.items()), base)


@lru_cache(maxsize=64)
def _refuse(
    text: str,
    where: str,
    allow_service: bool,
    graphs: frozenset[str] | None,
    known: tuple[tuple[str, str], ...],
    base: str,
) -> None:
    prefixes = dict(known)
    if len(text) > LONGEST:
        raise QueryError(
            f"the query is longer than {LONGEST:,} characters", where=where, remedy="shorten it"
        )
    found = list(tokens(text))
    if not found:
        raise QueryError("the query is empty", where=where, remedy="write a SELECT query")
    _refuse_depth(text, where, found)
    _refuse_glued(text, where, found)
    _refuse_update(text, where, found)
    if graphs is not None:
        _refuse_from(text, where, found, graphs, prefixes, base)
    if not allow_service:
        _refuse_service(text, where, found, prefixes, base)
    _refuse_doubtful(text, where, found, prefixes, base)


@lru_cache(maxsize=64)
def ordered(text: str) -> bool:
    """Say whether a query sets the order of its answer by an outermost ``ORDER BY``."""
    words = pairwise(outermost(tokens(text)))
    return any(is_word(word, "ORDER") and is_word(following, "BY") for word, following in words)


def outermost(found: Iterable[Token]) -> list[Token]:
    """Return the words that stand in no brackets."""
    depth, words = 0, []
    for token in found:
        depth += (token.text in OPENING) - (token.text in CLOSING)
        if not depth and token.kind == "word":
            words.append(token)
    return words


def _refuse_depth(text: str, where: str, found: list[Token]) -> None:
    depth = 0
    for token in found:
        depth += (token.text in OPENING) - (token.text in CLOSING)
        if depth > DEEPEST:
            raise QueryError(
                f"brackets nest more than {DEEPEST} deep",
                where=place(where, text, token.start),
                remedy="flatten the query",
            )


def _refuse_glued(text: str, where: str, found: list[Token]) -> None:
    """Refuse ``ORDERBY`` and ``BYDESC``: the engine takes them, SPARQL's longest token does not."""
    for token, following in pairwise([*found, Token("other", "", len(text))]):
        glued = token.text.upper().startswith("ORDER") and not is_word(token, "ORDER")
        late = is_word(token, "ORDER") and following.text.upper().startswith("BY")
        if token.kind == "word" and (glued or (late and not is_word(following, "BY"))):
            wrong = token if glued else following
            raise QueryError(
                f"SPARQL syntax error at `{wrong.text}`",
                where=place(where, text, wrong.start),
                remedy="put a space between the keywords",
            )


def _refuse_update(text: str, where: str, found: list[Token]) -> None:
    """Refuse an update by its first keyword after ``PREFIX`` and ``BASE``."""
    for token in found:
        word = token.text.upper()
        if token.kind == "word" and word not in {"PREFIX", "BASE"}:
            if word in _UPDATES:
                raise QueryError(
                    f"{word} is an update, and a graph is only ever read",
                    where=place(where, text, token.start),
                    remedy="ask with SELECT, ASK, CONSTRUCT or DESCRIBE",
                )
            return


def _refuse_from(
    text: str,
    where: str,
    found: list[Token],
    graphs: frozenset[str],
    prefixes: Mapping[str, str],
    base: str,
) -> None:
    for index, (token, following) in enumerate(pairwise(found)):
        if not is_word(token, "FROM"):
            continue
        if is_word(following, "NAMED") and index + 2 < len(found):
            following = found[index + 2]
        if following.kind not in {"iri", "name"}:
            continue
        if _iri_of(following, found, prefixes, base) in graphs:
            continue
        at = place(where, text, token.start)
        if graphs:
            what = f"FROM names {following.text}, which is not here, and nothing is ever fetched"
            remedy = "`SELECT DISTINCT ?g { GRAPH ?g {} }` lists the graphs there are"
            raise QueryError(what, where=at, remedy=remedy)
        raise QueryError(
            "FROM would fetch a graph, and nothing is ever fetched",
            where=at,
            remedy="leave it out and name the file with --graph",
        )


def _iri_of(token: Token, found: list[Token], prefixes: Mapping[str, str], base: str) -> str:
    """Return the IRI that a token stands for, given the query's prefixes and what is its base."""
    if token.kind == "iri":
        from urllib.parse import urljoin

        for word, iri in pairwise(found):
            if is_word(word, "BASE") and iri.kind == "iri":
                base = urljoin(base, iri.text[1:-1])
        return urljoin(base, token.text[1:-1])
    prefix, _, local = token.text.partition(":")
    declared = {
        name.text.rstrip(":"): iri.text[1:-1]
        for word, name, iri in zip(found, found[1:], found[2:], strict=False)
        if is_word(word, "PREFIX") and iri.kind == "iri"
    }
    return {**prefixes, **declared}.get(prefix, "") + local


def _refuse_service(
    text: str, where: str, found: list[Token], prefixes: Mapping[str, str], base: str
) -> None:
    """Refuse ``SERVICE``, by the tokens and then by the engine's own reading.

    What a token is depends on grammar in corners (``?a<?b)SERVICE#>`` holds an IRI or not).
    So the word is written otherwise everywhere and the engine is asked: a name, a string or
    a comment can bear that, a keyword cannot.
    """
    remedy = "leave it out, or allow it with --allow-service"
    for token in found:
        if is_word(token, "SERVICE"):
            at = place(where, text, token.start)
            raise QueryError("SERVICE would ask another server", where=at, remedy=remedy)
    renamed = re.sub("(?i)(serv)i(ce)", r"\1_\2", text)
    if renamed != text and parses(text, prefixes, base) and not parses(renamed, prefixes, base):
        raise QueryError("SERVICE would ask another server", where=where, remedy=remedy)


# All that a comparison can hold which ends in a second one; an IRI with an authority is none.
_DOUBTFUL = re.compile(r"<(?!\w+://).*(?:&&|[,)]).*>")


def _refuse_doubtful(
    text: str, where: str, found: list[Token], prefixes: Mapping[str, str], base: str
) -> None:
    """Refuse ``?a<?b&&?c>?d``: by the longest token (section 19.8, note 3) it holds an IRI.

    The engine sees comparisons there, so it takes the text with a space after the sign too.
    """
    for token in found:
        if token.kind != "iri" or not _DOUBTFUL.fullmatch(token.text):
            continue
        if parses(f"{text[: token.start + 1]} {text[token.start + 1 :]}", prefixes, base):
            raise QueryError(
                f"SPARQL syntax error at `{token.text}`: this reads as an IRI",
                where=place(where, text, token.start),
                remedy="put a space after `<`",
            )


def is_word(token: Token, word: str) -> bool:
    """Say whether a token is that keyword, given in capitals."""
    return token.kind == "word" and token.text.upper() == word


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
    found = list(tokens(text))
    low, high = 0, len(found)
    while low < high:
        middle = (low + high) // 2
        if parses(text[: found[middle].end], prefixes, base):
            low = middle + 1
        else:
            high = middle
    reason = next((said for key, said in _REASONS.items() if key in message), "")
    if low == len(found):
        at = place(where, text, found[-1].end if found else 0)
        return QueryError(reason or "the query ends too early", where=at)
    token = found[low]
    shown = "".join(sign if sign.isprintable() else "\ufffd" for sign in token.text)
    shown = shown if len(shown) <= 40 else shown[:39] + "…"
    reason = (
        "its prefix is not declared" if _is_undeclared(token, found[:low], prefixes) else reason
    )
    what = f"SPARQL syntax error at `{shown}`" + (f": {reason}" if reason else "")
    return QueryError(what, where=place(where, text, token.start))


def _is_undeclared(token: Token, before: list[Token], prefixes: Mapping[str, str]) -> bool:
    prefix, colon, _ = token.text.partition(":")
    if token.kind != "name" or not colon or prefix == "_" or prefix in prefixes:
        return False
    return not any(
        is_word(word, "PREFIX") and name.text == f"{prefix}:" for word, name in pairwise(before)
    )
