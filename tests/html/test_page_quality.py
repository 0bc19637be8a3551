"""The page as judged by tools and by measure: accessibility, validity, contrast, reach."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Store

from reorg.html.webpage import page
from support.axe import TAGS
from support.browser import firefox
from support.paths import DATA
from support.tools import executable, fetched

pytestmark = pytest.mark.slow

VIEWS = ("planned", "voices", "disagree", "graph", "figures", "story")
CLAIM = "claim/no-private-companies"
WIDE, PHONE = {"width": 1400, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def text(shipped: Store) -> str:
    return page(shipped)


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["1400", "390"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(visit: Any, text: str, axe: str, scheme: str, size: Any) -> None:
    opened = visit(text, viewport=size, color_scheme=scheme, bypass_csp=True)
    opened.tab.evaluate(axe)
    found = {}
    for view in VIEWS:
        for chosen in ("", CLAIM):
            opened.tab.evaluate("(hash) => { location.hash = hash; }", f"{chosen}&view={view}")
            opened.tab.wait_for_timeout(150)
            opened.tab.evaluate(
                "document.querySelectorAll('details').forEach((d) => d.open = true)"
            )
            result = opened.tab.evaluate(
                "(tags) => axe.run(document, { runOnly: tags, resultTypes: ['violations'] })", TAGS
            )
            for one in result["violations"]:
                where = [node["target"] for node in one["nodes"][:3]]
                found[view, chosen, one["id"]] = (where, one["nodes"][0]["failureSummary"])
    assert found == {}


def test_axe_finds_nothing_in_the_open_filters_and_the_story(
    visit: Any, text: str, axe: str
) -> None:
    opened = visit(text, at="#view=voices&step=2", bypass_csp=True)
    opened.tab.click("#filter-button")
    opened.tab.evaluate(axe)
    result = opened.tab.evaluate("(tags) => axe.run(document, { runOnly: tags })", TAGS)
    assert [(one["id"], one["nodes"][0]["html"]) for one in result["violations"]] == []


def test_vnu_finds_no_error(text: str, tmp_path: Path) -> None:
    java = executable("Java", "java", fix="apt install default-jdk-headless")
    jar = fetched("vnu-jar", "26.9.27") / "build" / "dist" / "vnu.jar"
    file = tmp_path / "page.html"
    file.write_text(text, encoding="utf-8", newline="\n")
    command = [java, "-jar", str(jar), "--format", "json", "--errors-only", "--exit-zero-always"]
    done = subprocess.run([*command, str(file)], capture_output=True, text=True, check=True)
    problems = json.loads(done.stderr or '{"messages": []}')["messages"]
    assert [(one["message"], one.get("extract", "")[:120]) for one in problems] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_symbols_and_lines_stand_out(visit: Any, text: str, scheme: str) -> None:
    opened = visit(text, at="#view=graph", color_scheme=scheme)
    opened.wait_until_drawn()
    ratios = opened.tab.evaluate(
        """() => {
          const light = (hex) => [1, 3, 5].map((i) => {
            const c = parseInt(hex.length === 4 ? hex[(i + 1) / 2].repeat(2) : hex.slice(i, i + 2), 16) / 255;
            return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
          }).reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
          const ratio = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
          return Object.fromEntries([...new Set(data.kinds.map((k) => k.colour)), 'conflict', 'line']
            .map((name) => [name, Math.min(ratio(colours[name], colours.ground), ratio(colours[name], colours.surface))]));
        }"""
    )
    assert {name: ratio for name, ratio in ratios.items() if ratio < 3} == {}


def test_labels_can_be_read(visit: Any, text: str) -> None:
    opened = visit(text, at="#view=graph")
    opened.wait_until_drawn()
    labels = opened.tab.evaluate("labels.map(({ box, px }) => [...box, px])")
    size = opened.tab.evaluate(
        "[spare.canvas, document.querySelector('#graph canvas')][1].clientWidth"
    )
    assert len(labels) >= 45
    assert min(label[4] for label in labels) >= 11
    assert all(label[0] >= 0 and label[2] <= size for label in labels)
    over = [
        (a, b)
        for i, a in enumerate(labels)
        for b in labels[i + 1 :]
        if a[0] < b[2] and a[2] > b[0] and a[1] < b[3] and a[3] > b[1]
    ]
    assert over == []


@pytest.mark.parametrize("view", ["planned", "voices", "disagree", "figures", "story"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["1400", "390"])
def test_no_words_overlap_or_are_cut_off(visit: Any, text: str, view: str, size: Any) -> None:
    opened = visit(text, at=f"#view={view}", viewport=size)
    opened.tab.wait_for_timeout(200)
    clipped = opened.tab.evaluate(
        """() => {
          const bad = [];
          const words = [...document.querySelectorAll('.view text')].filter((t) => t.getBoundingClientRect().width);
          const boxes = words.map((t) => [t.getBoundingClientRect(), t.textContent]);
          const main = document.getElementById('main').getBoundingClientRect();
          boxes.forEach(([a, one], i) => {
            if (a.left < main.left - 1 || a.right > main.right + 1) bad.push(['outside', one]);
            for (const [b, two] of boxes.slice(i + 1)) {
              if (a.left < b.right - 1 && a.right > b.left + 1 && a.top < b.bottom - 4 && a.bottom > b.top + 4) bad.push([one, two]);
            }
          });
          for (const part of document.querySelectorAll('.view :is(p, h2, h3, h4, h5, h6, li, td, th, .thing, .card)')) {
            if (part.offsetParent && part.scrollWidth > part.clientWidth + 1 && part.clientWidth && getComputedStyle(part).overflowX !== 'auto'
              && getComputedStyle(part).display !== 'inline' && !part.closest('.scroll, .hidden')) bad.push(['wide', part.textContent.slice(0, 60)]);
          }
          return bad;
        }"""
    )
    assert clipped == []


def test_tab_reaches_every_view_and_everything_in_it(visit: Any, text: str) -> None:
    opened = visit(text, at=f"#{CLAIM}&view=disagree")
    opened.tab.wait_for_timeout(200)
    wanted = opened.tab.evaluate(
        "[...document.querySelectorAll('a[href], button, input, select, summary, [tabindex=\"0\"]')]"
        ".filter((e) => e.checkVisibility() && !e.closest('[hidden]') && e.tabIndex >= 0"
        " && !(e.closest('details:not([open])') && e.tagName !== 'SUMMARY')).length"
    )
    opened.tab.evaluate("document.body.focus(); window.scrollTo(0, 0)")
    seen = 0
    for _ in range(wanted + 3):
        opened.tab.keyboard.press("Tab")
        seen += opened.tab.evaluate(
            "(() => { const e = document.activeElement; if (!e || e === document.body || e.dataset.seen) return 0;"
            " e.dataset.seen = '1'; return 1; })()"
        )
    assert seen >= wanted


def test_a_person_follows_the_story_by_keyboard_alone(visit: Any, text: str) -> None:
    opened = visit(text, at="#view=story")
    opened.tab.locator(".start a").focus()
    opened.tab.keyboard.press("Enter")
    assert "Step 1 of 8" in opened.tab.locator("#guide").inner_text()
    for step in range(2, 9):
        opened.tab.keyboard.press("ArrowRight")
        assert f"Step {step} of 8" in opened.tab.locator("#guide").inner_text()
        assert f"step={step}" in opened.tab.url
    opened.tab.go_back()
    assert "Step 7 of 8" in opened.tab.locator("#guide").inner_text()
    assert opened.complaints == []


def test_filter_search_path_and_address_work_together(visit: Any, text: str) -> None:
    opened = visit(text, at="#view=voices")
    every = opened.tab.locator(".voice article:visible").count()
    assert every > 80
    opened.tab.click("#filter-button")
    opened.tab.select_option("#facets [name=act]", "question")
    shown = opened.tab.locator(".voice article:visible")
    assert shown.count() == 1
    assert "act=question" in opened.tab.url
    opened.tab.reload()
    assert opened.tab.locator(".voice article:visible").count() == 1
    opened.tab.click("#filter-button")
    opened.tab.click("#filter-clear")
    assert opened.tab.locator(".voice article:visible").count() == every
    opened.tab.goto(
        opened.tab.url.partition("#")[0] + f"#{CLAIM}&view=graph&path=service/elder-care"
    )
    opened.tab.reload()
    opened.wait_until_drawn()
    assert "steps from one to the other" in opened.tab.locator("#around-said").inner_text()
    opened.tab.select_option("#depth", "2")
    assert "depth=2" in opened.tab.url
    assert "path=" not in opened.tab.url


def test_the_query_finds_what_it_stands_at(visit: Any, text: str, shipped: Store) -> None:
    for name in (CLAIM, "conflict/headline-commission", "service/elder-care"):
        opened = visit(text, at=f"#{name}&view=voices")
        query = opened.tab.locator("#selection .source pre").first.text_content()
        assert len(list(shipped.query(query))) > 0
        triples = opened.tab.locator("#selection .source pre").nth(1).text_content()
        made = Store()
        from pyoxigraph import RdfFormat

        made.load(triples.encode(), RdfFormat.TURTLE)
        assert len(made) > 3
        assert all(quad in shipped for quad in made)


def test_the_table_of_voices_counts_their_claims(visit: Any, text: str) -> None:
    opened = visit(text, at="#view=voices")
    row = opened.tab.locator(".matrix tbody tr", has_text="Keith")
    cells = row.locator("td a").all_inner_texts()
    assert sum(int(cell.partition(":")[2].split()[0]) for cell in cells) == 8
    row.get_by_role("link", name="accountability").click()
    heading = opened.tab.evaluate("document.activeElement.textContent")
    assert heading == "accountability"


def test_a_claim_tells_on_which_condition_it_stands(visit: Any, text: str) -> None:
    opened = visit(text, at="#claim/keith-council-retains&view=voices")
    condition = "if The council's reorganisation plan complies with the law"
    assert f"as planned, {condition} (underspecified, as planned)" in opened.panel()
    shown = " ".join(visit(text, at="#view=planned").tab.inner_text("main").split())
    assert f"{condition} (underspecified, as planned)" in shown


def test_the_legend_hides_and_shows_kinds(visit: Any, text: str) -> None:
    opened = visit(text, at="#view=graph")
    opened.wait_until_drawn()
    figures = opened.tab.get_by_label("Legend: kinds of thing shown").get_by_text("Figures")
    figures.click()
    assert "off=figure" in opened.tab.url
    assert figures.get_attribute("aria-pressed") == "false"
    opened.tab.go_back()
    assert figures.get_attribute("aria-pressed") == "true"


def test_a_path_names_its_end_and_its_relations(visit: Any, text: str) -> None:
    at = "#claim/no-private-companies&view=graph&path=service/elder-care"
    opened = visit(text, at=at)
    opened.wait_until_drawn()
    assert opened.tab.locator("#path").input_value() == "Elder care"
    named = opened.tab.evaluate("labels.map((label) => label.text)")
    assert {"takes a stance towards", "includes event"} <= set(named)


def test_search_lists_first_what_is_called_by_the_words(visit: Any, text: str) -> None:
    opened = visit(text, at="#view=voices")
    opened.tab.fill("#search", "private companies")
    assert "Private companies" in opened.tab.locator("#results li").first.inner_text()
    opened.tab.keyboard.press("Escape")
    opened.tab.click("#filter-button")
    shown = opened.tab.locator("#facets select").first
    assert shown.evaluate("(select) => select.selectedOptions[0].textContent") == "any"


@pytest.mark.parametrize("view", VIEWS)
def test_what_is_shown_can_be_saved(visit: Any, text: str, view: str, tmp_path: Path) -> None:
    opened = visit(text, at=f"#view={view}")
    opened.tab.wait_for_timeout(300)
    for ending in ("svg", "png"):
        with opened.tab.expect_download() as waiting:
            opened.tab.click(f"[data-save={ending}]")
        file = tmp_path / f"picture.{ending}"
        waiting.value.save_as(file)
        assert file.stat().st_size > 5000
        assert waiting.value.suggested_filename.endswith(f"{view}.{ending}")
    saved = (tmp_path / "picture.svg").read_text(encoding="utf-8")
    assert "Source: Community Care, http" in saved
    assert (tmp_path / "picture.png").read_bytes().startswith(b"\x89PNG")
    assert opened.complaints == []


def test_text_and_claims_lead_to_one_another(visit: Any, shipped: Store, article: Path) -> None:
    made = page(shipped, article=article.read_text(encoding="utf-8"))
    opened = visit(made, at=f"#{CLAIM}&view=voices")
    opened.tab.click("text='Show it in your text'")
    marked = opened.tab.locator(".passage.is-chosen")
    assert "private companies" in marked.first.inner_text()
    opened.tab.click(".passage >> nth=0")
    assert opened.tab.locator("#selection article").count() >= 1
    assert "From the same passage" in opened.panel()
    assert opened.complaints == []


def test_a_page_of_two_reports_has_a_filter_by_report(visit: Any, shipped: Store) -> None:
    from support.graphs import load

    both = Store()
    both.extend(list(shipped))
    both.extend(list(load(DATA / "page" / "library.ttl")))
    opened = visit(page(both), at="#view=voices")
    opened.tab.click("#filter-button")
    reports = opened.tab.locator("#facets [name=report] option").all_inner_texts()
    assert len(reports) == 3


def test_firefox_opens_it_without_an_error(text: str, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(text, encoding="utf-8", newline="\n")
    with firefox() as (driver, heard):
        for view in VIEWS:
            driver.get(f"{file.as_uri()}#{CLAIM}&view={view}")
            driver.refresh()
            assert "Private companies" in driver.find_element("id", "selection").text
        drawn = driver.execute_script("return document.querySelector('#graph canvas') !== null")
        assert not drawn or driver.title
    assert [words for words in heard if words.startswith(("error", "warn"))] == []
