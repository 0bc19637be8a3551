"""Measures the page against plain pyvis on the same graphs: ``python tests/benchmark/page.py``.

Prints a table and fails where a limit is broken. Needs Chromium (``apt install chromium``).
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from support.browser import BROWSERS, FLAGS
from support.pagespeed import (
    ANSWERS,
    MOST,
    PATIENCE,
    SECONDS,
    answers,
    first_drawing,
    first_drawing_of_plain,
    frame_rate,
    made_page,
    plain_page,
)
from support.synthetic import synthetic
from support.tools import executable


def main() -> int:
    """Measure, print and return the number of broken limits."""
    from playwright.sync_api import sync_playwright

    chromium = executable("Chromium", *BROWSERS, fix="apt install chromium")
    broken = 0

    def row(name: str, value: str, limit: str, held: bool) -> None:
        nonlocal broken
        broken += not held
        print(f"{name:<52} {value:>12}  {limit:<12} {'' if held else 'BROKEN'}", flush=True)

    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores", flush=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        for size, most in MOST.items():
            store = synthetic(size)
            ours = made_page(store, Path(folder) / f"ours-{size}.html")
            theirs = Path(folder) / f"plain-{size}.html"
            plain_page(store, theirs)
            browser = driver.chromium.launch(executable_path=chromium, args=list(FLAGS))
            took = min(first_drawing(browser, ours) for _ in range(3))
            if size in ANSWERS:
                search, filter_ = answers(browser, ours)
                limit = ANSWERS[size]
                row(f"search, {size} nodes", f"{search:.0f} ms", f"≤ {limit} ms", search <= limit)
                row(f"filter, {size} nodes", f"{filter_:.0f} ms", f"≤ {limit} ms", filter_ <= limit)
            browser.close()
            browser = driver.chromium.launch(executable_path=chromium, args=list(FLAGS))
            plain = first_drawing_of_plain(browser, theirs)
            browser.close()
            more = "≥ " if plain >= PATIENCE else ""
            limit = SECONDS[size]
            row(f"first drawing, {size} nodes", f"{took:.2f} s", f"≤ {limit} s", took <= limit)
            row(f"  plain pyvis, {size} nodes", f"{more}{plain:.1f} s", "", True)
            row(
                f"  of plain pyvis, {size} nodes",
                f"{took / plain:.3f}",
                f"≤ {most}",
                took / plain <= most,
            )
        for edges, least in ((1.5, 30), (3, 20)):
            size = 5000
            file = made_page(synthetic(size, edges=edges), Path(folder) / "drag.html")
            browser = driver.chromium.launch(executable_path=chromium, args=list(FLAGS))
            rate = frame_rate(browser, file)
            browser.close()
            name = f"dragging, {size} nodes, {int(size * edges)} edges"
            row(name, f"{rate:.0f} frames/s", f"≥ {least}", rate >= least)
    return broken


if __name__ == "__main__":
    sys.exit(main())
