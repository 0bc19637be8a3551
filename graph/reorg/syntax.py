"""Says in a writer's words what libyaml finds wrong with a file, and where to look."""

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


_QUOTES = ("'", '"')
_CLOSE = "close it, or write '' for an apostrophe inside single quotation marks"

# Pairs of libyaml's words (problem and context, as one text) and ours. The first that fits counts.
_PLAIN = (
    ("tab", "a tab stands where spaces are needed", "indent with spaces"),
    (
        "cannot start any token",
        "a value begins with a sign that YAML keeps for itself",
        "put the whole value in quotation marks",
    ),
    (
        "mapping values are not allowed",
        "a colon stands where no key can begin",
        "put words with a colon in quotation marks, and give each key the indentation of its "
        "neighbours",
    ),
    (
        "could not find expected ':'",
        "these words are no key with its value",
        "write `key: value`, with a colon and a space, and indent words that belong to a value",
    ),
    (
        "found unexpected end of stream",
        "the quotation mark that opens here is never closed",
        _CLOSE,
    ),
    (
        "flow mapping",
        "the braces are not closed here, nor does a comma follow",
        "end them with }, set commas between keys, and put words with odd signs in quotation marks",
    ),
    (
        "flow sequence",
        "the brackets are not closed here, nor does a comma follow",
        "end them with ], set commas between values, and put words with odd signs in quotation "
        "marks",
    ),
    (
        "unknown escape character",
        "this is no escape that YAML knows",
        "write \\\\ for a backslash, or use single quotation marks",
    ),
    (
        "escape code",
        "this escape stands for no character",
        "write the character itself",
    ),
    (
        "hexadecimal",
        "this escape lacks digits",
        "write the character itself",
    ),
    (
        "expected '-' indicator",
        "this belongs neither to the list above nor to a key",
        "begin it with a hyphen, or indent it as its neighbours are",
    ),
    (
        "block mapping",
        "this belongs neither to the value above nor to a key",
        "close quotation marks above it, and indent it as its neighbours are",
    ),
    (
        "scanning an a",
        "a value begins with a sign that YAML keeps for itself",
        "put the whole value in quotation marks",
    ),
    ("document start", "something follows the end of the document", "delete the line `...`"),
    ("incompatible YAML", "this version of YAML is unknown", "delete the line"),
    ("directive", "a line cannot begin with %", "put the value in quotation marks"),
    ("tag", "a value begins with a sign that YAML keeps for itself", "put it in quotation marks"),
    (
        "block scalar",
        "this cannot stand after | or >",
        "begin the text on the next line, indented",
    ),
)
# Where libyaml points at the place at which it gave up, far from the fault.
_AT_CONTEXT = re.compile("found unexpected end of stream|could not find expected ':'")


def fault(error: yaml.MarkedYAMLError, text: str, scalar: Any = None) -> Fault:
    """Return what ``error`` means.

    Args:
        text: What was read.
        scalar: The last value that was read whole before it.
    """
    words = f"{error.problem or ''} {error.context or ''}"
    if scalar is not None and scalar.style in _QUOTES:
        opened, closed = scalar.start_mark.line + 1, scalar.end_mark.line + 1
        if closed > opened:
            what = f"not YAML: the quotation mark that opens here closes only in line {closed}"
            return Fault(opened, scalar.start_mark.column + 1, what, _CLOSE)
    early = _AT_CONTEXT.search(words) and error.context_mark
    mark = error.context_mark if early else error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    if "\t" in text and text.split("\n")[line - 1][column - 1 : column] == "\t":
        words = "tab"
    for theirs, what, remedy in _PLAIN:
        if theirs in words:
            return Fault(line, column, f"not YAML: {what}", remedy)
    return Fault(line, column, f"not YAML: {words.strip()}", "mend the line")
