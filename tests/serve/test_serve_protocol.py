"""The SPARQL 1.1 Protocol, by the list of cases of the W3C's own tests for it.

Their list: https://www.w3.org/2009/sparql/docs/tests/data-sparql11/protocol/
"""

from __future__ import annotations

import json
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from typing import Any

import httpx
import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reorg.serve import media
from reorg.serve.http import protocol
from stores.faults import CRASHES, Crash
from support.serving import JSON, Server, running

ONE, TWO, THREE = (f"http://graphs.example/{name}" for name in ("one", "two", "three"))
SD = "http://www.w3.org/ns/sparql-service-description#"
FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    file = tmp_path_factory.mktemp("graphs") / "three.nq"
    kind = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://types.example/Document>"
    lines = [f"<{graph}> {kind} <{graph}> .\n" for graph in (ONE, TWO, THREE)]
    file.write_text("".join(lines), encoding="utf-8")
    with running(file) as started:
        yield started


def ask(
    server: Server, query: str, *, body: str | bytes | None = None, **options: Any
) -> httpx.Response:
    """Send a request: the query string as it stands, and a body if there is one."""
    headers = {"Accept": JSON, **options.pop("headers", {})}
    url = f"{server.endpoint}/?{query}" if query else f"{server.endpoint}/"
    method = options.pop("method", "GET" if body is None else "POST")
    return server.client.request(method, url, content=body, headers=headers)


def encoded(**fields: str | list[str]) -> str:
    return str(httpx.QueryParams(fields))


def says(answer: httpx.Response, truth: bool) -> bool:
    assert answer.status_code == 200, answer.text
    return bool(answer.json()["boolean"] is truth)


# --- the cases of the list: queries ------------------------------------------------------------


@pytest.mark.parametrize("crash", CRASHES, ids=lambda crash: crash.name)
def test_no_query_ends_a_worker(server: Server, crash: Crash) -> None:
    workers = server.children()
    for window in ("", " LIMIT 30"):
        answer = ask(server, encoded(query=crash.query + window))
        assert answer.status_code == 200, answer.text
        values = [row["x"]["value"] for row in answer.json()["results"]["bindings"]]
        assert values == sorted(values, key=["9", "10", "1z"].index)
        assert len(values) == 21
    assert server.children() == workers


def test_relative_iris_are_read_against_the_endpoint(server: Server) -> None:
    query = f"ASK {{ FILTER(<x> = <{server.endpoint}/x> && STR(IRI('')) = '{server.endpoint}/') }}"
    assert says(ask(server, encoded(query=query)), True)
    assert says(ask(server, "", body=query, headers={"Content-Type": DIRECT}), True)
    assert ask(server, encoded(query="BASE <http://e/> ASK { <x> a <y> }")).status_code == 200


def test_query_get(server: Server) -> None:
    assert says(ask(server, encoded(query="ASK {}")), True)


def test_query_post_form(server: Server) -> None:
    data = encoded(**{"default-graph-uri": ONE})
    answer = ask(server, data, body=encoded(query="ASK {}"), headers={"Content-Type": FORM})
    assert says(answer, True)


def test_query_post_direct(server: Server) -> None:
    assert says(ask(server, "", body="ASK {}", headers={"Content-Type": DIRECT}), True)


BOTH = f"ASK {{ <{ONE}> a ?type . <{TWO}> a ?type }}"
NAMED = f"ASK {{ GRAPH ?g1 {{ <{ONE}> a ?type }} GRAPH ?g2 {{ <{TWO}> a ?type }} }}"
FULL = (
    f"ASK {{ <{THREE}> a ?type GRAPH ?g1 {{ <{ONE}> a ?type }} GRAPH ?g2 {{ <{TWO}> a ?type }} }}"
)


@pytest.mark.parametrize("by", ["get", "post"])
def test_query_dataset_default_graphs(server: Server, by: str) -> None:
    data = {"default-graph-uri": [ONE, TWO]}
    assert says(_by(server, by, BOTH, data), True)
    assert says(_by(server, by, BOTH, {"default-graph-uri": [ONE]}), False)


@pytest.mark.parametrize("by", ["get", "post"])
def test_query_dataset_named_graphs(server: Server, by: str) -> None:
    assert says(_by(server, by, NAMED, {"named-graph-uri": [ONE, TWO]}), True)
    assert says(_by(server, by, NAMED, {"named-graph-uri": [ONE]}), False)


def test_query_dataset_full(server: Server) -> None:
    data = {"default-graph-uri": [THREE], "named-graph-uri": [ONE, TWO]}
    assert says(_by(server, "post", FULL, data), True)


def test_query_multiple_dataset(server: Server) -> None:
    # The dataset of the request takes the place of the query's own.
    query = f"ASK FROM <{THREE}> {{ GRAPH ?g1 {{ <{ONE}> a ?type }} <{TWO}> a ?type }}"
    data = {"default-graph-uri": [TWO], "named-graph-uri": [ONE]}
    assert says(_by(server, "post", query, data), True)


def _by(server: Server, by: str, query: str, data: dict[str, Any]) -> httpx.Response:
    if by == "get":
        return ask(server, encoded(query=query, **data))
    return ask(server, encoded(**data), body=query, headers={"Content-Type": DIRECT})


@pytest.mark.parametrize(
    ("query", "accept"),
    [
        ("SELECT (1 AS ?value) {}", "application/sparql-results+xml"),
        ("ASK {}", "application/sparql-results+xml"),
        (f"DESCRIBE <{ONE}>", "application/rdf+xml"),
        ("CONSTRUCT { <a:s> <a:p> 1 } {}", "application/rdf+xml"),
    ],
    ids=["select", "ask", "describe", "construct"],
)
def test_query_content_type(server: Server, query: str, accept: str) -> None:
    answer = ask(server, "", body=query, headers={"Content-Type": DIRECT, "Accept": accept})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == accept
    ElementTree.fromstring(answer.text)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_bad_query_method(server: Server, method: str) -> None:
    answer = ask(server, encoded(query="ASK {}"), method=method)
    assert answer.status_code == 405
    assert {"GET", "HEAD", "POST"} <= set(answer.headers["allow"].split(", "))


@pytest.mark.parametrize(
    ("query", "body", "kind", "status"),
    [
        ("query=ASK%20%7B%7D&query=ASK%20%7B%7D", None, "", 400),
        ("query=ASK%20%7B%7D", "ASK {}", DIRECT, 400),
        ("", "query=ASK%20%7B%7D&query=ASK%20%7B%7D", FORM, 400),
        ("", "ASK {}", "text/plain", 415),
        ("", "query=ASK%20%7B%7D", "", 415),
        ("", "ASK {}", "", 415),
        ("", "ASK {}".encode("utf-16"), f"{DIRECT}; charset=UTF-16", 415),
        ("", "ASK {}".encode("utf-16"), DIRECT, 400),
        ("", "query=ASK%20%7B%7D".encode("utf-16"), FORM, 400),
        ("query=ASK%20%7B", None, "", 400),
        ("query=%FF", None, "", 400),
        ("query=", None, "", 400),
        ("", "", FORM, 400),
        ("", "", DIRECT, 400),
        ("", "no=query", FORM, 400),
    ],
    ids=[
        "multiple_queries",
        "multiple_queries_by_address_and_body",
        "multiple_queries_in_form",
        "wrong_media_type",
        "missing_form_type",
        "missing_direct_type",
        "non_utf8",
        "non_utf8_undeclared",
        "non_utf8_form",
        "syntax",
        "not_text",
        "empty",
        "empty_form",
        "empty_direct",
        "no_query_in_form",
    ],
)
def test_bad_query(server: Server, query: str, body: Any, kind: str, status: int) -> None:
    headers = {"Content-Type": kind} if kind else {}
    answer = ask(server, query, body=body, headers=headers)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert len(answer.text.strip().splitlines()) == 1


# --- the cases of the list: updates, all refused -----------------------------------------------

UPDATES = (
    "CLEAR ALL",
    "INSERT DATA { <a:s> <a:p> 1 }",
    "PREFIX a: <a:> INSERT { a:s a:p 1 } WHERE {}",
    "DELETE WHERE { ?s ?p ?o }",
    "DROP ALL",
    "LOAD <http://127.0.0.1:1/data.ttl>",
    "LOAD <file:///etc/passwd>",
    "BASE <http://example.org/> WITH <g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "CREATE GRAPH <a:g>",
    "COPY DEFAULT TO <a:g>",
)


@pytest.mark.parametrize("update", UPDATES)
def test_updates_are_refused_and_change_nothing(server: Server, update: str) -> None:
    before = server.one("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    form = {"Content-Type": FORM}
    using = encoded(**{"using-graph-uri": ONE})
    refused = [
        ask(server, encoded(update=update)),
        ask(server, using, body=encoded(update=update), headers=form),
        ask(server, using, body=update, headers={"Content-Type": "application/sparql-update"}),
        ask(server, encoded(query=update)),
        ask(server, "", body=update, headers={"Content-Type": DIRECT}),
        ask(server, encoded(query="ASK {}"), body=encoded(update=update), headers=form),
        ask(server, "", body=encoded(update=[update, update]), headers=form),
    ]
    assert [answer.status_code for answer in refused] == [403, 403, 403, 400, 400, 403, 403]
    assert server.one("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }") == before


# --- media types -------------------------------------------------------------------------------

SELECT = "SELECT ?s ?o { VALUES (?s ?o) { (<a:s> 'tab\\tand \"quotes\"'@en-GB) (<a:t> 1.5) } }"


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        (JSON, JSON),
        ("application/json", "application/json"),
        ("*/*", JSON),
        ("", JSON),
        ("application/*", JSON),
        ("image/png, text/csv;q=0.5", "text/csv; charset=utf-8"),
        ("text/csv;q=0.4, text/tab-separated-values;q=0.5", "text/tab-separated-values"),
        ("application/sparql-results+json;q=0, */*;q=0.1", "application/sparql-results+xml"),
        ("text/turtle, application/xml;q=0.1", "application/xml"),
        ("nonsense, ;;, text/csv", "text/csv; charset=utf-8"),
    ],
)
def test_tables_come_as_accepted(server: Server, accept: str, kind: str) -> None:
    answer = server.get(SELECT, accept)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(kind)
    assert "accept" in answer.headers["vary"].lower()


@pytest.mark.parametrize(
    ("media_type", "format_"),
    [
        (JSON, ox.QueryResultsFormat.JSON),
        ("application/sparql-results+xml", ox.QueryResultsFormat.XML),
        ("text/tab-separated-values", ox.QueryResultsFormat.TSV),
    ],
)
def test_each_table_holds_the_same(server: Server, media_type: str, format_: Any) -> None:
    text = SELECT.replace(
        "(<a:t> 1.5)", "(<a:t> 1.5) (UNDEF 'carriage\\rreturn & <b>') (<a:u> true)"
    )
    read = ox.parse_query_results(server.get(text, media_type).content, format=format_)
    assert isinstance(read, ox.QuerySolutions)
    found = {(str(row["s"]), str(row["o"])) for row in read}
    assert found == {
        ("<a:s>", '"tab\\tand \\"quotes\\""@en-gb'),
        ("<a:t>", '"1.5"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
        ("<a:u>", '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>'),
        ("None", '"carriage\\rreturn & <b>"'),
    }


@pytest.mark.parametrize(
    "accept",
    ["text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"],
)
def test_graphs_come_as_accepted(server: Server, accept: str) -> None:
    answer = server.get("CONSTRUCT { ?s a ?o } { ?s a ?o }", accept)
    assert answer.headers["content-type"].startswith(accept)
    format_ = ox.RdfFormat.from_media_type(accept)
    assert format_ is not None
    assert len(list(ox.parse(answer.content, format=format_))) == 3


@pytest.mark.parametrize(
    ("query", "accept"),
    [
        ("SELECT * {}", "text/turtle"),
        ("ASK {}", "image/png"),
        ("CONSTRUCT { <a:s> <a:p> 1 } {}", "text/csv"),
        ("SELECT * {}", "*/*;q=0"),
    ],
)
def test_unknown_media_types_are_refused(server: Server, query: str, accept: str) -> None:
    assert server.get(query, accept).status_code == 406


def test_a_post_that_takes_only_pages_gets_the_usual_formats(server: Server) -> None:
    table = server.post("SELECT * {} LIMIT 1", "text/html")
    assert (table.status_code, table.headers["content-type"]) == (200, JSON)
    graph = server.post("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 1", "text/html")
    assert graph.headers["content-type"].startswith("text/turtle")


@pytest.mark.parametrize("kind", ["application/rdf+xml", "application/xml"])
def test_rdf_xml_keeps_carriage_returns(server: Server, kind: str) -> None:
    text = "a\r\nb\rc\n"
    query = f"CONSTRUCT {{ <a:s> <a:p> {json.dumps(text)} }} {{}}"
    answer = server.get(query, kind)
    (triple,) = ox.parse(answer.content, format=ox.RdfFormat.RDF_XML)
    assert getattr(triple.object, "value", "") == text
    tree = ElementTree.fromstring(answer.content)
    assert [one.text for one in tree.iter() if one.text and "a" in one.text] == [text]


def test_xml_refuses_what_it_cannot_hold(server: Server) -> None:
    query = "SELECT ('a\\u0001b' AS ?x) {}"
    assert "control character" in server.get(query, "application/sparql-results+xml").text
    assert server.one(query) == "a\u0001b"


@pytest.mark.parametrize("accept", [JSON, "text/csv", "text/tab-separated-values", "text/xml"])
def test_truth_comes_in_every_format(server: Server, accept: str) -> None:
    assert "true" in server.get("ASK {}", accept).text


# --- HEAD, OPTIONS, parameters, size -----------------------------------------------------------


def test_head_is_get_without_body(server: Server) -> None:
    head = ask(server, encoded(query="ASK {}"), method="HEAD")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == JSON
    assert ask(server, encoded(query="ASK {"), method="HEAD").status_code == 400


def test_options_tells_the_methods(server: Server) -> None:
    answer = ask(server, "", method="OPTIONS")
    assert answer.status_code == 204
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD", "POST", "OPTIONS"}


def test_unknown_parameters_are_passed_over(server: Server) -> None:
    assert says(ask(server, encoded(query="ASK {}", timeout="1", format="x")), True)


@pytest.mark.parametrize("count", [200, 201, 3000])
def test_too_many_parameters_are_told_as_that(server: Server, count: int) -> None:
    fields = "query=ASK%20%7B%7D" + "&x=1" * (count - 1)
    form = {"Content-Type": FORM}
    for answer in (ask(server, fields), ask(server, "", body=fields, headers=form)):
        if count <= 200:
            assert says(answer, True)
        else:
            assert answer.status_code == 400
            told = f"the request has {count:,} parameters; send at most 200\n"
            assert answer.text == told


def test_a_charset_may_be_named(server: Server) -> None:
    headers = {"Content-Type": f'{DIRECT}; charset="UTF-8"'}
    assert says(ask(server, "", body="ASK { BIND('é' AS ?x) }", headers=headers), True)


def test_a_long_body_is_refused(server: Server) -> None:
    body = "ASK {}" + " " * 1_000_001
    for headers in ({"Content-Type": DIRECT}, {"Content-Type": FORM}):
        assert ask(server, "", body=body, headers=headers).status_code == 413

    def parts() -> Iterator[bytes]:
        for _ in range(200):
            yield b" " * 10_000

    answer = server.client.post(
        server.endpoint, content=parts(), headers={"Content-Type": DIRECT, "Accept": JSON}
    )
    assert answer.status_code == 413


def test_a_compressed_body_is_refused(server: Server) -> None:
    headers = {"Content-Type": DIRECT, "Content-Encoding": "gzip"}
    assert ask(server, "", body=b"\x1f\x8b", headers=headers).status_code == 415


def test_graphs_that_are_not_here_are_refused(server: Server) -> None:
    for name in ("default-graph-uri", "named-graph-uri"):
        for iri in ("http://127.0.0.1:1/x", "file:///etc/passwd", "not an iri", ""):
            answer = ask(server, encoded(query="ASK {}", **{name: iri}))
            assert answer.status_code == 400
            assert "nothing is ever fetched" in answer.text


def test_from_takes_graphs_that_are_here(server: Server) -> None:
    query = f"""PREFIX g: <http://graphs.example/> ASK FROM g:one FROM NAMED <{TWO}>
        {{ g:one a ?type GRAPH ?g {{ g:two a ?type }}
           FILTER NOT EXISTS {{ g:three a ?type }} }}"""
    assert says(ask(server, encoded(query=query)), True)
    refused = ask(server, encoded(query="ASK FROM <file:///etc/passwd> {}"))
    assert refused.status_code == 400
    assert "nothing is ever fetched" in refused.text


# --- Service Description -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "accept", ["*/*", "text/turtle", "application/rdf+xml", "application/ld+json"]
)
def test_service_description(server: Server, accept: str) -> None:
    answer = ask(server, "", headers={"Accept": accept})
    assert answer.status_code == 200
    format_ = ox.RdfFormat.from_media_type(answer.headers["content-type"].partition(";")[0])
    assert format_ is not None
    store = ox.Store()
    store.load(answer.content, format=format_)
    query = f"""PREFIX sd: <{SD}> PREFIX void: <http://rdfs.org/ns/void#>
        ASK {{ ?s a sd:Service ; sd:endpoint <{server.endpoint}/> ;
          sd:supportedLanguage sd:SPARQL11Query ; sd:defaultDataset ?d .
          ?d a sd:Dataset ; sd:defaultGraph [ void:triples 3 ] ; sd:namedGraph ?n .
          ?n sd:name <{ONE}> ; sd:graph [ a sd:Graph ] .
          FILTER NOT EXISTS {{ ?s sd:supportedLanguage sd:SPARQL11Update }}
          FILTER NOT EXISTS {{ ?s sd:feature sd:BasicFederatedQuery }} }}"""
    assert bool(store.query(query))


def test_answers_are_the_same_bytes_each_time(server: Server) -> None:
    for query, accept in ((SELECT, JSON), ("CONSTRUCT WHERE { ?s ?p ?o }", "text/turtle")):
        assert len({server.get(query, accept).content for _ in range(6)}) == 1
    description = {ask(server, "", headers={"Accept": "text/turtle"}).content for _ in range(4)}
    assert len(description) == 1


def test_answer_says_how_long_and_how_many(server: Server) -> None:
    answer = server.get(SELECT)
    assert answer.headers["reorg-rows"] == "2"
    assert len(answer.json()["results"]["bindings"]) == 2
    assert answer.headers["server-timing"].startswith("query;dur=")


def test_nothing_was_complained_of(server: Server) -> None:
    assert server.complaints() == ""


# --- whatever comes in ----------------------------------------------------------------------------

_HEADER = st.text(st.characters(max_codepoint=255, blacklist_characters="\r\n\0"), max_size=60)
_PARTS = st.sampled_from(["query=", "update=", "query", "%", "a=%FF"])
_FIELDS = st.lists(_PARTS).map("&".join)


@given(
    method=st.sampled_from(["GET", "POST"]),
    address=st.one_of(st.binary(max_size=60), _FIELDS.map(str.encode)),
    content_type=st.one_of(_HEADER, st.sampled_from([FORM, DIRECT, f"{DIRECT};charset=é"])),
    accept=st.one_of(_HEADER, st.sampled_from(["*/*", "text/csv;q=x", ""])),
    body=st.binary(max_size=60),
)
def test_any_request_is_read_or_refused(
    method: str, address: bytes, content_type: str, accept: str, body: bytes
) -> None:
    request = protocol.Request(method, address, content_type, accept, body)
    try:
        job = protocol.job(request)
    except protocol.RequestError as error:
        assert error.status in {400, 403, 406, 415}
        return
    assert job is None or isinstance(job.text, str)


@given(accept=_HEADER)
def test_any_accept_header_is_read(accept: str) -> None:
    assert media.best(media.TABLE, accept) in {"", *media.TABLE}


@pytest.mark.parametrize(
    "accept",
    [
        "a/b," * 4000,
        "*/*," * 4000,
        "*," * 8000,
        "text/csv;" + 'a="b";' * 2600,
        'text/csv;"' + ";" * 15000,
        ('text/csv;"' + ";" * 180 + ",") * 80,
        "text/csv;q=" + "9" * 15000,
    ],
    ids=["types", "any", "stars", "parameters", "open quote", "open quotes", "digits"],
)
def test_a_long_accept_header_takes_no_time(accept: str) -> None:
    media.best(media.TABLE, "text/csv")  # whatever is imported for it
    start = time.thread_time()
    for _ in range(10):
        media.best(media.TABLE, accept)
    assert time.thread_time() - start < 0.2  # for ten, and not 0.2 to 6.5 seconds


def test_what_is_accepted_first_counts_in_a_long_header() -> None:
    known = "text/csv, application/sparql-results+xml;q=0.5, "
    assert media.best(media.TABLE, known + "x/y;q=0.1, " * 1000) == "text/csv"


@given(st.permutations([*media.TABLE]), st.integers(0, 9))
def test_what_is_liked_best_is_chosen(kinds: list[str], turn: int) -> None:
    ranges = [f"{kind};q=0.{9 - place}" for place, kind in enumerate(kinds)]
    accept = ", ".join(ranges[turn % 7 :] + ranges[: turn % 7])
    assert media.best(media.TABLE, accept) == kinds[0]


# --- graphs in every format that is asked ------------------------------------------------------

FORMATS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "text/n3": ox.RdfFormat.N3,
    "application/trig": ox.RdfFormat.TRIG,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/n-quads": ox.RdfFormat.N_QUADS,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/ld+json": ox.RdfFormat.JSON_LD,
}


@pytest.mark.parametrize("media_type", FORMATS)
def test_a_graph_comes_in_the_format_that_is_asked(server: Server, media_type: str) -> None:
    answer = server.get("CONSTRUCT { ?s a ?t } { ?s a ?t }", media_type)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].partition(";")[0] == media_type
    quads = list(ox.parse(answer.content, format=FORMATS[media_type]))
    assert {str(quad.subject) for quad in quads} == {f"<{iri}>" for iri in (ONE, TWO, THREE)}
    assert all(isinstance(quad.graph_name, ox.DefaultGraph) for quad in quads)


def test_n3_is_turtle_under_another_name(server: Server) -> None:
    query = "CONSTRUCT WHERE { ?s ?p ?o }"
    assert server.get(query, "text/n3").content == server.get(query, "text/turtle").content


@pytest.mark.parametrize("media_type", ["application/trig", "application/n-quads"])
def test_data_keeps_named_graphs_apart(server: Server, media_type: str) -> None:
    answer = server.client.get(f"{server.url}data", headers={"Accept": media_type})
    quads = list(ox.parse(answer.content, format=FORMATS[media_type]))
    assert {quad.graph_name.value for quad in quads} == {ONE, TWO, THREE}
    assert len(quads) == 3
    ending = {"application/trig": "trig", "application/n-quads": "nq"}[media_type]
    assert server.client.get(f"{server.url}data?format={ending}").content == answer.content


@pytest.mark.parametrize(
    ("media_type", "ending"),
    [("text/turtle", "ttl"), ("text/plain", "nt"), ("application/xml", "rdf")],
)
def test_saved_data_is_named_after_its_format(server: Server, media_type: str, ending: str) -> None:
    answer = server.client.get(f"{server.url}data", headers={"Accept": media_type})
    assert f'filename="graph.{ending}"' in answer.headers["content-disposition"]


def test_description_names_every_format(server: Server) -> None:
    answer = server.client.get(server.endpoint, headers={"Accept": "application/n-triples"})
    told = answer.text.count(f"<{SD}resultFormat>")
    assert told == 4 + len(FORMATS)
    for name in ("Turtle", "N3", "TriG", "N-Quads", "N-Triples", "RDF_XML", "JSON-LD"):
        assert f"<http://www.w3.org/ns/formats/{name}>" in answer.text


def test_json_ld_types_things_by_the_keyword(server: Server) -> None:
    answer = server.get(f"DESCRIBE <{ONE}>", "application/ld+json")
    (thing,) = answer.json()["@graph"]
    assert thing == {"@id": ONE, "@type": "http://types.example/Document"}


def test_context_has_an_address(server: Server) -> None:
    answer = server.client.get(f"{server.url}ns/graph.context.jsonld")
    assert answer.headers["content-type"] == "application/ld+json"
    assert answer.json()["@context"]["speaker"] == {"@id": "reorg:speaker", "@type": "@id"}
