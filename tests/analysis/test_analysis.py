"""The figures of the network and the fixed layout, on an invented report and on made-up graphs."""

from __future__ import annotations

from functools import partial
from itertools import combinations

import networkx as nx
import pytest
from pyoxigraph import RdfFormat, Store

from reorg.analysis import findings, measures, paths, projection
from reorg.errors import ReorgError
from reorg.html.cardlayout import lanes
from reorg.html.graphlayout import APART, scatter
from reorg.namespaces import BASE
from reorg.sparql import engine
from support.paths import DATA

LIBRARY = DATA / "page" / "library.ttl"
LOCAL = "https://w3id.org/reorg/id/millbrook/"


@pytest.fixture(scope="module")
def view() -> nx.MultiDiGraph[str]:
    store = Store()
    store.load(path=LIBRARY, format=RdfFormat.TURTLE)
    return projection.view(store)


def table(tables: tuple[findings.Table, ...], title: str) -> findings.Table:
    return next(table for table in tables if table.title == title)


def test_the_dispute_is_the_claims_in_conflict_and_their_voices(view) -> None:  # type: ignore[no-untyped-def]
    quarrel = measures.dispute(view)
    labels = {label for _, label in quarrel.nodes(data="label")}
    assert labels == {
        "Ada Finch",
        "Walter",
        "By law the council would keep the duty itself.",
        "The trust would take on the duty to keep a library.",
        "No branch would shut.",
        "Less money may lead to branches being shut.",
    }


def test_voices_central_to_the_dispute(view) -> None:  # type: ignore[no-untyped-def]
    found = table(findings.analyse(view), "Voices central to the dispute")
    assert found.columns == (
        "voice",
        "claims in dispute",
        "conflicts",
        "opponents",
        "betweenness",
    )
    # Six nodes in a ring: each is on a fifth of the others' shortest paths.
    assert found.rows == (("Ada Finch", 2, 2, 1, 0.2), ("Walter", 2, 2, 1, 0.2))


def test_betweenness_agrees_with_networkx(view) -> None:  # type: ignore[no-untyped-def]
    expected = nx.betweenness_centrality(nx.Graph(view.to_undirected()))
    assert measures.betweenness(view) == pytest.approx(expected, abs=1e-4)


def test_every_row_fits_its_columns(view) -> None:  # type: ignore[no-untyped-def]
    for found in findings.analyse(view, path=("walter", "ada finch")):
        assert found.rows
        assert {len(row) for row in found.rows} == {len(found.columns)}


def test_communities_cover_the_view_and_come_largest_first(view) -> None:  # type: ignore[no-untyped-def]
    groups = measures.communities(view)
    assert set(groups) == set(view)
    sizes = [list(groups.values()).count(number) for number in range(max(groups.values()) + 1)]
    assert sizes == sorted(sizes, reverse=True)


def test_a_bridging_claim_touches_several_communities(view) -> None:  # type: ignore[no-untyped-def]
    rows = table(findings.analyse(view), "Claims that bridge communities").rows
    assert rows[0][0] == "By law the council would keep the duty itself."
    assert all(len(str(row[2]).split(", ")) > 1 for row in rows)


def test_an_explanation_reads_along_the_path(view) -> None:  # type: ignore[no-untyped-def]
    tables = findings.analyse(view, path=("Walter", "ada finch"))
    assert (
        (1, "Walter", "says", "By law the council would keep the duty itself."),
        (
            2,
            "By law the council would keep the duty itself.",
            "conflicts with",
            "The trust would take on the duty to keep a library.",
        ),
        (3, "The trust would take on the duty to keep a library.", "← says", "Ada Finch"),
    ) in [found.rows for found in tables if found.title.startswith("Shortest explanation")]


@pytest.mark.parametrize(
    "name", ["person:ada-finch", "ada-finch", "id:person/ada-finch", "Ada Finch"]
)
def test_an_end_has_whatever_names_a_parameter_takes(view, name: str) -> None:  # type: ignore[no-untyped-def]
    store = Store()
    store.load(path=LIBRARY, format=RdfFormat.TURTLE)
    ask = partial(engine.run, store)
    if name.startswith("id:"):
        name = f"<{BASE}{name.removeprefix('id:')}>"
    by_name = findings.analyse(view, path=("Walter", name), ask=ask)
    assert by_name == findings.analyse(view, path=("Walter", "ada finch"))


def test_all_explanations_of_one_length_are_shown() -> None:
    square: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node in "abcd":
        square.add_node(node, label=node.upper(), kind="notion")
    for source, target in ("ab", "bd", "ac", "cd"):
        square.add_edge(source, target, key="k", label="leads to", relation="leadsTo")
    tables = findings.analyse(square, path=("A", "D"))[-2:]
    assert [found.title[-6:] for found in tables] == ["1 of 2", "2 of 2"]
    assert [found.rows[0][3] for found in tables] == ["B", "C"]


@pytest.mark.parametrize(
    ("name", "message"),
    [("nobody", "nothing in the graph is called 'nobody'"), ("librar", "'librar' fits 9 things")],
)
def test_an_end_that_is_unknown_or_open_is_refused(view, name: str, message: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ReorgError, match=message):
        findings.analyse(view, path=(name, "Walter"))


def test_two_things_that_nothing_joins_have_no_explanation() -> None:
    apart: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    apart.add_node("a", label="Alpha", kind="notion")
    apart.add_node("b", label="Beta", kind="notion")
    with pytest.raises(ReorgError, match="no path joins 'Alpha' and 'Beta'"):
        paths.explain(apart, "a", "b")


def test_an_empty_view_has_empty_tables() -> None:
    empty: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    assert [found.rows for found in findings.analyse(empty)] == [(), (), (), ()]
    assert scatter(empty) == {}
    assert lanes(empty, empty) == {}


def test_cards_stand_apart_under_their_voice(view) -> None:  # type: ignore[no-untyped-def]
    boxes = lanes(view, measures.dispute(view))
    assert len(boxes) == 6
    for one, other in combinations(boxes.values(), 2):
        clear_x = abs(one.x - other.x) * 2 >= one.width + other.width
        clear_y = abs(one.y - other.y) * 2 >= one.height + other.height
        assert clear_x or clear_y
    walter, his = boxes[LOCAL + "speaker/walter"], boxes[LOCAL + "claim/shut"]
    assert his.x == walter.x
    assert his.y > walter.y


def test_a_voice_with_much_to_say_spreads_over_several_columns() -> None:
    crowd: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for voice in ("loud", "quiet"):
        crowd.add_node(voice, label=voice, kind="person")
    for i in range(24):
        for voice in ("loud", "quiet"):
            crowd.add_node(f"{voice}-{i}", label="Something that is said. " * 3, kind="claim")
        crowd.add_edge("loud", f"loud-{i}", key=f"s{i}", relation="says")
        crowd.add_edge("quiet", f"quiet-{i % 2}", key=f"q{i}", relation="says")
        crowd.add_edge(f"loud-{i}", f"quiet-{i % 2}", key=f"c{i}", relation="conflicts with")
    boxes = lanes(crowd, measures.dispute(crowd))
    assert boxes["loud"].width > boxes["quiet"].width
    assert len({boxes[f"loud-{i}"].x for i in range(24)}) > 1


def test_loose_nodes_do_not_blow_out_the_scale(view) -> None:  # type: ignore[no-untyped-def]
    loose = view.copy()
    for i in range(12):
        loose.add_node(f"loose-{i}", label="Loose", kind="notion")
    before, after = scatter(view), scatter(loose)
    width = max(x for x, _ in before.values()) - min(x for x, _ in before.values())
    assert {node: after[node] for node in before} == before
    assert max(x for x, _ in after.values()) - min(x for x, _ in after.values()) <= width
    assert min(y for node, (_, y) in after.items() if node not in before) > max(
        y for _, y in before.values()
    )


@pytest.mark.parametrize("size", [40, 400, 900])
def test_nodes_do_not_stand_on_one_another(size: int) -> None:
    ring = nx.MultiDiGraph()
    for i in range(size):
        ring.add_node(str(i), label=str(i), kind="claim")
    for i in range(size):
        ring.add_edge(str(i), str(i * i % size), key=f"a{i}", relation="says")
        ring.add_edge(str(i), str((i + 1) % size), key=f"b{i}", relation="says")
    places = list(scatter(ring).values())
    close = [
        1
        for (x0, y0), (x1, y1) in combinations(places, 2)
        if (x0 - x1) ** 2 + (y0 - y1) ** 2 < (APART / 3) ** 2
    ]
    assert not close
