"""Weighs the candidate places of all anchors together, by how far apart they stand."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

from reorg.article.candidates import Candidate, Link, Place, Sought

# What speaks against a place, in one currency: about 1 is worth a doubt, 4 is too much.
_DISPLACED = 3.0
_OUT_OF_ORDER = 20.0
_NEAR_EDGE = 0.9
ABSENT = 4.5
"""What speaks against leaving an anchor out."""
CLEAR = 4.0
"""How much better than any other place the best must be."""
BELIEVED = 0.5
"""How much better it must be than none."""

_REACH = 6
"""How many anchors away a distance is measured where one in between is left out."""


def weigh(placed: Sequence[Sought], length: int, length_there: int) -> list[list[float]]:
    """Return for each anchor the least cost of the whole with each candidate, and without it.

    A chain runs through the anchors in the order of the text and takes one candidate of each
    or none. Both ends of the text count as anchors whose place is known, though not well.
    """
    inner = [anchor for anchor in placed if anchor.candidates]
    chain: list[Link] = [_edge(0, 0), *inner, _edge(length_there, length)]
    forward = _sweep(chain, backward=False)
    backward = _sweep(chain, backward=True)
    costs_of: dict[int, list[float]] = {}
    for index, anchor in enumerate(inner, 1):
        through = zip(anchor.candidates, forward[index], backward[index], strict=True)
        costs = [before + after - candidate.cost for candidate, before, after in through]
        costs_of[id(anchor)] = [*costs, _around(chain, forward, backward, index)]
    return [costs_of.get(id(anchor), [0.0]) for anchor in placed]


def _edge(at: int, at_copy: int) -> Link:
    return Link(at, [Candidate(Place(0, 0), at_copy, 0.0)])


def _sweep(chain: Sequence[Link], *, backward: bool) -> list[list[float]]:
    """Return for each candidate the least cost of all anchors up to it from one end."""
    order = range(len(chain) - 1, -1, -1) if backward else range(len(chain))
    costs: list[list[float]] = [[] for _ in chain]
    done: list[int] = []
    least: list[float] = []
    for index in order:
        for candidate in chain[index].candidates:
            best = inf if done else 0.0
            for absent, before in enumerate(reversed(done)):
                if least[len(done) - 1 - absent] + absent * ABSENT >= best:
                    break
                for other, cost in zip(chain[before].candidates, costs[before], strict=True):
                    step = _step(chain, before, other, index, candidate)
                    best = min(best, cost + absent * ABSENT + step)
            costs[index].append(best + candidate.cost)
        done.append(index)
        least.append(min([*least[-1:], *costs[index]]))
    return costs


def _around(
    chain: Sequence[Link],
    forward: Sequence[Sequence[float]],
    backward: Sequence[Sequence[float]],
    index: int,
) -> float:
    """Return the least cost of the whole without one anchor."""
    best = inf
    for before in range(index - 1, max(-1, index - 1 - _REACH), -1):
        for after in range(index + 1, min(len(chain), index + 1 + _REACH)):
            absent = (after - before - 1) * ABSENT
            if min(forward[before]) + absent + min(backward[after]) >= best:
                continue
            for one, cost in zip(chain[before].candidates, forward[before], strict=True):
                for other, rest in zip(chain[after].candidates, backward[after], strict=True):
                    step = _step(chain, before, one, after, other)
                    best = min(best, cost + absent + step + rest)
    return best


def _step(
    chain: Sequence[Link], first: int, one: Candidate, second: int, other: Candidate
) -> float:
    """Return what speaks against two places by their distance, held against the recorded one."""
    if first > second:
        first, one, second, other = second, other, first, one
    distance = (chain[second].at or 0) - (chain[first].at or 0)
    here = other.at - one.at
    bearable = 6 + 0.15 * distance
    if here < -bearable:
        return _OUT_OF_ORDER
    edge = first == 0 or second == len(chain) - 1
    return min(_NEAR_EDGE if edge else _DISPLACED, abs(here - distance) / bearable)


def is_doubtful(costs: Sequence[float]) -> bool:
    """Return whether an anchor's best candidate, given all costs, is not clearly its place."""
    *candidates, absent = costs
    best = min(candidates, default=inf)
    rivals = sum(cost < best + CLEAR for cost in candidates)
    return rivals != 1 or best > absent - ABSENT + BELIEVED
