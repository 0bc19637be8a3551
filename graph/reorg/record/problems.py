"""Collects what is wrong with a record while it is read."""

from __future__ import annotations

from collections.abc import Iterable

from reorg.errors import Problem
from reorg.lookalikes import nearest
from reorg.record.strictyaml import Document, Steps

_MOST_CURED = 50


class Problems:
    """The problems of one document.

    Attributes:
        list: The problems so far, in the order in which they were met.
    """

    def __init__(self, document: Document) -> None:
        self.list: list[Problem] = []
        self._document = document

    def add(self, path: Steps, what: str, remedy: str, *, at_key: bool = False) -> None:
        """Add a problem placed at the value (or key) that ``path`` leads to."""
        self.list.append(self._document.problem(path, what, remedy, at_key=at_key))

    def nearest(self, word: str, options: Iterable[str], otherwise: str) -> str:
        """Return the advice to use the option nearest to a word, or ``otherwise``."""
        # Looking for look-alikes is slow; who makes many mistakes is not after each one's cure.
        return nearest(word, options, otherwise) if len(self.list) < _MOST_CURED else otherwise
