"""Hostile text in every field of the page: it is shown as text and never runs.

The policy is set aside in most tests, so that what is asserted is the page's own escaping.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from pyoxigraph import Store

from reorg.html.webpage import page
from support.browser import firefox
from support.payloads import (
    EVERY_FILTER,
    EVERY_THING,
    HIT,
    INTRUDERS,
    PAYLOADS,
    READ,
    hostile,
    store,
)

pytestmark = pytest.mark.slow

#: Fields that a reader meets somewhere on the page.
SHOWN = {
    *("Record title", "FormalOrganization label", "Organization label", "Person label"),
    *("Voice label", "Role label", "Document label", "Document note", "Part label"),
    *("Comment label", "Comment clockTime", "Comment issued", "Image label", "Image note"),
    *("Plan label", "PlannedBody label", "PlannedStaff label", "PlannedState label"),
    *("PlannedBodyGroup label", "PlannedEvent label", "Service label", "Staff label"),
    *("StatutoryResponsibility label", "Situation label", "Place label", "Place note"),
    *("Notion label", "Claim wording", "Utterance wording", "TextQuoteSelector exact"),
    *("Statement object", "Figure label", "Figure asWritten", "Figure formula"),
    *("Issue question", "Gap question"),
    *("Conflict label", "Conflict reason", "Background value", "TourStep label", "TourStep note"),
    *("act label", "standing label", "stance label", "attribution label"),
    *("topic label", "certainty label", "commitment label", "naming label"),
    *("measure label", "unit label", "figure label", "part label"),
    *("strength label", "conflict label", "term label"),
}


def watched(opened: Any) -> list[str]:
    """Return the list to which questions that the page asks are added."""
    asked: list[str] = []

    def answer(dialog: Any) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    opened.context.on("dialog", answer)
    return asked


def requests(opened: Any) -> list[str]:
    """Return what was asked for besides pages that the test itself opened."""
    return [url for url in opened.asked if not url.startswith(("file:", "data:", "blob:"))]


@pytest.mark.parametrize("name", PAYLOADS)
def test_text_in_every_field_is_shown_and_never_runs(
    visit: Any, shipped: Store, tmp_path: Path, name: str
) -> None:
    payload = PAYLOADS[name]
    quads, texts = hostile(shipped, [payload])
    made = page(quads, article=payload * (9000 // len(payload)))
    opened = visit(made, bypass_csp=True, accept_downloads=True)
    questions = watched(opened)
    read = [opened.tab.title(), str(opened.tab.evaluate(READ))]
    files = []
    for link in opened.tab.locator("nav[aria-label=Views] a").all():
        link.click()
        read.append(str(opened.tab.evaluate(READ)))
        with opened.tab.expect_download() as waiting:
            opened.tab.get_by_role("button", name="SVG").click()
        files.append(tmp_path / f"{len(files)}.svg")
        waiting.value.save_as(files[-1])
    read.append(str(opened.tab.evaluate(EVERY_THING)))
    assert opened.tab.evaluate(INTRUDERS) == []

    opened.tab.get_by_role("link", name="Story").click()
    for _ in texts["TourStep label"]:
        opened.tab.keyboard.press("Escape")
        start = opened.tab.get_by_role("link", name="Start the tour")
        following = opened.tab.locator("#guide").get_by_role("link", name="Next")
        (following if following.count() else start).click()
        read.append(str(opened.tab.evaluate(READ)))
    opened.tab.get_by_role("searchbox").fill(payload)
    results = opened.tab.locator("#results a")
    assert results.count() > 1
    assert payload.split()[0].strip() in results.first.text_content()
    opened.tab.keyboard.press("Enter")
    opened.tab.get_by_role("button", name="Filter").click()
    assert opened.tab.evaluate(EVERY_FILTER) > 30
    read.append(str(opened.tab.evaluate(READ)))
    opened.tab.get_by_role("link", name="Whole graph").click()
    for x in range(100, 900, 200):
        opened.tab.mouse.move(x, 500)
        opened.tab.mouse.click(x, 500)

    everything = "\n".join(read)
    missing = {
        field for field in SHOWN if not any(text in everything for text in texts.get(field, ()))
    }
    assert missing == set()
    assert opened.tab.evaluate(INTRUDERS) == []
    targets = opened.tab.locator("a[href]").evaluate_all(
        "all => all.map((a) => new URL(a.getAttribute('href'), document.baseURI).protocol)"
    )
    assert set(targets) <= {"file:", "http:", "https:"}
    for file in files:
        check_saved(opened, file, payload)
    assert questions == []
    assert opened.complaints == []
    assert requests(opened) == []


def check_saved(opened: Any, file: Path, payload: str) -> None:
    """Check that a saved picture is text and strokes alone, and open it."""
    root = ElementTree.fromstring(file.read_text(encoding="utf-8"))
    names = {part.tag.rpartition("}")[2] for part in root.iter()}
    assert names <= {"svg", "title", "desc", "g", "rect", "path", "text", "clipPath"}
    for part in root.iter():
        assert not [one for one in part.attrib if one.startswith("on") or "href" in one]
    words = " ".join(root.itertext())
    assert payload.split()[0][:9].strip("\x0b") in words
    opened.tab.goto(file.as_uri())
    assert opened.tab.evaluate("window.hit") is None


def test_numbers_that_are_none_are_no_fault(visit: Any, shipped: Store) -> None:
    quads, _ = hostile(shipped, list(PAYLOADS.values()), numbers=True)
    opened = visit(page(quads, title=PAYLOADS["script"]), bypass_csp=True)
    for link in opened.tab.locator("nav[aria-label=Views] a").all():
        link.click()
    opened.tab.evaluate(EVERY_THING)
    assert opened.tab.evaluate(INTRUDERS) == []
    assert opened.complaints == []
    assert requests(opened) == []


def test_nothing_runs_with_the_policy_either(visit: Any, shipped: Store) -> None:
    quads, _ = hostile(shipped, list(PAYLOADS.values()))
    opened = visit(page(quads, article="".join(PAYLOADS.values()) * 30))
    for link in opened.tab.locator("nav[aria-label=Views] a").all():
        link.click()
    assert opened.tab.evaluate(INTRUDERS) == []
    assert opened.complaints == []
    assert requests(opened) == []


def test_a_store_with_hostile_names_can_be_read(shipped: Store) -> None:
    quads, _ = hostile(shipped, list(PAYLOADS.values()))
    assert page(store(quads)) == page(quads)


#: Set the address to one fragment after another; return what went wrong.
EVERY_ADDRESS = """async (fragments) => {
  const wrong = [];
  for (const fragment of fragments) {
    const before = location.href;
    await new Promise((done, failed) => {
      addEventListener('popstate', done, { once: true });
      location.hash = fragment;
      if (location.href === before) done();
      setTimeout(() => failed(new Error(`${fragment.slice(0, 80)} was not reached`)), 5000);
    });
    const current = document.querySelectorAll('nav [aria-current=page]').length;
    const views = [...document.querySelectorAll('main > section')]
      .filter((part) => part.checkVisibility());
    if (window.hit || current !== 1 || views.length > 1) wrong.push(fragment.slice(0, 80));
  }
  return wrong;
}"""

NAMES = ("", "view", "step", "path", "depth", "off", "speaker", "act", "status", "certainty")
VALUES = (
    *PAYLOADS.values(),
    *("__proto__", "constructor", "hasOwnProperty", "toString", "null", "undefined", "NaN"),
    *("-1", "0", "1.5", "1e9", "Infinity", "%", "%E0%A4%A", "%00", "%25", "&&&", "===", "+++"),
    "a" * 100_000,
)


def test_hostile_addresses_are_ignored(visit: Any, shipped: Store) -> None:
    opened = visit(page(shipped), bypass_csp=True)
    fragments = [
        f"{name}={value}" if name else value
        for name in (*NAMES, "document", "report", "__proto__", "chosen")
        for raw in VALUES
        for value in (raw, quote(raw, safe=""))
    ]
    fragments += ["&".join(f"{name}={value}" for name in NAMES[1:]) for value in VALUES]
    fragments += [f"claim/no-private-companies&view=graph&{one}" for one in fragments[::7]]
    assert opened.tab.evaluate(EVERY_ADDRESS, fragments) == []
    opened.tab.evaluate("location.hash = 'claim/no-private-companies&view=voices'")
    assert "rivate companies" in opened.panel()
    assert opened.tab.evaluate(INTRUDERS) == []
    assert opened.complaints == []


@pytest.mark.parametrize("value", ["<img src=x onerror=window.hit=1>", "a" * 100_000, "%"])
def test_a_page_opens_at_a_hostile_address(visit: Any, shipped: Store, value: str) -> None:
    at = "#" + "&".join(f"{name}={quote(value, safe='%')}" for name in NAMES[1:])
    opened = visit(page(shipped), at=at, bypass_csp=True)
    opened.tab.get_by_role("link", name="Who says what").click()
    assert opened.tab.locator("[aria-current=page]").inner_text() == "Who says what"
    assert opened.tab.evaluate(INTRUDERS) == []
    assert opened.complaints == []


def test_nothing_runs_in_firefox(shipped: Store, tmp_path: Path) -> None:
    quads, _ = hostile(shipped, list(PAYLOADS.values()))
    file = tmp_path / "page.html"
    made = page(quads, article="".join(PAYLOADS.values()) * 30)
    file.write_text(made, encoding="utf-8", newline="\n")
    preferences = {
        "security.csp.enable": False,
        "dom.navigation.navigationRateLimit.count": 0,
        "dom.navigation.locationChangeRateLimit.count": 0,
    }
    with firefox(preferences) as (driver, heard):
        driver.set_script_timeout(120)
        driver.get(file.as_uri())
        # A saved picture is parsed by this browser too, not offered as a file.
        for link in driver.find_elements("css selector", "nav[aria-label=Views] a"):
            link.click()
            svg = driver.execute_script(
                "const made = new DOMParser().parseFromString(asSvg().text, 'image/svg+xml');"
                "return [...made.querySelectorAll('parsererror, script, a, image')].length"
            )
            assert svg == 0
        through = f"const done = arguments[0]; ({EVERY_THING})().then((text) => done(text))"
        assert HIT in driver.execute_async_script(through)
        driver.execute_script(f"({EVERY_FILTER})()")
        assert driver.execute_script(f"return ({INTRUDERS})()") == []
    assert [words for words in heard if words.startswith(("error", "warn"))] == []
