"""Says where two answers to one query differ, as far as the standard settles them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from fuzz.grammar import Made
from reorg.sparql.sortkey import sort_key

_XSD = "http://www.w3.org/2001/XMLSchema#"
_INEXACT = frozenset({_XSD + "double", _XSD + "float"})
_EXACT = frozenset({_XSD + "integer", _XSD + "decimal"})

Row = tuple[object, ...]


def difference(made: Made, ours: Path, theirs: Path) -> str:
    """Return how answers differ; empty where they agree."""
    if made.form in {"construct", "describe"}:
        return _of_graphs(made, ours, theirs)
    return _of_tables(made, ours, theirs)


def _of_graphs(made: Made, ours: Path, theirs: Path) -> str:
    if not made.exact:
        return ""
    mine, yours = (
        {
            tuple(map(comparable, quad.triple))
            for quad in ox.parse(path.read_bytes(), ox.RdfFormat.N_TRIPLES)
        }
        for path in (ours, theirs)
    )
    return _told(Counter(mine), Counter(yours))


def _of_tables(made: Made, ours: Path, theirs: Path) -> str:
    mine, yours = (_parsed(path) for path in (ours, theirs))
    if isinstance(mine, bool) or isinstance(yours, bool):
        return "" if mine == yours or not made.exact else f"{mine}, not {yours}"
    columns = sorted(set(mine[0]))
    if columns != sorted(set(yours[0])):
        return f"columns {mine[0]}, not {yours[0]}"
    if wrong := _disorder(made, *mine):
        return wrong
    if not made.exact:
        differs = made.counted and len(mine[1]) != len(yours[1])
        return f"{len(mine[1])} rows, not {len(yours[1])}" if differs else ""
    return _told(*(_rows(table, columns) for table in (mine, yours)))


Table = tuple[list[str], list[list[object]]]


def _parsed(path: Path) -> bool | Table:
    found = ox.parse_query_results(path.read_bytes(), format=ox.QueryResultsFormat.JSON)
    if isinstance(found, ox.QueryBoolean):
        return bool(found)
    assert isinstance(found, ox.QuerySolutions)
    return [one.value for one in found.variables], [list(row) for row in found]


def _rows(table: Table, columns: Sequence[str]) -> Counter[Row]:
    places = [table[0].index(name) for name in columns]
    return Counter(tuple(comparable(row[place]) for place in places) for row in table[1])


def _told(mine: Counter[Row], yours: Counter[Row]) -> str:
    lost, added = list((yours - mine).elements()), list((mine - yours).elements())
    if not lost and not added:
        return ""
    return f"lacks {len(lost)}: {lost[:2]}; has {len(added)}: {added[:2]}"


def comparable(term: object) -> object:
    """Return a term so that equal values are equal; a double to 12 digits, a blank node as one."""
    if isinstance(term, ox.BlankNode):
        return "_:"
    if not isinstance(term, ox.Literal):
        return None if term is None else str(term)
    datatype = term.datatype.value
    try:
        if datatype in _EXACT:
            return datatype, Decimal(term.value).normalize()
        if datatype in _INEXACT:
            return datatype, f"{float(term.value):.6g}"
    except (InvalidOperation, ValueError):
        pass
    if datatype.lower().endswith("duration"):
        return datatype, sort_key(term)
    return term.value, datatype, (term.language or "").lower()


def _disorder(made: Made, names: list[str], rows: list[list[object]]) -> str:
    """Return two rows whose order is wrong by section 15.1, where that settles it."""
    by = [(names.index(name[1:]), falling) for name, falling in made.by if name[1:] in names]
    if len(by) < len(made.by):
        return ""
    for one, other in pairwise(rows):
        for place, falling in by:
            first, second = _rank(one[place]), _rank(other[place])
            # Of two literals that are not comparable the order is open, and with it the rest.
            if first[0] == second[0] and first[1:2] != second[1:2]:
                break
            if first != second:
                if (first > second) != falling:
                    return f"{one} before {other}"
                break
    return ""


def _rank(term: object) -> tuple[Any, ...]:
    """Return what a term is compared by: its kind, for literals what they are compared with."""
    if term is None:
        return (0,)
    if isinstance(term, ox.BlankNode):
        return (1,)
    if isinstance(term, ox.NamedNode):
        return 2, "", term.value
    assert isinstance(term, ox.Literal)
    datatype = term.datatype.value
    if datatype == _XSD + "string":
        return 3, "text", term.value
    if datatype in _EXACT | _INEXACT and (number := _number(term.value)) is not None:
        return 3, "number", number
    return 3, str(term)


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if number == number else None
