"""The W3C's tests of the SPARQL 1.1 Protocol and Service Description, asked of a real server.

The suite stands beside the project, in ``shared/w3c``; its manifests say each request and answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pyoxigraph as ox
import pytest
from rdflib import RDF, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from support.paths import SHARED, TESTS
from support.serving import Server, running
from support.tools import outside

SUITE = SHARED / "w3c" / "sparql11"
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
LABEL = URIRef("http://www.w3.org/2000/01/rdf-schema#label")
DATA = "http://kasei.us/2009/09/sparql/data/data0.rdf"

READ_ONLY = "the graph is only ever read: an update is answered with 403"
DEVIATIONS = {
    "update_dataset_default_graph": READ_ONLY,
    "update_dataset_default_graphs": READ_ONLY,
    "update_dataset_named_graphs": READ_ONLY,
    "update_dataset_full": READ_ONLY,
    "update_post_form": READ_ONLY,
    "update_post_direct": READ_ONLY,
    "update_base_uri": READ_ONLY,
}
"""Tests that are not passed, with the reason; `tests/README.md` lists them too."""

TABLES = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "text/csv": ox.QueryResultsFormat.CSV,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
}
GRAPHS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
}


class Asked(NamedTuple):
    """A request of the suite, and what its answer must be."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes | None
    statuses: tuple[int, ...]
    kind: str
    truth: bool | None


def manifest(folder: str) -> Graph:
    """Read a manifest of the suite."""
    file = SUITE / folder / "manifest.ttl"
    return Graph().parse(file, publicID=file.as_uri())


def names(folder: str) -> list[str]:
    """Return the tests that a manifest lists; one that says so where there is no suite."""
    if not SUITE.is_dir():
        return ["none"]
    found = manifest(folder)
    (listed,) = found.objects(None, MF.entries)
    return [str(one).rpartition("#")[2] for one in Collection(found, listed)]


def test_named(found: Graph, name: str) -> Node:
    """Return a test by the end of its IRI."""
    (listed,) = found.objects(None, MF.entries)
    (test,) = (one for one in Collection(found, listed) if str(one).endswith(f"#{name}"))
    return test


test_named.__test__ = False  # type: ignore[attr-defined]


def asked(found: Graph, test: Node) -> list[Asked]:
    """Return the requests of a test, in order."""
    action = found.value(test, MF.action)
    listed = found.value(action, HT.requests)
    return [_asked(found, one) for one in Collection(found, listed)]  # type: ignore[arg-type]


def _asked(found: Graph, request: Node) -> Asked:
    answer = found.value(request, HT.resp)
    headers = found.value(request, HT.headers)
    fields = Collection(found, headers) if headers else ()
    body = found.value(request, HT.body)
    text = None
    if body is not None:
        encoding = str(found.value(body, CNT.characterEncoding))
        text = str(found.value(body, CNT.chars)).encode(encoding)
    truth = found.value(answer, MF.expectedBoolean)
    return Asked(
        str(found.value(request, HT.methodName)),
        str(found.value(request, HT.absolutePath)).removeprefix("/sparql/"),
        {str(found.value(f, HT.fieldName)): str(found.value(f, HT.fieldValue)) for f in fields},
        text,
        tuple(int(str(s)[-3]) for s in found.objects(answer, MF.expectedStatus)),
        str(found.value(answer, MF.expectedFormat) or ""),
        truth.toPython() if isinstance(truth, Literal) else None,
    )


@pytest.fixture(scope="module")
def suite() -> Path:
    """Where the suite lies; it is no part of the repository."""
    return outside(SUITE)


@pytest.fixture(scope="module")
def server(suite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with the graphs that the tests ask, under the names by which they ask."""
    found = manifest("protocol")
    graphs = {
        str(found.value(one, LABEL)): Path(str(found.value(one, UT.graph)).removeprefix("file://"))
        for one in found.objects(None, UT.graphData)
    }
    assert len(graphs) == 3
    # The suite has no file for the graph of which nothing is asked but that it is there.
    graphs[DATA] = next(iter(graphs.values()))
    file = tmp_path_factory.mktemp("protocol") / "data.trig"
    texts = [f"<{iri}> {{ {path.read_text('utf-8')} }}\n" for iri, path in graphs.items()]
    file.write_text("".join(texts), encoding="utf-8")
    with running(file) as started:
        yield started


def ask(server: Server, one: Asked) -> httpx.Response:
    """Send a request as the suite has it, with no header that it does not have."""
    # The suite's addresses end in a slash, and the query string follows it.
    url = f"{server.endpoint}/{one.path}"
    request = httpx.Request(one.method, url, headers=one.headers, content=one.body)
    return server.client.send(request, follow_redirects=True)


def faults(server: Server, one: Asked) -> list[str]:
    """Return in what an answer differs from what the suite expects."""
    answer = ask(server, one)
    if answer.status_code // 100 not in one.statuses:
        return [f"status {answer.status_code}: {answer.text}"]
    kind = answer.headers.get("content-type", "").partition(";")[0]
    if one.kind == "boolean":
        truth = ox.parse_query_results(answer.content, format=TABLES[kind])
        # Of one test the suite asks the media type alone.
        right = one.truth is None or bool(truth) is one.truth
        return [] if right else [f"{bool(truth)} as {kind}"]
    if one.kind == "tabular":
        rows = list(ox.parse_query_results(answer.content, format=TABLES[kind]))  # type: ignore[arg-type]
        return [] if len(rows) == 1 else [f"{len(rows)} rows"]
    if one.kind == "RDF":
        list(ox.parse(answer.content, format=GRAPHS[kind]))
    return []


@pytest.mark.parametrize("name", names("protocol"))
def test_protocol(server: Server, name: str) -> None:
    found = manifest("protocol")
    requests = asked(found, test_named(found, name))
    assert requests
    wrong = [fault for one in requests for fault in faults(server, one)]
    if name in DEVIATIONS:
        assert wrong, f"{name} passes now: take it out of DEVIATIONS and tests/README.md"
        assert ask(server, requests[0]).status_code == 403
    else:
        assert wrong == []


def test_the_suite_is_asked_whole(suite: Path) -> None:
    found = manifest("protocol")
    assert set(DEVIATIONS) <= set(names("protocol"))
    assert len(names("protocol")) == len(set(found.subjects(RDF.type, MF.ProtocolTest))) > 30


def test_deviations_are_told() -> None:
    told = (TESTS / "README.md").read_text(encoding="utf-8")
    rows = [f"| `{name}` | {reason} |" for name, reason in DEVIATIONS.items()]
    assert [row for row in rows if row not in told] == []


# --- the Service Description ------------------------------------------------------------------


@pytest.mark.parametrize("name", names("service-description"))
def test_service_description(server: Server, name: str) -> None:
    checks: dict[str, Any] = {
        "returns-rdf": _returns_rdf,
        "has-endpoint-triple": _has_endpoint_triple,
        "conforms-to-schema": _conforms_to_schema,
    }
    checks[name](server)


def _described(server: Server, accept: str = "") -> tuple[str, Graph]:
    headers = {"Accept": accept} if accept else {}
    answer = server.client.send(httpx.Request("GET", server.endpoint, headers=headers))
    assert answer.status_code == 200
    kind = answer.headers["content-type"].partition(";")[0]
    return kind, Graph().parse(data=answer.content, format=kind, publicID=server.endpoint)


def _returns_rdf(server: Server) -> None:
    kind, found = _described(server)
    assert kind in GRAPHS
    assert len(found) > 0


def _has_endpoint_triple(server: Server) -> None:
    _, found = _described(server)
    assert (None, SD.endpoint, URIRef(server.endpoint)) in found


def _conforms_to_schema(server: Server) -> None:
    """Check domains, ranges and counts of the description's own vocabulary.

    https://www.w3.org/TR/sparql11-service-description/, sections 3.2 and 3.4; the suite names no
    schema file.
    """
    _, found = _described(server)
    (service,) = found.subjects(RDF.type, SD.Service)
    assert len(list(found.objects(service, SD.endpoint))) == 1
    ends = {
        SD.defaultDataset: (SD.Service, SD.Dataset),
        SD.defaultGraph: (SD.Dataset, SD.Graph),
        SD.namedGraph: (SD.Dataset, SD.NamedGraph),
        SD.graph: (SD.NamedGraph, SD.Graph),
    }
    for property_, (domain, range_) in ends.items():
        pairs = list(found.subject_objects(property_))
        assert pairs, property_
        for start, end in pairs:
            assert (start, RDF.type, domain) in found
            assert (end, RDF.type, range_) in found
    graphs = list(found.subjects(RDF.type, SD.NamedGraph))
    assert all(len(list(found.objects(graph, SD.name))) == 1 for graph in graphs)
    assert all(isinstance(name, URIRef) for name in found.objects(None, SD.name))
    for property_ in (SD.supportedLanguage, SD.feature, SD.resultFormat):
        values = list(found.objects(service, property_))
        assert values
        assert all(isinstance(value, URIRef) for value in values)
    terms = {p for p in found.predicates() if str(p).startswith(str(SD))}
    assert terms <= {*ends, SD.endpoint, SD.name, SD.supportedLanguage, SD.feature, SD.resultFormat}
