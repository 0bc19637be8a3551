"""Finds chains that lead from a thing back to itself."""

from __future__ import annotations

from collections.abc import Iterator

from reorg.errors import Problem
from reorg.record.model import Record, as_list, texts_of
from reorg.record.yamlfile import Steps

ACYCLIC = ("within", "presupposes", "quotes", "isPartOf", "derivedFrom", "partOfTotal", "broader")
"""Keys that must never lead from a thing back to itself."""


def check(record: Record) -> Iterator[Problem]:
    """Yield a problem for each voice that speaks through itself, and for each circle of links."""
    yield from _voice_chains(record)
    for key in ACYCLIC:
        yield from _circles(record, key)


def _voice_chains(record: Record) -> Iterator[Problem]:
    for node in record.of_kind("utterance", "claim"):
        chain = set(texts_of(node.values.get("speaker")))
        for index, item in enumerate(as_list(node.values.get("reportedBy"))):
            voice = item.get("voice") if isinstance(item, dict) else None
            if isinstance(voice, str) and voice in chain:
                what = f"`{voice}` stands twice in the voice chain of `{node.id}`"
                place = (*node.path, "reportedBy", index, "voice")
                remedy = "name each voice once, the nearest first"
                yield record.document.problem(place, what, remedy)
            elif isinstance(voice, str):
                chain.add(voice)


def _circles(record: Record, key: str) -> Iterator[Problem]:
    edges: dict[str, list[str]] = {}
    paths: dict[str, Steps] = {}
    for node in record.nodes:
        if key in node.values:
            edges[node.id] = texts_of(node.values[key])
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
