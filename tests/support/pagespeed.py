"""Figures of a page in a browser: times, labels, contrast, reach."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from pyoxigraph import Store

from reorg.analysis import projection
from reorg.html.webpage import page

#: Seconds after which plain pyvis is stopped.
PATIENCE = 120.0
#: Largest part of plain pyvis's time until the first stable drawing, by number of nodes.
MOST = {150: 0.1, 1000: 0.02, 5000: 0.02}
#: Seconds until the first stable drawing on an idle machine with two cores.
SECONDS = {150: 0.5, 1000: 1.0, 5000: 2.0}
#: Milliseconds within which search and filters answer.
ANSWERS = {1000: 150, 5000: 400}


def plain_page(store: Store, file: Path) -> None:
    """Write the same graph as a plain pyvis page."""
    from pyvis.network import Network

    view = projection.view(store)
    drawing = Network(directed=True, cdn_resources="in_line")
    for iri, data in view.nodes(data=True):
        drawing.add_node(iri, label=str(data["label"]))
    # `add_edge` looks through all edges for each, which is no part of what is measured.
    drawing.edges.extend({"from": u, "to": v, "arrows": "to"} for u, v in view.edges())
    file.write_text(drawing.generate_html(), encoding="utf-8")


def first_drawing_of_plain(browser: Any, file: Path, patience: float = PATIENCE) -> float:
    """Return the seconds until plain pyvis stands still, ``patience`` where it does not by then."""
    tab = browser.new_page(viewport={"width": 1400, "height": 900})
    start = time.perf_counter()
    tab.goto(file.as_uri(), wait_until="commit")
    stable = (
        "() => { try { const n = network; if (!window.hooked) { window.hooked = 1;"
        " n.once('stabilized', () => { window.still = 1; }); }"
        " return window.still === 1 || n.physics.stabilized === true; }"
        " catch { return false; } }"
    )
    try:
        while time.perf_counter() - start < patience:
            left = 1000 * (patience - (time.perf_counter() - start))
            tab.set_default_timeout(max(1, left))
            try:
                if tab.wait_for_function(stable, timeout=max(1, left), polling=50):
                    break
            except Exception:
                break
        return min(patience, time.perf_counter() - start)
    finally:
        # A page that is busy for minutes closes only with its context.
        tab.close(run_before_unload=False)


def first_drawing(browser: Any, file: Path) -> float:
    """Return the seconds until the page has drawn everything and stands still."""
    tab = browser.new_page(viewport={"width": 1400, "height": 900})
    start = time.perf_counter()
    tab.goto(f"{file.as_uri()}#view=graph&depth=all", wait_until="commit")
    while not tab.evaluate("performance.getEntriesByName('drawn').length"):
        time.sleep(0.005)
    took = time.perf_counter() - start
    assert tab.evaluate("shown.length === data.nodes.length && shownEdges.length === edges.length")
    tab.close()
    return took


def made_page(store: Store, file: Path) -> Path:
    """Write the project's page of a graph."""
    file.write_text(page(store), encoding="utf-8", newline="\n")
    return file


#: Milliseconds of a search and of a filter, to the end of the frame that shows the answer.
ANSWER = """async () => {
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const timed = async (work) => { const start = performance.now(); work(); await frame(); return performance.now() - start; };
  const field = document.getElementById('search');
  field.value = 'warm'; showResults(); await frame();
  const search = await timed(() => { field.value = 'number 4'; field.dispatchEvent(new Event('input')); });
  closeResults(); await frame();
  const filter = await timed(() => go({ filter: { act: word(data.nodes.find((n) => n.in.act).in.act[0]) } }));
  const back = await timed(() => go({ filter: {} }));
  return [search, Math.max(filter, back)];
}"""

#: Frames a second while the whole picture is dragged with a mouse for some two seconds.
DRAG = """async () => {
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const canvas = document.querySelector('#graph canvas');
  const box = canvas.getBoundingClientRect();
  const send = (type, x, y, buttons) => canvas.dispatchEvent(new PointerEvent(type, { bubbles: true, cancelable: true, pointerId: 1, pointerType: 'mouse',
    isPrimary: true, button: type === 'pointermove' ? -1 : 0, buttons, clientX: box.left + x, clientY: box.top + y }));
  const before = picture.getViewPosition();
  send('pointerdown', 5, 5, 1); await frame();
  for (let i = 1; i < 6; i += 1) { send('pointermove', 5 + i * 6, 5 + i * 4, 1); await frame(); }
  const start = performance.now(); let frames = 0;
  while (performance.now() - start < 2000) { frames += 1; send('pointermove', 40 + (frames * 3) % 300, 40 + (frames * 2) % 200, 1); await frame(); }
  const rate = frames / (performance.now() - start) * 1000;
  const after = picture.getViewPosition();
  send('pointerup', 50, 50, 0);
  return [rate, Math.hypot(after.x - before.x, after.y - before.y)];
}"""


def answers(browser: Any, file: Path) -> tuple[float, float]:
    """Return the milliseconds of a search and of a filter in the whole graph."""
    tab = browser.new_page(viewport={"width": 1400, "height": 900})
    tab.goto(f"{file.as_uri()}#view=graph&depth=all")
    tab.wait_for_timeout(500)
    search, filter_ = tab.evaluate(ANSWER)
    tab.close()
    return search, filter_


def frame_rate(browser: Any, file: Path) -> float:
    """Return the frames a second of dragging the whole graph."""
    tab = browser.new_page(viewport={"width": 1400, "height": 900})
    tab.goto(f"{file.as_uri()}#view=graph&depth=all")
    tab.wait_for_timeout(800)
    rate, moved = tab.evaluate(DRAG)
    tab.close()
    assert moved > 1, "the picture did not move"
    return float(rate)
