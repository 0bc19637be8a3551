"""What the server bears: hostile queries, crowds, broken and slow clients, and being killed."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from reorg.rdf import opening
from reorg.sparql import engine, library, results
from support.commandline import ENDLESS, MILLBROOK, complaint, environment, reorg
from support.paths import RECORD
from support.serving import Server, alive, bounded, running, until

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds a process's memory")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not Path("/proc/self/stat").exists(),
        reason="processes are counted in /proc, which is Linux's",
    ),
]
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


def doubled(times: int) -> str:
    """Return a query that doubles a text over and over: memory, hardly any time."""
    steps = " ".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(times))
    return f"SELECT ?x{times} {{ BIND('x' AS ?x0) {steps} }}"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running("--timeout", "2", "--rows", "500", "--memory", "200", "--workers", "2") as started:
        yield started


@pytest.fixture(autouse=True)
def still_well(request: pytest.FixtureRequest) -> Iterator[None]:
    """After each test the server answers as before, has its workers, and said nothing."""
    yield
    if "server" in request.fixturenames:
        server: Server = request.getfixturevalue("server")
        assert int(server.one(COUNT)) > 5000
        assert until(lambda: len(server.children()) == 3), server.children()
        assert server.complaints() == ""


def test_every_query_answers_as_the_command_does() -> None:
    store = opening.shipped()
    with running() as one:
        for name in library.names():
            text = library.get(name).text
            answer = one.get(text, "application/sparql-results+json, text/turtle")
            assert answer.status_code == 200, (name, answer.text)
            expected = results.write(engine.run(store, text), "json")
            if "json" in answer.headers["content-type"]:
                assert answer.json() == json.loads(expected), name
            else:
                assert answer.text == expected, name


# --- hostile queries ---------------------------------------------------------------------------


def test_endless_query_ends_and_others_go_on(server: Server) -> None:
    with ThreadPoolExecutor(1) as pool:
        endless = pool.submit(server.get, ENDLESS)
        answered = 0
        while not endless.done():
            assert int(server.one(COUNT)) > 5000
            answered += 1
        answer = endless.result()
    assert answer.status_code == 500
    assert answer.text == "query: it took longer than 2 seconds; narrow it\n"
    assert answered > 1


def test_more_endless_queries_than_workers(server: Server) -> None:
    with ThreadPoolExecutor(6) as pool:
        endless = [pool.submit(server.get, ENDLESS) for _ in range(5)]
        assert {one.result().status_code for one in endless} == {500}


@LINUX
def test_hungry_query_ends(server: Server) -> None:
    answer = server.get(doubled(30))
    assert answer.status_code == 500
    assert answer.text == "query: it needs more than 200 MB of memory; narrow it\n"


def test_long_answers_are_refused_whole(server: Server) -> None:
    for query in ("SELECT * { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o }"):
        answer = server.get(query, "text/csv, text/turtle")
        assert answer.status_code == 500
        assert answer.text.startswith("query: the answer has more than 500 ")
    assert server.get("SELECT * { ?s ?p ?o } LIMIT 500").status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:PORT/sparql> { ?s ?p ?o } }",
        "SELECT * { SERVICE SILENT <http://127.0.0.1:PORT/sparql> { ?s ?p ?o } }",
        "SELECT * { VALUES ?x { <http://127.0.0.1:PORT/> } sErViCe ?x { ?s ?p ?o } }",
        "SELECT * { ?s ?p ?o FILTER EXISTS { SERVICE <http://127.0.0.1:PORT/> { ?a ?b ?c } } }",
        "SELECT * { BIND(?a<?b AS ?x) SERVICE#>\n<http://127.0.0.1:PORT/> { ?s ?p ?o } }",
        "SELECT * FROM <http://127.0.0.1:PORT/> { ?s ?p ?o }",
        "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
        "LOAD <http://127.0.0.1:PORT/>",
    ],
)
def test_nothing_is_fetched(server: Server, query: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.3)
        answer = server.get(query.replace("PORT", str(listener.getsockname()[1])))
        assert answer.status_code == 400, answer.text
        with pytest.raises(TimeoutError):
            listener.accept()


@LINUX
def test_a_worker_can_open_nothing() -> None:
    # Were `SERVICE` let through, the engine would still get no socket.
    code = """
import socket, sys, pyoxigraph as ox
from reorg.serve.workers.confinement import confine
listener = socket.create_server(("127.0.0.1", 0))
store, found = ox.Store(), []
list(store.query("SELECT * { ?s ?p ?o }"))
confine(200)
def attempt(name, work):
    try: work(); found.append(name)
    except OSError: pass
attempt("file", lambda: open("/etc/hostname"))
attempt("write", lambda: open("/tmp/written", "w"))
attempt("socket", lambda: socket.socket())
port = listener.getsockname()[1]
attempt("service", lambda: list(store.query(
    f"SELECT * {{ SERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}")))
print(found)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout == "[]\n", done.stderr


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { " + "{ " * 5000 + "}" * 5000 + " }",
        "SELECT (" + "1+" * 40_000 + "1 AS ?x) {}",
        "ASK { FILTER(" + "!" * 90_000 + "true) }",
        "SELECT * { ?s " + "/".join(["<a:p>"] * 15_000) + " ?o }",
        "SELECT * { " + "{} UNION " * 10_000 + "{} }",
        "SELECT * { " + "OPTIONAL { ?s ?p ?o } " * 4_000 + "}",
        'SELECT * { ?s ?p ?o FILTER(REGEX(STR(?o), "' + "(a*)*" * 5_000 + '")) }',
        "SELECT * { VALUES ?x { " + "1 " * 45_000 + "} }",
        "SELECT * { ?s ?p ?o } #" + "x" * 99_970,
        "x" * 99_999,
        "SELECT * {" + " " * 200_000 + "}",
        "\x00",
        "SELECT * { ?s ?p '\U0001f600\u2028\u202e' }",
    ],
    ids=[
        "braces",
        "sum",
        "not",
        "path",
        "union",
        "optional",
        "regex",
        "values",
        "comment",
        "word",
        "too long",
        "null",
        "signs",
    ],
)
def test_huge_and_odd_queries_are_answered_or_refused(server: Server, query: str) -> None:
    answer = server.post(query)
    assert answer.status_code in {200, 400, 500}
    if answer.status_code != 200:
        assert len(answer.text.strip().splitlines()) == 1
        assert "Traceback" not in answer.text


# --- crowds ------------------------------------------------------------------------------------


def test_three_hundred_requests_at_once(server: Server) -> None:
    gate = threading.Barrier(300)

    def one(number: int) -> tuple[int, str]:
        with httpx.Client(timeout=60, verify=False) as client:
            gate.wait()
            query = f"SELECT (COUNT(*) + {number} AS ?n) {{ ?s a reorg:Claim }}"
            answer = client.get(server.endpoint, params={"query": query})
            return answer.status_code, answer.text

    claims = int(server.one("SELECT (COUNT(*) AS ?n) { ?s a reorg:Claim }"))
    with ThreadPoolExecutor(300) as pool:
        answers = list(pool.map(one, range(300)))
    assert Counter(status for status, _ in answers) == {200: 300}
    for number, (_, text) in enumerate(answers):
        assert f'"{claims + number}"' in text


def test_a_full_server_says_when_to_come_back() -> None:
    with running("--timeout", "2", "--workers", "1", command=bounded(MOST_WAITING=3)) as one:
        with ThreadPoolExecutor(12) as pool:
            found = list(pool.map(lambda _: one.get(ENDLESS), range(8)))
        statuses = Counter(answer.status_code for answer in found)
        assert statuses[503] >= 3
        assert statuses[500] >= 1
        busy = next(answer for answer in found if answer.status_code == 503)
        assert int(busy.headers["retry-after"]) > 0
        assert one.one("SELECT (1 AS ?x) {}") == "1"


def test_queries_of_clients_that_left_are_not_run() -> None:
    with running("--timeout", "2", "--workers", "1") as one:
        for _ in range(60):
            with pytest.raises(httpx.TimeoutException):
                httpx.get(one.endpoint, params={"query": ENDLESS}, timeout=0.05)
        start = time.monotonic()
        assert one.one("SELECT (1 AS ?x) {}") == "1"
        assert time.monotonic() - start < 60  # and not 120


# --- broken clients ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        b"\r\n\r\n",
        b"GARBAGE\r\n\r\n",
        b"GET /sparql\r\n\r\n",
        b"GET /sparql HTTP/x\r\nHost: localhost\r\n\r\n",
        b"GET /sparql HTTP/1.1\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200),
        b"GET /sparql?query="
        + b"a" * 200_000
        + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n"
        b"Content-Length: 2\r\n\r\nx",
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n"
        b"Content-Type: application/sparql-query\r\n\r\nASK {}",
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
        b"Content-Type: application/sparql-query\r\n\r\nzz\r\n",
        b"GET /../../etc/passwd HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        b"GET /sparql HTTP/1.1\r\nHost: localhost\r\nX: a\x00b\r\n\r\n",
    ],
    ids=range(13),
)
def test_malformed_requests_get_an_error(server: Server, data: bytes) -> None:
    said = server.raw(data, seconds=30)
    status = said[9:12]
    assert not said or status[:1] == b"4", said[:300]
    assert b"Traceback" not in said
    assert b"root:" not in said


def test_slow_clients_hold_nobody_up() -> None:
    with running("--workers", "2", command=bounded(HEAD_SECONDS=3, BODY_SECONDS=3)) as server:
        links = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(200)]
        try:
            for number, link in enumerate(links):
                link.sendall(b"GET /sparql?query=ASK" if number % 2 else BODY_TO_COME)
            _until_given_up(server, links)
        finally:
            for link in links:
                link.close()


BODY_TO_COME = (
    b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500\r\n"
    b"Content-Type: application/sparql-query\r\n\r\nSEL"
)


def _until_given_up(server: Server, links: list[socket.socket]) -> None:
    """Wait until the server has closed all connections, and ask it meanwhile."""
    left = set(links)
    end = time.monotonic() + 120
    answered = 0
    while left:
        assert time.monotonic() < end, f"{len(left)} slow clients are still connected"
        assert int(server.one(COUNT)) > 5000
        answered += 1
        left = {link for link in left if _drips(link)}
        time.sleep(0.3)
    assert answered > 1, "they held the others up"


def test_answers_that_nobody_takes_are_given_up() -> None:
    query = quote(doubled(24))
    request = f"GET /sparql?query={query} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    bounds = bounded(TAKE_SECONDS=6, MOST_HELD=1_000_000)
    with running("--workers", "2", "--memory", "2000", command=bounds) as one:
        links = [socket.create_connection(("127.0.0.1", one.port)) for _ in range(6)]
        for link in links:
            link.sendall(request)
        assert until(lambda: one.get("ASK {}").status_code == 503, 60), "nothing is held"
        assert until(lambda: one.get("ASK {}").status_code == 200, 60), "never let go"
        for link in links:
            link.close()


def _drips(link: socket.socket) -> bool:
    """Send one more sign; say whether the server still listens."""
    try:
        link.sendall(b"x")
        link.setblocking(False)
        return bool(link.recv(4096)) and False
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        link.setblocking(True)


# --- who may ask -------------------------------------------------------------------------------


def test_other_names_for_this_machine_are_refused(server: Server) -> None:
    for host in ("evil.example", "evil.example:80", "127.0.0.1.evil.example", "[evil]", ""):
        answer = server.client.get(server.url, headers={"Host": host})
        assert answer.status_code == 421, host
    for host in ("localhost", f"localhost:{server.port}", "127.0.0.1", "[::1]:80"):
        answer = server.client.get(server.endpoint, headers={"Host": host})
        assert answer.status_code == 200, host


def test_other_sites_may_not_ask_unasked(server: Server) -> None:
    params = {"query": "ASK {}"}
    for headers in (
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"},
        {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "cors"},
    ):
        answer = server.client.get(server.endpoint, params=params, headers=headers)
        assert answer.status_code == 403, headers
        assert "access-control-allow-origin" not in answer.headers
    own = {"Origin": server.url.rstrip("/"), "Sec-Fetch-Site": "same-origin"}
    assert server.client.get(server.endpoint, params=params, headers=own).status_code == 200


def test_a_site_may_be_allowed() -> None:
    with running(MILLBROOK, "--allow-origin", "https://good.example") as one:
        good = {"Origin": "https://good.example", "Sec-Fetch-Site": "cross-site"}
        answer = one.client.get(one.endpoint, params={"query": "ASK {}"}, headers=good)
        assert answer.status_code == 200
        assert answer.headers["access-control-allow-origin"] == "https://good.example"
        preflight = {**good, "Access-Control-Request-Method": "POST"}
        asked = one.client.options(one.endpoint, headers=preflight)
        assert asked.status_code == 200
        assert "POST" in asked.headers["access-control-allow-methods"]
        bad = {"Origin": "https://evil.example"}
        assert one.client.get(one.endpoint, headers=bad).status_code == 403


def test_every_answer_has_security_headers(server: Server) -> None:
    for path in ("sparql", "sparql?query=ASK{", "nowhere", ""):
        headers = server.client.get(server.url + path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert "server" not in headers


# --- the end -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_it_ends_cleanly_with_its_workers(name: str) -> None:
    with running(MILLBROOK, "--workers", "3") as one:
        workers = one.children()
        assert len(workers) == 4  # and the process that makes them
        with ThreadPoolExecutor(2) as pool:
            running_ = pool.submit(httpx.get, one.endpoint, params={"query": ENDLESS}, timeout=30)
            time.sleep(0.3)
            one.process.send_signal(getattr(signal, name))
            assert one.process.wait(60) == 0
            with pytest.raises(httpx.HTTPError):
                running_.result().raise_for_status()
        assert until(lambda: not alive(workers))
        assert one.complaints() == ""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_workers_end_with_a_killed_server() -> None:
    with running("--workers", "2", "--timeout", "600") as one:
        workers = one.children()
        with ThreadPoolExecutor(2) as pool:
            asked = pool.submit(httpx.get, one.endpoint, params={"query": ENDLESS}, timeout=30)
            time.sleep(0.5)
            one.process.kill()
            one.process.wait(60)
            with pytest.raises(httpx.HTTPError):
                asked.result()
        assert until(lambda: not alive(workers)), alive(workers)


def test_a_killed_worker_is_replaced() -> None:
    with running(MILLBROOK, "--workers", "2") as one:
        before = one.children()
        for pid in sorted(before)[1:]:
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.2)
        assert {one.get("ASK {}").status_code for _ in range(6)} == {200}
        assert until(lambda: len(one.children()) == 3)


# --- the command -------------------------------------------------------------------------------


def test_a_taken_port_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        said = complaint(reorg("serve", "--port", port))
    assert f"127.0.0.1:{port}: cannot listen there" in said


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["nowhere.ttl"], 1),
        (["--allow-origin", "example.org"], 1),
        (["--host", "no.such.host.invalid"], 1),
        (["--port", "99999"], 2),
        (["--rows", "0"], 2),
        (["--timeout", "-1"], 2),
    ],
)
def test_wrong_arguments_are_told(arguments: list[str], status: int) -> None:
    done = reorg("serve", *arguments)
    assert done.returncode == status
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


def test_a_missing_library_names_the_extra() -> None:
    hidden = """
import importlib.util
find = importlib.util.find_spec
importlib.util.find_spec = lambda name, *rest: None if name == "uvicorn" else find(name, *rest)
from reorg.cli.parser import main
main()
"""
    command = [sys.executable, "-c", hidden, "serve"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment())
    assert done.returncode == 1
    assert "pip install starlette" in done.stderr
    assert "Traceback" not in done.stderr


def test_workers_that_cannot_start_are_told() -> None:
    code = """
from reorg.serve.workers import processes
processes.START = "raise SystemExit"
from reorg.cli.parser import main
main()
"""
    command = [sys.executable, "-c", code, "serve", "--port", "0"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment(), timeout=60)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("reorg: the worker processes could not")


def test_several_files_are_served_together(tmp_path: Path) -> None:
    more = tmp_path / "more.nt"
    more.write_text('<http://a.example/s> <http://a.example/p> "x" .\n', encoding="utf-8")
    with running(MILLBROOK, more) as one:
        count = int(one.one(COUNT))
    with running(MILLBROOK) as one:
        assert int(one.one(COUNT)) == count - 1


def test_help_is_there_at_once() -> None:
    code = """
import sys
from reorg.cli.parser import run
try:
    run(["serve", "--help"])
except SystemExit:
    print(sorted({"uvicorn", "starlette", "asyncio", "pyoxigraph"} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_records_are_built_and_served(tmp_path: Path) -> None:
    record = RECORD
    with running(record) as built, running() as shipped:
        assert built.one(COUNT) == shipped.one(COUNT)
    broken = tmp_path / "broken.yaml"
    broken.write_text("record: {}\n", encoding="utf-8")
    done = reorg("serve", str(broken), "--port", "0")
    assert done.returncode != 0
    assert "broken.yaml" in complaint(done)
