"""Puts answers in order where the engine would not: its comparison of values is no total order.

Asked to sort such values it ends the whole process. So every condition of an ``ORDER BY`` is
asked through a function whose value is text, which the engine compares rightly. The outermost
one is taken out of the query if its conditions are columns: Python sorts those faster.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from reorg.sparql.tokens import Token, closings, depths, is_word, outermost, tokens

if TYPE_CHECKING:
    import pyoxigraph as ox

    from reorg.rdf.bridge import Term

Row = tuple["Term | None", ...]

_KEY = "urn:x-reorg:sort-key"
_DIRECTIONS = frozenset({"ASC", "DESC"})
_WINDOW = frozenset({"LIMIT", "OFFSET"})
_DISTINCT = frozenset({"DISTINCT", "REDUCED"})
_AFTER = _WINDOW | {"VALUES", "}"}


class Condition(NamedTuple):
    """A condition of an ``ORDER BY``: where what it compares starts and ends, without direction.

    Attributes:
        start: In characters.
        end: In characters.
        variable: Its name, where it is no more than a variable.
        falling: Whether the greatest comes first.
    """

    start: int
    end: int
    variable: str
    falling: bool


class Clause(NamedTuple):
    """An ``ORDER BY``: where it starts and ends, its conditions, in how many brackets it stands."""

    start: int
    end: int
    conditions: list[Condition]
    depth: int


class Plan(NamedTuple):
    """How a query is asked.

    Attributes:
        keyed: The query whose every order is by text.
        bare: The same without its outermost ``ORDER BY``; None where that must stay.
        columns: The variables by which to sort the rows of ``bare``, and whether the greatest
            comes first.
        added: How many columns ``bare`` has at its end that the query has not.
        ordered: Whether the query sets the order of its answer.
    """

    keyed: str
    bare: str | None = None
    columns: tuple[tuple[str, bool], ...] = ()
    added: int = 0
    ordered: bool = False


class Solutions(NamedTuple):
    """What the engine answers.

    Attributes:
        items: The engine's own object.
        names: The variables of a table.
        in_order: Puts all rows of a table in order, and leaves out columns that were added.
        failures: What went wrong meanwhile that the engine does not tell: it takes a function
            that fails for one without a value. To be looked at when all items are taken.
    """

    items: Any
    names: tuple[str, ...]
    in_order: Callable[[list[Row]], list[Row]]
    failures: list[MemoryError]


def query(
    store: ox.Store, text: str, prefixes: Mapping[str, str], base: str = "", **options: Any
) -> Solutions:
    """Ask a store.

    Args:
        store: What to ask.
        text: A query that may be asked.
        prefixes: Prefixes known without being declared.
        base: What relative IRIs are read against; empty: they are an error.
        options: As for the store's own ``query``.

    Raises:
        SyntaxError, RuntimeError, OSError, ValueError: As of the store's own.
    """
    asked = plan(text)
    failures: list[MemoryError] = []
    options |= {"prefixes": dict(prefixes), "base_iri": base or None}

    def ask(text: str) -> Any:
        if _KEY in text:
            options["custom_functions"] = _functions(failures)
        return store.query(text, **options)

    if asked.bare is not None:
        try:
            return _bare(ask(asked.bare), asked, failures)
        except SyntaxError:
            # A condition that may not be selected, or the query's own error, told below.
            pass
    items = ask(asked.keyed)
    names = tuple(one.value for one in getattr(items, "variables", ()))
    return Solutions(items, names, list if asked.ordered else by_text, failures)


def _functions(failures: list[MemoryError]) -> dict[ox.NamedNode, Callable[..., Term | None]]:
    import pyoxigraph as ox

    from reorg.sparql.sortkey import sort_key

    def key(term: Term) -> Term | None:
        try:
            return ox.Literal(sort_key(term))
        except MemoryError as error:
            failures.append(error)
            return None

    return {ox.NamedNode(_KEY): key}


def _bare(items: Any, asked: Plan, failures: list[MemoryError]) -> Solutions:
    names = tuple(one.value for one in items.variables)
    places = {name: place for place, name in enumerate(names)}
    # What `*` does not hold is unbound in every row.
    columns = [(places[name], falling) for name, falling in asked.columns if name in places]
    width = len(names) - asked.added

    def in_order(rows: list[Row]) -> list[Row]:
        rows = _sorted(rows, columns)
        return [row[:width] for row in rows] if asked.added else rows

    return Solutions(items, names[:width], in_order, failures)


def by_text(rows: list[Row]) -> list[Row]:
    """Give an order to rows that have none, so that the same question has the same answer."""
    texts: dict[int, str] = {}  # of terms, each once, as long as the rows keep them alive

    def text(term: Term | None) -> str:
        if term is None:
            return ""
        if (written := texts.get(id(term))) is None:
            written = texts[id(term)] = str(term)
        return written

    return sorted(rows, key=lambda row: [*map(text, row)])


def _sorted(rows: list[Row], columns: list[tuple[int, bool]]) -> list[Row]:
    """Sort rows by columns; what those leave open is settled by the rows' own text."""
    from reorg.sparql.sortkey import sort_key

    keys = [[sort_key(row[place]) for row in rows] for place, _ in columns]
    order = list(range(len(rows)))
    for (_, falling), column in zip(reversed(columns), reversed(keys), strict=True):
        order.sort(key=column.__getitem__, reverse=falling)
    settled: list[Row] = []
    for _, alike in groupby(order, lambda place: [column[place] for column in keys]):
        some = [rows[place] for place in alike]
        settled += by_text(some) if len(some) > 1 else some
    return settled


@lru_cache(maxsize=64)
def plan(text: str) -> Plan:
    """Return how to ask a query.

    Args:
        text: A query that may be asked.

    Raises:
        SyntaxError: What follows an ``ORDER BY`` is not what may.
    """
    if "order" not in text.lower():
        return Plan(text)
    all_tokens = tokens(text)
    clauses = list(_clauses(all_tokens))
    keyed = _keyed(text, clauses)
    outer = next((clause for clause in clauses if not clause.depth), None)
    if outer is None:
        return Plan(keyed)
    columns = tuple((one.variable, one.falling) for one in outer.conditions)
    added = _to_add([name for name, _ in columns], all_tokens)
    if added is None:
        return Plan(keyed, ordered=True)
    without = text[: outer.start] + " " * (outer.end - outer.start) + text[outer.end :]
    bare = _keyed(without, [clause for clause in clauses if clause.depth], added)
    return Plan(keyed, bare, columns, len(added.names), ordered=True)


class _Added(NamedTuple):
    """Variables to select besides, and where to write them."""

    names: list[str]
    place: int


def _to_add(names: list[str], all_tokens: Sequence[Token]) -> _Added | None:
    """Return what a query lacks for its rows to be sorted outside; None where they cannot be.

    Args:
        names: The conditions of its outermost ``ORDER BY``; empty where one is no variable.
        all_tokens: Its tokens.
    """
    words = {token.text.upper() for token in outermost(all_tokens)}
    # A window is on rows in order, so the engine must order them.
    if not all(names) or "SELECT" not in words or not words.isdisjoint(_WINDOW):
        return None
    place, selected = _selected(all_tokens)
    missing = [name for name in dict.fromkeys(names) if name not in selected]
    if "*" in selected or not missing:
        return _Added([], place)
    return _Added(missing, place) if words.isdisjoint(_DISTINCT) else None


def _selected(all_tokens: Sequence[Token]) -> tuple[int, set[str]]:
    """Return where a query's columns end, and their names, or ``*``."""
    names, before, outside = set(), all_tokens[0], True
    for token, depth in depths(all_tokens):
        if outside and (token.text == "{" or token.text.upper() in {"WHERE", "FROM"}):
            break
        outside = not depth
        if token.text[0] in "?$*" and (not depth or is_word(before, "AS")):
            names.add(token.text.lstrip("?$"))
        before = token
    return before.end, names


def _keyed(text: str, clauses: list[Clause], added: _Added | None = None) -> str:
    """Return a query whose conditions stand in calls of the function that makes text of them."""
    marks = [(added.place, 0, f" ?{name}") for name in added.names] if added else []
    marks += [
        mark
        for clause in clauses
        for one in clause.conditions
        # At one place the call that ends comes before the one that starts.
        for mark in ((one.start, 1, f"<{_KEY}>("), (one.end, 0, ")"))
    ]
    pieces, done = [], 0
    for place, _, piece in sorted(marks):
        pieces += [text[done:place], piece]
        done = place
    return "".join([*pieces, text[done:]])


def _clauses(all_tokens: Sequence[Token]) -> Iterator[Clause]:
    """Yield every ``ORDER BY`` of a query.

    Raises:
        SyntaxError: What follows one is no condition, nor what may follow conditions.
    """
    ends = closings(all_tokens)
    for place, ((token, depth), (following, _)) in enumerate(pairwise(depths(all_tokens))):
        if not (is_word(token, "ORDER") and is_word(following, "BY")):
            continue
        conditions, next_ = [], place + 2
        while next_ < len(all_tokens) and all_tokens[next_].text.upper() not in _AFTER:
            condition, next_ = _condition(all_tokens, next_, ends)
            conditions.append(condition)
        if not conditions:
            raise SyntaxError("ORDER BY has no condition")
        yield Clause(token.start, all_tokens[next_ - 1].end, conditions, depth)


def _condition(
    all_tokens: Sequence[Token], place: int, ends: Mapping[int, int]
) -> tuple[Condition, int]:
    """Return the condition that starts at a token, and the place of the token after it."""
    token = all_tokens[place]
    if token.text[0] in "?$" and len(token.text) > 1:
        return Condition(token.start, token.end, token.text[1:], False), place + 1
    if token.kind == "word" and token.text.upper() in _DIRECTIONS:
        last = _end(place + 1, ends)
        inner = all_tokens[place + 2 : last]
        variable = inner[0].text[1:] if len(inner) == 1 and inner[0].text[0] in "?$" else ""
        start, end = all_tokens[place + 1].end, all_tokens[last].start
        return Condition(start, end, variable, is_word(token, "DESC")), last + 1
    while place < len(all_tokens) and all_tokens[place].kind in {"word", "iri", "name"}:
        place += 1
    last = _end(place, ends)
    return Condition(token.start, all_tokens[last].end, "", False), last + 1


def _end(place: int, ends: Mapping[int, int]) -> int:
    """Return where the bracket at a place is closed."""
    if place not in ends:
        raise SyntaxError("ORDER BY has no condition")
    return ends[place]
