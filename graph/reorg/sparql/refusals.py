"""What is refused before it runs: updates, ``SERVICE``, ``FROM``, and what no parser can read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from reorg.errors import QueryError
from reorg.limits import QUERY_CHARACTERS, QUERY_NESTING
from reorg.namespaces import PREFIXES
from reorg.sparql.syntax import parses, place
from reorg.sparql.tokens import Token, depths, is_word, tokens

_UPDATES = {"ADD", "CLEAR", "COPY", "CREATE", "DELETE", "DROP", "INSERT", "LOAD", "MOVE", "WITH"}


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
    if len(text) > QUERY_CHARACTERS:
        raise QueryError(
            f"the query is longer than {QUERY_CHARACTERS:,} characters",
            where=where,
            remedy="shorten it",
        )
    all_tokens = tokens(text)
    if not all_tokens:
        raise QueryError("the query is empty", where=where, remedy="write a SELECT query")
    _refuse_depth(text, where, all_tokens)
    _refuse_glued(text, where, all_tokens)
    _refuse_update(text, where, all_tokens)
    if graphs is not None:
        _refuse_from(text, where, all_tokens, graphs, prefixes, base)
    if not allow_service:
        _refuse_service(text, where, all_tokens, prefixes, base)
    _refuse_doubtful(text, where, all_tokens, prefixes, base)


def _refuse_depth(text: str, where: str, all_tokens: Sequence[Token]) -> None:
    for token, depth in depths(all_tokens):
        if depth > QUERY_NESTING:
            raise QueryError(
                f"brackets nest more than {QUERY_NESTING} deep",
                where=place(where, text, token.start),
                remedy="flatten the query",
            )


def _refuse_glued(text: str, where: str, all_tokens: Sequence[Token]) -> None:
    """Refuse ``ORDERBY`` and ``BYDESC``: the engine takes them, SPARQL's longest token does not."""
    for token, following in pairwise([*all_tokens, Token("other", "", len(text))]):
        glued = token.text.upper().startswith("ORDER") and not is_word(token, "ORDER")
        late = is_word(token, "ORDER") and following.text.upper().startswith("BY")
        if token.kind == "word" and (glued or (late and not is_word(following, "BY"))):
            wrong = token if glued else following
            raise QueryError(
                f"SPARQL syntax error at `{wrong.text}`",
                where=place(where, text, wrong.start),
                remedy="put a space between the keywords",
            )


def _refuse_update(text: str, where: str, all_tokens: Sequence[Token]) -> None:
    """Refuse an update by its first keyword after ``PREFIX`` and ``BASE``."""
    for token in all_tokens:
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
    all_tokens: Sequence[Token],
    graphs: frozenset[str],
    prefixes: Mapping[str, str],
    base: str,
) -> None:
    for index, (token, following) in enumerate(pairwise(all_tokens)):
        if not is_word(token, "FROM"):
            continue
        if is_word(following, "NAMED") and index + 2 < len(all_tokens):
            following = all_tokens[index + 2]
        if following.kind not in {"iri", "name"}:
            continue
        if _iri_of(following, all_tokens, prefixes, base) in graphs:
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


def _iri_of(
    token: Token, all_tokens: Sequence[Token], prefixes: Mapping[str, str], base: str
) -> str:
    """Return the IRI that a token stands for, given the query's prefixes and what is its base."""
    if token.kind == "iri":
        from urllib.parse import urljoin

        for word, iri in pairwise(all_tokens):
            if is_word(word, "BASE") and iri.kind == "iri":
                base = urljoin(base, iri.text[1:-1])
        return urljoin(base, token.text[1:-1])
    prefix, _, local = token.text.partition(":")
    declared = {
        name.text.rstrip(":"): iri.text[1:-1]
        for word, name, iri in zip(all_tokens, all_tokens[1:], all_tokens[2:], strict=False)
        if is_word(word, "PREFIX") and iri.kind == "iri"
    }
    return {**prefixes, **declared}.get(prefix, "") + local


def _refuse_service(
    text: str, where: str, all_tokens: Sequence[Token], prefixes: Mapping[str, str], base: str
) -> None:
    """Refuse ``SERVICE``, by the tokens and then by the engine's own reading.

    What a token is depends on grammar in corners (``?a<?b)SERVICE#>`` holds an IRI or not).
    So the word is written otherwise everywhere and the engine is asked: a name, a string or
    a comment can bear that, a keyword cannot.
    """
    remedy = "leave it out, or allow it with --allow-service"
    for token in all_tokens:
        if is_word(token, "SERVICE"):
            at = place(where, text, token.start)
            raise QueryError("SERVICE would ask another server", where=at, remedy=remedy)
    renamed = _otherwise(text)
    known = {_otherwise(prefix): iri for prefix, iri in prefixes.items()}
    if renamed != text and parses(text, prefixes, base) and not parses(renamed, known, base):
        raise QueryError("SERVICE would ask another server", where=where, remedy=remedy)


def _otherwise(text: str) -> str:
    return re.sub("(?i)(serv)i(ce)", r"\1_\2", text)


# All that a comparison can hold which ends in a second one; an IRI with an authority is none.
_DOUBTFUL = re.compile(r"<(?!\w+://).*(?:&&|[,)]).*>")


def _refuse_doubtful(
    text: str, where: str, all_tokens: Sequence[Token], prefixes: Mapping[str, str], base: str
) -> None:
    """Refuse ``?a<?b&&?c>?d``: by the longest token (section 19.8, note 3) it holds an IRI.

    The engine sees comparisons there, so it takes the text with a space after the sign too.
    """
    for token in all_tokens:
        if token.kind != "iri" or not _DOUBTFUL.fullmatch(token.text):
            continue
        if parses(f"{text[: token.start + 1]} {text[token.start + 1 :]}", prefixes, base):
            raise QueryError(
                f"SPARQL syntax error at `{token.text}`: this reads as an IRI",
                where=place(where, text, token.start),
                remedy="put a space after `<`",
            )
