"""Where things stand in the picture: fixed positions, the same on every run.

Positions are whole numbers in the page's own units (pixels at zoom 1, x to the right, y down).
Both layouts draw from igraph with a fixed seed or from none, and round, so that the last bits
of a processor's arithmetic do not show.
"""

from __future__ import annotations

import math
from collections import defaultdict
from itertools import combinations, product
from typing import TYPE_CHECKING, NamedTuple

from reorg.analysis.measures import SEED, simple, with_seed
from reorg.analysis.projection import CLAIM_KINDS, CONFLICT

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

CARD_WIDTH = 216
CARD_GAP = 12
LANE_GAP = 50
VOICE_GAP = 20
HEAD_HEIGHT = 58
LINE_HEIGHT = 19
CARD_PADDING = 38
#: Characters on a line of a card, at the font size that the page draws.
CARD_LINE = 23
#: Voices above which their order is not searched for.
MANY = 30
#: Room for the picture on a common screen, which the lanes are packed to fill.
SCREEN = (890, 690)


class Box(NamedTuple):
    """A rectangle by its middle and its size."""

    x: int
    y: int
    width: int
    height: int


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


def lanes(network: Network, quarrel: Network) -> dict[str, Box]:
    """Return the dispute as lanes: each voice over its disputed claims, opponents side by side.

    Args:
        network: The whole view, for the words on the cards.
        quarrel: What `reorg.analysis.measures.dispute` returned.
    """
    owners = _owners(quarrel)
    conflicts = [(u, v) for u, v, data in quarrel.edges(data=True) if data["relation"] == CONFLICT]
    order = _lane_order(sorted(set(owners.values())), owners, conflicts)
    claims: dict[str, list[str]] = defaultdict(list)
    for claim in sorted(owners):
        claims[owners[claim]].append(claim)
    heights = {claim: card_height(str(network.nodes[claim]["label"])) for claim in owners}
    tall = {
        voice: HEAD_HEIGHT + sum(heights[claim] + CARD_GAP for claim in claims[voice])
        for voice in order
    }
    boxes: dict[str, Box] = {}
    middles: dict[str, float] = {}
    left = 0
    for column, span in _columns(order, tall):
        top = 0
        for voice in column:
            width = span * CARD_WIDTH + (span - 1) * LANE_GAP
            boxes[voice] = Box(left + width // 2, top + HEAD_HEIGHT // 2, width, HEAD_HEIGHT)
            ranked = _by_opponents(claims[voice], conflicts, middles)
            foot = top
            for part, some in enumerate(_split(ranked, heights, span)):
                x = left + part * (CARD_WIDTH + LANE_GAP) + CARD_WIDTH // 2
                y = top + HEAD_HEIGHT + CARD_GAP
                for claim in some:
                    boxes[claim] = Box(x, y + heights[claim] // 2, CARD_WIDTH, heights[claim])
                    middles[claim] = float(boxes[claim].y)
                    y += heights[claim] + CARD_GAP
                foot = max(foot, y)
            top = foot + VOICE_GAP
        left += span * (CARD_WIDTH + LANE_GAP)
    return boxes


def _split(claims: list[str], heights: Mapping[str, int], span: int) -> list[list[str]]:
    """Return the claims in ``span`` runs of about the same height."""
    share = sum(heights[claim] + CARD_GAP for claim in claims) / span
    runs: list[list[str]] = [[] for _ in range(span)]
    above = 0.0
    for claim in claims:
        middle = above + (heights[claim] + CARD_GAP) / 2
        runs[min(span - 1, int(middle / share))].append(claim)
        above += heights[claim] + CARD_GAP
    return runs


def _columns(voices: list[str], tall: Mapping[str, int]) -> list[tuple[list[str], int]]:
    """Return the voices in columns, in order, so that the picture can be drawn largest.

    Each column comes with the number of cards that stand side by side in it: a voice with much
    to say has a column of its own, and a wide one where that helps.
    """
    best: list[tuple[list[str], int]] = []
    largest = 0.0
    for limit in range(300, sum(tall.values()) + 301, 40):
        columns = _packed(voices, tall, limit)
        width = sum(span for _, span in columns) * (CARD_WIDTH + LANE_GAP) - LANE_GAP
        height = max((_height(column, span, tall) for column, span in columns), default=1)
        scale = min(SCREEN[0] / max(1, width), SCREEN[1] / height)
        if scale > largest:
            best, largest = columns, scale
    return best


def _packed(voices: list[str], tall: Mapping[str, int], limit: int) -> list[tuple[list[str], int]]:
    columns: list[tuple[list[str], int]] = []
    for voice in voices:
        span = math.ceil((tall[voice] - HEAD_HEIGHT) / (limit - HEAD_HEIGHT))
        last = columns[-1][0] if columns and columns[-1][1] == 1 else []
        if last and span == 1 and _height([*last, voice], 1, tall) <= limit:
            last.append(voice)
        else:
            columns.append(([voice], max(1, span)))
    return columns


def _height(column: list[str], span: int, tall: Mapping[str, int]) -> int:
    cards = sum(tall[voice] - HEAD_HEIGHT for voice in column)
    return len(column) * (HEAD_HEIGHT + VOICE_GAP + CARD_GAP) + math.ceil(cards / span)


def card_height(text: str) -> int:
    """Return how high a card must be to hold a text, wrapped at `CARD_LINE` characters."""
    lines, room = 1, CARD_LINE
    for word in text.split():
        if len(word) > room and room < CARD_LINE:
            lines, room = lines + 1, CARD_LINE
        room -= len(word) + 1
    return lines * LINE_HEIGHT + CARD_PADDING


def _owners(quarrel: Network) -> dict[str, str]:
    """Return each disputed claim's voice: the first that says it, else that may have said it."""
    found: dict[str, str] = {}
    for relation in ("says", "may say"):
        for voice, claim, data in quarrel.edges(data=True):
            if data["relation"] == relation:
                found.setdefault(claim, voice)
    return {claim: voice for claim, voice in found.items() if _is_claim(quarrel, claim)}


def _is_claim(network: Network, node: str) -> bool:
    return network.nodes[node]["kind"] in CLAIM_KINDS


def _lane_order(
    voices: list[str], owners: Mapping[str, str], conflicts: Sequence[tuple[str, str]]
) -> list[str]:
    """Return the voices so that those who disagree stand close: swaps until none helps.

    Where there are many, the order stays as it is: the search grows with the cube, and no order
    makes so wide a picture readable.
    """
    if len(voices) > MANY:
        return voices
    pairs = [(owners[u], owners[v]) for u, v in conflicts if u in owners and v in owners]

    def length(order: list[str]) -> int:
        place = {voice: i for i, voice in enumerate(order)}
        return sum((place[u] - place[v]) ** 2 for u, v in pairs)

    best, shortest = voices, length(voices)
    improved = True
    while improved:
        improved = False
        for i, j in combinations(range(len(best)), 2):
            tried = best.copy()
            tried[i], tried[j] = tried[j], tried[i]
            if (now := length(tried)) < shortest:
                best, shortest, improved = tried, now, True
    return best


def _by_opponents(
    claims: list[str], conflicts: Sequence[tuple[str, str]], middles: Mapping[str, float]
) -> list[str]:
    """Return claims in the order of their opponents already placed, so that lines cross less."""

    def middle(claim: str) -> float:
        facing = [v if u == claim else u for u, v in conflicts if claim in (u, v)]
        heights = [middles[other] for other in facing if other in middles]
        return sum(heights) / len(heights) if heights else SCREEN[1] / 2

    return sorted(claims, key=lambda claim: (middle(claim), claim))


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
