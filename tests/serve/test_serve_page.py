"""The pages of the server, by HTTP and in a browser."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin

import httpx
import pyoxigraph as ox
import pytest

from reorg.namespaces import BASE, NAMESPACE
from reorg.sparql import library
from support.axe import TAGS
from support.commandline import ENDLESS, reorg
from support.serving import Server, running

pytestmark = pytest.mark.slow

WIDE, PHONE = {"width": 1400, "height": 900}, {"width": 390, "height": 844}
PERSON, CLAIM = "person/jim-harker", "northamptonshire-2015/claim/no-private-companies"
HTML = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
TABLE = "SELECT ?claim ?wording { ?claim reorg:wording ?wording } ORDER BY ?claim LIMIT 5"
GRAPH = "CONSTRUCT WHERE { ?claim reorg:speaker ?speaker }"

HOSTILE = '</script><img src=x onerror="window.harm=1"><b>&amp;\'\u202e\u2028{{7*7}}'
HOSTILE_GRAPH = f"""
<https://w3id.org/reorg/id/x/claim/bad> a <https://w3id.org/reorg/ns#Claim> ;
  <http://www.w3.org/2000/01/rdf-schema#label> {json.dumps(HOSTILE, ensure_ascii=False)} ;
  <https://w3id.org/reorg/ns#wording> {json.dumps(HOSTILE, ensure_ascii=False)} ;
  <http://example.org/p"> <javascript:window.harm=1> , <data:text/html,x> ,
    <https://w3id.org/reorg/id/x/a%2Fb/../c?d=1#e> ;
  <http://example.org/'onclick='window.harm=1> "x"@en .
<https://w3id.org/reorg/id/x/a%2Fb/../c?d=1#e> <http://example.org/q> "odd" .
""".replace('p">', "p>")


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running() as started:
        yield started


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    file = tmp_path_factory.mktemp("hostile") / "hostile.ttl"
    file.write_text(HOSTILE_GRAPH, encoding="utf-8")
    with running(file) as started:
        yield started


class Tab:
    """A page of the server in a browser, with all that it asked for or complained of."""

    def __init__(self, browser: Any, server: Server, path: str, **settings: Any) -> None:
        settings.setdefault("viewport", WIDE)
        self.context = browser.new_context(reduced_motion="reduce", **settings)
        self.page = self.context.new_page()
        self.complaints: list[str] = []
        self.elsewhere: list[str] = []
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._asked(server))
        self.page.goto(server.url.rstrip("/") + path)

    def _heard(self, message: Any) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)

    def _asked(self, server: Server) -> Any:
        def note(request: Any) -> None:
            if not request.url.startswith((server.url, "data:", "blob:")):
                self.elsewhere.append(request.url)

        return note

    def wait_for(self, mark: str) -> None:
        """Wait for a mark that the page's script sets."""
        for _ in range(500):
            if self.page.evaluate("(n) => performance.getEntriesByName(n).length", mark):
                return
            self.page.wait_for_timeout(20)
        raise TimeoutError(mark)


@pytest.fixture
def tab(chromium: Any) -> Iterator[Any]:
    opened: list[Tab] = []

    def open_(server: Server, path: str, **settings: Any) -> Tab:
        opened.append(Tab(chromium, server, path, **settings))
        return opened[-1]

    yield open_
    for one in opened:
        one.context.close()


def asking(query: str) -> str:
    return f"/query#query={quote(query)}"


# --- every IRI has its page -----------------------------------------------------------------------


def graph_of(server: Server, path: str, accept: str) -> ox.Store:
    answer = server.client.get(
        server.url.rstrip("/") + path, headers={"Accept": accept}, follow_redirects=True
    )
    assert answer.status_code == 200, answer.text
    kind = answer.headers["content-type"].partition(";")[0]
    assert kind == accept
    format_ = ox.RdfFormat.from_media_type(kind)
    assert format_ is not None
    store = ox.Store()
    store.load(answer.content, format=format_)
    return store


@pytest.mark.parametrize(
    "accept",
    ["text/turtle", "application/ld+json", "application/n-triples", "application/rdf+xml"],
)
@pytest.mark.parametrize("thing", [PERSON, CLAIM])
def test_a_thing_answers_in_each_format(server: Server, thing: str, accept: str) -> None:
    store = graph_of(server, f"/id/{thing}", accept)
    iri = f"<{BASE}{thing}>"
    wanted = server.one(f"SELECT (COUNT(*) AS ?n) {{ {{ {iri} ?p ?o }} UNION {{ ?s ?p {iri} }} }}")
    assert len(store) == int(wanted)


def test_a_thing_is_no_document(server: Server) -> None:
    answer = server.client.get(f"{server.url}id/{PERSON}", headers=HTML)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/about?iri=")
    assert "Accept" in answer.headers["vary"]


def test_unknown_things_are_not_found(server: Server) -> None:
    for path in ("id/person/nobody", "ns/9.9", "about?iri=http://a.example/", "about", "nowhere"):
        for headers in (HTML, {"Accept": "text/turtle"}):
            answer = server.client.get(server.url + path, headers=headers)
            assert answer.status_code == 404, path
    assert "<h1>Not here</h1>" in server.client.get(f"{server.url}nowhere", headers=HTML).text
    assert server.client.post(f"{server.url}about").status_code == 405
    assert server.client.get(f"{server.url}about?format=x").status_code == 400


def test_every_iri_of_the_graph_has_a_page(server: Server) -> None:
    rows = server.get(
        "SELECT DISTINCT ?t { { ?t ?p ?o } UNION { ?s ?t ?o } UNION { ?s ?p ?t } "
        "FILTER(isIRI(?t)) } ORDER BY ?t"
    ).json()["results"]["bindings"]
    iris = [row["t"]["value"] for row in rows]
    assert len(iris) > 500
    for iri in iris[:: len(iris) // 120]:
        path = f"id/{iri.removeprefix(BASE)}" if iri.startswith(BASE) else f"about?iri={quote(iri)}"
        answer = server.client.get(server.url + path, headers=HTML, follow_redirects=True)
        assert answer.status_code == 200, iri
        assert iri in answer.text


def test_every_link_leads_somewhere(server: Server) -> None:
    import lxml.html

    paths = ["/", "/query", f"/about?iri={quote(BASE + PERSON, safe='')}", "/ns"]
    anchors: dict[str, set[str]] = {}
    links = set()
    for path in paths:
        text = server.client.get(server.url.rstrip("/") + path, headers=HTML).text
        page = lxml.html.document_fromstring(text)
        anchors[path] = {str(one) for one in page.xpath("//@id")}
        assert len(page.xpath("//@id")) == len(anchors[path]), "an id stands twice"
        for link in map(str, page.xpath("//@href")):
            links.add(urljoin(server.url.rstrip("/") + path, link))
    local = sorted(
        "/" + link.removeprefix(server.url) for link in links if link.startswith(server.url)
    )
    assert len(local) > 300
    for link in local:
        path, _, place = link.partition("#")
        if place and path in anchors and path != "/query":
            assert place in anchors[path], link
    for path in sorted({link.partition("#")[0] for link in local})[::4]:
        answer = server.client.get(
            server.url.rstrip("/") + path, headers=HTML, follow_redirects=True
        )
        assert answer.status_code == 200, path


@pytest.mark.parametrize("accept", ["text/turtle", "application/ld+json"])
def test_the_vocabulary_answers_in_each_format(server: Server, accept: str) -> None:
    store = graph_of(server, "/ns", accept)
    assert bool(store.query(f"ASK {{ <{NAMESPACE}Claim> a ?class }}"))
    assert len(store) > 2000


def test_the_vocabulary_is_documented_whole(server: Server) -> None:
    import lxml.html

    page = lxml.html.document_fromstring(server.client.get(f"{server.url}ns", headers=HTML).text)
    shown = {str(one) for one in page.xpath("//@id")}
    store = graph_of(server, "/ns", "text/turtle")
    terms = {
        quad.subject.value.removeprefix(NAMESPACE)
        for quad in store
        if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(NAMESPACE)
    }
    assert len(terms) > 300
    assert terms <= shown


@pytest.mark.parametrize("path", [f"id/{PERSON}", "ns", "sparql"])
def test_a_refusal_lists_what_is_spoken(server: Server, path: str) -> None:
    answer = server.client.get(
        server.url + path, headers={"Accept": "image/png"}, follow_redirects=True
    )
    assert answer.status_code == 406
    for name in ("html", "turtle", "n-triples", "ld+json", "rdf+xml"):
        assert name in answer.text


def test_another_base_has_its_things_below_id(tmp_path: Path) -> None:
    file = tmp_path / "one.ttl"
    file.write_text('<http://my.example/id/a-b> <http://my.example/p> "x" .', encoding="utf-8")
    with running(file, "--base", "http://my.example/id/") as one:
        assert len(graph_of(one, "/id/a-b", "text/turtle")) == 1


def test_a_claim_s_page_tells_its_words(server: Server) -> None:
    import lxml.html

    text = server.client.get(f"{server.url}id/{CLAIM}", headers=HTML, follow_redirects=True).text
    page = lxml.html.document_fromstring(text)
    rows = {
        row.xpath("string(dt/a/@href)"): " ".join(row.xpath("string(dd)").split())
        for row in page.xpath("//section[1]//dl/div")
    }
    path = "reorg:anchor/oa:hasTarget/oa:hasSelector/oa:exact"
    quoted = server.one(f"SELECT ?words {{ <{BASE}{CLAIM}> {path} ?words }}")
    assert rows["ns#anchor"] == f"“{quoted}”"
    assert rows["ns#content"] == (
        "not: Northamptonshire County Council commissions from private company "
        "(certain, as planned)"
    )
    assert "speaker" in page.xpath("string(//dt/a[@href='ns#speaker'])")
    kinds = [link for link in page.xpath("//main//a/@href") if link == "ns#Claim"]
    assert len(kinds) == 1


def test_a_browser_gets_pages_at_the_endpoint(server: Server) -> None:
    answer = server.client.get(server.endpoint, headers=HTML, follow_redirects=True)
    assert "<textarea" in answer.text
    asked = server.client.get(server.endpoint, params={"query": "ASK {}"}, headers=HTML)
    assert (asked.status_code, asked.headers["location"]) == (303, "/query#query=ASK%20%7B%7D")


# --- hostile text --------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["ttl", "nt", "rdf", "jsonld"])
def test_the_whole_graph_is_given_as_a_file(server: Server, ending: str) -> None:
    answer = server.client.get(f"{server.url}data", params={"format": ending})
    assert answer.headers["content-disposition"] == f'attachment; filename="graph.{ending}"'
    format_ = ox.RdfFormat.from_media_type(answer.headers["content-type"].partition(";")[0])
    assert format_ is not None
    store = ox.Store()
    store.load(answer.content, format=format_)
    assert len(store) == int(server.one("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"))
    assert f'"data?format={ending}"' in server.client.get(server.url, headers=HTML).text


@pytest.mark.parametrize("path", ["/void", "/.well-known/void"])
def test_the_graph_is_described_in_void(server: Server, path: str) -> None:
    store = graph_of(server, path, "text/turtle")
    (row,) = store.query(  # type: ignore[union-attr]
        f"SELECT ?n ?dump {{ <{BASE}northamptonshire-2015/graph> void:triples ?n ; "
        "void:dataDump ?dump ; "
        f"void:sparqlEndpoint <{server.endpoint}> }}",
        prefixes={"void": "http://rdfs.org/ns/void#"},
    )
    assert row["n"].value == server.one("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert server.client.get(row["dump"].value).status_code == 200


def test_the_vocabulary_s_title_stands_first_on_a_phone(server: Server, tab: Any) -> None:
    page = tab(server, "/ns", viewport=PHONE).page
    title, contents = (page.locator(name).bounding_box() for name in ("h1", ".contents"))
    assert title["y"] < contents["y"]


def test_hostile_text_is_shown_as_text(hostile: Server, tab: Any) -> None:
    iri = f"{BASE}x/claim/bad"
    pages = [
        "/",
        f"/about?iri={quote(iri, safe='')}",
        f"/about?iri={quote(NAMESPACE + 'Claim', safe='')}",
        f"/about?iri={quote(BASE + 'x/a%2Fb/../c?d=1#e', safe='')}",
        f"/about?iri={quote('javascript:window.harm=1', safe='')}",
        f"/about?iri={quote('</title><script>window.harm=1</script>', safe='')}",
        "/ns",
        asking("SELECT * { ?s ?p ?o }"),
        asking("CONSTRUCT WHERE { ?s ?p ?o }"),
        asking("</textarea><script>window.harm=1</script>"),
        "/graph",
    ]
    for path in pages:
        opened = tab(hostile, path)
        opened.page.wait_for_timeout(400)
        if "CONSTRUCT" in path:
            opened.page.click("#as-graph")
            opened.wait_for("drawn")
        assert opened.page.evaluate("window.harm") is None, path
        bad = opened.page.locator("a[href^='javascript:'], a[href^='data:'], img[src='x']")
        assert bad.count() == 0, path
        assert opened.elsewhere == []
        loud = [said for said in opened.complaints if "Failed to load resource" not in said]
        assert loud == [], path
        if path.startswith("/about") and "bad" in path:
            assert "onerror" in opened.page.locator("h1").inner_text()


# --- the query page -------------------------------------------------------------------------------


def test_a_shared_query_runs_and_shows_a_table(server: Server, tab: Any) -> None:
    opened = tab(server, asking(TABLE))
    opened.page.wait_for_selector("#table tbody tr")
    assert opened.page.locator("#table tbody tr").count() == 5
    assert opened.page.locator("#state").inner_text().startswith("5 rows in ")
    link = opened.page.locator("#table a").first
    assert link.inner_text().startswith("claim:")
    link.click()
    opened.page.wait_for_selector(".triples")
    assert opened.complaints == []
    assert opened.elsewhere == []


def test_graphs_are_drawn(server: Server, tab: Any) -> None:
    opened = tab(server, asking(GRAPH))
    opened.page.wait_for_selector("#table tbody tr")
    opened.page.click("#as-graph")
    opened.wait_for("drawn")
    assert opened.page.locator("#canvas canvas").count() == 1
    assert "things and texts" in opened.page.locator("#drawn").inner_text()
    assert opened.complaints == []


def test_by_keyboard_alone(server: Server, tab: Any) -> None:
    opened = tab(server, "/query")
    opened.wait_for("ready")
    page = opened.page
    page.locator("#text").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("SELECT ?w { ?claim reorg:word")
    page.wait_for_selector("#offers li")
    assert page.locator("#text").get_attribute("aria-activedescendant") == "offer-0"
    page.keyboard.press("Tab")
    assert page.locator("#text").input_value().endswith("reorg:wording")
    page.keyboard.type(" ?w } LIMIT 3")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#table tbody tr")
    assert page.locator("#table tbody tr").count() == 3
    assert "#query=SELECT" in page.url
    assert opened.complaints == []


def test_things_are_offered_by_label(server: Server, tab: Any) -> None:
    opened = tab(server, "/query")
    opened.wait_for("ready")
    opened.page.fill("#text", "DESCRIBE ")
    opened.page.locator("#text").press("End")
    opened.page.keyboard.type("harker")
    opened.page.locator("#offers li", has_text="Jim Harker").first.click()
    assert opened.page.locator("#text").input_value() == f"DESCRIBE <{BASE}{PERSON}>"


def test_classes_are_offered_where_a_class_belongs(server: Server, tab: Any) -> None:
    opened = tab(server, "/query")
    opened.wait_for("ready")
    page = opened.page
    page.fill("#text", "")
    page.locator("#text").focus()
    page.keyboard.type("SELECT * { ?x a reorg:Cl")
    assert page.locator("#offers li code").first.inner_text() == "reorg:Claim"
    page.keyboard.press("Tab")
    assert page.locator("#text").input_value().endswith("?x a reorg:Claim")
    page.keyboard.type(" ; a ")
    page.keyboard.press("Control+Space")
    abouts = page.locator("#offers .about").all_inner_texts()
    assert len(abouts) > 3
    assert all("class" in about.split(" · ") for about in abouts)


def test_offered_things_tell_their_class(server: Server) -> None:
    terms = server.client.get(f"{server.url}terms.json").json()["terms"]
    classes = {one["text"]: one["class"] for one in terms if one["kind"] == "thing"}
    assert classes[f"<{BASE}{PERSON}>"] == "person"
    assert classes[f"<{BASE}{CLAIM}>"] == "claim"


def test_a_ready_question_goes_when_another_query_is_written(server: Server, tab: Any) -> None:
    opened = tab(server, "/query")
    opened.wait_for("ready")
    page = opened.page
    page.select_option("#library", "words-behind")
    text = page.locator("#text").input_value()
    line = next(line for line in text.split("\n") if "VALUES" in line)
    page.fill("#text", text.replace(line, "  VALUES ?utterance { <a:b> }"))
    assert page.locator("#library").input_value() == "words-behind"
    assert page.locator("#told").is_visible()
    page.fill("#text", "ASK {}")
    assert page.locator("#library").input_value() == ""
    assert page.locator("#told").is_hidden()


def test_questions_across_reports_come_last(server: Server, tab: Any) -> None:
    opened = tab(server, "/query")
    opened.wait_for("ready")
    groups = opened.page.locator("#library optgroup")
    tags = groups.evaluate_all("(all) => all.map((one) => one.label)")
    assert tags[-1] == "across-reports"
    assert tags[:-1] == sorted(tags[:-1])


def test_names_of_tables_can_be_asked_for(server: Server) -> None:
    wording = server.one("SELECT ?w { claim:no-private-companies reorg:wording ?w }")
    assert wording == "Private companies will not be given the work."
    assert server.get("ASK { person:jim-harker ?p ?o }").json()["boolean"]
    assert "true" in reorg("query", "ASK { person:jim-harker ?p ?o }").stdout
    strange = server.get("ASK { claims:x ?p ?o }")
    assert "its prefix is not declared" in strange.text
    refused = server.get("ASK { BIND(claim:a<?b AS ?x) SERVICE#>\n<http://127.0.0.1:9/> {} }")
    assert (refused.status_code, "SERVICE" in refused.text) == (400, True)
    broken = server.get("SELECT * {\n claim:a ?p ?o . ?x }")
    assert broken.text.startswith("query:2:")
    assert "`}`" in broken.text


def test_only_shared_names_are_known_among_several_records(tmp_path: Path) -> None:
    files = []
    for name in ("one", "two"):
        record = f"<{BASE}record/{name}> a <{NAMESPACE}Record> ."
        files.append(tmp_path / f"{name}.ttl")
        files[-1].write_text(f"{record} <{BASE}person/x> <a:p> <a:o> .", encoding="utf-8")
    with running(*files) as several:
        assert several.get("ASK { person:x ?p ?o }").json()["boolean"]
        assert several.get("ASK { claim:x ?p ?o }").status_code == 400


def test_stopping_is_no_error(server: Server, tab: Any) -> None:
    opened = tab(server, asking(TABLE))
    page = opened.page
    page.wait_for_selector("#table tbody tr")
    page.fill("#text", ENDLESS)
    page.click("#run")
    assert page.evaluate("document.getElementById('answer').inert")
    page.click("#stop")
    page.wait_for_selector("#stop", state="hidden")
    assert page.locator("#state").inner_text() == "Stopped."
    assert page.locator("#problem").is_hidden()
    assert page.locator("#answer").is_hidden()
    page.fill("#text", TABLE)
    page.click("#run")
    page.wait_for_selector("#table tbody tr")
    assert not page.evaluate("document.getElementById('answer').inert")


def test_every_ready_question_is_there_and_runs(server: Server, tab: Any) -> None:
    opened = tab(server, "/query")
    opened.wait_for("ready")
    names = opened.page.locator("#library option").evaluate_all("(all) => all.map((o) => o.value)")
    assert sorted(filter(None, names)) == library.names()
    for name in ("who-says-what", "words-behind", "plan-lifecycle"):
        opened.page.select_option("#library", name)
        opened.page.wait_for_selector("#table tbody tr")
        assert library.get(name).body == opened.page.locator("#text").input_value()
    opened.page.select_option("#library", "words-behind")
    assert "VALUES ?utterance" in opened.page.locator("#told").inner_text()
    assert opened.complaints == []


def test_a_ready_question_tells_for_which_example_it_is_answered(server: Server, tab: Any) -> None:
    opened = tab(server, "/query")
    opened.wait_for("ready")
    remarks = opened.page.locator("#remarks")
    opened.page.select_option("#library", "words-behind")
    opened.page.wait_for_selector("#remarks li")
    assert remarks.inner_text().startswith("Answered for the example utterance = claim:no-private")
    opened.page.select_option("#library", "plan-lifecycle")
    opened.page.wait_for_selector("#remarks", state="hidden")
    opened.page.select_option("#library", "words-behind")
    opened.page.wait_for_selector("#remarks li")
    text = opened.page.locator("#text").input_value()
    opened.page.fill("#text", text.replace("claim/no-private-companies", "claim/headline-biggest"))
    opened.page.click("#run")
    opened.page.wait_for_selector("#remarks", state="hidden")
    assert opened.complaints == []


def test_an_empty_answer_tells_what_the_graph_lacks(server: Server, tab: Any) -> None:
    opened = tab(server, asking('SELECT ?x { VALUES ?l { "Jim Harker" } ?x rdfs:label ?l }'))
    opened.page.wait_for_selector("#remarks li")
    told = '"Jim Harker" stands in the graph as "Jim Harker"@en: write that, or FILTER(STR(?l) '
    assert opened.page.locator("#remarks").inner_text().startswith(told)
    opened.page.fill("#text", "SELECT (COUNT(*) AS ?n) { ?x a reorg:Clam }")
    opened.page.click("#run")
    opened.page.wait_for_selector("text=did you mean reorg:Claim?")
    opened.page.fill("#text", TABLE)
    opened.page.click("#run")
    opened.page.wait_for_selector("#remarks", state="hidden")
    assert opened.complaints == []


def test_hints_are_given_by_the_same_workers_and_refuse_what_is_no_query(server: Server) -> None:
    kind = {"Content-Type": "application/sparql-query"}

    def post(text: str) -> httpx.Response:
        return server.client.post(f"{server.url}hints", content=text, headers=kind)

    empty = 'SELECT ?x { ?x rdfs:label "Jim Harker" ; a reorg:Clam }'
    assert len(post(empty).json()) == 2
    assert post("SELECT ?x { ?x a reorg:Claim, reorg:Gap }").json() == []
    assert post("no query ?").json() == []
    assert post(" ; ".join(f"?x a reorg:No{n}" for n in range(9000))).json() == []
    assert server.client.get(f"{server.url}hints").status_code == 405
    refused = server.client.post(f"{server.url}hints", data={"update": "DROP ALL"})
    assert refused.status_code == 403


def test_many_things_are_drawn_whole(server: Server, tab: Any) -> None:
    many = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o FILTER(isIRI(?o)) }"
    opened = tab(server, asking(f"{many} LIMIT 1150") + "&form=graph")
    opened.wait_for("drawn")
    told = re.match(r"The first 300 of ([\d,]+): 300 ", opened.page.locator("#drawn").inner_text())
    assert told, opened.page.locator("#drawn").inner_text()
    assert int(told[1].replace(",", "")) > 300
    assert opened.page.locator("#as-graph").get_attribute("aria-pressed") == "true"


def test_a_link_to_a_drawing_leads_to_a_drawing(server: Server, tab: Any) -> None:
    opened = tab(server, asking(GRAPH))
    opened.page.wait_for_selector("#table tbody tr")
    opened.page.click("#as-graph")
    opened.wait_for("drawn")
    assert opened.page.url.endswith("&form=graph")
    assert tab(server, "/" + opened.page.url.removeprefix(server.url)).wait_for("drawn") is None
    opened.page.click("#as-table")
    assert "form=graph" not in opened.page.url


def test_keys_are_no_hint_on_a_touch_screen(server: Server, tab: Any) -> None:
    opened = tab(server, "/query", viewport=PHONE, is_mobile=True, has_touch=True)
    assert "Ctrl" not in opened.page.locator("main").inner_text()


def test_tables_tell_language_and_datatype(server: Server, tab: Any) -> None:
    query = "SELECT * { VALUES (?a ?b ?c ?d) { ('x'@de '2015-02-01'^^xsd:date 7 'plain') } }"
    opened = tab(server, asking(query))
    opened.page.wait_for_selector("#table tbody tr")
    cells = opened.page.locator("#table tbody td").all_inner_texts()
    assert cells == ["x de", "2015-02-01 xsd:date", "7", "plain"]
    assert opened.page.locator("#table [title='xsd:integer']").inner_text() == "7"


def test_errors_are_told_and_shown_in_their_place(server: Server, tab: Any) -> None:
    opened = tab(server, asking("SELECT * {\n  ?s reorg:speaker ?o .\n  FILTER(?o > \n}"))
    opened.page.wait_for_selector("#problem button")
    assert opened.page.locator("#problem").inner_text().startswith("Line 4: SPARQL syntax error")
    opened.page.click("#problem button")
    chosen = "(() => { const t = document.getElementById('text');"
    chosen += " return t.value.slice(t.selectionStart, t.selectionEnd); })()"
    assert opened.page.evaluate(chosen) == "}"
    opened.page.fill("#text", "SELECT * { ?s ?p ?o } LIMIT 1")
    opened.page.click("#run")
    opened.page.wait_for_selector("#table tbody tr")
    assert opened.page.locator("#problem").is_hidden()


@pytest.mark.parametrize(
    ("query", "names"),
    [
        (TABLE, {"JSON": "json", "XML": "xml", "CSV": "csv", "TSV": "tsv"}),
        (GRAPH, {"Turtle": "ttl", "N-Triples": "nt", "RDF/XML": "rdf", "JSON-LD": "jsonld"}),
    ],
    ids=["table", "graph"],
)
def test_answers_are_saved(server: Server, tab: Any, query: str, names: dict[str, str]) -> None:
    opened = tab(server, asking(query))
    opened.page.wait_for_selector("#downloads button")
    for name, ending in names.items():
        with opened.page.expect_download() as saved:
            opened.page.click(f"#downloads button:text-is('{name}')")
        assert saved.value.suggested_filename == f"answer.{ending}"
        assert Path(saved.value.path()).stat().st_size > 100


def test_the_graph_page_is_served(server: Server, tab: Any) -> None:
    opened = tab(server, "/graph#view=graph")
    opened.wait_for("drawn")
    assert opened.complaints == []
    assert opened.elsewhere == []
    opened.page.get_by_role("link", name="Ask", exact=True).click()
    opened.page.wait_for_selector("#text")


# --- how pages look and read ---------------------------------------------------------------------

PAGES = {
    "start": "/",
    "vocabulary": "/ns#speaker",
    "thing": f"/about?iri={quote(BASE + CLAIM, safe='')}",
    "property": f"/about?iri={quote(NAMESPACE + 'speaker', safe='')}",
    "query": "/query",
    "table": asking(TABLE),
    "drawn": asking(GRAPH),
    "error": asking("SELECT"),
    "missing": "/nowhere",
}


@pytest.mark.parametrize(
    ("scheme", "size"), [("light", WIDE), ("dark", PHONE)], ids=["light-1400", "dark-390"]
)
def test_axe_finds_nothing(
    server: Server, tab: Any, axe: str, scheme: str, size: dict[str, int]
) -> None:
    found = {}
    for name, path in PAGES.items():
        opened = tab(server, path, viewport=size, color_scheme=scheme, bypass_csp=True)
        opened.page.wait_for_timeout(300)
        if name == "drawn":
            opened.page.click("#as-graph")
            opened.wait_for("drawn")
        if name == "query":
            opened.page.locator("#text").press("Control+Space")
        opened.page.evaluate("document.querySelectorAll('details').forEach((d) => d.open = true)")
        opened.page.evaluate(axe)
        result = opened.page.evaluate(
            "(tags) => axe.run(document, { runOnly: tags, resultTypes: ['violations'] })", TAGS
        )
        for one in result["violations"]:
            where = [node["target"] for node in one["nodes"][:3]]
            found[name, one["id"]] = (where, one["nodes"][0]["failureSummary"])
        wide = opened.page.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert not wide, f"{name} is wider than the screen"
    assert found == {}


@pytest.mark.parametrize("name", [name for name in PAGES if name not in {"error", "missing"}])
def test_pages_are_quiet_and_ask_nobody_else(server: Server, tab: Any, name: str) -> None:
    opened = tab(server, PAGES[name])
    opened.page.wait_for_timeout(300)
    assert opened.complaints == []
    assert opened.elsewhere == []


def test_vnu_finds_no_error(server: Server, tmp_path: Path) -> None:
    import subprocess

    from support.tools import executable, fetched

    java = executable("Java", "java", fix="apt install default-jdk-headless")
    jar = fetched("vnu-jar", "26.9.27") / "build" / "dist" / "vnu.jar"
    for name in ("start", "vocabulary", "thing", "property", "query", "missing"):
        path = PAGES[name].partition("#")[0]
        text = server.client.get(server.url.rstrip("/") + path, headers=HTML).text
        (tmp_path / f"{name}.html").write_text(text, encoding="utf-8")
    command = [java, "-jar", str(jar), "--format", "json", "--errors-only", "--exit-zero-always"]
    files = sorted(map(str, tmp_path.glob("*.html")))
    done = subprocess.run([*command, *files], capture_output=True, text=True, check=True)
    problems = json.loads(done.stderr or '{"messages": []}')["messages"]
    assert [(one["message"], one.get("extract", "")[:120]) for one in problems] == []
