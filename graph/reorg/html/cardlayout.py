"""The picture of the dispute: each voice over its disputed claims, the same on every run.

Positions are whole numbers in the page's own units (pixels at zoom 1, x to the right, y down).
"""

from __future__ import annotations

import math
from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from reorg.analysis.edges import CONFLICT
from reorg.analysis.projection import CLAIM_KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from reorg.analysis.measures import Network

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
    left = 0
    for column, span in _columns(order, tall):
        top = 0
        for voice in column:
            ranked = _by_opponents(claims[voice], conflicts, boxes)
            runs = _split(ranked, heights, span)
            top = _place(boxes, voice, runs, heights, left, top) + VOICE_GAP
        left += span * (CARD_WIDTH + LANE_GAP)
    return boxes


def _place(
    boxes: dict[str, Box],
    voice: str,
    runs: list[list[str]],
    heights: Mapping[str, int],
    left: int,
    top: int,
) -> int:
    """Add a voice's head with its claims below it, a run a column; return where they end."""
    width = len(runs) * CARD_WIDTH + (len(runs) - 1) * LANE_GAP
    boxes[voice] = Box(left + width // 2, top + HEAD_HEIGHT // 2, width, HEAD_HEIGHT)
    foot = top
    for place, run in enumerate(runs):
        x = left + place * (CARD_WIDTH + LANE_GAP) + CARD_WIDTH // 2
        y = top + HEAD_HEIGHT + CARD_GAP
        for claim in run:
            boxes[claim] = Box(x, y + heights[claim] // 2, CARD_WIDTH, heights[claim])
            y += heights[claim] + CARD_GAP
        foot = max(foot, y)
    return foot


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
    owners: dict[str, str] = {}
    for relation in ("says", "may say"):
        for voice, claim, data in quarrel.edges(data=True):
            if data["relation"] == relation:
                owners.setdefault(claim, voice)
    return {claim: voice for claim, voice in owners.items() if _is_claim(quarrel, claim)}


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
    claims: list[str], conflicts: Sequence[tuple[str, str]], placed: Mapping[str, Box]
) -> list[str]:
    """Return claims in the order of their opponents already placed, so that lines cross less."""

    def middle(claim: str) -> float:
        facing = [v if u == claim else u for u, v in conflicts if claim in (u, v)]
        heights = [float(placed[other].y) for other in facing if other in placed]
        return sum(heights) / len(heights) if heights else SCREEN[1] / 2

    return sorted(claims, key=lambda claim: (middle(claim), claim))
