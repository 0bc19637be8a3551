"""Opening graphs, running queries, and what rdflib's users see of both."""

from __future__ import annotations

import gc
import threading
import time
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib import BNode, Dataset, Graph, Literal, URIRef
from rdflib.namespace import FOAF, RDFS, XSD

import reorg
from reorg.errors import QueryError, QueryTimeoutError
from reorg.rdf import bridge, opening
from reorg.rdf.opening import open_store, parse
from reorg.sparql.engine import run
from support.commandline import MILLBROOK, SLOW

TRIPLES = "PREFIX e: <http://e/> SELECT ?s ?o { ?s e:p ?o } ORDER BY ?o"
NAMES = "SELECT ?name { ?person foaf:name ?name } ORDER BY ?name"
FILES = {
    ".ttl": '<http://e/a> <http://e/p> "x"@en-GB .',
    ".nt": '<http://e/a> <http://e/p> "x"@en-GB .\n',
    ".trig": '<http://e/g> { <http://e/a> <http://e/p> "x"@en-GB }',
    ".nq": '<http://e/a> <http://e/p> "x"@en-GB <http://e/g> .\n',
    ".jsonld": '{"@id":"http://e/a","http://e/p":{"@value":"x","@language":"en-GB"}}',
    ".rdf": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">'
    '<rdf:Description rdf:about="http://e/a"><e:p xml:lang="en-GB">x</e:p></rdf:Description>'
    "</rdf:RDF>",
}


@pytest.mark.parametrize("suffix", FILES)
def test_every_format_opens_flat(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"graph{suffix}"
    path.write_text(FILES[suffix], encoding="utf-8")
    for source in (path, str(path)):
        rows = run(open_store(source), TRIPLES).rows
        assert rows == [(ox.NamedNode("http://e/a"), ox.Literal("x", language="en-gb"))]


@pytest.mark.parametrize("suffix", FILES)
@pytest.mark.parametrize("ends", [b"\n", b"\r\n"])
def test_byte_order_mark_and_line_ends_are_no_data(
    suffix: str, ends: bytes, tmp_path: Path
) -> None:
    plain = parse(FILES[suffix].encode(), suffix=suffix)
    marked = b"\xef\xbb\xbf" + FILES[suffix].encode().replace(b"\n", ends)
    file = tmp_path / f"graph{suffix}"
    file.write_bytes(marked)
    assert sorted(map(str, parse(file))) == sorted(map(str, plain))
    assert sorted(map(str, parse(marked, suffix=suffix))) == sorted(map(str, plain))
    assert len(open_store(file)) > 0


@pytest.mark.parametrize("suffix", [".trig", ".nq"])
def test_named_graphs_can_still_be_asked(suffix: str) -> None:
    store = open_store(FILES[suffix].encode(), suffix=suffix)
    rows = run(store, "SELECT ?g { GRAPH ?g { ?s ?p ?o } }").rows
    assert rows == [(ox.NamedNode("http://e/g"),)]
    assert run(store, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").rows == [(ox.Literal(1),)]


def test_rows_without_order_are_given_one() -> None:
    lines = [f'<http://e/{i}> <http://e/p> "{i}" .' for i in range(50)]
    backwards = open_store("\n".join(reversed(lines)).encode())
    forwards = open_store("\n".join(lines).encode())
    query = "SELECT ?s ?o { ?s ?p ?o }"
    assert run(backwards, query).rows == run(forwards, query).rows


def test_the_query_s_own_order_is_kept() -> None:
    query = "SELECT ?n { ?c reorg:position ?n } ORDER BY DESC(?n)"
    rows = run(open_store(MILLBROOK), query).rows
    assert rows is not None
    assert [row[0].value for row in rows] == ["10", "2", "1"]


def test_time_limit_lets_the_program_go_on() -> None:
    store = open_store(MILLBROOK)
    before = threading.active_count()
    with pytest.raises(QueryTimeoutError, match=r"longer than 0\.3 seconds"):
        run(store, SLOW, timeout=0.3)
    assert threading.active_count() > before, "it waited for the engine"
    assert run(store, "ASK {}").truth is True


def test_other_threads_run_while_the_engine_works() -> None:
    store = open_store(MILLBROOK)
    pairs = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(STR(?c) != STR(?l))"
    query = f"SELECT (COUNT(*) AS ?n) {{ {pairs} }}"
    asking = threading.Thread(target=run, args=(store, query))
    ticks = 0
    asking.start()
    while asking.is_alive() and ticks < 10_000:
        time.sleep(0.001)
        ticks += 1
    assert ticks > 5
    asking.join()


def test_a_store_is_asked_by_many_threads_at_once() -> None:
    store = open_store(MILLBROOK)
    answers: list[object] = []
    threads = [
        threading.Thread(target=lambda: answers.append(run(store, NAMES).rows)) for _ in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 20
    assert all(answer == answers[0] for answer in answers)


def test_load_gives_what_rdflib_would_parse() -> None:
    assert set(reorg.load(MILLBROOK)) == set(Graph().parse(MILLBROOK))


def test_load_keeps_terms_as_written() -> None:
    data = b"""@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        <http://e/a> <http://e/p> "01"^^xsd:nonNegativeInteger , "1.50"^^xsd:decimal ,
            "plain" , "x"^^xsd:string ."""
    found = {(str(term), term.datatype) for term in reorg.load(data).objects()}
    assert found == {
        ("01", XSD.nonNegativeInteger),
        ("1.50", XSD.decimal),
        ("plain", None),
        ("x", None),
    }


def test_select_gives_rdflib_rows() -> None:
    result = reorg.query(NAMES, MILLBROOK)
    assert isinstance(result, rdflib.query.Result)
    assert len(result) == 2
    assert bool(result)
    assert [row.name for row in result] == [Literal("Ada Reed"), Literal("Tom Vale")]
    assert [row["name"] for row in result] == [row[0] for row in result]
    assert result.vars == [rdflib.Variable("name")]
    assert result.bindings[0] == {rdflib.Variable("name"): Literal("Ada Reed")}
    assert result.serialize(format="csv") == b"name\r\nAda Reed\r\nTom Vale\r\n"


@pytest.mark.parametrize(
    "query",
    [
        NAMES,
        "SELECT ?c ?w ?s { ?c reorg:wording ?w OPTIONAL { ?c reorg:share ?s } } ORDER BY ?c",
        "SELECT ?n ?d { ?c reorg:position ?n OPTIONAL { ?c dcterms:issued ?d } } ORDER BY ?n",
        "SELECT (COUNT(?c) AS ?n) ?who { ?c reorg:speaker ?who } GROUP BY ?who ORDER BY ?who",
        "ASK { ?s ?p ?o }",
        "ASK { ?s ?p <urn:nothing> }",
        "CONSTRUCT { ?c reorg:said ?w } WHERE { ?c reorg:wording ?w }",
    ],
)
def test_answers_equal_those_of_rdflib(query: str) -> None:
    graph = reorg.load(MILLBROOK)
    ours, theirs = reorg.query(query, graph), graph.query(query)
    assert ours.type == theirs.type
    if ours.type == "SELECT":
        assert [tuple(row) for row in ours] == [tuple(row) for row in theirs]
    elif ours.type == "ASK":
        assert bool(ours) == bool(theirs)
    else:
        assert ours.graph is not None and theirs.graph is not None
        assert set(ours.graph) == set(theirs.graph)


def test_unbound_is_none() -> None:
    query = "SELECT ?s { ?c reorg:position 1 OPTIONAL { ?c reorg:share ?s } }"
    rows = list(reorg.query(query, MILLBROOK))
    assert [tuple(row) for row in rows] == [(None,)]


def test_changed_graph_gives_changed_answers() -> None:
    graph = reorg.load(MILLBROOK)
    count = "SELECT (COUNT(*) AS ?n) { ?s foaf:name ?o }"

    def found() -> int:
        return int(next(iter(reorg.query(count, graph))).n)

    zoe = (URIRef("http://e/zoe"), FOAF.name, Literal("Zoe"))
    assert found() == 2
    graph.add(zoe)
    assert found() == 3
    graph.remove(zoe)
    assert found() == 2
    graph.addN([(*zoe, graph)])
    assert found() == 3
    graph.set((zoe[0], FOAF.name, Literal("Zoë")))
    assert found() == 3
    graph.update('INSERT DATA { <http://e/yan> <http://xmlns.com/foaf/0.1/name> "Yan" }')
    assert found() == 4
    graph -= Graph().parse(MILLBROOK)
    assert found() == 2


def test_unchanged_graph_is_indexed_once() -> None:
    graph = reorg.load(MILLBROOK)
    first = open_store(graph)
    assert open_store(graph) is first
    graph.add((URIRef("http://e/a"), RDFS.label, Literal("a")))
    assert open_store(graph) is not first


def test_graphs_of_one_name_are_not_mistaken_for_each_other() -> None:
    name = URIRef("http://e/g")
    first, second = (Graph(store=bridge.CountingMemory(), identifier=name) for _ in range(2))
    first.add((name, FOAF.name, Literal("first")))
    second.add((name, FOAF.name, Literal("second")))
    assert first == second
    assert [str(row.name) for row in reorg.query(NAMES, first)] == ["first"]
    assert [str(row.name) for row in reorg.query(NAMES, second)] == ["second"]


def test_index_of_a_graph_goes_with_it() -> None:
    gc.collect()
    before = len(bridge._indexes)
    graph = reorg.load(MILLBROOK)
    open_store(graph)
    assert len(bridge._indexes) == before + 1
    del graph
    gc.collect()
    assert len(bridge._indexes) == before


def test_any_rdflib_graph_can_be_asked() -> None:
    graph = Graph()
    graph.add((URIRef("http://e/a"), FOAF.name, Literal("A", lang="en-GB")))
    graph.add((BNode("b"), FOAF.name, Literal(3)))
    names = {row.name for row in reorg.query(NAMES, graph)}
    assert names == {Literal("A", lang="en-GB"), Literal(3)}
    graph.add((URIRef("http://e/c"), FOAF.name, Literal("C")))
    assert len(reorg.query(NAMES, graph)) == 3


def test_dataset_is_asked_flat() -> None:
    data = Dataset()
    data.add((URIRef("http://e/a"), FOAF.name, Literal("A")))
    data.graph(URIRef("http://e/g")).add((URIRef("http://e/b"), FOAF.name, Literal("B")))
    assert [str(row.name) for row in reorg.query(NAMES, data)] == ["A", "B"]


def test_graph_with_what_is_no_iri_is_refused() -> None:
    graph = Graph()
    graph.add((URIRef("not an iri"), FOAF.name, Literal("A")))
    with pytest.raises(reorg.ReorgError, match="not an RDF term"):
        reorg.query(NAMES, graph)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("SELECT ?x { ?x", "query:1:15: the query ends too early"),
        ("CLEAR ALL", "is an update"),
        ("SELECT ?x { SERVICE <http://127.0.0.1:9/> { ?x ?y ?z } }", "SERVICE"),
        ("no-such-query", "no query called"),
    ],
)
def test_python_s_users_get_the_same_refusals(query: str, words: str) -> None:
    with pytest.raises(reorg.ReorgError) as error:
        reorg.query(query, MILLBROOK)
    assert words in str(error.value)


def test_python_s_users_have_a_time_limit() -> None:
    with pytest.raises(QueryTimeoutError):
        reorg.query(SLOW, MILLBROOK, timeout=0.2)


def test_parameters_need_a_named_query() -> None:
    with pytest.raises(reorg.ReorgError, match="only a named query"):
        reorg.query("ASK {}", MILLBROOK, speaker="x")


def test_triple_as_a_term_is_told() -> None:
    with pytest.raises(reorg.ReorgError, match="triple as a term"):
        reorg.query("SELECT ?t { BIND(<<( <urn:a> <urn:b> <urn:c> )>> AS ?t) }", MILLBROOK)


def test_query_error_is_a_reorg_error() -> None:
    assert issubclass(QueryTimeoutError, QueryError)
    assert issubclass(QueryError, reorg.ReorgError)


def test_shipped_graph_is_read_once() -> None:
    assert opening.shipped() is opening.shipped()
