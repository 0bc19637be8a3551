"""Asking an endpoint: the same answers as at home, and one clear message where it fails."""

from __future__ import annotations

import base64
import json
import os
import re
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import requests

from reorg.errors import QueryError, QueryTimeoutError, ReorgError
from reorg.namespaces import PREFIXES
from reorg.rdf import opening
from reorg.remote.connection import StoreError
from reorg.remote.credentials import Credentials, find
from reorg.remote.endpoint import Endpoint
from reorg.sparql import engine, library, results
from reorg.sparql.paging import paged
from reorg.sparql.prefixes import with_prefixes
from reorg.sparql.tokens import form
from support import commandline
from support.commandline import COMMAND, complaint, reorg
from support.httpservers import Handler, Says, Scripted, Seen, always, first, free_port, oxigraph
from support.serving import until
from support.tools import executable, missing

NOBODY = Credentials()
JSON = {"Content-Type": "application/sparql-results+json"}
NONE = Says(200, b'{"head":{"vars":["a"]},"results":{"bindings":[]}}', JSON)
SECRET = "hunter2-is-no-password"
ALL = "SELECT ?a WHERE { ?a ?b ?c } ORDER BY ?a"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A store that holds the shipped graph as its default graph."""
    with oxigraph() as address:
        turtle = {"Content-Type": "text/turtle"}
        data = opening.shipped_data()
        requests.put(f"{address}/store?default", data, headers=turtle, timeout=60)
        requests.put(f"{address}/store?graph=urn:a", "<a:a> a <a:b> .", headers=turtle, timeout=60)
        yield address


@pytest.fixture
def endpoint(server: str) -> Endpoint:
    return Endpoint(f"{server}/query", timeout=60, credentials=NOBODY)


@pytest.fixture
def secret(monkeypatch: pytest.MonkeyPatch) -> str:
    """A user and password in the environment."""
    monkeypatch.setenv("REORG_USER", "jane")
    monkeypatch.setenv("REORG_PASSWORD", SECRET)
    return SECRET


def asked(server: Scripted, **how: object) -> Endpoint:
    return Endpoint(f"{server.address}/query", **{"timeout": 20, "credentials": NOBODY, **how})  # type: ignore[arg-type]


def test_every_named_query_has_the_same_answer(endpoint: Endpoint) -> None:
    for name in library.names():
        text = library.get(name).text
        there = results.write(endpoint.query(text, where=name), "tsv")
        assert there == results.write(engine.run(opening.shipped(), text, where=name), "tsv"), name


@pytest.mark.parametrize("format_", ["table", "csv", "tsv", "json", "md"])
def test_command_line_prints_the_same_in_every_format(server: str, format_: str) -> None:
    question = ("query", "said-by", "--param", "speaker=Jim Harker", "--format", format_)
    there = reorg(*question, "--endpoint", f"{server}/query")
    assert there.stderr == ""
    assert there.stdout == reorg(*question).stdout


def test_an_endpoint_s_answer_tells_its_example_and_what_is_lacking(server: str) -> None:
    there = reorg("query", "said-by", "--endpoint", f"{server}/query")
    assert there.stdout == reorg("query", "said-by").stdout
    assert "asked with the example speaker=person:jim-harker" in there.stdout
    empty = 'SELECT ?x { ?x rdfs:label "Jim Harker" ; a reorg:Clam }'
    asked_there = reorg("query", empty, "--endpoint", f"{server}/query")
    assert asked_there.stderr == reorg("query", empty).stderr
    assert asked_there.stderr.count("\n") == 2


def test_construct_ask_and_own_prefixes(server: str, endpoint: Endpoint) -> None:
    build = "CONSTRUCT { ?c a reorg:Claim } WHERE { ?c a reorg:Claim }"
    there = reorg("query", build, "--endpoint", f"{server}/query")
    assert there.stdout == reorg("query", build).stdout
    assert endpoint.query("ASK { ?c a reorg:Claim }").truth is True
    assert endpoint.query("PREFIX reorg: <urn:x> ASK { ?c a reorg:Claim }").truth is False


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_pages_make_the_whole(endpoint: Endpoint, size: int) -> None:
    text = library.get("denials" if size == 1 else "who-says-what").text
    assert endpoint.query(text, page_size=size) == endpoint.query(text)


def test_pages_want_an_order_and_leave_limits_alone(endpoint: Endpoint) -> None:
    with pytest.raises(QueryError, match="order may overlap; add ORDER BY"):
        endpoint.query("SELECT ?a WHERE { ?a ?b ?c }", page_size=5)
    limited = f"{ALL} LIMIT 3"
    assert len(endpoint.query(limited, page_size=2).rows or []) == 3


def test_pages_go_on_where_the_server_gives_less_than_asked() -> None:
    """A server may cap a page: a short one is not the last."""

    def capped(_: Handler, seen: Seen) -> Says:
        text = requests.compat.unquote_plus(seen.body.decode())
        start = int(text.split("OFFSET ")[1].split("&")[0])
        rows = [{"a": {"type": "uri", "value": f"a:{n:03}"}} for n in range(250)][start:][:100]
        return Says(
            200, json.dumps({"head": {"vars": ["a"]}, "results": {"bindings": rows}}).encode(), JSON
        )

    with Scripted(capped) as server:
        assert len(asked(server).query(ALL, page_size=200).rows or []) == 250


def test_default_graph_can_be_chosen(server: str) -> None:
    question = "SELECT ?s { ?s a ?o }"
    done = reorg("query", question, "--endpoint", f"{server}/query", "--default-graph", "urn:a")
    assert done.stdout.splitlines()[2:] == ["a:a"]


def test_count(endpoint: Endpoint) -> None:
    assert endpoint.count("urn:a") == 1
    assert endpoint.count() == len(opening.shipped())


def test_page_goes_before_a_last_values_and_after_a_comment() -> None:
    text = "SELECT ?a WHERE { ?a ?b ?c } ORDER BY ?a VALUES ?b { <a:b> } # end"
    assert "LIMIT 5 OFFSET 10\nVALUES" in (paged(text, 5, 10) or "")
    assert (paged(f"{ALL} # end", 5, 0) or "").endswith("# end\nLIMIT 5 OFFSET 0")
    inner = "SELECT ?a WHERE { { SELECT ?a { ?a ?b ?c } LIMIT 3 } }"
    assert paged(inner, 5, 0) is not None
    assert paged("ASK { ?a ?b ?c }", 5, 0) is None
    assert paged("SELECT ?limit WHERE { ?limit ?b ?c } LIMIT 1", 5, 0) is None


def test_only_missing_prefixes_are_declared_and_lines_keep_their_numbers() -> None:
    text = "# 'foaf:x'\nPREFIX org: <urn:o> SELECT ?a { ?a a reorg:Claim, org:X }"
    known = with_prefixes(text, PREFIXES)
    assert known == f"PREFIX reorg: <{PREFIXES['reorg']}> {text}"
    assert form(known) == "SELECT"


@pytest.mark.parametrize(
    "text", ["DELETE WHERE { ?s ?p ?o }", "PREFIX a: <a:> INSERT DATA { a:a a:b a:c }", "CLEAR ALL"]
)
def test_updates_never_leave_the_house(text: str) -> None:
    with Scripted(always(NONE)) as server, pytest.raises(QueryError, match="is an update"):
        asked(server).query(text)
    assert server.seen == []


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_faults_that_pass_are_waited_out(server: str, status: int) -> None:
    with Scripted(first(2, Says(status)), behind=server) as between:
        assert asked(between).query(ALL).rows
        assert len(between.seen) == 3


def test_broken_connections_are_tried_again(server: str) -> None:
    left = [2]

    def broken(handler: Handler, _: Seen) -> None:
        left[0] -= 1
        if left[0] == 1:
            handler.drop()
        elif left[0] == 0:  # half an answer
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{")
            handler.drop()

    with Scripted(broken, behind=server) as between:
        assert asked(between).query(ALL).rows
        assert len(between.seen) == 3


def test_server_that_starts_late_is_waited_for_a_moment() -> None:
    with socket.socket() as late:
        late.bind(("127.0.0.1", 0))

        def start() -> None:
            time.sleep(0.6)
            late.listen()
            taken, _ = late.accept()
            with taken:
                taken.recv(65_536)
                head = f"Content-Type: {JSON['Content-Type']}\r\nContent-Length: {len(NONE.body)}"
                taken.sendall(f"HTTP/1.1 200 OK\r\n{head}\r\n\r\n".encode() + NONE.body)

        threading.Thread(target=start, daemon=True).start()
        address = f"http://127.0.0.1:{late.getsockname()[1]}/query"
        assert Endpoint(address, timeout=20, credentials=NOBODY).query(ALL).rows == []


@pytest.mark.parametrize("command", [["push"], ["query", ALL, "--endpoint"]])
def test_no_server_is_told_soon(command: list[str]) -> None:
    start = time.monotonic()
    # Would it try as long as it may, `reorg` would not wait for it.
    said = complaint(reorg(*command, f"http://127.0.0.1:{free_port()}", "--timeout", "1000"))
    assert "no server answers there; check the address, and that the server runs" in said
    assert time.monotonic() - start > 1


def test_address_of_a_store_is_taken_for_that_of_its_queries(server: str) -> None:
    there = reorg("query", "said-by", "--param", "speaker=Jim Harker", "--endpoint", server)
    assert there.stderr == ""
    assert there.stdout == reorg("query", "said-by", "--param", "speaker=Jim Harker").stdout


@pytest.mark.slow
def test_address_of_a_dataset_is_taken_for_that_of_its_queries(tmp_path: Path) -> None:
    fetch = pytest.importorskip("stores.fetch")
    from stores.servers import Fuseki

    try:
        with Fuseki(tmp_path) as fuseki:
            address = fuseki.endpoint.removesuffix("/query")
            assert reorg("query", "ASK { }", "--endpoint", address).stdout == "true\n"
    except fetch.MissingError as error:
        missing("Apache Jena Fuseki", str(error))


def test_retry_after_is_heeded() -> None:
    with Scripted(
        first(1, Says(503, headers={"Retry-After": "2"})), "http://127.0.0.1:1"
    ) as server:
        server.behaviour = _then(server.behaviour, NONE)
        start = time.monotonic()
        asked(server).query(ALL)
        assert time.monotonic() - start >= 2


def test_retry_after_a_year_ends_with_the_time_limit() -> None:
    with Scripted(always(Says(503, headers={"Retry-After": "31536000"}))) as server:
        with pytest.raises(QueryTimeoutError, match="took longer than 1 seconds"):
            asked(server, timeout=1.0).query(ALL)
        assert len(server.seen) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 500])
def test_faults_that_stay_are_not_tried_again(status: int) -> None:
    with Scripted(always(Says(status, b"bad luck"))) as server:
        with pytest.raises(ReorgError):
            asked(server).query(ALL)
        assert len(server.seen) == 1


def test_messages_tell_what_is_wrong_and_what_to_do(server: str) -> None:
    def said(*arguments: str) -> str:
        return complaint(reorg("query", *arguments))

    query = f"{server}/query"
    assert "no server answers there; check" in said(ALL, "--endpoint", "http://127.0.0.1:9")
    assert "no such host" in said(ALL, "--endpoint", "http://nowhere.invalid/sparql")
    assert "address of queries: Oxigraph" in said(ALL, "--endpoint", f"{server}/nowhere")
    assert "is no address" in said(ALL, "--endpoint", "127.0.0.1:7878")
    assert "is no address" in said(ALL, "--endpoint", "ftp://127.0.0.1/query")
    assert said("SELECT ?a {\n ?a a nonsense }", "--endpoint", query).startswith(
        "reorg: query:2:7:"
    )
    assert "nothing in the graph is called" in said(
        "said-by", "--param", "speaker=Nobody Here", "--endpoint", query
    )
    assert "is no IRI" in said(ALL, "--endpoint", query, "--default-graph", "no iri")


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?c { ?c a reorg:Claim ; org:memberOf ?o",
        "SELECT ?c { ?c a reorg:Claim } ORDER BY",
        "SELECT ?c ?c { ?c a reorg:Claim }",
        "SELECT ?c { ?c a reorg:Claim . FILTRE(?c) }",
        "# who\nSELECT ?c\n{ ?c nope:x reorg:Claim }",
    ],
)
@pytest.mark.parametrize("status", [0, 500])
def test_syntax_error_stands_where_it_does_at_home(server: str, text: str, status: int) -> None:
    def refuses(_: Handler, __: Seen) -> Says | None:
        return Says(status, b"line 1, column 999") if status else None

    with Scripted(refuses, behind=server) as between:
        there = reorg("query", text, "--endpoint", f"{between.address}/query")
    assert complaint(there) == complaint(reorg("query", text))


@pytest.mark.parametrize("value", ["abc", "0", "nan", "99999999999"])
@pytest.mark.parametrize(
    ("command", "words"),
    [
        (["query", ALL, "--timeout"], "--timeout: .*give seconds, more than 0"),
        (["push", "http://127.0.0.1:9", "--timeout"], "--timeout: .*give seconds, more than 0"),
        (["query", ALL, "--page-size"], "--page-size: .*give a number of rows, more than 0"),
        (["serve", "--port"], "--port: .*give a port, from 0 to 65535"),
        (["serve", "--timeout"], "--timeout: .*give seconds, more than 0"),
    ],
)
def test_what_is_no_number_is_told_without_inner_names(
    command: list[str], words: str, value: str
) -> None:
    if (command[-1], value) == ("--port", "0"):
        value = "-1"
    done = reorg(*command[:-1], f"{command[-1]}={value}")
    assert done.returncode == 2
    assert re.search(words, done.stderr), done.stderr
    assert "invalid" not in done.stderr


def test_arguments_that_do_not_go_together() -> None:
    for more in (["--default-graph", "a:a"], ["--page-size", "3"]):
        assert "go with --endpoint" in reorg("query", ALL, *more).stderr
    both = reorg("query", ALL, "--endpoint", "http://127.0.0.1:9", "--graph", "x.ttl")
    assert both.returncode == 2


@pytest.mark.parametrize(
    ("says", "words"),
    [
        (Says(200, b"<html>hello</html>", {"Content-Type": "text/html"}), "with a web page"),
        (Says(200, b"{}", JSON), "the answer cannot be read"),
        (Says(200, b'{"head":{"vars":["a"]},"results":{"bindings":[{', JSON), "cannot be read"),
        (Says(200, b"\xff\xfe", JSON), "cannot be read"),
        (Says(500, b"<h1>Query</h1> <p>too\x1b[31m hard</p>", {"Content-Type": "text/html"}),
         "fails at the query: Query too"),
        (Says(500), "it does not say why"),
        (Says(200, b"", {"X-SQL-State": "S1TAT", **JSON}), "cannot be read"),
        (NONE._replace(headers={"X-SQL-State": "S1TAT", **JSON}), "gave a part of the answer"),
    ],
)  # fmt: skip
def test_what_is_no_answer_is_told(says: Says, words: str) -> None:
    with Scripted(always(says)) as server, pytest.raises(ReorgError, match=words) as told:
        asked(server).query(ALL)
    assert "\x1b" not in str(told.value)


def test_answer_cut_off_by_the_server_is_no_answer() -> None:
    rows = [{"a": {"type": "uri", "value": f"a:{n}"}} for n in range(10)]
    body = json.dumps({"head": {"vars": ["a"]}, "results": {"bindings": rows}}).encode()
    with Scripted(always(Says(200, body, {"X-SPARQL-MaxRows": "10", **JSON}))) as server:
        with pytest.raises(QueryError, match="after 10 rows; ask with --page-size 5"):
            asked(server).query(ALL)
        assert len(asked(server).query(f"{ALL} LIMIT 10").rows or []) == 10


def test_huge_answer_ends(server: str) -> None:
    with pytest.raises(StoreError, match="larger than 100,000 bytes; ask for less, with LIMIT"):
        asking = Endpoint(f"{server}/query", credentials=NOBODY, most=100_000)
        asking.query("SELECT * { ?s ?p ?o }")


def test_time_limit_ends_a_slow_query(server: str) -> None:
    done = reorg("query", commandline.SLOW, "--endpoint", f"{server}/query", "--timeout", "1")
    assert "took longer than 1 seconds" in complaint(done, 124)


@pytest.mark.parametrize("half", ["headers", "body", "nothing"])
def test_time_limit_ends_what_a_half_dead_server_began(half: str) -> None:
    def trickle(handler: Handler, _: Seen) -> None:
        if half == "body":
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n")
        for _ in range(1200):
            if half != "nothing":
                handler.wfile.write(b"X")
            time.sleep(0.1)
        handler.close_connection = True

    with Scripted(trickle) as server:
        start = time.monotonic()
        with pytest.raises(QueryTimeoutError):
            asked(server, timeout=1.0).query(ALL)
        assert time.monotonic() - start < 60  # and not 120


def test_server_is_told_the_time_limit_where_it_takes_one() -> None:
    with Scripted(always(NONE._replace(headers={"Fuseki-Request-Id": "1", **JSON}))) as server:
        reorg("query", ALL, "--endpoint", f"{server.address}/ds/query", "--timeout", "7")
        assert b"timeout=7" in server.seen[-1].body


@pytest.mark.parametrize("status", [405, 415, 501])
def test_question_is_put_as_the_server_takes_it(server: str, status: int) -> None:
    def only_get(_: Handler, seen: Seen) -> Says | None:
        return None if seen.method == "GET" else Says(status)

    with Scripted(only_get, behind=server) as between:
        asking = asked(between)
        assert asking.query(ALL) == asking.query(ALL)
        assert [seen.method for seen in between.seen] == ["POST", "POST", "GET", "GET"]


def test_typed_literal_of_virtuoso_and_its_truth_are_understood() -> None:
    cell = {"type": "typed-literal", "datatype": PREFIXES["xsd"] + "integer", "value": "1"}
    body = {"head": {"vars": ["a"]}, "results": {"bindings": [{"a": cell}]}}
    with Scripted(always(Says(200, json.dumps(body).encode(), JSON))) as server:
        assert results.write(asked(server).query(ALL), "tsv") == "?a\n1\n"
        assert asked(server).query("ASK { ?a ?b ?c }").truth is True


def test_redirect_within_a_server_is_followed(server: str) -> None:
    def moved(_: Handler, seen: Seen) -> Says | None:
        at_home = seen.path.startswith("/query")
        return None if at_home else Says(301, headers={"Location": "/query"})

    with Scripted(moved, behind=server) as between:
        asking = Endpoint(f"{between.address}/sparql", credentials=NOBODY)
        assert asking.query(ALL).rows


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_no_credentials_on_a_redirect_to_another_server(status: int) -> None:
    with Scripted(always(Says(401, headers={"WWW-Authenticate": "Basic"}))) as other:
        to = {"Location": f"{other.address}/query"}
        with Scripted(_after_challenge(Says(status, headers=to))) as server:
            with pytest.raises(ReorgError):
                asked(server, credentials=Credentials("jane", SECRET)).query(ALL)
            assert any("Authorization" in seen.headers for seen in server.seen)
        assert other.seen
        assert all("Authorization" not in seen.headers for seen in other.seen)


def test_proxy_for_the_world_is_not_asked_for_this_machine(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    assert reorg("query", "ASK { }", "--endpoint", f"{server}/query").stdout == "true\n"


def test_redirects_in_a_circle_end() -> None:
    with (
        Scripted(always(Says(302, headers={"Location": "/query"}))) as server,
        pytest.raises(StoreError, match="from address to address"),
    ):
        asked(server).query(ALL)


def _after_challenge(says: Says, scheme: str = "Basic") -> object:
    def behaviour(_: Handler, seen: Seen) -> Says:
        if "Authorization" in seen.headers:
            return says
        return Says(401, headers={"WWW-Authenticate": scheme})

    return behaviour


def _then(behaviour: object, says: Says) -> object:
    return lambda handler, seen: behaviour(handler, seen) or says  # type: ignore[operator]


def test_basic_by_challenge_and_from_then_on_at_once() -> None:
    with Scripted(_after_challenge(NONE)) as server:  # type: ignore[arg-type]
        asking = asked(server, credentials=Credentials("jäne", SECRET))
        asking.query(ALL)
        asking.query(ALL)
    sent = [seen.headers.get("Authorization", "") for seen in server.seen]
    plain = base64.b64encode(f"jäne:{SECRET}".encode()).decode()
    assert sent == ["", f"Basic {plain}", f"Basic {plain}"]


def test_digest_never_sends_the_password() -> None:
    scheme = 'Digest realm="r", nonce="n", qop="auth", algorithm=MD5, Basic realm="r"'
    with Scripted(_after_challenge(NONE, scheme)) as server:  # type: ignore[arg-type]
        asking = asked(server, credentials=Credentials("jane", SECRET))
        asking.query(ALL)
        asking.query(ALL)
    sent = [seen.headers.get("Authorization", "") for seen in server.seen]
    assert sent[-1].startswith("Digest username=")
    assert not any(value.startswith("Basic") for value in sent)


def test_bearer_token() -> None:
    with Scripted(_after_challenge(NONE, "Bearer")) as server:  # type: ignore[arg-type]
        asked(server, credentials=Credentials(token=SECRET)).query(ALL)
    assert server.seen[-1].headers["Authorization"] == f"Bearer {SECRET}"


def test_wrong_password_is_told_once_and_not_shown(secret: str) -> None:
    echo = Says(401, f"no {secret}".encode(), {"WWW-Authenticate": "Basic"})
    with Scripted(always(echo)) as server:
        said = complaint(reorg("query", ALL, "--endpoint", f"{server.address}/query"))
        assert "refuses the user, password or token: no " in said
        assert secret not in said
        assert len(server.seen) == 2


def test_missing_password_is_told() -> None:
    with Scripted(always(Says(401))) as server:
        said = complaint(reorg("query", ALL, "--endpoint", f"{server.address}/query"))
    assert "wants to know who asks; set REORG_USER and REORG_PASSWORD, or REORG_TOKEN" in said


def test_secret_in_what_the_server_says_is_not_shown(secret: str) -> None:
    def tell(_: Handler, seen: Seen) -> Says:
        if "Authorization" not in seen.headers:
            return Says(401, headers={"WWW-Authenticate": "Basic"})
        return Says(500, f"you sent {secret}".encode(), {"Content-Type": "text/plain"})

    with Scripted(tell) as server:
        said = complaint(reorg("query", ALL, "--endpoint", f"{server.address}/query"))
    assert "you sent " in said
    assert secret not in said


@pytest.mark.parametrize("host", ["jane:{}@127.0.0.1:9", "{}@127.0.0.1:9", "jane:{}@[::bad"])
def test_password_in_the_address_is_refused_and_not_shown(host: str) -> None:
    url = f"http://{host.format(SECRET)}/query"
    for command in (["query", ALL, "--endpoint", url], ["push", url]):
        said = complaint(reorg(*command))
        assert "shown to everyone on this machine; leave them out; set REORG_USER" in said
        assert SECRET not in said


def test_secret_stands_in_no_list_of_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    # Its own: other tests give theirs as an argument, to be refused, perhaps at the same time.
    secret = f"{SECRET}-of-the-environment"
    monkeypatch.setenv("REORG_USER", "jane")
    monkeypatch.setenv("REORG_PASSWORD", secret)
    ps = executable("ps", "ps", fix="apt install procps")
    listed = threading.Event()

    def waits(_: Handler, __: Seen) -> Says:
        listed.wait(60)
        return NONE

    with Scripted(waits) as server:
        command = [*COMMAND, "query", ALL, "--endpoint", f"{server.address}/query"]
        running = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        assert until(lambda: server.seen)
        shown = subprocess.run([ps, "-ewwo", "args"], capture_output=True, text=True).stdout
        listed.set()
        assert running.wait(60) == 0
    assert server.address in shown
    assert secret not in shown


def test_netrc_of_the_host_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text(f"machine 127.0.0.1 login jane password {SECRET}\n", encoding="utf-8")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    with Scripted(_after_challenge(NONE)) as server:  # type: ignore[arg-type]
        assert reorg("query", ALL, "--endpoint", f"{server.address}/query").returncode == 0
    assert find("http://127.0.0.1:1/query", {}) == Credentials("jane", SECRET)
    assert not find("http://example.org/query", {})
    netrc.write_text("machine", encoding="utf-8")
    with pytest.raises(ReorgError, match="the netrc file cannot be read"):
        find("http://127.0.0.1:1/query", {})


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"REORG_USER": "jane"}, "REORG_USER is set and REORG_PASSWORD is not; set"),
        ({"REORG_PASSWORD": SECRET}, "REORG_PASSWORD is set and REORG_USER is not; set"),
        ({"REORG_USER": "j", "REORG_PASSWORD": SECRET, "REORG_TOKEN": SECRET}, "both"),
        ({"REORG_TOKEN": f"{SECRET}\r\nHost: elsewhere"}, "a line end"),
    ],
)
def test_half_a_credential_is_refused(environment: dict[str, str], words: str) -> None:
    with pytest.raises(ReorgError, match=words) as told:
        find("http://127.0.0.1:1/", environment)
    assert SECRET not in str(told.value)


def test_credentials_do_not_show_themselves() -> None:
    assert SECRET not in repr(Credentials("jane", SECRET))
    assert SECRET not in repr([Credentials(token=SECRET)])


def test_help_and_queries_at_home_import_no_http() -> None:
    for arguments in (["--help"], ["query", "unallocated"]):
        code = (
            "import sys, atexit, os; from reorg.cli import parser; "
            f"parser.run({arguments!r}) if {arguments!r} != ['--help'] else parser.make_parser(); "
            "print('requests' in sys.modules or 'urllib3' in sys.modules)"
        )
        done = subprocess.run([*COMMAND[:1], "-c", code], capture_output=True, env=os.environ)
        assert done.stdout.decode().splitlines()[-1] == "False"


def _wants(scheme: str, methods: str = "GET POST PUT DELETE") -> object:
    """Refuse whoever asks."""
    challenge = {
        "basic": 'Basic realm="r"',
        "digest": 'Digest realm="r", nonce="n", qop="auth", algorithm=MD5',
        "bearer": 'Bearer realm="r"',
    }[scheme]

    def behaviour(_: Handler, seen: Seen) -> Says | None:
        if seen.method in methods.split():
            return Says(401, b"account jane: wrong", {"WWW-Authenticate": challenge})
        return None

    return behaviour


@pytest.mark.parametrize("scheme", ["basic", "digest", "bearer"])
@pytest.mark.parametrize(
    "command",
    [
        ["push"],
        ["push", "--store", "fuseki"],
        ["push", "--store", "rdf4j", "--dry-run"],
        ["push", "--store", "virtuoso", "--remove"],
        ["push", "--store", "oxigraph", "--replace-all"],
        ["query", ALL, "--endpoint"],
        ["query", "said-by", "--param", "speaker=Jim Harker", "--timeout", "9", "--endpoint"],
    ],
)
def test_wrong_password_is_sent_once(
    command: list[str], scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever else a run would ask: a few wrong ones lock an account."""
    if scheme == "bearer":
        monkeypatch.setenv("REORG_TOKEN", SECRET)
    else:
        monkeypatch.setenv("REORG_USER", "jane")
        monkeypatch.setenv("REORG_PASSWORD", SECRET)
    with Scripted(_wants(scheme)) as server:  # type: ignore[arg-type]
        said = complaint(reorg(*command, server.address))
    assert "refuses the user, password or token: account jane: wrong; set REORG_USER" in said
    assert len([seen for seen in server.seen if "Authorization" in seen.headers]) == 1


@pytest.mark.parametrize("graph", ["default", "record"])
def test_wrong_password_for_writing_alone_is_sent_once(
    server: str, secret: str, graph: str
) -> None:
    def guarded(handler: Handler, seen: Seen) -> Says | None:
        reads = seen.path.startswith("/query") or seen.method == "GET"
        return None if reads else _wants("basic")(handler, seen)  # type: ignore[operator]

    with Scripted(guarded, behind=server) as between:
        said = complaint(reorg("push", between.address, "--store", "oxigraph", "--graph", graph))
    assert "refuses the user, password or token" in said
    assert len([seen for seen in between.seen if "Authorization" in seen.headers]) == 1


def test_wrong_password_that_a_server_answers_with_403_is_sent_no_second_time(secret: str) -> None:
    def forbids(_: Handler, seen: Seen) -> Says:
        if "Authorization" in seen.headers:
            return Says(403, b"locked soon")
        return Says(401, headers={"WWW-Authenticate": "Basic"})

    with Scripted(forbids) as server:
        said = complaint(reorg("push", server.address))
    assert "does not allow this: locked soon; ask whoever runs it" in said
    assert len([seen for seen in server.seen if "Authorization" in seen.headers]) == 1


def test_one_password_is_refused_and_asked_for_no_more(secret: str) -> None:
    with Scripted(_wants("basic")) as server:  # type: ignore[arg-type]
        asking = Endpoint(f"{server.address}/query", timeout=20)
        for _ in range(3):
            with pytest.raises(StoreError, match="refuses the user"):
                asking.query(ALL)
    assert len(server.seen) == 2


@pytest.mark.parametrize("status", [401, 403, 500, 503])
def test_servers_own_words_stand_in_the_message_on_one_line(status: int) -> None:
    words = b"<html><head><title>x</title></head><p>Quota\n of  jane\r\n is used up</p></html>"
    with Scripted(always(Says(status, words, {"Content-Type": "text/html"}))) as server:
        said = complaint(reorg("query", ALL, "--endpoint", f"{server.address}/query"))
    assert ": Quota of jane is used up" in said


def test_proxy_is_named_where_it_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    port = free_port()
    monkeypatch.setenv("http_proxy", f"http://jane:{SECRET}@127.0.0.1:{port}")
    monkeypatch.delenv("no_proxy", raising=False)
    for command in (["push"], ["query", ALL, "--endpoint"]):
        said = complaint(reorg(*command, "http://store.example/ds"))
        assert f"the proxy http://127.0.0.1:{port} does not answer" in said
        assert "NO_PROXY" in said
        assert SECRET not in said


def test_proxy_is_named_where_it_finds_no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    with Scripted(always(Says(502, b"no such upstream"))) as proxy:
        monkeypatch.setenv("http_proxy", proxy.address)
        monkeypatch.delenv("no_proxy", raising=False)
        asking = Endpoint("http://store.example/query", credentials=NOBODY)
        with pytest.raises(StoreError) as told:
            asking.query(ALL)
    assert f"through the proxy {proxy.address}" in str(told.value)
    assert "no such upstream" in str(told.value)


class _Secure(NamedTuple):
    address: str
    certificate: Path


@pytest.fixture
def secure(tmp_path: Path) -> Iterator[_Secure]:
    """A server that speaks TLS with a certificate of its own."""
    openssl = executable("openssl", "openssl", fix="apt install openssl")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    make = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost"
    names = "subjectAltName=DNS:localhost,IP:127.0.0.1"
    command = [openssl, *make.split(), "-addext", names, "-keyout", key, "-out", certificate]
    subprocess.run(command, check=True, capture_output=True)
    with Scripted(always(NONE)) as server:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        yield _Secure(f"https://127.0.0.1:{server.server_address[1]}/query", certificate)


@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "--ca"])
def test_certificates_count_on_this_machine_too(
    secure: _Secure, variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    question = ["query", ALL, "--endpoint", secure.address]
    said = complaint(reorg(*question))
    assert "its certificate is not trusted here" in said
    assert "name its authority's certificate with --ca or SSL_CERT_FILE" in said
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    if variable == "--ca":
        question += ["--ca", str(secure.certificate)]
    else:
        monkeypatch.setenv(variable, str(secure.certificate))
    assert reorg(*question, "--format", "tsv").stdout == "?a\n"


@pytest.mark.parametrize("text", [None, "no certificate"])
def test_certificates_that_cannot_be_read_are_told(tmp_path: Path, text: str | None) -> None:
    file = tmp_path / "ca.pem"
    if text:
        file.write_text(text, encoding="utf-8")
    why = "it holds none in PEM form" if text else "no such file or directory"
    for command in (["push", "https://127.0.0.1:9"], ["query", ALL, "--endpoint", "https://x.y"]):
        said = complaint(reorg(*command, "--ca", file))
        assert said.startswith(f"reorg: --ca: the certificates in {file} cannot be read ({why})")
