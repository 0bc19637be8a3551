"""Finds links that lead from a thing back to itself, and voices that speak through themselves."""

from __future__ import annotations

from collections.abc import Iterator

from reorg.errors import Problem
from reorg.record.model import Record
from reorg.record.strictyaml import Steps
from reorg.vocab.kinds import REPORTED_BY, SPOKEN

ACYCLIC = ("within", "presupposes", "quotes", "isPartOf", "derivedFrom", "partOfTotal", "broader")
"""Keys that must never lead from a thing back to itself."""


def check(record: Record) -> Iterator[Problem]:
    """Yield a problem for each voice that speaks through itself, and for each circle of links."""
    yield from _voice_chains(record)
    for key in ACYCLIC:
        yield from _circles(record, key)


def _voice_chains(record: Record) -> Iterator[Problem]:
    for node in record.of_kind(*SPOKEN):
        chain = set(node.texts("speaker"))
        for commitment in node.nested(REPORTED_BY):
            voice = commitment.text("voice")
            if voice in chain:
                speaks = record.by_default(node.path, ["speaker"])
                what = f"`{voice}` stands twice in the voice chain of `{node.id}`{speaks}"
                place = (*node.path, REPORTED_BY, commitment.count - 1, "voice")
                remedy = "name each voice once, the nearest first"
                yield record.document.problem(place, what, remedy)
            elif voice:
                chain.add(voice)


def _circles(record: Record, key: str) -> Iterator[Problem]:
    edges: dict[str, list[str]] = {}
    paths: dict[str, Steps] = {}
    for node in record.nodes:
        if node.has(key):
            edges[node.id] = node.texts(key)
            paths[node.id] = (*node.path, key)
    for cycle in _cycles(edges):
        what = f"`{key}` leads round in a circle: {' > '.join([*cycle, cycle[0]])}"
        yield record.document.problem(paths[cycle[0]], what, "break it at the wrong link")


def _cycles(edges: dict[str, list[str]]) -> Iterator[list[str]]:
    """Yield one cycle for each set of nodes that a depth-first search finds on one."""
    done: set[str] = set()
    for start in list(edges):
        trail: list[str] = []
        on_trail: set[str] = set()
        stack: list[tuple[str, bool]] = [(start, False)]
        while stack:
            node, leaving = stack.pop()
            if leaving:
                on_trail.discard(trail.pop())
                done.add(node)
            elif node in on_trail:
                yield trail[trail.index(node) :]
            elif node not in done:
                trail.append(node)
                on_trail.add(node)
                stack.append((node, True))
                stack.extend((child, False) for child in edges.get(node, ()))
