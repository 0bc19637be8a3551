"""Fills in what a record leaves out because it follows from the rest.

What is filled in, and why, stands in `reorg.vocab.defaults`. A key that is written is never
changed; what is filled in depends on the filled-in values of other keys alone, so that it makes
no difference which of them are written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache

from reorg.record.model import Fields, Given, Node, Record, in_full
from reorg.record.partsofthetext import PartsOfTheText
from reorg.record.strictyaml import Value
from reorg.vocab.defaults import (
    CURATOR,
    DENIABLE,
    OF_THE_SPEAKER,
    SET_BY_PARTS,
    TABLE,
    TOWARDS,
    act_of,
    default_of,
    frame_of,
)
from reorg.vocab.kinds import DEFAULTS, NOBODY, PARTS, RECORD, REPORTED_BY, SPOKEN

_VOICE = ("speaker", "possibleSpeaker")
ORDER = tuple(
    dict.fromkeys(
        ["inPart", *SET_BY_PARTS, *(row.key for row in TABLE if row.key not in SET_BY_PARTS)]
    )
)
"""The keys in an order in which each comes after those that it follows from."""

_CLAIM_ALONE = frozenset({"standing", "sourceMode"})


def fill(record: Record) -> None:
    """Give the things of a record what they have by default.

    It may be done again when more is known, such as the places of anchors.
    """
    for node in record.nodes:
        # What was filled in before goes, so that it never passes for written.
        node.values.update(as_written(record, node))
        for key in [key for key in node.values if (*node.path, key) in record.defaulted]:
            del node.values[key]
    record.defaulted.clear()
    defaults = Defaults(record)
    for node in record.nodes:
        for key in _keys_that_follow(node.kind):
            if not node.has(key) and (given := defaults.of(node, key)):
                node.values[key] = given.value
                record.defaulted[*node.path, key] = given
        for name in PARTS:
            if node.has(name):
                _fill_parts(record, defaults, node, name)
        for key in DENIABLE:
            if node.values.get(key) == NOBODY:
                del node.values[key]


def part_in_full(name: str, item: Value) -> Value:
    """Return a part of a thing with the words that it has by default, whatever else it holds."""
    whole = in_full(name, item)
    if not isinstance(whole, dict):
        return whole
    return {**{row.key: row.value for row in TABLE if row.value and name in row.on}, **whole}


def as_written(record: Record, node: Node) -> dict[str, Value]:
    """Return the keys of a thing that hold parts or the word for nobody, as they are written."""
    value = record.document.written(node.path)
    kept = {*PARTS, *DENIABLE}
    return {key: value[key] for key in value if key in kept}


@lru_cache(maxsize=64)
def _keys_that_follow(kind: str) -> tuple[str, ...]:
    """Return the keys that a kind of thing, or of part, may have by default, in their order."""
    set_ = SET_BY_PARTS if kind in SPOKEN else ()
    return tuple(key for key in ORDER if key in set_ or default_of(key, kind))


def _fill_parts(record: Record, defaults: Defaults, node: Node, name: str) -> None:
    parts: list[Value] = []
    for index, item in enumerate(node.listed(name)):
        part = in_full(name, item)
        if isinstance(part, dict):
            part = dict(part)
            for key in _keys_that_follow(name):
                if key not in part and (given := defaults.of_part(node, name, part, key)):
                    part[key] = given.value
                    record.defaulted[*node.path, name, index, key] = given
        parts.append(part)
    if node.values[name] != NOBODY:
        node.values[name] = parts


class Defaults:
    """What the keys of a record's things are where they are left out."""

    def __init__(self, record: Record) -> None:
        self._parts = PartsOfTheText(record)
        self._head = next(iter(record.of_kind(RECORD.name)), None)
        self._own = {
            node.id: Fields(own)
            for node in record.nodes
            if isinstance(own := node.values.get(DEFAULTS), dict)
        }
        self._plans = [node.id for node in record.of_kind("plan")]
        self._places = {node.id: n for n, node in enumerate(record.of_kind("step"), 1)}
        self._rules: dict[str, Callable[[Node], Given | None]] = {
            "inPart": self._part,
            "speaker": self._speaker,
            "attribution": self._attribution,
            REPORTED_BY: self._reported_by,
            "act": self._act,
            "stanceMode": self._stance_mode,
            "readBy": self._curator,
            "position": self._position,
            "end": self._end,
            TOWARDS: self._towards,
        }

    def of(self, node: Node, key: str) -> Given | None:
        """Return what a key of a thing is by default, given all its other keys; None for nothing.

        Args:
            node: The thing, with what it has by default; what it has under ``key`` is passed over.
            key: The key.
        """
        node = _without(node, key)
        row = default_of(key, node.kind)
        if row is None and not (key in SET_BY_PARTS and node.kind in SPOKEN):
            return None
        if (given := self._set(node, key)) is not None:
            return given
        if key in self._rules:
            return self._rules[key](node)
        return Given(row.value) if row and row.value else None

    def of_part(self, node: Node, name: str, part: dict[str, Value], key: str) -> Given | None:
        """Return what a key of a part of a thing is by default; None for nothing."""
        row = default_of(key, name)
        if row is None:
            return None
        if row.value:
            return Given(row.value)
        if key == "frame" and (standing := node.text("standing")):
            return Given(frame_of(standing), f"of what is {standing}")
        if key == "readBy" and node.text("sourceMode") == "read":
            return self._curator(node)
        return None

    def _set(self, node: Node, key: str) -> Given | None:
        """Return what the record sets for a key by `defaults` of its own, the nearest first."""
        if key not in SET_BY_PARTS or (key in _CLAIM_ALONE and node.kind != "claim"):
            return None
        if key in _VOICE and (node.has(_VOICE[0]) or node.has(_VOICE[1])):
            return None
        for name, values in self._levels(node):
            if key in _VOICE and (set_here := [voice for voice in _VOICE if values.has(voice)]):
                # Of both, the first is filled in, and then the second is not asked for.
                own = key == set_here[0]
                return Given(values.values[key], f"of `{name}`") if own else None
            if values.has(key) and (key not in OF_THE_SPEAKER or _same_voice(node, values)):
                return Given(values.values[key], f"of `{name}`")
        return None

    def _levels(self, node: Node) -> Iterator[tuple[str, Fields]]:
        """Go through the defaults that the record sets for a thing, the nearest first."""
        wholes = self._parts.wholes(node.text("inPart"))
        for whole in (self._parts.sentence(node), *wholes, self._head):
            if whole and whole.id in self._own:
                yield whole.id, self._own[whole.id]

    def _part(self, node: Node) -> Given | None:
        part = self._parts.part(node)
        return Given(part, f"of `{node.text('anchor')}`, which stands there") if part else None

    def _speaker(self, node: Node) -> Given | None:
        if node.has("possibleSpeaker") or self._set(node, "possibleSpeaker"):
            return None
        part = node.text("inPart")
        voice = self._parts.voice(part)
        return Given(voice, f"of `{part}`") if voice else None

    def _attribution(self, node: Node) -> Given | None:
        speakers = node.texts("speaker")
        voice = self._parts.voice(node.text("inPart"))
        if not speakers:
            return Given("none", "of what nobody is named for") if node.has(_VOICE[1]) else None
        own = speakers == [voice] and voice.startswith("document:")
        return Given("none" if own else "explicit", f"of what {speakers[0]} says")

    def _reported_by(self, node: Node) -> Given | None:
        part, speakers = node.text("inPart"), node.texts("speaker")
        voice = self._parts.voice(part)
        if not voice or not speakers or speakers == [voice]:
            return None
        return Given([{"voice": voice, "commitment": "reports"}], f"of `{part}`")

    def _act(self, node: Node) -> Given | None:
        standing = node.text("standing")
        return Given(act_of(standing), f"of what is {standing}") if standing else None

    def _stance_mode(self, node: Node) -> Given | None:
        return Given("read") if node.has("stance") else None

    def _towards(self, node: Node) -> Given | None:
        if not node.has("stance") or len(self._plans) != 1:
            return None
        return Given(self._plans[0], "of the record's only plan")

    def _end(self, node: Node) -> Given | None:
        start, exact = node.number("start"), node.text("exact")
        return None if start is None or not exact else Given(str(start + len(exact)))

    def _curator(self, _node: Node) -> Given | None:
        curator = self._head.text(CURATOR) if self._head else ""
        return Given(curator, "of the record") if curator else None

    def _position(self, node: Node) -> Given | None:
        return Given(str(self._places[node.id]), "of its place in the tour")


def _same_voice(node: Node, values: Fields) -> bool:
    """Return whether what is set is set for whoever says this."""
    return not (values.has(_VOICE[0]) or values.has(_VOICE[1])) or all(
        node.texts(key) == values.texts(key) for key in _VOICE
    )


def _without(node: Node, key: str) -> Node:
    if not node.has(key):
        return node
    return replace(node, values={k: v for k, v in node.values.items() if k != key})
