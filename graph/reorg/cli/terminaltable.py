"""Prints the tables that fit a terminal; for pipes and files see `reorg.sparql.texttables`."""

from __future__ import annotations

import sys
from io import TextIOWrapper

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from rich.table import Table

#: Columns of blanks between two columns of a table, and before its first.
_GAP = 3
#: The least room for a value beside its name, in columns.
_VALUE = 20


def put_table_on_terminal(
    columns: Sequence[str], rows: Sequence[Sequence[Any]], title: str = "", remark: str = ""
) -> None:
    """Print a table that fits the terminal, and a remark below it.

    Where a column would break words, each row is a table of its own: names beside values.
    """
    from rich.console import Console
    from rich.text import Text

    from reorg.visibletext import visible

    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")  # whatever the locale, as in files
    texts = [[visible(value) for value in row] for row in rows]
    console = Console()
    if rows and _least_width(columns, texts) > console.width:
        for number, table in enumerate(_rows_alone(columns, texts)):
            if title and not number:
                console.print(Text(title, style="italic"))
            console.print(table)
    else:
        console.print(_one_table(columns, texts, title))
    console.print(f"{len(rows)} row{'' if len(rows) == 1 else 's'}", style="dim")
    if remark:
        console.print(Text(visible(remark)), soft_wrap=True)


def _least_width(columns: Sequence[str], texts: Sequence[Sequence[str]]) -> int:
    """Return how many columns of the terminal a table needs that breaks no word."""
    from rich.cells import cell_len

    return sum(
        max(cell_len(word) for text in (name, *cells) for word in text.split() or [""]) + _GAP
        for name, *cells in zip(columns, *texts, strict=True)
    )


def _one_table(columns: Sequence[str], texts: Sequence[Sequence[str]], title: str) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, title=title or None, title_justify="left", pad_edge=False)
    for name in columns:
        table.add_column(Text(name), overflow="fold")
    for row in texts:
        table.add_row(*map(Text, row))
    return table


def _rows_alone(columns: Sequence[str], texts: Sequence[Sequence[str]]) -> Iterator[Table]:
    """Return a table for each row, without what the row leaves empty."""
    from rich.table import Table
    from rich.text import Text

    for row in texts:
        table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
        table.add_column(style="bold", overflow="fold", min_width=max(map(len, columns)))
        table.add_column(overflow="fold", min_width=_VALUE)
        for name, text in zip(columns, row, strict=True):
            if text:
                table.add_row(Text(name), Text(text))
        table.add_row()
        yield table
