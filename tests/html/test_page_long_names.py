"""Whatever things are called, and however many there are, their names stay in their boxes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from reorg.html.webpage import page
from reorg.namespaces import NAMESPACE, PREFIXES

pytestmark = pytest.mark.slow

#: Kinds of things whose names the picture of before and planned has.
NAMED = ("PlannedBody", "PlannedBodyGroup", "PlannedState", "Service", "Figure", "Notion")
SENTENCE = "Services for children, young people and their families in every district and town, "
COMPOUND = "Kinderundjugendhilfedienstleistungsgesellschaftsvertragsentwurf"
NAMES = {
    "longest": (SENTENCE * 2)[:120],
    "one word": "n" * 120,
    "wide letters": "WOMEN’S AND MEN’S COMMUNITY WELFARE MANAGEMENT, " * 2,
    "compound": f"Die {COMPOUND} (geplant)",
    "two compounds": f"{COMPOUND}-{COMPOUND}"[:118],
    "other letters": "北安普敦郡議會兒童保護和長者護理服務聯合管理局" * 3,
}
TYPE = NamedNode(PREFIXES["rdf"] + "type")
LABEL = NamedNode(PREFIXES["rdfs"] + "label")

#: Texts that stick out of their boxes or of the picture, and texts that stand on one another.
ASTRAY = """() => {
  const bad = [];
  for (const svg of document.querySelectorAll('svg.flow')) {
    const whole = svg.getBoundingClientRect();
    if (!whole.width) continue;
    const texts = [...svg.querySelectorAll('text')].map((text) => [text, text.getBoundingClientRect()]);
    texts.forEach(([text, a], i) => {
      const box = text.closest('a')?.querySelector('path').getBoundingClientRect() || whole;
      if (a.left < box.left - 1 || a.right > box.right + 1 || a.top < box.top - 3 || a.bottom > box.bottom + 3) {
        bad.push(['out', text.textContent, Math.round(a.right - box.right), Math.round(a.bottom - box.bottom)]);
      }
      for (const [other, b] of texts.slice(i + 1)) {
        if (a.left < b.right - 1 && a.right > b.left + 1 && a.top < b.bottom - 4 && a.bottom > b.top + 4) bad.push([text.textContent, other.textContent]);
      }
    });
  }
  return [...bad, ...(document.documentElement.scrollWidth > innerWidth ? ['the page is too wide'] : [])];
}"""


def reorg(name: str) -> NamedNode:
    return NamedNode(NAMESPACE + name)


def of_kind(graph: Store, kinds: Iterable[str]) -> set[Any]:
    return {
        quad.subject for kind in kinds for quad in graph.quads_for_pattern(None, TYPE, reorg(kind))
    }


def renamed(graph: Store, name: str) -> Store:
    """Return a graph in which all that has its name in the picture has another."""
    things = of_kind(graph, NAMED)
    named = {
        Quad(one.subject, LABEL, Literal(name, language="en"), one.graph_name)
        if one.predicate == LABEL and one.subject in things
        else one
        for one in graph
    }
    copy = Store()
    copy.extend(named)
    return copy


def with_more_bodies(graph: Store, count: int) -> Store:
    """Return a graph in which one more claim puts so many more bodies into a planned group."""
    copy = Store()
    copy.extend(graph)
    (body,) = of_kind(graph, ["PlannedBody"])
    statements = [
        quad.subject
        for quad in graph.quads_for_pattern(None, NamedNode(PREFIXES["rdf"] + "subject"), body)
    ]
    claims = {
        quad.object: quad.subject
        for one in statements
        for quad in graph.quads_for_pattern(None, reorg("content"), one)
    }
    for i in range(count):
        other = NamedNode(f"{body.value}-{i}")
        for quad in graph.quads_for_pattern(body, None, None):
            copy.add(Quad(other, quad.predicate, quad.object, quad.graph_name))
        for statement, claim in claims.items():
            new = NamedNode(f"{statement.value}-{i}")
            copy.add(Quad(claim, reorg("content"), new))
            for quad in graph.quads_for_pattern(statement, None, None):
                value = other if quad.object == body else quad.object
                copy.add(Quad(new, quad.predicate, value, quad.graph_name))
    return copy


@pytest.mark.parametrize("width", [1400, 390])
@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_a_long_name_stays_in_its_box(visit: Any, shipped: Store, name: str, width: int) -> None:
    size = {"width": width, "height": 900}
    opened = visit(page(renamed(shipped, name)), at="#view=planned", viewport=size)
    assert opened.tab.locator("svg.flow:visible text").count() > 4
    assert opened.tab.evaluate(ASTRAY) == []


@pytest.mark.parametrize("count", [1, 7])
def test_many_bodies_each_have_a_box(visit: Any, shipped: Store, count: int) -> None:
    opened = visit(page(with_more_bodies(shipped, count)), at="#view=planned")
    assert opened.tab.locator("svg.flow:visible .card").count() == count + 2
    assert opened.tab.evaluate(ASTRAY) == []
