"""Says in a writer's words what is wrong with a file that is not YAML, and where to look.

What the parser says of it is not read, since each release may word it anew: the fault is told
from the two places that the parser points at, and from the signs that stand there.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import yaml


class Fault(NamedTuple):
    """One fault of YAML syntax.

    Attributes:
        line: Line, counted from 1.
        column: Column, counted from 1.
        what: What is wrong.
        remedy: What to do about it.
    """

    line: int
    column: int
    what: str
    remedy: str


_CLOSE = "close it, or write '' for an apostrophe inside single quotation marks"
_RESERVED = (
    "a value begins with a sign that YAML keeps for itself",
    "put the whole value in quotation marks",
)
_NEVER_CLOSED = ("the quotation mark that opens here is never closed", _CLOSE)
_NO_KEY = (
    "these words are no key with its value",
    "write `key: value`, with a colon and a space, and indent words that belong to a value",
)
_TAB = ("a tab stands where spaces are needed", "indent with spaces")
_LIST = (
    "this belongs neither to the list above nor to a key",
    "begin it with a hyphen, or indent it as its neighbours are",
)
_MAPPING = (
    "this belongs neither to the value above nor to a key",
    "close quotation marks above it, and indent it as its neighbours are",
)
_VALUE = ("a value is missing here", "give it, and close each bracket and brace that is open")
_AFTER_THE_END = (
    "something follows the end of the document",
    "delete the line `...` above it, or give what stands above it a key",
)
_VERSION = ("this version of YAML is unknown", "delete the line")
_DIRECTIVE = ("a line cannot begin with %", "put the value in quotation marks")
_NO_ESCAPE = (
    "this is no escape that YAML knows",
    "write \\\\ for a backslash, or use single quotation marks",
)
_NO_CHARACTER = ("this escape stands for no character", "write the character itself")
_FEW_DIGITS = ("this escape lacks digits", "write the character itself")

# What began where the fault was met inside of it, by its first sign.
_OPENED = {
    "{": (
        "the braces are not closed here, nor does a comma follow",
        "end them with }, set commas between keys, and put words with odd signs in quotation marks",
    ),
    "[": (
        "the brackets are not closed here, nor does a comma follow",
        "end them with ], set commas between values, and put words with odd signs in quotation "
        "marks",
    ),
}
_BEGUN = {
    **dict.fromkeys("&*!", _RESERVED),
    **dict.fromkeys(
        "|>", ("this cannot stand after | or >", "begin the text on the next line, indented")
    ),
    "%": _DIRECTIVE,
}
# What stands where it cannot.
_MISPLACED = {
    ":": (
        "a colon stands where no key can begin",
        "put words with a colon in quotation marks, and give each key the indentation of its "
        "neighbours",
    ),
    "-": (
        "a hyphen stands where no list can begin",
        "begin the list on a line of its own, or put the words in quotation marks",
    ),
    "?": ("a question mark stands where no key can begin", "put the words in quotation marks"),
}
_QUOTED = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"\\]|\\.)*\"", re.DOTALL)
_ESCAPE = re.compile(r"\\(?:x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8})", re.IGNORECASE)

_OPENING = (
    yaml.BlockMappingStartToken,
    yaml.BlockSequenceStartToken,
    yaml.FlowMappingStartToken,
    yaml.FlowSequenceStartToken,
)
# A key has 1,024 characters at most (YAML 1.2.2, on implicit keys); a good deal more is looked at.
_LOOK_AHEAD = 10_000
_CLOSING = (yaml.BlockEndToken, yaml.FlowMappingEndToken, yaml.FlowSequenceEndToken)


def fault(error: yaml.MarkedYAMLError, text: str, scalar: Any = None) -> Fault:
    """Return what ``error`` means.

    Args:
        text: What was read.
        scalar: The last value that was read whole before it.
    """
    if scalar is not None and scalar.style in ("'", '"'):
        opened, closed = scalar.start_mark.line + 1, scalar.end_mark.line + 1
        if closed > opened:
            what = f"not YAML: the quotation mark that opens here closes only in line {closed}"
            return Fault(opened, scalar.start_mark.column + 1, what, _CLOSE)
    within, at = error.context_mark, error.problem_mark or error.context_mark
    if at is None:
        return Fault(1, 1, "not YAML", "mend the file")
    judge = _of_signs if isinstance(error, yaml.scanner.ScannerError) else _of_order
    what, remedy = judge(text, at.index, within.index if within else None)
    # There the parser points at the place at which it gave up, far from the fault.
    place = within if within and (what, remedy) in (_NEVER_CLOSED, _NO_KEY) else at
    return Fault(place.line + 1, place.column + 1, f"not YAML: {what}", remedy)


def _of_signs(text: str, at: int, within: int | None) -> tuple[str, str]:
    """Return what is wrong where the text could not be taken apart into signs and words."""
    sign = text[at : at + 1]
    if sign == "\t":
        return _TAB
    if within is None or within == at:
        return _MISPLACED.get(sign, _RESERVED)
    begun = text[within : within + 1]
    if begun in ("'", '"'):
        quoted = _QUOTED.match(text, within)
        return _of_escapes(text, at) if quoted is None or at < quoted.end() else _NO_KEY
    return _BEGUN.get(begun, _NO_KEY)


def _of_escapes(text: str, at: int) -> tuple[str, str]:
    if text[at - 2 : at].lower() in ("\\x", "\\u"):
        return _NO_CHARACTER if _ESCAPE.match(text, at - 2) else _FEW_DIGITS
    return _NO_ESCAPE if "\\" in text[at - 1 : at + 1] else _NEVER_CLOSED


def _of_order(text: str, at: int, within: int | None) -> tuple[str, str]:
    """Return what is wrong where signs and words do not stand in an order that YAML knows."""
    if text[at : at + 1] == "\t":
        return _TAB
    if within is None:
        directive = _VERSION if text.startswith("%YAML", at) else _DIRECTIVE
        return directive if text.startswith("%", at) else _AFTER_THE_END
    if within == at:
        return _VALUE
    if text[within : within + 2].strip() == "-":
        return _LIST
    return _OPENED.get(text[within : within + 1], _MAPPING)


def deeper(text: str, start: int, end: int, levels: int) -> int | None:
    """Return the index where more than ``levels`` lists and mappings open in a piece of a text.

    A parser looks ahead, and may give up on the depth of what it has not handed on yet. It looks
    no further than a key may be long, so that a short piece is enough.

    Args:
        text: What was read.
        start: Index of the first character that is not handed on.
        end: Index of the character at which the parser gave up.
        levels: How many more may open.
    """
    depth = 0
    try:
        for token in yaml.scan(text[start : min(end, start + _LOOK_AHEAD)], yaml.BaseLoader):
            depth += isinstance(token, _OPENING) - isinstance(token, _CLOSING)
            if depth > levels:
                return start + int(token.start_mark.index)
    except yaml.YAMLError:
        # What is cut off in the middle of a quotation, say, was no deeper until there.
        pass
    return None
