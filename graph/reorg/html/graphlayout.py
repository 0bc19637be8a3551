"""The picture of the whole graph: a fixed place for every thing, the same on every run.

Positions are whole numbers in the page's own units (pixels at zoom 1, x to the right, y down).
They are drawn from igraph with a fixed seed and rounded, so that the last bits of a processor's
arithmetic do not show.
"""

from __future__ import annotations

import math
from collections import defaultdict
from itertools import combinations, product
from typing import TYPE_CHECKING

from reorg.analysis.measures import SEED, simple, with_seed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reorg.analysis.measures import Network

#: Mean distance between neighbours in the whole picture.
SPACING = 76
#: Least distance between the middles of two nodes.
APART = 56
#: Width of the picture over its height.
ASPECT = 1.6
#: Passes that push nodes apart before it is looked up anew who is near whom.
PUSHES = 4
#: Moves that Kamada-Kawai makes, a node; igraph's own 50 cost more and change nothing.
MOVES = 10
#: Above this size Kamada-Kawai, which grows with the cube, gives way to Fruchterman-Reingold.
LARGE = 500


def scatter(network: Network) -> dict[str, tuple[int, int]]:
    """Return a position for every node: the joined ones as a picture, the rest in rows below."""
    graph = simple(network)
    nodes = list(network)
    parts = sorted((sorted(part) for part in graph.connected_components()), key=_largest_first)
    joined = parts[0] if parts and len(parts[0]) > 1 else []
    positions: dict[str, tuple[int, int]] = {}
    if joined:
        part = graph.induced_subgraph(joined)
        with_seed(SEED)
        circle = part.layout_circle()
        drawn = (
            part.layout_kamada_kawai(seed=circle, maxiter=MOVES * len(joined))
            if len(joined) <= LARGE
            else part.layout_fruchterman_reingold(niter=150, seed=circle)
        )
        placed = _spread(_scaled([(x, y) for x, y in drawn]))
        positions.update((nodes[i], place) for i, place in zip(joined, placed, strict=True))
    rest = [nodes[i] for part_ in parts[1 if joined else 0 :] for i in part_]
    positions.update(_rows(rest, positions))
    return {node: positions[node] for node in nodes}


def _largest_first(part: list[int]) -> tuple[int, int]:
    return -len(part), part[0]


def _scaled(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the points centred and stretched to the picture's area and aspect."""
    xs, ys = sorted(x for x, _ in points), sorted(y for _, y in points)
    width, height = (xs[-1] - xs[0]) or 1.0, (ys[-1] - ys[0]) or 1.0
    area = len(points) * SPACING**2
    wide = math.sqrt(area * ASPECT)
    return [
        ((x - xs[0]) / width * wide - wide / 2, ((y - ys[0]) / height - 0.5) * wide / ASPECT)
        for x, y in points
    ]


def _spread(points: Sequence[tuple[float, float]]) -> list[tuple[int, int]]:
    """Push apart nodes that stand on one another; a grid keeps the work linear."""
    placed = [list(point) for point in points]
    for _ in range(15 if len(points) <= LARGE else 2):
        moved = False
        for one, other in _near(placed) * PUSHES:
            moved = _push(one, other) or moved
        if not moved:
            break
    return [(round(x), round(y)) for x, y in placed]


def _near(placed: list[list[float]]) -> list[tuple[list[float], list[float]]]:
    """Return the pairs of points that are too close, or could be after a few pushes."""
    reach = APART * 1.25
    cells: dict[tuple[int, int], list[list[float]]] = defaultdict(list)
    for point in placed:
        cells[math.floor(point[0] / reach), math.floor(point[1] / reach)].append(point)
    pairs: list[tuple[list[float], list[float]]] = []
    for (column, row), here in cells.items():
        pairs.extend(combinations(here, 2))
        # The other four neighbours look this way themselves.
        for right, down in ((0, 1), (1, -1), (1, 0), (1, 1)):
            pairs.extend(product(here, cells.get((column + right, row + down), ())))
    return [pair for pair in pairs if math.dist(*pair) < reach]


def _push(one: list[float], other: list[float]) -> bool:
    dx, dy = other[0] - one[0], other[1] - one[1]
    distance = math.hypot(dx, dy)
    if distance >= APART - 1:
        return False
    if distance == 0:
        dx, distance = 1.0, 1.0
    step = (APART - distance) / 2 / distance
    one[0] -= dx * step
    one[1] -= dy * step
    other[0] += dx * step
    other[1] += dy * step
    return True


def _rows(nodes: list[str], placed: Mapping[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    """Return rows of nodes below a picture, as wide as it, so that none blows out the scale."""
    left = min((x for x, _ in placed.values()), default=0)
    right = max((x for x, _ in placed.values()), default=SPACING * 10)
    top = max((y for _, y in placed.values()), default=-SPACING) + SPACING * 3 // 2
    columns = max(1, (right - left) // (SPACING * 3 // 2) + 1)
    return {
        node: (left + i % columns * SPACING * 3 // 2, top + i // columns * SPACING)
        for i, node in enumerate(nodes)
    }
