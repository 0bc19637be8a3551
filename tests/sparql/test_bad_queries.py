"""What a user can get wrong with a query: one message each, and nothing changed or fetched."""

from __future__ import annotations

import http.server
import signal
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.commandline import (
    COMMAND,
    DATA,
    ENDLESS,
    MILLBROOK,
    ask,
    complaint,
    environment,
    reorg,
)
from support.serving import until, worked


@pytest.mark.parametrize(
    ("query", "place", "words"),
    [
        ("SELECT * WHERE { ?s ?p }", "1:24", "`}`"),
        ("SELECT ?x WHERE {\n  ?x foo:name ?y }", "2:6", "prefix is not declared"),
        ("SELECT ?x WHERE {\n  ?x ?p ?o\n  FILTER(?o = ) }", "3:15", "`)`"),
        ("SELEC ?x {}", "1:1", "`SELEC`"),
        ("SELECT ?x { ?x a reorg:Claim } ORDER ?x", "1:38", "`?x`"),
        ("SELECT ?x { ?x a <not absolute> }", "1:31", "whole IRI"),
        ("SELECT ?x { ?x a <relative> }", "1:18", "whole IRI"),
        ("# é\nSELECT ?é { ?é ?p 'open }", "2:19", "`'`"),
        ("SELECT ?x { ?x ?p ?o", "1:21", "ends too early"),
        ("SELECT ?x (COUNT(?p) AS ?n) { ?x ?p ?o }", "1:41", "grouped"),
        ("SELECT * {} ; CLEAR ALL", "1:13", "`;`"),
    ],
)
def test_syntax_error_tells_its_place(query: str, place: str, words: str) -> None:
    said = complaint(ask(query))
    assert said.startswith(f"reorg: query:{place}: ")
    assert words in said


def test_syntax_error_in_a_file_names_the_file(tmp_path: Path) -> None:
    file = tmp_path / "wrong.rq"
    file.write_text("SELECT ?x {\n  ?x ?y }\n")
    assert complaint(ask("--file", file)).startswith(f"reorg: {file}:2:9: ")


def test_known_prefixes_do_not_move_the_place_of_an_error() -> None:
    assert complaint(ask("SELECT ?x { ?x a reorg:Claim . ] }")).startswith("reorg: query:1:32: ")


def test_relative_iris_in_a_file_are_read_against_it(tmp_path: Path) -> None:
    folder = tmp_path / "with space"
    folder.mkdir()
    file = folder / "q.rq"
    file.write_text("SELECT (<#a> AS ?x) (<../b> AS ?y) (IRI('c') AS ?z) {} ORDER BY <d>")
    said = complaint(ask("--file", file))
    assert said.startswith(f"reorg: {file}:1:")
    file.write_text("SELECT (<#a> AS ?x) (<../b> AS ?y) (IRI('c') AS ?z) {} ORDER BY (<d>)")
    done = ask("--file", file, "--format", "tsv")
    home = folder.as_uri()
    assert done.stdout == f"?x\t?y\t?z\n<{home}/q.rq#a>\t<{tmp_path.as_uri()}/b>\t<{home}/c>\n"


@pytest.mark.parametrize("query", ["", "  \n", "# only a comment"])
def test_empty_query_is_refused(query: str, tmp_path: Path) -> None:
    file = tmp_path / "empty.rq"
    file.write_text(query)
    assert "the query is empty" in complaint(ask("--file", file))


@pytest.mark.parametrize(
    "update",
    [
        "INSERT DATA { <urn:a> <urn:b> <urn:c> }",
        "DELETE WHERE { ?s ?p ?o }",
        "# SELECT\nPREFIX a: <urn:a>\nBASE <urn:b>\ninsert { ?s ?p 1 } WHERE { ?s ?p ?o }",
        "WITH <urn:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "LOAD <file:///etc/hostname>",
        "CLEAR ALL",
        "DROP DEFAULT",
        "CREATE GRAPH <urn:g>",
        "COPY DEFAULT TO <urn:g>",
    ],
)
def test_update_is_always_refused(update: str) -> None:
    before = MILLBROOK.read_bytes()
    assert "is an update" in complaint(ask(update, "--allow-service"))
    assert MILLBROOK.read_bytes() == before


def test_names_of_updates_are_no_updates() -> None:
    done = ask(
        "# INSERT\nPREFIX load: <urn:> SELECT ('DROP' AS ?clear) { FILTER(load:a = load:a) }"
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.fixture
def server() -> Iterator[tuple[str, list[str]]]:
    """An endpoint on this machine, and the paths that it has been asked for."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            bindings = b'[{"x":{"type":"literal","value":"there"}}]'
            answer = b'{"head":{"vars":["x"]},"results":{"bindings":%s}}' % bindings
            self.send_response(200)
            self.send_header("Content-Type", "application/sparql-results+json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}/sparql", asked
        running.shutdown()


SERVICES = [
    "SELECT ?x { SERVICE <URL> { ?s ?p ?x } }",
    "SELECT ?x { service silent <URL> { ?s ?p ?x } }",
    "ASK { { OPTIONAL { { SELECT ?x { SERVICE <URL> { ?s ?p ?x } } } } } }",
    "PREFIX s: <URL> SELECT ?x { SERVICE s: { ?s ?p ?x } }",
    "SELECT ?x { VALUES ?u { <URL> } SERVICE ?u { ?s ?p ?x } }",
    "SELECT ?x { ?s ?p ?o FILTER(EXISTS { SERVICE <URL> { ?s ?p ?x } }) }",
    # The two read as one IRI, unless one knows the grammar.
    "SELECT ?x { BIND(1 AS ?a) BIND(2 AS ?b) BIND(<URL> AS ?c) FILTER(?a<?b)SERVICE#>\n?c "
    "{ ?s ?p ?x } }",
]


@pytest.mark.parametrize("query", SERVICES)
def test_service_is_refused_and_nothing_is_fetched(
    query: str, server: tuple[str, list[str]]
) -> None:
    url, asked = server
    assert "SERVICE would ask another server" in complaint(ask(query.replace("URL", url)))
    assert asked == []


def test_service_can_be_allowed(server: tuple[str, list[str]]) -> None:
    url, asked = server
    done = ask(SERVICES[0].replace("URL", url), "--allow-service", "--format", "tsv")
    assert (done.returncode, done.stdout) == (0, '?x\n"there"\n')
    assert len(asked) == 1


def test_allowed_service_that_does_not_answer_is_one_message() -> None:
    query = "SELECT ?x { SERVICE <http://127.0.0.1:9/> { ?s ?p ?x } }"
    assert "the query failed" in complaint(ask(query, "--allow-service"))


def test_the_word_service_may_stand_in_names_strings_and_comments() -> None:
    done = ask(
        "# SERVICE <http://example.org/>\n"
        "PREFIX service: <http://example.org/service#> SELECT ?service "
        "{ BIND('SERVICE <x> {}' AS ?service) FILTER(service:service != <urn:service>) }",
        "--format",
        "csv",
    )
    assert (done.returncode, done.stdout) == (0, "service\r\nSERVICE <x> {}\r\n")


def test_a_service_may_be_named_without_a_prefix_declared() -> None:
    query = "SELECT ?x { service:child-protection rdfs:label ?x }"
    done = reorg("query", query, "--format", "csv")
    assert (done.returncode, done.stdout) == (0, "x\r\nChild protection\r\n")


@pytest.mark.parametrize("clause", ["service:x { ?s ?p ?x }", "service :x { ?s ?p service:y }"])
def test_a_service_s_name_hides_no_request(clause: str) -> None:
    query = f"PREFIX : <http://127.0.0.1:9/> SELECT ?x {{ {clause} }}"
    assert "SERVICE would ask another server" in complaint(ask(query))


@pytest.mark.parametrize(
    "clause", ["FROM <http://127.0.0.1:9/>", "FROM NAMED <http://127.0.0.1:9/>", "from schema:x"]
)
def test_from_is_refused(clause: str) -> None:
    assert "FROM would fetch" in complaint(ask(f"SELECT ?x {clause} {{ ?x ?p ?o }}"))


def test_query_that_takes_too_long_ends_in_time() -> None:
    said = complaint(ask(ENDLESS, "--timeout", "0.5"), 124)
    assert "longer than 0.5 seconds" in said


@pytest.mark.parametrize(
    "query", ["SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"]
)
def test_answer_that_grows_too_long_ends_in_time(query: str) -> None:
    assert "longer than" in complaint(ask(query, "--timeout", "0.5"), 124)


@pytest.mark.parametrize("seconds", ["0", "-1", "nan", "inf", "soon"])
def test_time_limit_must_be_one(seconds: str) -> None:
    done = ask("ASK {}", f"--timeout={seconds}")
    assert done.returncode == 2
    assert "--timeout" in done.stderr


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="sees it work in /proc")
def test_interrupt_ends_a_running_query() -> None:
    command = [*COMMAND, "query", ENDLESS, "--graph", str(MILLBROOK)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, env=environment()) as process:
        assert until(lambda: worked(process.pid) > 1.5)
        process.send_signal(signal.SIGINT)
        out, error = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, b"")
    assert error.decode().splitlines() == ["reorg: interrupted; earlier files are as they were"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
def test_full_disk_is_one_message() -> None:
    with Path("/dev/full").open("wb") as full:
        command = [*COMMAND, "query", "SELECT ?s { ?s ?p ?o }", "--graph", str(MILLBROOK)]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, env=environment())
    assert done.returncode == 1
    said = done.stderr.decode().splitlines()
    assert len(said) == 1
    assert "the output cannot be written (no space left on device)" in said[0]


@pytest.mark.parametrize("arguments", [["list"], ["query", "SELECT ?s { ?s ?p ?o }"], ["--help"]])
def test_reader_who_leaves_is_not_complained_to(arguments: list[str]) -> None:
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [*COMMAND, *arguments], stdout=pipe, stderr=pipe, env=environment()
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        error = process.stderr.read()
    assert process.wait() in {0, 141}
    assert error == b""


def test_unknown_name_suggests_the_nearest() -> None:
    said = complaint(reorg("query", "who-says-waht"))
    assert "no query called 'who-says-waht'" in said
    assert "did you mean who-says-what" in said


@pytest.mark.parametrize("name", ["../rules/10-x", "/etc/passwd", "Who-Says-What", "no_such.rq"])
def test_a_name_is_no_path(name: str) -> None:
    assert "there is no query called" in complaint(reorg("query", name))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--param", "speaker"], "write it as NAME=VALUE"),
        (["--param", "speaker=a", "--param", "speaker=b"], "given twice"),
    ],
)
def test_malformed_parameter_is_wrong_usage(arguments: list[str], words: str) -> None:
    done = reorg("query", "without-speaker", *arguments)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_unknown_parameter_suggests_the_nearest() -> None:
    said = complaint(reorg("query", "without-speaker", "--param", "speeker=person:a"))
    assert "no parameter `speeker`" in said
    assert "did you mean speaker?" in said


def test_parameter_that_means_nothing_suggests_the_nearest() -> None:
    said = complaint(
        reorg("query", "without-speaker", "--param", "speaker=ada-reid", "--graph", MILLBROOK)
    )
    assert "nothing in the graph is called 'ada-reid'" in said
    assert "did you mean person:ada-reed?" in said


@pytest.mark.parametrize(
    "value",
    [
        "<urn:x> } ?s ?p ?o {",
        "<urn:x>} SERVICE <http://127.0.0.1:9/> { ?a ?b ?c } VALUES ?z {<urn:y>",
        "urn:x> <urn:y",
        "http://example.org/a b",
        'person:" } #',
        "reorg:x } { ?s ?p ?o",
    ],
)
def test_parameter_cannot_carry_sparql(value: str) -> None:
    said = complaint(reorg("query", "without-speaker", "--param", f"speaker={value}"))
    assert "is no IRI" in said or "nothing in the graph" in said


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("missing.ttl", None, "no such file"),
        ("graph.txt", "", "end the name with one of .ttl"),
        ("empty.ttl", "", "holds no triples"),
        ("broken.ttl", "<urn:a> <urn:b>", "broken.ttl:1:16: not well-formed ttl"),
        ("latin.ttl", b"<urn:a> <urn:b> '\xe9' .", "utf-8"),
        ("relative.nt", "<a> <b> <c> .", "relative.nt:1:"),
        ("remote.jsonld", '{"@context": "http://127.0.0.1:9/", "@id": "urn:a"}', "remote.jsonld"),
        ("folder.ttl", "folder", "is a directory"),
    ],
)
def test_bad_graph_is_one_message(
    name: str, content: str | bytes | None, words: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    if content == "folder":
        path.mkdir()
    elif content is not None:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    said = complaint(reorg("query", "ASK {}", "--graph", path))
    assert words in said
    assert str(path) in said


def test_query_file_must_be_text(tmp_path: Path) -> None:
    file = tmp_path / "latin.rq"
    file.write_bytes(b"ASK { ?s ?p '\xe9' }")
    assert "is not UTF-8" in complaint(ask("--file", file))
    assert "no such file" in complaint(ask("--file", tmp_path / "none.rq"))


def test_huge_query_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "huge.rq"
    file.write_text("SELECT ?x { VALUES ?x { " + "1 " * 1_000_000 + "} }")
    assert "longer than 100,000 characters" in complaint(ask("--file", file))


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?x {" + "{" * 5000 + "}" * 5000 + "}",
        "SELECT ?x { FILTER(" + "ABS(" * 5000 + "1" + ")" * 5000 + ") }",
        "SELECT ?x { ?x " + "(" * 5000 + "<urn:a>" + ")" * 5000 + " ?y }",
    ],
)
def test_deep_query_is_refused(query: str) -> None:
    assert "nest more than 200 deep" in complaint(ask(query))


def test_long_expression_does_not_break_the_engine() -> None:
    done = ask("SELECT ?x { BIND(" + "!" * 60_000 + "true AS ?x) }", "--format", "csv")
    assert (done.returncode, done.stdout) == (0, "x\r\ntrue\r\n")


def test_unknown_function_is_one_message() -> None:
    query = "SELECT (reorg:guess(?s) AS ?x) { ?s ?p ?o }"
    assert "custom function" in complaint(ask(query))


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["ASK {}", "--file", str(DATA / "claims-of.rq")],
        ["ASK {}", "--param", "a=b"],
        ["ASK {}", "--format", "xml"],
        ["ASK {}", "--time", "3"],
    ],
)
def test_arguments_that_do_not_fit_are_wrong_usage(arguments: list[str]) -> None:
    done = ask(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("usage: reorg")
