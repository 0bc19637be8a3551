"""What a screen reader hears of each claim, and what axe says where the page is unusual."""

from __future__ import annotations

import re
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode, Store

from reorg.html.webpage import page
from support.axe import TAGS
from support.graphs import load
from support.paths import DATA
from support.synthetic import synthetic

pytestmark = pytest.mark.slow

NS = "https://w3id.org/reorg/ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
LIBRARY = DATA / "page" / "library.ttl"
VIEWS = ("planned", "voices", "disagree", "graph", "figures", "story")


@pytest.fixture(scope="module")
def text(shipped: Store) -> str:
    return page(shipped)


def values(store: Store, subject: Any, name: str) -> list[Any]:
    """Return the values of a property; ``name`` is the end of its address."""
    found = store.quads_for_pattern(subject, None, None, None)
    return [quad.object for quad in found if re.split("[#/]", quad.predicate.value)[-1] == name]


def named(store: Store, thing: Any) -> str:
    """Return what a thing is called."""
    if isinstance(thing, Literal):
        return thing.value
    labels = values(store, thing, "label") or values(store, thing, "prefLabel")
    return str(labels[0].value)


def heard(opened: Any, role: str) -> list[str]:
    """Return what is read out of each element of a role: names and texts in their order."""
    client = opened.context.new_cdp_session(opened.tab)
    nodes = client.send("Accessibility.getFullAXTree")["nodes"]
    by_id = {node["nodeId"]: node for node in nodes}

    def spoken(node: Any) -> list[str]:
        own = node.get("name", {}).get("value", "") if not node["ignored"] else ""
        leaf = node.get("role", {}).get("value") in {"StaticText", "image"}
        inside = [
            words
            for child in node.get("childIds", ())
            if child in by_id
            for words in spoken(by_id[child])
        ]
        return [own, *inside] if leaf or own not in inside else inside

    return [
        " ".join(filter(None, spoken(node)))
        for node in nodes
        if node.get("role", {}).get("value") == role and not node["ignored"]
    ]


def claims(store: Store) -> list[Any]:
    """Return the claims of a graph."""
    kind = NamedNode(f"{NS}Claim")
    return sorted({q.subject for q in store.quads_for_pattern(None, None, kind, None)}, key=str)


def test_each_claim_is_heard_with_its_speaker_its_status_and_its_conflicts(
    visit: Any, text: str, shipped: Store
) -> None:
    opened = visit(text, at="#view=voices")
    opened.tab.wait_for_timeout(200)
    articles = heard(opened, "article")
    every = claims(shipped)
    assert len(every) == 80
    missing = []
    for claim in every:
        wanted = [named(shipped, one) for one in values(shipped, claim, "wording")]
        for name in ("speaker", "possibleSpeaker", "standing", "act"):
            wanted += [named(shipped, one) for one in values(shipped, claim, name)]
        if not any(all(words in article for words in wanted) for article in articles):
            missing.append(wanted)
    assert missing == []


def test_each_conflict_is_heard_with_both_voices_and_wordings(
    visit: Any, text: str, shipped: Store
) -> None:
    opened = visit(text, at="#view=disagree")
    opened.tab.wait_for_timeout(200)
    articles = heard(opened, "article")
    kind = NamedNode(f"{NS}Conflict")
    conflicts = {q.subject for q in shipped.quads_for_pattern(None, None, kind, None)}
    assert len(conflicts) == 11
    for conflict in conflicts:
        wanted = [one.value for one in values(shipped, conflict, "reason")]
        wanted += [named(shipped, one) for one in values(shipped, conflict, "strength")]
        for claim in values(shipped, conflict, "betweenClaim"):
            wanted += [one.value for one in values(shipped, claim, "wording")]
            wanted += [named(shipped, one) for one in values(shipped, claim, "speaker")]
        assert any(all(words in article for words in wanted) for article in articles), wanted


def test_a_chosen_claim_is_heard_with_all_its_relations(
    visit: Any, text: str, shipped: Store
) -> None:
    opened = visit(text)
    checked = 0
    for number, claim in enumerate(claims(shipped)):
        related = [
            other
            for name in ("within", "presupposes", "onBehalfOf", "quotes", "questions", "supports")
            for other in values(shipped, claim, name)
        ]
        if number % 6 and len(related) < 2:
            continue
        checked += 1
        wanted = [one.value for one in values(shipped, claim, "wording")]
        for name in ("speaker", "standing", "stance", "act"):
            wanted += [named(shipped, one) for one in values(shipped, claim, name)]
        for other in related:
            wordings = values(shipped, other, "wording")
            wanted.append(wordings[0].value if wordings else named(shipped, other))
        address = claim.value.partition("northamptonshire-2015/")[2]
        opened.tab.evaluate("(at) => { location.hash = at; }", f"{address}&view=voices")
        opened.tab.wait_for_timeout(60)
        aside = heard(opened, "complementary")[0]
        assert [words for words in wanted if words not in aside] == []
    assert checked > 10


def test_the_picture_says_where_its_text_is(visit: Any, text: str) -> None:
    for view in ("disagree", "graph"):
        opened = visit(text, at=f"#view={view}")
        opened.wait_until_drawn()
        assert any("text below says the same" in one for one in heard(opened, "image"))


@pytest.mark.parametrize("size", [1400, 390])
def test_axe_finds_nothing_in_unusual_pages(
    visit: Any, shipped: Store, axe: str, size: int
) -> None:
    both = Store()
    both.extend(list(shipped))
    both.extend(list(load(LIBRARY)))
    # Any text will do: what is judged is how passages are marked.
    article = "All words of this text are invented. " * 200
    texts = {
        "a neighbourhood": (page(synthetic(420)), ("graph", "voices")),
        "two reports": (page(both), VIEWS),
        "an article": (page(shipped, article=article), ("text",)),
        "nothing": (page(Store()), ("voices", "graph")),
    }
    found = []
    for name, (made, views) in texts.items():
        viewport = {"width": size, "height": 844}
        opened = visit(made, viewport=viewport, bypass_csp=True)
        opened.tab.evaluate(axe)
        chosen = opened.tab.evaluate(
            "JSON.parse(document.getElementById('data').textContent).nodes[0]?.id"
        )
        for view in views:
            for at in filter(None, (f"view={view}", chosen and f"{chosen}&view={view}")):
                opened.tab.evaluate("(at) => { location.hash = at; }", at)
                opened.tab.wait_for_timeout(150)
                # What is half under the bar counts as a small target.
                opened.tab.evaluate("scrollTo(0, 0)")
                result = opened.tab.evaluate(
                    "(tags) => axe.run(document, { runOnly: tags, resultTypes: ['violations'] })",
                    TAGS,
                )
                found += [
                    (name, at, one["id"], node["html"], node["failureSummary"])
                    for one in result["violations"]
                    for node in one["nodes"]
                    # Where no link leads outside, axe takes the views' links for skip links.
                    if one["id"] != "skip-link" or 'class="skip"' in node["html"]
                ]
        assert opened.complaints == []
    assert found == []


@pytest.mark.parametrize("at", ["#view=disagree", "#view=graph", "#claim/fred-wrong&view=graph"])
def test_nothing_moves_between_two_loads(visit: Any, text: str, at: str) -> None:
    pictures = set()
    for _ in range(2):
        opened = visit(text, at=at)
        opened.wait_until_drawn()
        opened.tab.wait_for_timeout(200)
        pictures.add(opened.picture())
    assert len(pictures) == 1


@pytest.mark.parametrize("at", ["#view=graph", "#view=graph&depth=all", "#view=graph&depth=2"])
def test_nothing_moves_in_a_large_graph(visit: Any, at: str) -> None:
    made = page(synthetic(1000))
    assert made == page(synthetic(1000))
    pictures = set()
    for _ in range(2):
        opened = visit(made, at=at)
        opened.wait_until_drawn()
        opened.tab.wait_for_timeout(300)
        pictures.add(opened.picture())
    assert len(pictures) == 1
