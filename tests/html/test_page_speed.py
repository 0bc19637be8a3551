"""The page against plain pyvis on the same graphs in the same run: ratios, not milliseconds.

`tests/benchmark/page.py` measures more and prints the figures.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from reorg.html.webpage import page
from support.pagespeed import (
    ANSWERS,
    MOST,
    PATIENCE,
    answers,
    first_drawing,
    first_drawing_of_plain,
    made_page,
    plain_page,
)
from support.synthetic import synthetic

pytestmark = [pytest.mark.slow, pytest.mark.alone]


def slack() -> int:
    """Return by how much a limit in milliseconds is stretched: twofold on a busy machine."""
    return 2 if os.getloadavg()[0] > (os.cpu_count() or 1) * 0.75 else 1


@pytest.mark.parametrize("size", MOST)
def test_first_drawing_is_a_small_part_of_plain_pyvis(
    chromium: Any, tmp_path: Path, size: int
) -> None:
    store = synthetic(size)
    ours, theirs = made_page(store, tmp_path / "ours.html"), tmp_path / "plain.html"
    plain_page(store, theirs)
    took = min(first_drawing(chromium, ours) for _ in range(4))
    # Plain pyvis is stopped as soon as it has taken long enough for the ratio to hold.
    plain = first_drawing_of_plain(chromium, theirs, min(PATIENCE, took / MOST[size] + 1))
    assert took / plain <= MOST[size], f"{took:.2f} s, plain {plain:.2f} s"


@pytest.mark.parametrize("size", ANSWERS)
def test_search_and_filters_answer_at_once(chromium: Any, tmp_path: Path, size: int) -> None:
    file = made_page(synthetic(size), tmp_path / "page.html")
    search, filter_ = map(min, zip(*(answers(chromium, file) for _ in range(3)), strict=True))
    limit = ANSWERS[size] * slack()
    assert search <= limit, f"search: {search:.0f} ms, load {os.getloadavg()[0]:.1f}"
    assert filter_ <= limit, f"filter: {filter_:.0f} ms, load {os.getloadavg()[0]:.1f}"


def test_a_large_graph_opens_as_a_neighbourhood(visit: Any) -> None:
    opened = visit(page(synthetic(1000)), at="#view=graph")
    opened.wait_until_drawn()
    shown = opened.tab.evaluate("[shown.length, labels.length, data.nodes.length]")
    assert 5 < shown[0] <= 60
    assert shown[1] >= min(shown[0], 45) * 0.7
    assert f"{shown[0]} of 1,000 things" in opened.tab.locator("#around-said").inner_text()
    opened.tab.select_option("#depth", "all")
    assert opened.tab.evaluate("shown.length") == 1000
