"""The networkx view, GraphML and GEXF, on an invented report about a town's libraries."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from io import BytesIO

import networkx as nx
import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store

from reorg.analysis import projection
from reorg.export import graphml
from reorg.html.appearance import SYMBOLS
from support.paths import DATA

LIBRARY = DATA / "page" / "library.ttl"
DATA = "https://w3id.org/reorg/id/"
LOCAL = DATA + "millbrook/"
NS = "https://w3id.org/reorg/ns#"


@pytest.fixture
def store() -> Store:
    made = Store()
    made.load(path=LIBRARY, format=RdfFormat.TURTLE)
    return made


@pytest.fixture
def view(store: Store) -> nx.MultiDiGraph[str]:
    return projection.view(store)


def relations(view: nx.MultiDiGraph[str], source: str, target: str) -> list[str]:
    edges = view.get_edge_data(source, target, default={})
    return sorted(data["relation"] for data in edges.values())


def test_nodes_are_what_a_reader_would_name(view: nx.MultiDiGraph[str]) -> None:
    kinds = Counter(kind for _, kind in view.nodes(data="kind"))
    assert kinds == {
        "claim": 6,
        "utterance": 1,
        "person": 2,
        "organisation": 1,
        "document": 2,
        "plan": 1,
        "planned": 2,
        "service": 1,
        "responsibility": 1,
        "situation": 2,
        "figure": 1,
        "issue": 1,
        "gap": 1,
    }


@pytest.mark.parametrize("part", ["anchor", "content", "commitment", "conflict", "relation"])
def test_helpers_of_the_model_are_no_nodes(view: nx.MultiDiGraph[str], part: str) -> None:
    assert not [node for node in view if f"/{part}/" in node]


def test_a_claim_says_who_how_and_in_which_words(view: nx.MultiDiGraph[str]) -> None:
    claim = view.nodes[LOCAL + "claim/duty-council"]
    assert claim["label"] == "By law the council would keep the duty itself."
    assert claim["speaker"] == "Walter"
    assert claim["quotation"] == "legally it stays with the council"
    assert (claim["act"], claim["status"], claim["stance"]) == ("assertion", "asserted", "against")


def test_content_joins_the_claim_to_what_it_speaks_of(view: nx.MultiDiGraph[str]) -> None:
    claim, duty = LOCAL + "claim/duty-trust", LOCAL + "responsibility/lending"
    (edge,) = view.get_edge_data(claim, duty).values()
    assert (edge["relation"], edge["label"]) == ("object", "holds responsibility")


def test_nothing_said_joins_the_things_themselves(view: nx.MultiDiGraph[str]) -> None:
    trust, duty = LOCAL + "planned-body/library-trust", LOCAL + "responsibility/lending"
    assert not view.has_edge(trust, duty)
    assert not view.has_edge(duty, trust)


def test_a_denial_is_not_read_as_an_assertion(view: nx.MultiDiGraph[str]) -> None:
    (edge,) = view.get_edge_data(LOCAL + "claim/safe", LOCAL + "situation/shut").values()
    assert (edge["label"], edge["polarity"]) == ("not: leads to", "negative")


def test_a_conflict_joins_two_claims(view: nx.MultiDiGraph[str]) -> None:
    (edge,) = view.get_edge_data(LOCAL + "claim/duty-council", LOCAL + "claim/duty-trust").values()
    assert edge["relation"] == "conflicts with"
    assert edge["strength"] == "contradicts"
    assert edge["iri"] == LOCAL + "conflict/duty"


def test_voices_and_roles(view: nx.MultiDiGraph[str]) -> None:
    finch, council = DATA + "person/ada-finch", DATA + "organisation/millbrook-council"
    assert relations(view, finch, LOCAL + "claim/safe") == ["says"]
    assert relations(view, LOCAL + "document/page", LOCAL + "claim/move") == ["reports"]
    (role,) = view.get_edge_data(finch, council).values()
    assert role["label"] == "Mayor"


def test_parallel_edges_are_kept(view: nx.MultiDiGraph[str]) -> None:
    between = relations(view, LOCAL + "claim/trust", LOCAL + "planned-body/library-trust")
    assert between == ["introduces", "object"]


def test_about_is_an_edge_only_where_content_gives_none(store: Store) -> None:
    claim, about = NamedNode(LOCAL + "claim/shut"), NamedNode(NS + "about")
    for thing in ("situation/shut", "plan/open-shelves"):
        store.add(Quad(claim, about, NamedNode(LOCAL + thing)))
    view = projection.view(store)
    assert relations(view, claim.value, LOCAL + "situation/shut") == ["object"]
    assert relations(view, claim.value, LOCAL + "plan/open-shelves") == ["about"]


def test_named_graphs_make_no_difference(store: Store) -> None:
    spread = Store()
    for number, quad in enumerate(sorted(store, key=str)):
        spread.add(Quad(*quad.triple, NamedNode(f"{DATA}graph/{number % 3}")))
    assert graphml.graphml(projection.view(spread)) == graphml.graphml(projection.view(store))


def test_numbers_that_are_none_are_left_out() -> None:
    text = LIBRARY.read_text(encoding="utf-8")
    text = text.replace("reorg:quantity 32", 'reorg:quantity "many"')
    text = text.replace("oa:start 220", 'oa:start "INF"^^xsd:double')
    spoilt = Store()
    spoilt.load(text.encode(), format=RdfFormat.TURTLE)
    view = projection.view(spoilt)
    assert "quantity" not in view.nodes[LOCAL + "figure/librarians"]
    assert view.nodes[LOCAL + "claim/safe"]["quotation"] == "not a single branch is going"


def test_the_page_draws_every_kind_of_node_and_no_other() -> None:
    assert {kind for _, kind in projection.NODES} == {symbol.name for symbol in SYMBOLS}


def test_an_empty_store_is_an_empty_view() -> None:
    assert len(projection.view(Store())) == 0


@pytest.mark.parametrize(
    ("write", "read"),
    [(graphml.graphml, nx.read_graphml), (graphml.gexf, nx.read_gexf)],
    ids=["graphml", "gexf"],
)
class TestFiles:
    def test_reopens_with_the_same_nodes_edges_and_labels(self, view, write, read) -> None:  # type: ignore[no-untyped-def]
        again = read(BytesIO(write(view)))
        assert set(again) == set(view)
        assert again.number_of_edges() == view.number_of_edges()
        assert again.is_multigraph()
        assert dict(again.nodes(data="label")) == dict(view.nodes(data="label"))
        assert again.nodes[LOCAL + "figure/librarians"]["quantity"] == 32.0

    def test_holds_no_date_and_no_version_of_a_tool(self, view, write, read) -> None:  # type: ignore[no-untyped-def]
        text = write(view).decode()
        assert "lastmodified" not in text
        assert "NetworkX" not in text

    def test_characters_that_xml_bars_do_not_break_it(self, store, write, read) -> None:  # type: ignore[no-untyped-def]
        claim = NamedNode(LOCAL + "claim/hostile")
        type_ = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
        store.add(Quad(claim, type_, NamedNode(NS + "Claim")))
        store.add(Quad(claim, NamedNode(NS + "wording"), Literal('\x08\x1b]]> & <b> "\ufffe')))
        again = read(BytesIO(write(projection.view(store))))
        assert again.nodes[claim.value]["label"] == '\ufffd\ufffd]]> & <b> "\ufffd'


@pytest.mark.slow
def test_the_same_bytes_whatever_the_hash_seed() -> None:
    code = (
        "import sys, hashlib, pyoxigraph as o\n"
        "from reorg.analysis import findings, projection\n"
        "from reorg.export import graphml\n"
        "from reorg.html import webpage\n"
        "s = o.Store(); s.load(path=sys.argv[1], format=o.RdfFormat.TURTLE)\n"
        "v = projection.view(s)\n"
        "made = graphml.graphml(v) + graphml.gexf(v) + webpage.page(s).encode()\n"
        "print(hashlib.sha256(made + repr(findings.analyse(v)).encode()).hexdigest())"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", code, str(LIBRARY)],
            env={"PYTHONHASHSEED": seed, "PATH": ""},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(runs) == 1


def test_an_edge_tells_what_its_statement_depends_on(shipped: Store) -> None:
    view = projection.view(shipped)
    start = DATA + "northamptonshire-2015/claim/keith-council-retains"
    found = {
        view.nodes[end]["label"]: data.get("condition", "")
        for _, end, data in view.out_edges(start, data=True)
        if data["relation"] == "object"
    }
    law = "The council's reorganisation plan complies with the law (underspecified, as planned)"
    assert found["Statutory responsibility for elder care"] == law
    assert "the law" not in found


def test_what_a_condition_is_about_is_joined_to_its_claim(shipped: Store) -> None:
    view = projection.view(shipped)
    start = DATA + "northamptonshire-2015/claim/keith-council-retains"
    found = {
        view.nodes[end]["label"]
        for _, end, data in view.out_edges(start, data=True)
        if data["relation"] == "on condition"
    }
    assert found == {"the law", "The council's reorganisation plan"}
