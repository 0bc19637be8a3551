"""The forms in which values may be written: one form for each value, so that stores agree."""

from __future__ import annotations

import re
from datetime import date, datetime

_ABSOLUTE = re.compile(r"https?:|urn:", re.IGNORECASE)
# The characters that RFC 3987 leaves out of an IRI.
_IRI = re.compile(r"(?:https?://[^/?#]|urn:[a-z0-9])[^\x00-\x20<>\"{}|\\^`]*")
# Canonical forms only: several stores rewrite the others, which would break equality.
_FORMS = {
    "integer": (re.compile(r"0|-?[1-9][0-9]{0,17}"), "a whole number without leading zeros"),
    "nonNegativeInteger": (re.compile(r"0|[1-9][0-9]{0,17}"), "a whole number, 0 or more"),
    "positiveInteger": (re.compile(r"[1-9][0-9]{0,17}"), "a whole number, 1 or more"),
    "decimal": (
        re.compile(r"(?!-0$)-?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{0,11}[1-9])?"),
        "a plain number without needless zeros, such as 68000000 or 1.5",
    ),
    "boolean": (re.compile(r"true|false"), "true or false"),
    "date": (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), "a date such as 2015-02-24"),
}
# Month and day change places between Britain and America, so both readings are offered.
_DATE_FORMS = (
    *("%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d"),
    *("%Y-%m-%d", "%d %B %Y", "%B %d, %Y", "%B %d %Y", "%d %b %Y"),
)


def fault(value: str, datatype: str) -> str:
    """Return what is wrong with a number or a date, or the empty string.

    Args:
        datatype: The local name of an XML Schema type.
    """
    pattern, meaning = _FORMS[datatype]
    if not pattern.fullmatch(value):
        return f"`{value}` is not {meaning}"
    if datatype == "date":
        try:
            date.fromisoformat(value)
        except ValueError:
            return f"the date {value} does not exist"
    return ""


def cure(value: str, datatype: str) -> str:
    """Return advice on a number or date that has a fault: what was probably meant, if anything."""
    meant = sorted(_dates(value)) if datatype == "date" else [_number(value)]
    likely = [f"`{text}`" for text in meant if text and not fault(text, datatype)]
    return f"did you mean {' or '.join(likely)}?" if likely else "correct it"


def _number(value: str) -> str:
    """Return the plain number in text such as ``£4,000``, ``040`` or ``40 staff``."""
    # A word or sign that multiplies would make another number of it.
    match = re.fullmatch(r"[£$€+ ]*([0-9][0-9,_ ]*)(?:\.([0-9]+))?(?: (?!.*illion)\w.*)?", value)
    if not match:
        return ""
    whole = re.sub("[,_ ]", "", match[1]).lstrip("0") or "0"
    rest = (match[2] or "").rstrip("0")
    return f"{whole}.{rest}" if rest else whole


def _dates(value: str) -> set[str]:
    """Return every date that ``value`` may stand for."""
    dates = set()
    for form in _DATE_FORMS:
        try:
            dates.add(datetime.strptime(value.strip(), form).date().isoformat())
        except ValueError:
            continue
    if match := re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?=[TZ ])", value):
        dates.add(match.group())
    return dates


def type_of(text: str) -> str:
    """Return the local name of the XML Schema type of a value, by its form alone."""
    if _IRI.fullmatch(text):
        return "anyURI"
    return "string" if fault(text, "date") else "date"


def is_absolute(text: str) -> bool:
    """Return whether ``text`` is meant to be an IRI of its own and not a prefixed name."""
    return bool(_ABSOLUTE.match(text))


def is_iri(text: str) -> bool:
    """Return whether ``text`` is an absolute IRI that data may use."""
    from pyoxigraph import NamedNode

    if not (_ABSOLUTE.match(text) and _IRI.fullmatch(text)):
        return False
    try:
        NamedNode(text)
    except ValueError:
        return False
    return True
