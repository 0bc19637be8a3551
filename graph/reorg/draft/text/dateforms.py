"""Finds dates and times of day in a text.

Searching parsers take "may", "10,000" and "a" for dates; here a strict pattern finds a date and
a parser only reads it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_YEAR = r"(?:19|20|21)\d{2}"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_FULL = (
    rf"(?:{_DAY}(?:\s+of)?\s+{_MONTH},?\s+{_YEAR}|{_MONTH}\s+{_DAY},?\s+{_YEAR}"
    rf"|{_YEAR}-\d{{2}}-\d{{2}}|\d{{1,2}}/\d{{1,2}}/{_YEAR})"
)
_PERIOD = rf"{_YEAR}\s?[-–/]\s?(?:{_YEAR}|\d{{2}})"
_PARTIAL = rf"(?:{_MONTH}\s+{_YEAR}|{_DAY}\s+{_MONTH}|{_MONTH}\s+{_DAY})"
_DATE = re.compile(
    rf"\b(?:(?P<full>{_FULL})|(?P<partial>{_PARTIAL})|(?P<period>{_PERIOD})"
    rf"|(?<=[a-z,(]\s)(?P<year>{_YEAR}))(?![\w,]*\d)\b"
)
_TIME = re.compile(
    r"\b(?P<hour>[01]?\d|2[0-3])(?:[:.](?P<minute>[0-5]\d))?\s?(?P<half>[ap]\.?m\b\.?)"
    r"|\b(?P<hour24>[01]?\d|2[0-3])[:.](?P<minute24>[0-5]\d)\b",
    re.I,
)
# A bare year is a date only where a word before it says so: "in 2031" against "2031 jobs".
_BEFORE_YEAR = re.compile(
    r"\b(?:in|by|since|from|until|till|to|before|after|of|and|for|during|early|late|mid"
    r"|spring|summer|autumn|winter|end)[\s,(]+$",
    re.I,
)


@dataclass(frozen=True)
class Date:
    """A date in a text.

    Attributes:
        start: Its first code point.
        end: The code point after its last.
        written: Its words.
        iso: The day, as ``2031-05-03``; empty where the text does not state a whole date.
    """

    start: int
    end: int
    written: str
    iso: str = ""


def find(text: str, start: int = 0, end: int | None = None) -> list[Date]:
    """Return the dates of a stretch of text, in order."""
    end = len(text) if end is None else end
    dates = []
    for match in _DATE.finditer(text, start, end):
        if match["year"] and not _BEFORE_YEAR.search(
            text[max(0, match.start() - 12) : match.start()]
        ):
            continue
        iso = day(match.group()) if match["full"] else ""
        dates.append(Date(match.start(), match.end(), match.group(), iso))
    return dates


def day(written: str) -> str:
    """Return a whole date as ``2031-05-03``, or the empty string if there is no such day.

    Of two numbers the first is the day, as in Britain.
    """
    from dateutil import parser

    plain = re.sub(r"\bof\b|\.", "", written)
    try:
        first_is_year = bool(re.match(r"\d{4}", plain))
        return parser.parse(plain, dayfirst=not first_is_year).date().isoformat()
    except (ValueError, OverflowError):
        return ""


def clock(text: str) -> str:
    """Return the first time of day in a text as ``15:51``, or the empty string."""
    match = _TIME.search(text)
    if not match:
        return ""
    if match["hour24"]:
        return f"{int(match['hour24']):02}:{match['minute24']}"
    hour = int(match["hour"]) % 12 + (12 if match["half"][0] in "pP" else 0)
    return f"{hour:02}:{match['minute'] or '00'}"


def times(text: str) -> list[tuple[int, int]]:
    """Return where the times of day stand in a text."""
    return [match.span() for match in _TIME.finditer(text)]
