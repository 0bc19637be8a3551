"""Labels are only shown: a vocabulary labelled in other words gives the same figures and page."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from pyoxigraph import Store

from reorg.analysis import findings, measures, projection
from reorg.export.targets import TARGETS
from reorg.html.cardlayout import lanes
from reorg.html.graphlayout import scatter
from reorg.html.webpage import page
from support.relabel import all_alike, in_other_letters, read_back

Relabel = Callable[[Store], Store]

RELABELLINGS = pytest.mark.parametrize("relabel", [in_other_letters, all_alike])
PAGE_DATA = re.compile(r'<script type="application/json" id="data">(.*?)</script>', re.DOTALL)
PICTURE = re.compile(r'<svg class="flow .*?</svg>', re.DOTALL)
HEARD = "[...document.querySelectorAll('.view article[id], [data-node]')]"


def parts_of(text: str) -> tuple[list[str], Any]:
    """Return a page's lines without its data, and what its script reads, by words and values.

    Which words happen to be the same, and so share a place in the tables, says nothing.
    """
    found = PAGE_DATA.search(text)
    assert found is not None
    data = json.loads(found[1])
    words, facets = data.pop("words"), data.pop("facets")
    for edge in data["edges"]:
        own = len(edge) > 3 and edge[3] >= 0
        edge[3:4] = [words[edge[3]] if own else data["relations"][edge[2]][1]]
    for node in data["nodes"]:
        node["facts"] = [[words[place] for place in fact] for fact in node.get("facts", [])]
        node["says"] = [[one[0], words[one[1]], *one[2:]] for one in node.get("says", [])]
        node["in"] = {
            name: [facets[name][place] for place in places]
            for name, places in node.get("in", {}).items()
        }
    # Letters are broad or narrow: where a picture breaks its lines is for its words to say.
    return PICTURE.sub("", PAGE_DATA.sub("", text)).splitlines(), data


@RELABELLINGS
def test_the_figures_and_places_are_the_same(shipped: Store, relabel: Relabel) -> None:
    view, other = projection.view(shipped), projection.view(relabel(shipped))
    assert [*other] == [*view]
    assert [*other.edges(keys=True)] == [*view.edges(keys=True)]
    quarrel = measures.dispute(view)
    assert [*measures.dispute(other).edges(keys=True)] == [*quarrel.edges(keys=True)]
    assert measures.betweenness(other) == measures.betweenness(view)
    assert measures.communities(other) == measures.communities(view)
    assert findings.analyse(other) == findings.analyse(view)
    assert scatter(other) == scatter(view)
    assert lanes(other, measures.dispute(other)) == lanes(view, quarrel)


def test_the_page_is_the_same_but_for_the_labels(shipped: Store) -> None:
    text, other = page(shipped), page(in_other_letters(shipped))
    assert other != text
    (lines, data), (other_lines, other_data) = map(parts_of, (text, read_back(other)))
    assert other_lines == lines
    assert other_data == data


def test_equal_labels_leave_things_apart(shipped: Store) -> None:
    data, other = (parts_of(page(one))[1] for one in (shipped, all_alike(shipped)))
    assert [one["id"] for one in other["conflicts"]] == [one["id"] for one in data["conflicts"]]

    def values(nodes: Any) -> list[dict[str, list[str]]]:
        return [
            {name: [value for value, _ in several] for name, several in node["in"].items()}
            for node in nodes
        ]

    assert values(other["nodes"]) == values(data["nodes"])
    assert sum(map(bool, values(data["nodes"]))) > 80


def test_equal_labels_leave_the_page_s_parts_in_their_places(shipped: Store) -> None:
    def outline(text: str) -> list[str]:
        # How many lines the words of a picture take is for the words to say.
        text = re.sub("<text .*?</text>", "", text)
        return re.findall(r' (?:id|class|href|data-node|data-kind)="[^"]*"', text)

    text, other = page(shipped), page(all_alike(shipped))
    assert len(outline(text)) > 1000
    assert outline(other) == outline(text)


@pytest.mark.parametrize("form", ["aida", "neo4j", "schema-org"])
def test_what_is_exported_is_the_same_but_for_the_labels(shipped: Store, form: str) -> None:
    files, other = (TARGETS[form](one, "report") for one in (shipped, in_other_letters(shipped)))
    assert [*other] == [*files]
    for name, data in files.items():
        assert read_back(other[name].decode()).splitlines() == data.decode().splitlines()


@RELABELLINGS
def test_each_filter_hides_the_same_things(visit: Any, shipped: Store, relabel: Relabel) -> None:
    pages = [visit(page(one), at="#view=voices") for one in (shipped, relabel(shipped))]

    def hidden(opened: Any, field: str, value: str) -> list[str]:
        opened.tab.select_option(f"#facets [name={field}]", value)
        ids: list[str] = opened.tab.evaluate(
            f"{HEARD}.filter((part) => part.hidden).map((part) => part.dataset.node || part.id)"
        )
        opened.tab.select_option(f"#facets [name={field}]", "")
        return ids

    options: list[dict[str, list[str]]] = []
    for opened in pages:
        opened.tab.click("#filter-button")
        options.append(
            opened.tab.evaluate(
                "Object.fromEntries([...document.querySelectorAll('#facets select')]"
                ".map((list) => [list.name, [...list.options].map((one) => one.value).sort()]))"
            )
        )
    assert options[1] == options[0]
    assert len(options[0]) == 6
    for field, values in options[0].items():
        for value in filter(None, values):
            before, after = (hidden(opened, field, value) for opened in pages)
            assert after == before, (field, value)
            assert before, (field, value)
    assert [opened.complaints for opened in pages] == [[], []]
