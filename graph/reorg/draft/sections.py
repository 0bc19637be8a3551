"""Collects the things of a draft, by section of the record."""

from __future__ import annotations

from dataclasses import dataclass, field

from reorg.draft.yamltext import Mapped
from reorg.vocab.kinds import KINDS, kind_of


@dataclass
class Sections:
    """The things of a draft, and the passages that they stand on.

    Attributes:
        nodes: The things, by section, in the order in which they were added.
        ids: The identifiers that ``fresh`` will not give again.
        anchors: The anchors' identifiers, by the first code point and the one after the last.
        spans: What is quoted of the text, context included, in code points.
    """

    nodes: dict[str, list[Mapped]] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)
    anchors: dict[tuple[int, int], str] = field(default_factory=dict)
    spans: list[tuple[int, int]] = field(default_factory=list)

    def add(self, values: Mapped) -> Mapped:
        """Add a thing to the section of its kind."""
        section = KINDS[kind_of(str(values["id"]))].section
        self.nodes.setdefault(section, []).append(values)
        return values

    def of(self, section: str) -> list[Mapped]:
        """Return the things of a section so far."""
        return self.nodes.get(section, [])

    def fresh(self, identifier: str) -> str:
        """Return an identifier with a number added if it is given already."""
        count, free = 2, identifier
        while free in self.ids:
            free, count = f"{identifier}-{count}", count + 1
        self.ids.add(free)
        return free
