"""The page in German in a real browser: no English word of its own, and the graph's marked so."""

from __future__ import annotations

import re
from typing import Any

import pytest
from pyoxigraph import Store

from reorg.html import translation
from reorg.html.webpage import page
from support.axe import TAGS
from support.letters import PLAIN, WIDE_LETTERS, strange_graph, strange_language

pytestmark = pytest.mark.slow

VIEWS = ("planned", "voices", "disagree", "graph", "figures", "story")
WIDE, PHONE = {"width": 1400, "height": 900}, {"width": 390, "height": 844}
#: One thing of each kind, those that say something on a condition, and each conflict.
CHOSEN = """() => [...new Map(data.nodes.map((node) => [node.kind, node.id])).values(),
  ...data.nodes.filter((node) => (node.says || []).some((row) => row[4]?.length))
    .map((node) => node.id),
  ...[...conflicts.keys()].slice(0, 4)]"""
#: Texts that a reader sees or hears, each with the language that holds there.
WALK = """() => {
  const texts = [];
  const put = (text, element) => {
    if (text.trim()) texts.push([text, element.closest("[lang]").getAttribute("lang")]);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { data, parentElement } = walker.currentNode;
    if (!parentElement.closest("script, style, pre, code, [hidden]")) put(data, parentElement);
  }
  for (const name of ["aria-label", "title", "placeholder", "alt"]) {
    for (const element of document.querySelectorAll(`[${name}]`)) {
      if (!element.closest("[hidden], pre")) put(element.getAttribute(name), element);
    }
  }
  return texts;
}"""


def walked(opened: Any) -> set[tuple[str, str]]:
    """Return what is to be read in every view, panel, filter, search and step of the story."""
    tab, texts = opened.tab, set()

    def look() -> None:
        texts.update(map(tuple, tab.evaluate(WALK)))

    for view in VIEWS:
        tab.evaluate("(view) => go({ view, chosen: '' })", view)
        look()
        svg = tab.evaluate("asSvg().text.match(/<desc>(.*?)<.desc>/u)[1]")
        texts.add((re.sub(r"https?://\S+", "", svg).partition(".")[2], "de"))
    for identifier in tab.evaluate(CHOSEN):
        tab.evaluate("(chosen) => go({ view: 'voices', chosen })", identifier)
        look()
    tab.evaluate("go({ view: 'graph', depth: '2' })")
    look()
    tab.evaluate("go({ depth: '', path: data.nodes[9].id })")
    look()
    tab.evaluate("go({ view: 'voices', path: '', chosen: '', off: ['claim'] })")
    tab.click("#filter-button")
    look()
    tab.click("#filter-clear")
    for step in (1, 2):
        tab.evaluate("(step) => go({ view: 'story', step })", step)
        look()
    for words in ("ｃｏｕｎｃｉｌ", "council", "zzz"):
        tab.fill("#search", words)
        look()
    return texts


def test_no_word_of_the_scripts_stands_outside_of_the_catalogue(
    visit: Any, shipped: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    strange = strange_language()
    monkeypatch.setattr(translation, "language", lambda _: strange)
    opened = visit(page(strange_graph(shipped)))
    texts = {text for text, _ in walked(opened)}
    assert len(texts) > 700
    assert sorted(text for text in texts if PLAIN.search(text)) == []
    assert opened.complaints == []


def test_german_is_german_and_the_graph_s_words_are_marked_as_english(
    visit: Any, shipped: Store
) -> None:
    opened = visit(page(strange_graph(shipped), language="de"))
    texts = walked(opened)
    marked = {text for text, language in texts if language == "en"}
    plain = {text for text, language in texts if language == "de"}
    assert {language for _, language in texts} == {"de", "en"}
    assert len(marked) > 300
    assert len(plain) > 200
    # The graph's letters are full-width, so that plain ones are the page's own words.
    strange = set(WIDE_LETTERS.values())
    assert sorted(text for text in plain if strange.intersection(map(ord, text))) == []
    assert sorted(text for text in marked if PLAIN.search(text)) == []
    german, english = translation.language("de"), translation.language("en")
    ours = {text for text in english.messages.values() if isinstance(text, str)}
    assert {text.strip() for text in plain} & (ours - german.native) == set()
    assert opened.complaints == []


def test_the_shipped_report_s_page_opens_in_german(visit: Any, shipped: Store) -> None:
    opened = visit(page(shipped, language="de"), at="#view=planned")
    assert opened.tab.evaluate("document.documentElement.lang") == "de"
    flow = opened.tab.locator(".flow.wide")
    assert "3.850 Beschäftigte" in flow.text_content()
    assert "4,000 staff now" in flow.locator("[lang=en]").all_text_contents()
    opened.tab.click("text='Zahlen und Lücken'")
    assert opened.tab.locator("tr.derived td.number").first.inner_text() == "3.850"
    assert opened.tab.locator("#overview .lead").inner_text().startswith("11 Paare")
    opened.tab.click("text='Wer sagt was'")
    badges = set(opened.tab.locator(".card .badge").all_text_contents())
    assert badges >= {"geplant", "beschlossen", "vorhergesagt", "bestritten"}
    assert opened.complaints == []


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["1400", "390"])
def test_german_fits_and_axe_finds_nothing(visit: Any, shipped: Store, axe: str, size: Any) -> None:
    opened = visit(page(shipped, language="de"), viewport=size, bypass_csp=True)
    opened.tab.evaluate(axe)
    found = {}
    for view in VIEWS:
        opened.tab.evaluate("(view) => go({ view, chosen: data.nodes[0].id })", view)
        opened.tab.evaluate("document.querySelectorAll('details').forEach((d) => d.open = true)")
        assert opened.tab.evaluate("document.documentElement.scrollWidth") == size["width"]
        result = opened.tab.evaluate("(tags) => axe.run(document, { runOnly: tags })", TAGS)
        for one in result["violations"]:
            found[view, one["id"]] = [node["html"] for node in one["nodes"][:3]]
    assert found == {}


def test_what_stands_over_the_picture_does_not_overlap(visit: Any, shipped: Store) -> None:
    for language in translation.languages():
        opened = visit(page(shipped, language=language), at="#view=graph")
        opened.wait_until_drawn()
        boxes = opened.tab.evaluate(
            """() => [...document.querySelectorAll(".zoom, .chips li")].map((element) => {
              const { left, top, right, bottom } = element.getBoundingClientRect();
              return [left, top, right, bottom];
            })"""
        )
        zoom, *chips = boxes
        assert len(chips) > 10
        for left, top, right, bottom in chips:
            clear = right <= zoom[0] or left >= zoom[2] or bottom <= zoom[1] or top >= zoom[3]
            assert clear, language
