"""One order for all terms, as SPARQL 1.1 wants it (section 15.1) and total where it leaves a gap.

Unbound, blank nodes, IRIs, literals. Of literals: numbers by value, booleans, points in time from
the start of what they name, lengths of time, texts whatever their language, others by datatype.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pyoxigraph as ox

from reorg.namespaces import PREFIXES

_XSD = PREFIXES["xsd"]
_STRING = _XSD + "string"
_INTEGERS = (
    *("integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger"),
    *("nonPositiveInteger", "negativeInteger", "unsignedLong", "unsignedInt", "unsignedShort"),
    "unsignedByte",
)
# Not compiled before one is needed: most answers hold names and texts.
_NUMBER = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,9})?"
_BEYOND_NUMBERS = {"NaN": "30", "-INF": "31", "INF": "35", "+INF": "35"}
_POINT = (
    r"(-?[0-9]{4,9})(?:-([0-9]{2}))?(?:-([0-9]{2}))?"
    r"(?:T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?)?"
    r"(?:Z|([+-])([0-9]{2}):([0-9]{2}))?"
)
_LENGTH = (
    r"(-?)P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?"
    r"(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d*)?)S)?)?"
)
# A year is 365.2425 days, so that a month lies between its shortest and its longest.
_SECONDS = (31_556_952, 2_629_746, 86_400, 3_600, 60)
_COMPLEMENT = str.maketrans("0123456789", "9876543210")
_MIDDLE = 10**18


def sort_key(term: object) -> str:
    """Return text by whose code points terms are to be sorted; values that are equal share it.

    Args:
        term: A term of the engine; None for unbound.
    """
    if isinstance(term, ox.Literal):
        return _literal(term)
    if isinstance(term, ox.NamedNode):
        return "2" + term.value
    if isinstance(term, ox.BlankNode):
        return "1" + term.value
    if isinstance(term, ox.Triple):
        return "9" + "\0".join(map(sort_key, (term.subject, term.predicate, term.object)))
    return ""


def _literal(term: ox.Literal) -> str:
    value, language = term.value, term.language
    if language:
        return f"7{value}\0{language}"
    datatype = term.datatype.value
    if datatype == _STRING:
        return f"7{value}\0"
    key = _KEYS[datatype](value) if datatype in _KEYS else ""
    return key or f"8{datatype}\0{value}"


def _number(value: str) -> str:
    if value in _BEYOND_NUMBERS:
        return _BEYOND_NUMBERS[value]
    if not re.fullmatch(_NUMBER, value):
        return ""
    from decimal import Decimal

    number = Decimal(value)
    exponent = f"{number.adjusted() + 5_000_000_000:010}"
    digits = "".join(map(str, number.as_tuple().digits)).rstrip("0")
    if not number:
        return "33"
    if number > 0:
        return f"34{exponent}{digits}"
    return f"32{(exponent + digits).translate(_COMPLEMENT)}~"


def _integer(value: str) -> str:
    if "1" <= value[:1] <= "9" and value.isdecimal() and value.isascii():
        return f"34{len(value) + 4_999_999_999}{value.rstrip('0')}"
    return _number(value)


def _boolean(value: str) -> str:
    return {"false": "40", "0": "40", "true": "41", "1": "41"}.get(value, "")


def _point(value: str, rank: int) -> str:
    """Return the key of a point in time; a date, month or year counts from its start."""
    match = re.fullmatch(_POINT, value)
    if not match:
        return ""
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    fraction, sign, *zone = match.groups()[6:]
    away = (int(zone[0]) * 60 + int(zone[1])) * (-1 if sign == "-" else 1) if sign else 0
    seconds = _days(year, month or 1, day or 1) * 86_400 + hour * 3600 + minute * 60 + second
    return f"5{seconds - away * 60 + _MIDDLE:019}.{(fraction or '').rstrip('0')}!{rank}"


def _days(year: int, month: int, day: int) -> int:
    """Return the number of a day in the Gregorian calendar, which `datetime` ends too early."""
    year, month = (year, month - 3) if month > 2 else (year - 1, month + 9)
    return 365 * year + year // 4 - year // 100 + year // 400 + (153 * month + 2) // 5 + day


def _length(value: str) -> str:
    match = re.fullmatch(_LENGTH, value, re.ASCII)
    if not match:
        return ""
    sign, *parts, seconds = match.groups()
    whole, _, fraction = (seconds or "0").partition(".")
    total = sum(int(part or 0) * size for part, size in zip(parts, _SECONDS, strict=True))
    return "6" + _number(f"{sign}{total + int(whole)}.{fraction}")


_KEYS: dict[str, Callable[[str], str]] = {
    **{_XSD + name: _integer for name in _INTEGERS},
    **{_XSD + name: _number for name in ("decimal", "double", "float")},
    **{_XSD + name: _length for name in ("duration", "dayTimeDuration", "yearMonthDuration")},
    _XSD + "boolean": _boolean,
    # What names less comes first: the year before its first day.
    _XSD + "gYear": lambda value: _point(value, 0),
    _XSD + "gYearMonth": lambda value: _point(value, 1),
    _XSD + "date": lambda value: _point(value, 2),
    _XSD + "dateTime": lambda value: _point(value, 3),
    _XSD + "dateTimeStamp": lambda value: _point(value, 3),
}
