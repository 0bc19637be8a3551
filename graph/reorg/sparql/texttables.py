"""Writes rows as text: a table with aligned columns, Markdown, and lines of cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from reorg.visibletext import visible

_NUMBER = re.compile(r"-?[\d.,]+")


def table(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """Return rows as text in aligned columns; numbers stand to the right."""
    texts = [[visible(value) for value in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(columns, *texts, strict=True)]
    right = [
        bool(texts) and all(not row[i] or _NUMBER.fullmatch(row[i]) for row in texts)
        for i in range(len(columns))
    ]
    ruler = ["─" * width for width in widths]
    lines = [
        "  ".join(
            text.rjust(width) if to_right else text.ljust(width)
            for text, width, to_right in zip(line, widths, right, strict=True)
        ).rstrip()
        for line in (columns, ruler, *texts)
    ]
    return "\n".join(lines) + "\n"


def markdown(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """Return rows as a Markdown table whose cells hold nothing that Markdown would read."""
    head = [[visible(name) for name in columns], ["---"] * len(columns)]
    body = [[escaped(visible(value)) for value in row] for row in rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in (*head, *body))


def escaped(text: str) -> str:
    """Return text that Markdown takes as it stands."""
    return re.sub(r"([\\|`*_<\[\]])", r"\\\1", text)


def comma_separated(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Return rows as CSV after RFC 4180, lines ending in CR LF."""
    import csv
    from io import StringIO

    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue()


def tab_separated(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Return rows as lines of cells parted by tabs; what a cell may not hold becomes a space."""
    lines = [columns, *rows]
    return "".join("\t".join(visible(cell) for cell in line) + "\n" for line in lines)
