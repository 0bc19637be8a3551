"""Prints the tables that fit a terminal; for pipes and files see `reorg.sparql.texttables`."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any


def put_table_on_terminal(
    columns: Sequence[str], rows: Sequence[Sequence[Any]], title: str = "", remark: str = ""
) -> None:
    """Print a table that fits the terminal, and a remark below it."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from reorg.visibletext import visible

    table = Table(box=SIMPLE_HEAD, title=title or None, title_justify="left", pad_edge=False)
    for name in columns:
        table.add_column(Text(name), overflow="fold")
    for row in rows:
        table.add_row(*(Text(visible(value)) for value in row))
    console = Console()
    console.print(table)
    console.print(f"{len(rows)} row{'' if len(rows) == 1 else 's'}", style="dim")
    if remark:
        console.print(Text(visible(remark)), soft_wrap=True)
