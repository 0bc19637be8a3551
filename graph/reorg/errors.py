"""The errors that a user can cause and can mend."""

from __future__ import annotations

from typing import NamedTuple


class ReorgError(Exception):
    """A fault in what the user gave, with what to do about it.

    Args:
        what: What is wrong, in one sentence without its full stop.
        where: Where it is wrong: ``file``, ``file:line:column``, a key or an option.
        remedy: What to do, in one sentence without its full stop.
    """

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        self.what = what
        self.where = where
        self.remedy = remedy
        super().__init__(str(self))

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        advice = f"; {self.remedy}" if self.remedy else ""
        return f"{place}{self.what}{advice}"


class Problem(NamedTuple):
    """One thing wrong in a file, placed so that an editor can jump to it.

    Attributes:
        file: The file's name as the user gave it.
        line: Line, counted from 1; 1 where the whole file is meant.
        column: Column in characters, counted from 1; 1 where the whole line is meant.
        what: What is wrong.
        remedy: What to do about it.
    """

    file: str
    line: int
    column: int
    what: str
    remedy: str

    def __str__(self) -> str:
        advice = f"; {self.remedy}" if self.remedy else ""
        return f"{self.file}:{self.line}:{self.column}: {self.what}{advice}"


class RecordError(ReorgError):
    """One or more problems that keep a record from becoming a graph."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems)
        super().__init__("\n".join(map(str, self.problems)))


class QueryError(ReorgError):
    """A query that cannot be run, or that may not be."""


class QueryTimeoutError(QueryError):
    """A query that took longer than it was given."""
