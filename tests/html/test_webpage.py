"""The page in a real browser: what a reader sees, what never runs, what never moves."""

from __future__ import annotations

import html
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

import reorg
from reorg import resources
from reorg.html.passages import text_fragment
from reorg.html.webpage import page
from support.graphs import load
from support.paths import DATA

LIBRARY = DATA / "page" / "library.ttl"
NS = "https://w3id.org/reorg/ns#"
XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"
LANG_STRING = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
PAYLOADS = (
    "<script>window.hit = 1</script>",
    "</script><script>window.hit = 1</script>",
    "</style><img src=x onerror='window.hit = 1'>",
    "\"><svg onload='window.hit = 1'>",
    "' onfocus='window.hit = 1' autofocus='",
    "<!--<script>window.hit = 1",
    "{{ 7 * 7 }}{% for x in y %}${window.hit = 1}",
    "javascript:window.hit=1",
    "<a href='javascript:window.hit=1'>href</a>",
    "one\u2028two\u2029three\x85four",
    "]]>&lt;b&gt; \\u003cscript\\u003e",
)
CLAIM = "No branch would shut."


def library() -> Store:
    return load(LIBRARY)


@pytest.fixture(scope="module")
def text() -> str:
    return page(library())


def test_opens_from_disk_asks_for_nothing_and_complains_of_nothing(visit: Any, text: str) -> None:
    opened = visit(text, at="#view=graph")
    opened.wait_until_drawn()
    opened.tab.click("text='Fit'")
    outside = [url for url in opened.asked[1:] if not url.startswith("data:")]
    assert outside == []
    assert opened.complaints == []


def test_policy_lets_only_the_page_s_own_scripts_and_style_run(text: str) -> None:
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', text)
    assert policy
    directives = dict(part.strip().split(" ", 1) for part in html.unescape(policy[1]).split(";"))
    assert directives["default-src"] == "'none'"
    assert directives["script-src"].count("sha256-") == 3
    assert directives["style-src"].count("sha256-") == 1
    assert "unsafe" not in policy[1]


def test_policy_stops_a_script_that_gets_in(visit: Any, text: str) -> None:
    opened = visit(
        text.replace("</body>", "<script>window.hit = 1</script></body>"), at="#view=graph"
    )
    opened.wait_until_drawn()
    assert opened.tab.evaluate("window.hit") is None
    assert any("Content Security Policy" in message for message in opened.complaints)


def test_a_claim_shows_its_wording_voice_quotation_and_status(visit: Any, text: str) -> None:
    opened = visit(text, at="#view=voices")
    opened.tab.click(f"text='{CLAIM}' >> visible=true >> nth=0")
    shown = opened.panel()
    for words in (CLAIM, "Ada Finch", "“not a single branch is going”", "predicted"):
        assert words in shown
    assert "https://w3id.org/reorg/id/millbrook/claim/safe" in shown


def test_a_claim_shows_both_sides_of_its_conflict(visit: Any, text: str) -> None:
    opened = visit(text, at="#view=voices")
    opened.tab.click(f"text='{CLAIM}' >> visible=true >> nth=0")
    sides = opened.tab.locator("#selection .side")
    assert sides.count() == 2
    words = " ".join(sides.all_inner_texts())
    for expected in ("Ada Finch", "Walter", "“no cash means closed doors”", CLAIM):
        assert expected in words


def test_a_click_in_the_picture_selects(visit: Any, text: str) -> None:
    opened = visit(text, at="#view=disagree")
    opened.wait_until_drawn()
    box = opened.tab.locator("#graph").bounding_box()
    seen = set()
    for x in range(80, int(box["width"]), 90):
        for y in range(150, int(box["height"]) - 60, 60):
            opened.tab.mouse.click(box["x"] + x, box["y"] + y)
            if opened.tab.locator("#selection h2").count():
                seen.add(opened.tab.locator("#selection h2").first.inner_text().strip())
    assert {CLAIM, "Walter", "Ada Finch"} <= seen


def test_relations_lead_on_and_the_back_button_leads_back(visit: Any, text: str) -> None:
    opened = visit(text, at="#view=voices")
    opened.tab.click(f"text='{CLAIM}' >> visible=true >> nth=0")
    opened.tab.locator("#selection .says a", has_text="Branches shut").click()
    assert "Situation" in opened.panel()
    assert opened.tab.url.endswith("#situation/shut&view=voices")
    opened.tab.go_back()
    assert CLAIM in opened.panel()


def test_an_address_with_a_thing_opens_it(visit: Any, text: str) -> None:
    opened = visit(text, at="#claim/trust")
    assert "agreed to set up a library trust" in opened.panel()


def test_search_finds_a_quotation_from_the_keyboard(visit: Any, text: str) -> None:
    opened = visit(text)
    opened.tab.fill("#search", "closed DOORS")
    assert opened.tab.locator("#found").inner_text() == "2 found"
    opened.tab.keyboard.press("Enter")
    assert "“no cash means closed doors”" in opened.panel()


def test_legend_takes_a_kind_out_and_back_in(visit: Any, text: str) -> None:
    opened = visit(text, at="#view=graph")
    opened.wait_until_drawn()
    pictures = [opened.picture()]
    opened.tab.click("#filter-button")
    for _ in range(2):
        opened.tab.locator("#legend label", has_text="Claims").click()
        opened.tab.wait_for_timeout(300)
        pictures.append(opened.picture())
    assert pictures[0] == pictures[2] != pictures[1]


def test_everything_said_is_readable_without_a_script(visit: Any, text: str) -> None:
    opened = visit(text, java_script_enabled=False)
    shown = opened.tab.locator("main").inner_text()
    for words in (
        CLAIM,
        "“not a single branch is going”",
        "Who would hold the duty to keep a library?",
        "Where the voices disagree",
    ):
        assert words in shown
    assert not opened.tab.locator("#graph").is_visible()
    headings = opened.tab.locator("[id='view=voices'] h3").all_inner_texts()
    assert [name.split("\n")[0] for name in headings] == [
        "Millbrook Gazette page",
        "Millbrook Council",
        "Ada Finch",
        "Walter",
    ]


def test_the_page_starts_with_its_doctype(text: str) -> None:
    assert text.startswith("<!DOCTYPE html>")


def test_language_title_and_landmarks(visit: Any, text: str) -> None:
    opened = visit(text)
    assert opened.tab.get_attribute("html", "lang") == "en-GB"
    assert opened.tab.title() == "Millbrook Council hands its libraries to a trust"
    for landmark in ("header", "nav[aria-label]", "main", "aside[aria-label]", "footer"):
        assert opened.tab.locator(landmark).count() == 1
    assert opened.tab.locator("h1").count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_fits_a_phone(visit: Any, text: str, scheme: str) -> None:
    phone = {"width": 390, "height": 844}
    opened = visit(text, at="#view=graph", viewport=phone, color_scheme=scheme)
    opened.wait_until_drawn()
    assert opened.tab.locator("#graph").bounding_box()["height"] > 300
    for view in ("planned", "voices", "disagree", "graph", "figures"):
        opened.tab.evaluate("(view) => { location.hash = `#view=${view}`; }", view)
        opened.tab.wait_for_timeout(100)
        assert opened.tab.evaluate("document.documentElement.scrollWidth") == 390, view


def test_light_and_dark_differ(visit: Any, text: str) -> None:
    grounds = {
        visit(text, color_scheme=scheme).tab.evaluate("getComputedStyle(document.body).color")
        for scheme in ("light", "dark")
    }
    assert len(grounds) == 2


@pytest.mark.parametrize("view", ["disagree", "graph"])
def test_nothing_moves_between_two_loads_and_two_builds(visit: Any, text: str, view: str) -> None:
    assert page(library()) == text
    pictures = []
    for _ in range(2):
        opened = visit(text, at=f"#view={view}")
        opened.wait_until_drawn()
        opened.tab.wait_for_timeout(300)
        pictures.append(opened.picture())
    assert pictures[0] == pictures[1]


def hostile(payload: str) -> Store:
    """Return the library's graph with a payload in every text, and in an address and an IRI."""
    store = Store()
    wanted = {XSD_STRING, LANG_STRING}
    for number, quad in enumerate(sorted(library(), key=str)):
        value = quad.object
        if isinstance(value, Literal) and value.datatype.value in wanted:
            value = Literal(f"{payload} {number}")
        store.add(Quad(quad.subject, quad.predicate, value))
    claim = NamedNode("https://w3id.org/reorg/id/millbrook/claim/'-(window.hit=1)-'&amp;%22")
    type_ = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    page_ = NamedNode("https://w3id.org/reorg/id/millbrook/document/page")
    store.add(Quad(claim, type_, NamedNode(NS + "Claim")))
    store.add(Quad(claim, NamedNode(NS + "wording"), Literal(f"{payload} in an IRI")))
    store.add(Quad(claim, NamedNode(NS + "speaker"), page_))
    store.add(Quad(page_, NamedNode("https://schema.org/url"), Literal("javascript:window.hit=1")))
    return store


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_text_is_shown_and_never_run(visit: Any, payload: str) -> None:
    opened = visit(page(hostile(payload), title=payload, article=payload * 40))
    find = "[...document.querySelectorAll('.view article[id]')].map((a) => a.id)"
    ids = opened.tab.evaluate(find)
    assert len(ids) > 20
    for name in ids:
        opened.tab.evaluate(
            "(id) => document.getElementById(id).querySelector('a.self').click()", name
        )
        assert opened.tab.locator("#selection article").count() >= 1
    for view in ("planned", "voices", "disagree", "graph", "figures"):
        opened.tab.click(f"[data-view={view}]")
        svg = opened.tab.evaluate("asSvg().text")
        opened.tab.evaluate(
            "(text) => { const made = new DOMParser().parseFromString(text, 'image/svg+xml');"
            " if (made.querySelector('parsererror, script, image')) throw new Error(text); }",
            svg,
        )
    opened.tab.click("[data-view=graph]")
    opened.tab.fill("#search", payload.split()[0])
    assert opened.tab.locator("#results a").count() > 0
    for x in range(100, 900, 160):
        opened.tab.mouse.move(x, 400)
    shown = opened.tab.locator("body").text_content()
    assert f"{payload} in an IRI" in shown
    assert opened.tab.evaluate("window.hit") is None
    assert opened.tab.locator("a[href^='javascript']").count() == 0
    assert opened.complaints == []
    assert [url for url in opened.asked[1:] if not url.startswith("data:")] == []


@pytest.mark.parametrize(
    "fragment",
    [
        "#%3Cimg%20src=x%20onerror=window.hit=1%3E",
        "#%E0%A4%A",
        "#view=__proto__&step=1e9&depth=-1&path=%00&off=x+constructor",
        "#speaker=%3Cscript%3Ewindow.hit=1%3C/script%3E&view=graph",
        "#javascript:window.hit=1",
    ],
)
def test_hostile_address_fragment_is_ignored(visit: Any, text: str, fragment: str) -> None:
    opened = visit(text, at=fragment)
    opened.tab.wait_for_selector("[aria-current=page]")
    assert opened.tab.evaluate("window.hit") is None
    assert opened.complaints == []


def test_a_notebook_shows_the_page_in_a_frame(visit: Any) -> None:
    shown = reorg.page(str(LIBRARY))
    opened = visit(f"<!DOCTYPE html><title>Cell</title>{shown._repr_html_()}")
    frame = opened.tab.frames[1]
    frame.locator("[data-view=voices]").click()
    assert frame.locator("article:visible", has_text=CLAIM).count() >= 1
    assert opened.complaints == []


def test_a_passage_s_address_codes_what_means_something_there() -> None:
    made = text_fragment(exact="a-b, c & d", prefix="one\ntwo", suffix=" three")
    assert made == "#:~:text=two-,a%2Db%2C%20c%20%26%20d,-three"


def test_a_quotation_opens_the_page_at_its_words(text: str) -> None:
    address = (
        "http://gazette.example/2019/05/01/libraries/#:~:text=no%20cash%20means%20closed%20doors"
    )
    assert f'href="{address}"' in text


def test_the_smallest_graph_is_a_page(visit: Any) -> None:
    opened = visit(page(Store()))
    opened.tab.click("[data-view=disagree]")
    assert "No two claims in this graph conflict." in opened.tab.locator("main").inner_text()
    assert opened.complaints == []


def test_the_shipped_graph_s_page_can_be_sent_by_mail(visit: Any, shipped: Store) -> None:
    made = page(shipped)
    assert len(made.encode()) <= 1_000_000
    opened = visit(made, at="#view=graph")
    opened.wait_until_drawn()
    assert opened.complaints == []
    claims = sum(1 for _ in shipped.quads_for_pattern(None, None, NamedNode(NS + "Claim"), None))
    assert opened.tab.locator(".voice article[data-kind=claim]").count() == claims
    assert opened.tab.evaluate("document.documentElement.scrollWidth") == 1400


def test_nothing_is_left_in_the_package_that_uninstalling_would_not_take_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    # What pip leaves of the package's folder would hide the next installation.
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    before = {*resources.folder("html.templates").rglob("*")}
    assert page(library()) == text
    assert {*resources.folder("html.templates").rglob("*")} == before
    assert [*tmp_path.rglob("templates/*.pyc")] == []


def test_compiled_templates_are_kept_and_made_anew_where_spoilt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for spoilt in (False, True):
        kept = list(tmp_path.rglob("reorg-*.cache"))
        assert bool(kept) == spoilt
        for file in kept:
            file.write_bytes(file.read_bytes()[:100])
        assert page(library()) == text
    assert kept and all(len(file.read_bytes()) > 100 for file in kept)


@pytest.mark.parametrize("where", ["file", "missing"])
def test_a_page_needs_no_folder_for_compiled_templates(
    where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / where))
    assert page(library()) == text
