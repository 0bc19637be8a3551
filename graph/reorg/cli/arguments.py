"""Arguments that several commands have, and the kinds of their values."""

from __future__ import annotations

import argparse
import sys

from reorg.namespaces import BASE
from reorg.rdf.formats import in_files, printed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, _ArgumentGroup
    from collections.abc import Callable
    from typing import Any, TypeVar

    _Number = TypeVar("_Number", int, float)

FORMATS = printed()
"""The formats in which answers are printed."""

TITLES = [format_.title for format_ in in_files().values()]
"""What people call the formats of graphs in files."""

GRAPH_HELP = f"a graph in {', '.join(TITLES[:-1])} or {TITLES[-1]} (default: the shipped one)"


class UsageError(Exception):
    """Arguments that do not go together."""


def add_file(parser: ArgumentParser | _ArgumentGroup, *names: str, **options: Any) -> None:
    """Add an argument that names a file, so that a shell completes it."""
    argument = parser.add_argument(*names, **options)
    # What shtab calls a file, without importing it.
    kinds = {"bash": "_shtab_compgen_files", "zsh": "_files", "tcsh": "f"}
    argument.complete = kinds  # type: ignore[attr-defined]


def add_records(parser: ArgumentParser) -> None:
    """Add records, their text and the IRI under which data stands."""
    add_file(
        parser,
        "records",
        nargs="*",
        metavar="RECORD",
        help="a record in YAML (default: the shipped ones)",
    )
    add_file(
        parser,
        "--article",
        metavar="FILE",
        help="your own copy of the text that the record was made from",
    )
    parser.add_argument(
        "--base",
        metavar="IRI",
        default=BASE,
        help="the IRI under which all data stands (default: %(default)s)",
    )


def add_language(parser: ArgumentParser, **options: Any) -> None:
    """Add the language of the page."""
    parser.add_argument(
        "--language",
        metavar="TAG",
        help="the language of the page's own words, such as de (default: en)",
        **options,
    )


def add_graph(parser: ArgumentParser) -> None:
    """Add the graph to ask."""
    add_file(parser, "--graph", metavar="FILE", help=GRAPH_HELP)


def add_format(parser: ArgumentParser) -> None:
    """Add the form of what is printed."""
    parser.add_argument(
        "--format",
        choices=FORMATS,
        default="table",
        help="default: table; graphs (CONSTRUCT, DESCRIBE) are always Turtle",
    )


def add_ca(parser: ArgumentParser) -> None:
    """Add whom to trust over https."""
    add_file(
        parser,
        "--ca",
        metavar="FILE",
        default="",
        help="certificates of the authorities to trust at an https address (default: those "
        "that REQUESTS_CA_BUNDLE or SSL_CERT_FILE names, or else the usual ones)",
    )


def seconds(text: str) -> float:
    """Return a time in seconds."""
    least = sys.float_info.min
    return _within(text, float, least, 86_400, "give seconds, more than 0 and at most 86400")


def rows(text: str) -> int:
    """Return a number of rows."""
    return _within(text, int, 1, 10_000_000, "give a number of rows, more than 0")


def port(text: str) -> int:
    """Return a TCP port."""
    return _within(text, int, 0, 65_535, "give a port, from 0 to 65535")


def count(text: str) -> int:
    """Return a whole number of at least 1."""
    return _within(text, int, 1, 1_000_000_000, "give a whole number, 1 or more")


def _within(
    text: str, number: Callable[[str], _Number], least: float, most: float, remedy: str
) -> _Number:
    """Return the number that an argument is; argparse would name its kind by the function."""
    try:
        value = number(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no number; {remedy}") from None
    if not least <= value <= most:
        raise argparse.ArgumentTypeError(remedy)
    return value
