"""The server as a service: its log, its health, its figures, and a graph that changes."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from reorg.cli.parser import make_parser
from support.commandline import COMMAND, ENDLESS, MILLBROOK, environment
from support.paths import ROOT
from support.serving import READY, Server, alive, running, until

HANDBOOK = ROOT / "graph" / "README.md"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
COMMON = re.compile(
    r"^[0-9a-f.:]+ - - \[\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d \+0000\] "
    r'"[ !#-\[\]-~\\]*" \d{3} (?:\d+|-) \d+\.\d{3}$'
)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="there is no SIGHUP"),
]


def write(file: Path, triples: int) -> None:
    """Put a graph in the place of a file, in one step."""
    lines = [f"<a:s{number}> <a:p> <a:o> .\n" for number in range(triples)]
    new = file.with_suffix(".new")
    new.write_text("".join(lines), encoding="utf-8")
    new.replace(file)


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    file = tmp_path / "graph.nt"
    write(file, 10)
    return file


def hang_up(server: Server) -> None:
    server.process.send_signal(signal.SIGHUP)


# --- a graph that changes -------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("watching", [True, False], ids=["watch", "SIGHUP"])
def test_a_changed_graph_is_taken_up(graph: Path, watching: bool) -> None:
    with running(graph, *(["--watch"] if watching else [])) as one:

        def becomes(change: Callable[[], object], told: str) -> bool:
            said = len(one.complaints())
            change()
            if not watching:
                hang_up(one)
            return until(lambda: told in one.complaints()[said:])

        first = one.client.get(f"{one.url}data?format=nt")
        assert becomes(lambda: write(graph, 12), "serving 12 triples from now on")
        assert one.one(COUNT) == "12"
        tag = {"If-None-Match": first.headers["etag"]}
        second = one.client.get(f"{one.url}data?format=nt", headers=tag)
        assert (second.status_code, second.text.count("\n")) == (200, 12)
        assert "12" in one.client.get(one.url, headers={"Accept": "text/html"}).text
        assert becomes(lambda: graph.write_text("<a:s> <a:p>\n"), "the graph from before is served")
        assert "graph.nt" in one.complaints()
        assert "Traceback" not in one.complaints()
        assert becomes(lambda: graph.write_text("# none\n"), "the graph holds no triples")
        assert becomes(graph.unlink, "the graph from before is served on")
        assert one.one(COUNT) == "12"
        again = {"If-None-Match": second.headers["etag"]}
        assert one.client.get(f"{one.url}data?format=nt", headers=again).status_code == 304
        assert becomes(lambda: write(graph, 7), "serving 7 triples from now on")
        assert one.one(COUNT) == "7"


@pytest.mark.slow
def test_no_request_is_refused_while_a_graph_changes(graph: Path) -> None:
    versions = [100 + number for number in range(6)]
    write(graph, versions[0])
    end = threading.Event()

    def visit(number: int) -> list[tuple[int, int]]:
        found = []
        with httpx.Client(timeout=60) as client:
            while not end.is_set():
                if number % 2:
                    answer = client.get(one.endpoint, params={"query": COUNT})
                    rows = answer.json()["results"]["bindings"] if answer.is_success else []
                    found.append((answer.status_code, int(rows[0]["n"]["value"])))
                else:
                    answer = client.get(f"{one.url}data?format=nt")
                    found.append((answer.status_code, answer.text.count("\n")))
        return found

    with running(graph, "--workers", "2") as one, ThreadPoolExecutor(6) as pool:
        visits = [pool.submit(visit, number) for number in range(6)]
        for triples in versions[1:]:
            write(graph, triples)
            hang_up(one)
            assert until(lambda: f"serving {triples} triples" in one.complaints(), 30)  # noqa: B023
        end.set()
        for visited in visits:
            statuses = Counter(status for status, _ in visited.result())
            counts = [count for _, count in visited.result()]
            assert set(statuses) == {200}
            assert counts == sorted(counts), "a version came back"
            assert set(counts) <= {*versions}
        assert one.one(COUNT) == str(versions[-1])


@pytest.mark.slow
def test_a_query_under_way_is_answered_from_the_old_graph(graph: Path) -> None:
    write(graph, 1200)
    with running(graph, "--workers", "1") as one, ThreadPoolExecutor(1) as pool:
        old = set(one.children())
        slow = pool.submit(one.one, "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f }")
        time.sleep(0.2)
        write(graph, 3)
        hang_up(one)
        assert slow.result() == str(1200 * 1200)
        assert until(lambda: "serving 3 triples" in one.complaints())
        assert one.one(COUNT) == "3"
        assert until(lambda: len(alive(old)) < 2), "the old workers stay"


@pytest.mark.slow
def test_an_older_file_put_back_is_a_change(graph: Path) -> None:
    with running(graph) as one:
        first = one.client.get(f"{one.url}data?format=nt")
        write(graph, 3)
        os.utime(graph, (1_500_000_000, 1_500_000_000))
        hang_up(one)
        assert until(lambda: "serving 3 triples" in one.complaints())
        since = {"If-Modified-Since": first.headers["last-modified"]}
        time.sleep(1)
        assert one.client.get(f"{one.url}data?format=nt", headers=since).text.count("\n") == 3


@pytest.mark.slow
@pytest.mark.alone
def test_graphs_from_before_are_let_go(graph: Path) -> None:
    def memory_after(reloads: int) -> float:
        for _ in range(reloads):
            before = one.complaints()
            hang_up(one)
            assert until(lambda: one.complaints() != before, 60)  # noqa: B023
        return figures(one)["process_resident_memory_bytes"]

    with running(graph, "--workers", "1") as one:
        small = memory_after(0)
    write(graph, 20_000)
    with running(graph, "--workers", "1") as one:
        taken = memory_after(0) - small  # twice what a graph takes that is kept
        settled = memory_after(8)  # by then each thread has memory of its own
        assert memory_after(8) - settled < 2 * taken


def test_a_closed_terminal_ends_it() -> None:
    pty, fcntl, termios = (pytest.importorskip(name) for name in ("pty", "fcntl", "termios"))
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [*COMMAND, "serve", str(MILLBROOK), "--port", "0"],
        stdin=theirs,
        stdout=subprocess.PIPE,
        text=True,
        env=environment(),
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
    ) as one:
        os.close(theirs)
        assert one.stdout is not None
        assert READY.match(one.stdout.readline())
        os.close(ours)
        assert one.wait(20) == 0


# --- the access log -------------------------------------------------------------------------------

SECRET = "hunter2"
HOSTILE = (
    b"GET /%0d%0a127.0.0.1%20-%20root HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b'GET /"x\\ HTTP/1.1\r\nHost: localhost\r\n\r\n',
    b"GET /%1b[31m%00%e2%80%a8 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET /?password=hunter2&query=ASK%7B%7D&hunter2 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET http://me:hunter2@localhost/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET /about?iri=http%3A%2F%2Fme%3Ahunter2%40a.example%2F HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET /id/http://me:hunter2@a.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic aHVudGVyMg==\r\n\r\n",
    b"EVIL\x7c / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET /sparql?query="
    + quote("SELECT * { SERVICE <http://me:hunter2@a.example/> {} }").encode()
    + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
)


@pytest.mark.parametrize("kind", ["common", "json"])
def test_nothing_forges_a_line_of_the_log(tmp_path: Path, kind: str) -> None:
    file = tmp_path / "access.log"
    with running(MILLBROOK, "--access-log", file, "--log-format", kind) as one:
        for data in HOSTILE:
            one.raw(data.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        assert until(lambda: len(file.read_bytes().splitlines()) == len(HOSTILE))
    text = file.read_text(encoding="ascii")
    assert SECRET not in text
    assert "aHVudGVyMg" not in text
    lines = text.split("\n")[:-1]
    assert len(lines) == len(HOSTILE)
    assert max(map(len, lines)) < 5000
    if kind == "common":
        assert [line for line in lines if not COMMON.match(line)] == []
    else:
        assert all(json.loads(line)["client"] == "127.0.0.1" for line in lines)
    assert "SERVICE" in text


def test_the_log_tells_who_asked_what(tmp_path: Path) -> None:
    file = tmp_path / "access.log"
    with running(MILLBROOK, "--access-log", file, "--log-format", "json") as one:
        answer = one.get("ASK {}")
        one.client.head(f"{one.url}ns")
        one.client.get(f"{one.url}nowhere")
        one.client.get(one.url, headers={"Host": "evil.example"})
        # A line is written once its answer has gone out, so a client may be ahead of it.
        assert until(lambda: len(file.read_text().splitlines()) == 4)
        file.rename(tmp_path / "access.log.1")
        one.post("ASK {}")
        assert until(lambda: file.exists() and file.read_text().endswith("\n"))
        (later,) = map(json.loads, file.read_text().splitlines())
    asked, head, missing, refused = map(
        json.loads, (tmp_path / "access.log.1").read_text().splitlines()
    )
    assert asked["target"].startswith("/sparql?query=ASK")
    assert (asked["method"], asked["status"]) == ("GET", 200)
    assert (asked["bytes"], asked["version"]) == (len(answer.content), "1.1")
    assert 0 < asked["seconds"] < 60
    assert (head["method"], head["bytes"], head["route"]) == ("HEAD", 0, "/ns")
    assert (missing["status"], missing["route"]) == (404, "")
    assert refused["status"] == 421
    assert (later["method"], later["target"]) == ("POST", "/sparql")


def test_the_log_goes_to_standard_output() -> None:
    with running(MILLBROOK, "--access-log", "-") as one:
        one.client.get(f"{one.url}nowhere")
        assert one.process.stdout is not None
        assert COMMON.match(one.process.stdout.readline().rstrip("\n"))


# --- health and figures ---------------------------------------------------------------------------


def bounded(**bounds: float) -> list[str]:
    """Return the command with other bounds."""
    changes = "".join(f"limits.{name} = {value}; " for name, value in bounds.items())
    code = f"from reorg.serve import limits; {changes}from reorg.cli.parser import main; main()"
    return [sys.executable, "-c", code]


@pytest.mark.slow
def test_health_tells_whether_queries_are_answered() -> None:
    with running("--workers", "2", command=bounded(HEALTH_SECONDS=1)) as one:
        well = one.client.get(f"{one.url}health")
        assert (well.status_code, well.text) == (200, "well\n")
        assert well.headers["cache-control"] == "no-store"
        stopped = one.children()
        for pid in stopped:
            os.kill(pid, signal.SIGSTOP)
        try:
            assert until(lambda: one.client.get(f"{one.url}health").status_code == 503)
            assert until(lambda: one.client.get(f"{one.url}health").status_code == 200, 60)
        finally:
            for pid in alive(stopped):
                os.kill(pid, signal.SIGCONT)


@pytest.mark.slow
def test_a_busy_server_is_well() -> None:
    with running("--timeout", "1", "--workers", "2") as one, ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(one.get, ENDLESS) for _ in range(6)]
        while not all(one_.done() for one_ in asked):
            assert one.client.get(f"{one.url}health").status_code == 200
            time.sleep(0.1)


def figures(server: Server, **headers: str) -> dict[str, float]:
    """Return the figures by name and labels."""
    answer = server.client.get(f"{server.url}metrics", headers=headers)
    assert answer.status_code == 200, answer.text
    return {
        f"{one.name}{json.dumps(one.labels, sort_keys=True) if one.labels else ''}": one.value
        for family in text_string_to_metric_families(answer.text)
        for one in family.samples
    }


@pytest.mark.slow
def test_figures_tell_how_it_does() -> None:
    with running("--timeout", "1", "--workers", "2") as one:
        one.get("ASK {}")
        one.get(ENDLESS)
        one.client.get(f"{one.url}data")
        for number in range(60):
            one.client.request(f"M{number}", f"{one.url}no/{number}")
            one.client.get(f"{one.url}about?iri=a:{number}")
            one.client.get(f"{one.url}query/n{number}")
        found = figures(one)
        assert found["reorg_graph_triples"] == int(one.one(COUNT))
        assert found["reorg_queries_running"] == found["reorg_queries_waiting"] == 0
        assert found['reorg_worker_deaths_total{"reason": "time"}'] == 1
        sparql = '{"method": "GET", "route": "/sparql", "status": "%s"}'
        assert found["reorg_requests_total" + sparql % 200] == 1
        assert found["reorg_requests_total" + sparql % 500] == 1
        assert found['reorg_query_seconds_count{"status": "200"}'] == 1
        assert found["process_resident_memory_bytes"] > 10_000_000
        assert found["reorg_workers_memory_bytes"] > 1_000_000
        assert sum(name.startswith("reorg_requests_total") for name in found) < 10


def test_figures_are_for_this_machine() -> None:
    options = ("--trusted-proxy", "127.0.0.1", "--allow-metrics", "192.0.2.0/24")
    with running(MILLBROOK, *options) as one:
        assert figures(one)
        assert figures(one, **{"X-Forwarded-For": "192.0.2.7"})
        for name, value in (
            ("X-Forwarded-For", "198.51.100.1"),
            ("X-Forwarded-For", "127.0.0.1"),
            ("Forwarded", "for=127.0.0.1"),
            ("Via", "1.1 proxy"),
        ):
            answer = one.client.get(f"{one.url}metrics", headers={name: value})
            assert answer.status_code == 403, (name, value)
            assert "--allow-metrics" in answer.text


# --- the handbook's examples ----------------------------------------------------------------------


def block(kind: str) -> str:
    """Return the handbook's example of a kind."""
    return (
        HANDBOOK.read_text(encoding="utf-8")
        .partition("## Run it as a service")[2]
        .partition(f"```{kind}\n")[2]
        .partition("```")[0]
    )


def test_the_unit_is_one_that_systemd_takes(tmp_path: Path) -> None:
    unit = block("ini")
    (start,) = re.findall(r"^ExecStart=(.*?[^\\])$", unit, re.MULTILINE | re.DOTALL)
    words = start.replace("\\\n", " ").split()
    assert words[0].endswith("/reorg")
    assert make_parser().parse_args(words[1:]).command == "serve"
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd is not installed")
    file = tmp_path / "reorg.service"
    there = unit.replace(words[0], sys.executable)
    file.write_text(there, encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--recursive-errors=no", str(file)],
        capture_output=True,
        text=True,
    )
    own = [line for line in done.stderr.splitlines() if "reorg" in line]
    assert own == []


def test_the_compose_file_starts_what_there_is() -> None:
    ((name, service),) = yaml.safe_load(block("yaml"))["services"].items()
    assert name == "graph"
    reorg, *words = service["command"]
    assert reorg == "reorg"
    arguments = make_parser().parse_args(words)
    assert (arguments.command, arguments.host, arguments.watch) == ("serve", "0.0.0.0", True)
    assert service["ports"] == [f"127.0.0.1:{arguments.port}:{arguments.port}"]
    (mounted,) = service["volumes"]
    assert arguments.files[0].startswith(mounted.split(":")[1])
    assert f"{arguments.port}/health" in service["healthcheck"]["test"][-1]
    compile(service["healthcheck"]["test"][-1], "healthcheck", "exec")
