"""What commands print: text, tables and JSON, to a terminal, a file or a pipe that may close."""

from __future__ import annotations

import os
import sys

from reorg.errors import ReorgError
from reorg.jsontext import indented

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any


def put(text: str) -> None:
    """Write to standard output, as UTF-8 whatever the locale.

    Raises:
        ReorgError: The output cannot be written, for example because the disk is full.
        BrokenPipeError: Nobody reads any more.
    """
    try:
        if sys.stdout.isatty():
            sys.stdout.write(text)
        else:
            sys.stdout.flush()
            sys.stdout.buffer.write(text.encode())
    except BrokenPipeError:
        raise
    except (OSError, ValueError) as error:
        _fail_output(error)


def flush() -> None:
    """Write out what is still held back; raises as `put` does."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except (OSError, ValueError) as error:
        _fail_output(error)


def _fail_output(error: Exception) -> None:
    # Python flushes once more at its end, which would fail with a second message.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    reason = (getattr(error, "strerror", None) or str(error)).lower()
    raise ReorgError(
        f"the output cannot be written ({reason})", remedy="make room or write elsewhere"
    ) from None


def put_table(
    columns: Sequence[str], rows: Sequence[Sequence[Any]], format_: str, *, title: str = ""
) -> None:
    """Print a table; to a terminal one that fits it.

    Args:
        columns: The headings.
        rows: As many values each.
        format_: One of the formats of `reorg.cli.arguments`.
        title: What stands above it.
    """
    from reorg.sparql import texttables

    if format_ == "table" and sys.stdout.isatty():
        from reorg.cli.terminaltable import put_table_on_terminal

        put_table_on_terminal(columns, rows, title)
        return
    if format_ == "json":
        put(indented([dict(zip(columns, row, strict=True)) for row in rows]))
        return
    heading = {"md": f"## {title}\n\n", "table": f"{title}\n\n"}.get(format_, "") if title else ""
    writers = {
        "table": texttables.table,
        "md": texttables.markdown,
        "csv": texttables.comma_separated,
        "tsv": texttables.tab_separated,
    }
    put(heading + writers[format_](columns, rows))


def highlight(line: str) -> str:
    """Return a line in a bright colour, where the output shows colours."""
    bright = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    return f"\x1b[1;31m{line}\x1b[0m" if bright else line
