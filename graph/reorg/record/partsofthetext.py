"""Finds the part of a page in which a passage stands, and whose voice is heard there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from reorg.record.model import Node, Record

_PARTS = ("part", "comment")
_OWN_SENTENCES = frozenset({"headline", "standfirst", "caption", "quoted-passage"})
"""Kinds of part that hold no more than sentences of their kind and those that they begin in."""

_BODY, _PROSE = "body", "prose"
_NOWHERE = -1


class PartsOfTheText:
    """The parts of a record's page by their places, as far as anchors and sentences tell them."""

    def __init__(self, record: Record) -> None:
        self._starts = {
            node.id: start
            for node in record.of_kind("anchor")
            if (start := node.number("start")) is not None
        }
        sentences = [
            (start, end, node)
            for node in record.of_kind("sentence")
            if (start := node.number("start")) is not None
            and (end := node.number("end")) is not None
        ]
        self._sentences = {
            at: next((node for start, end, node in sentences if start <= at < end), None)
            for at in {*self._starts.values()}
        }
        self._things = {
            node.id: node for node in record.of_kind("document", "part", "comment", "image")
        }
        self._parts = [node for node in self._things.values() if node.kind in _PARTS]
        self._wholes = {name: list(self._chain(name)) for name in self._things}

    def sentence(self, thing: Node) -> Node | None:
        """Return the sentence in which the first anchor of a thing begins."""
        return self._sentences.get(self._start(thing))

    def part(self, thing: Node) -> str:
        """Return the id of the part in which the first anchor of a thing stands, or ''."""
        at = self._start(thing)
        if at == _NOWHERE:
            return ""
        sentence = self.sentence(thing)
        kind = sentence.text("partKind") if sentence else ""
        before = [part for part in self._parts if _NOWHERE < self._start(part) <= at]
        wide = [part for part in before if part.text("partKind") not in _OWN_SENTENCES]
        return (
            self._last(part for part in self._parts if thing.text("anchor") in part.texts("anchor"))
            or self._of_kind(kind if kind in _OWN_SENTENCES else "", before)
            or self._last(part for part in before if sentence and self.sentence(part) is sentence)
            or self._last(wide)
            or self._of_kind(_BODY, before)
        )

    def voice(self, part: str) -> str:
        """Return whose voice a part is: a comment's creator, else the document; '' if unknown."""
        for node in self.wholes(part):
            if node.kind == "comment" and node.has("creator"):
                return node.text("creator")
            if node.kind == "document":
                return node.id
        return ""

    def wholes(self, part: str) -> Sequence[Node]:
        """Return a part and all that it is part of, the nearest first."""
        return self._wholes.get(part, ())

    def _chain(self, part: str) -> Iterator[Node]:
        seen: set[str] = set()
        while part in self._things and part not in seen:
            seen.add(part)
            yield self._things[part]
            part = self._things[part].text("isPartOf")

    def _start(self, thing: Node) -> int:
        """Return where the first anchor of a thing begins; before the text if it has none."""
        known = (self._starts[name] for name in thing.texts("anchor") if name in self._starts)
        return next(known, _NOWHERE)

    def _of_kind(self, kind: str, before: list[Node]) -> str:
        """Return the last part of a kind that has begun, else the first without a place."""
        alike = [part for part in self._parts if kind and part.text("partKind") == kind]
        begun = [part for part in alike if part in before]
        unplaced = [part for part in alike if self._start(part) == _NOWHERE]
        return self._last(begun) or (unplaced[0].id if unplaced else "")

    def _last(self, parts: Iterable[Node]) -> str:
        """Return the part that begins last; of several that begin together, the innermost."""
        found = max(
            parts,
            key=lambda part: (self._start(part), len(self.wholes(part.id))),
            default=None,
        )
        return found.id if found else ""
