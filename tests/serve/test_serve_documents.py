"""Documents with entity tags and dates: whether a client's copy is still good (RFC 9110)."""

from __future__ import annotations

import gzip
import os
import re
import sys
import time
from collections.abc import Iterator
from email.utils import formatdate, parsedate_to_datetime
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import Headers

from reorg.namespaces import BASE
from reorg.serve.http import preconditions
from reorg.serve.http.negotiation import takes_gzip
from reorg.sparql import library
from support.commandline import MILLBROOK
from support.paths import GRAPH
from support.serving import Server, running

CHANGED = 1_500_000_000
PERSON = f"about?iri={quote(BASE + 'person/jim-harker', safe='')}"
NAMED = "query/who-says-what?format=csv"
TEXT = f"sparql?query={quote(library.get('who-says-what').text)}"
DATED = ("", PERSON, "data", "terms.json", "query", ".well-known/void", "sparql", NAMED, TEXT)
UNDATED = ("static/site.css", "static/query.js", "ns?format=ttl")
HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    file = tmp_path_factory.mktemp("graph") / "served.ttl"
    graph = GRAPH
    file.write_bytes(graph.read_bytes())
    os.utime(file, (CHANGED, CHANGED))
    with running(file, "--workers", "2") as started:
        started.client.headers["Accept-Encoding"] = "identity"
        yield started


def get(server: Server, path: str, **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return server.client.get(server.url + path, headers=named)


@pytest.mark.parametrize("path", [*DATED, *UNDATED, "graph"])
def test_a_copy_that_is_good_is_not_sent_again(server: Server, path: str) -> None:
    first = get(server, path)
    tag = first.headers["etag"]
    assert tag.startswith('"')
    assert "Accept-Encoding" in first.headers["vary"]
    assert get(server, path).content == first.content
    for tags in (tag, f'"other", W/{tag}', "*"):
        again = get(server, path, If_None_Match=tags)
        assert (again.status_code, again.content) == (304, b"")
        for name in ("etag", "vary", "cache-control"):
            assert again.headers[name] == first.headers[name]
        assert again.headers.get("last-modified") == first.headers.get("last-modified")
        assert "content-length" not in again.headers
    other = get(server, path, If_None_Match='"other"', If_Modified_Since=formatdate(usegmt=True))
    assert (other.status_code, other.content) == (200, first.content)
    assert get(server, path, If_Match='"other"').status_code == 412


@pytest.mark.parametrize("path", DATED)
def test_a_document_is_as_old_as_the_graph(server: Server, path: str) -> None:
    date = get(server, path).headers["last-modified"]
    assert parsedate_to_datetime(date).timestamp() == CHANGED
    for seconds, status in ((-1, 200), (0, 304), (1, 304)):
        since = formatdate(CHANGED + seconds, usegmt=True)
        assert get(server, path, If_Modified_Since=since).status_code == status
    for odd in ("yesterday", "0", "Sat, 99 Xxx 2017 00:00:00 GMT"):
        assert get(server, path, If_Modified_Since=odd).status_code == 200


def test_no_document_is_of_tomorrow(tmp_path: Path) -> None:
    file = tmp_path / "one.nt"
    file.write_text("<a:s> <a:p> <a:o> .\n", encoding="utf-8")
    os.utime(file, (time.time() + 9e6, time.time() + 9e6))
    with running(file) as one:
        answer = one.client.get(f"{one.url}data")
        date, modified = (
            parsedate_to_datetime(answer.headers[name]) for name in ("date", "last-modified")
        )
        assert modified <= date


@pytest.mark.parametrize("path", ["", "data", NAMED, TEXT, "static/vis.js"])
def test_head_tells_what_get_does(server: Server, path: str) -> None:
    whole = get(server, path)
    head = server.client.head(server.url + path)
    assert head.content == b""
    for name in ("etag", "content-type", "content-length", "vary"):
        assert head.headers[name] == whole.headers[name]
    tag = {"If-None-Match": whole.headers["etag"]}
    assert server.client.head(server.url + path, headers=tag).status_code == 304


def test_each_format_has_its_own_tag(server: Server) -> None:
    kinds = ("text/turtle", "application/n-triples", "application/rdf+xml", "text/html")
    tags = {get(server, PERSON, Accept=kind).headers["etag"] for kind in kinds}
    assert len(tags) == len(kinds)
    turtle = get(server, "data", Accept="text/turtle").headers["etag"]
    assert get(server, "data?format=ttl").headers["etag"] == turtle
    assert get(server, "data?format=nt", If_None_Match=turtle).status_code == 200


@pytest.mark.parametrize("path", ["data", NAMED, "", "graph"])
def test_a_compressed_document_is_another(server: Server, path: str) -> None:
    plain = get(server, path)
    request = server.client.build_request(
        "GET", server.url + path, headers={"Accept-Encoding": "br, gzip"}
    )
    packed = server.client.send(request, stream=True)
    body = b"".join(packed.iter_raw())
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["etag"] != plain.headers["etag"]
    assert int(packed.headers["content-length"]) == len(body) < len(plain.content) / 2
    assert gzip.decompress(body) == plain.content
    refused = get(server, path, Accept_Encoding="gzip;q=0, identity")
    assert refused.headers["etag"] == plain.headers["etag"]
    mixed = get(server, path, Accept_Encoding="gzip", If_None_Match=plain.headers["etag"])
    assert mixed.status_code == 200


def test_tags_are_the_same_after_a_restart(server: Server) -> None:
    paths = ("data?format=ttl", NAMED, "static/query.js", "terms.json", PERSON)
    with running(GRAPH) as other:
        for path in paths:
            plain = {"Accept-Encoding": "identity"}
            again = other.client.get(other.url + path, headers=plain)
            assert again.headers["etag"] == get(server, path).headers["etag"], path


@pytest.mark.parametrize("path", ["data", NAMED, TEXT, ""])
def test_a_good_copy_costs_next_to_nothing(server: Server, path: str) -> None:
    def seconds() -> float:
        found = re.search(r"^process_cpu_seconds_total (.*)", get(server, "metrics").text, re.M)
        assert found
        return float(found[1])

    tag = get(server, path).headers["etag"]
    before, times = seconds(), 300
    for _ in range(times):
        assert get(server, path, If_None_Match=tag).status_code == 304
    # Under a millisecond where nothing else runs.
    assert (seconds() - before) / times < 0.003


def test_typed_queries_are_asked_each_time(server: Server) -> None:
    answer = server.get("SELECT (RAND() AS ?x) {}")
    assert "etag" not in answer.headers
    assert server.get("SELECT (RAND() AS ?x) {}").content != answer.content
    assert "etag" not in server.post(library.get("who-says-what").text).headers


# --- ready queries by name ------------------------------------------------------------------------


def test_a_ready_query_is_asked_by_name(server: Server) -> None:
    by_text = server.get(library.get("who-says-what").text, "text/csv")
    by_name = get(server, "query/who-says-what", Accept="text/csv")
    assert by_name.status_code == 200
    assert by_name.content == by_text.content == get(server, NAMED).content
    assert by_name.headers["etag"] == by_text.headers["etag"]
    page = get(server, "query/who-says-what", Accept="text/html,*/*;q=0.1")
    assert (page.status_code, page.headers["location"]) == (
        303,
        f"/query#query={quote(library.get('who-says-what').body, safe='')}",
    )
    assert get(server, "query/who-says-what", Accept="image/png").status_code == 406


def test_a_ready_query_takes_its_parameters(server: Server) -> None:
    (parameter,) = library.get("words-behind").header.parameters
    rows = server.get("SELECT ?u { ?u a reorg:Utterance } ORDER BY ?u LIMIT 2")
    found = set()
    for row in rows.json()["results"]["bindings"]:
        path = f"query/words-behind?{parameter.name}={quote(row['u']['value'])}&format=csv"
        answer = get(server, path)
        assert answer.status_code == 200
        assert get(server, path, If_None_Match=answer.headers["etag"]).status_code == 304
        found.add(answer.headers["etag"])
        assert "reorg-examples" not in answer.headers
    assert len(found) == 2
    unasked = get(server, "query/words-behind?format=csv")
    assert unasked.headers["reorg-examples"] == f"{parameter.name}={parameter.example}"


@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        ("query/who-says", 404, "who-says-what"),
        ("query/words-behind?nosuch=1", 400, "no parameter `nosuch`"),
        ("query/words-behind?utterance=<a:b>&utterance=<a:c>", 400, "twice"),
        ("query/words-behind?utterance=>", 400, "nothing in the graph is called"),
        ("query/words-behind?format=xlsx", 400, "csv"),
    ],
)
def test_a_query_that_is_asked_wrongly_is_told(
    server: Server, path: str, status: int, told: str
) -> None:
    answer = get(server, path, Accept="text/csv")
    assert (answer.status_code, told in answer.text) == (status, True), answer.text


# --- laws -----------------------------------------------------------------------------------------

_TAGS = st.text(st.characters(min_codepoint=35, max_codepoint=126), max_size=8).map('"{}"'.format)


@given(st.lists(st.tuples(st.booleans(), _TAGS), max_size=5), _TAGS)
def test_a_tag_is_found_among_others(given_: list[tuple[bool, str]], tag: str) -> None:
    text = ", ".join(f"W/{one}" if weak else one for weak, one in given_)
    weakly = preconditions.outcome(Headers({"If-None-Match": text}), tag, None)
    assert (weakly == 304) == (tag in [one for _, one in given_])
    strongly = preconditions.outcome(Headers({"If-Match": text}), tag, None)
    assert (strongly == 412) == ((False, tag) not in given_)


@given(st.text(st.characters(max_codepoint=255), max_size=60))
def test_any_condition_is_read(text: str) -> None:
    for name in ("If-None-Match", "If-Match", "If-Modified-Since", "If-Unmodified-Since"):
        assert preconditions.outcome(Headers({name: text}), '"a"', 1.5) in {0, 304, 412}
    takes_gzip(text)


@pytest.mark.parametrize(
    ("header", "taken"),
    [
        ("", False),
        ("gzip", True),
        ("GZIP;q=0.5", True),
        ("br,gzip ; q=1", True),
        ("gzip;q=0", False),
        ("*", True),
        ("*;q=0", False),
        ("gzip;q=0, *", False),
        ("identity", False),
        ("notgzip", False),
        ("gzip;q=0.000", False),
    ],
)
def test_who_takes_gzip(header: str, taken: bool) -> None:
    assert takes_gzip(header) is taken


def test_what_is_kept_has_a_bound() -> None:
    bounds = "from reorg.serve.http import documentcache; documentcache.MOST_KEPT_TAGS = 3; "
    code = f"{bounds}from reorg.cli.parser import main; main()"
    with running(MILLBROOK, command=[sys.executable, "-c", code]) as one:
        for path in ("data?format=ttl", "data?format=nt", "terms.json", "query", "ns", ""):
            first = one.client.get(one.url + path)
            again = {"If-None-Match": first.headers["etag"]}
            assert one.client.get(one.url + path, headers=again).status_code == 304
        assert one.client.get(f"{one.url}data?format=ttl").status_code == 200
