"""One table holds the formats: who reads, writes, offers or describes one takes it from there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from reorg.cli.parser import run
from reorg.rdf.formats import GRAPHS, RESULTS, W3C, Format, in_files, printed
from reorg.rdf.opening import open_store
from reorg.serve import answers, media, servicedescription
from reorg.serve.app import namedqueries
from reorg.serve.http import negotiation, protocol
from reorg.sparql.engine import Answer
from support.commandline import environment
from support.paths import DATA

BRACKWATER = DATA / "records" / "brackwater-2031.yaml"
ONE = ox.NamedNode("https://example.org/one")
TRIPLE = ox.Triple(ONE, ox.NamedNode("https://example.org/says"), ox.Literal("so", language="en"))
TABLE = Answer(variables=("thing",), rows=[(ONE,)])


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The products of a record."""
    folder = tmp_path_factory.mktemp("out")
    assert run(["build", str(BRACKWATER), "--no-page", "--out", str(folder)]) == 0
    return folder


class TestEngine:
    """The table says of a format what the engine says of it."""

    @pytest.mark.parametrize("name", GRAPHS)
    def test_of_graphs(self, name: str) -> None:
        format_ = GRAPHS[name]
        known = getattr(ox.RdfFormat, format_.engine)
        assert (known.file_extension, known.name) == (name, format_.title)
        assert known.media_type == format_.media_type
        assert known.supports_datasets == format_.named_graphs
        assert known.iri.rpartition("/")[2] == format_.w3c
        offered = [kind for kind, quality in format_.media.items() if quality]
        assert {str(ox.RdfFormat.from_media_type(kind)) for kind in offered} == {str(known)}

    @pytest.mark.parametrize("name", [name for name in RESULTS if RESULTS[name].media])
    def test_of_answers(self, name: str) -> None:
        format_ = RESULTS[name]
        known = getattr(ox.QueryResultsFormat, format_.engine)
        assert known.media_type.partition(";")[0] == format_.media_type
        assert known.iri == W3C + format_.w3c


def test_no_two_formats_are_called_the_same() -> None:
    for table in (GRAPHS, RESULTS):
        formats = [*table.values()]
        assert [*table] == [format_.name for format_ in formats]
        assert len({format_.title for format_ in formats}) == len(formats)
        offered = [quality for one in formats for quality in one.media.values() if quality]
        assert len(offered) == len(set(offered)), "what is preferred is left to chance"
    assert not GRAPHS.keys() & RESULTS.keys(), "an address asks for both by one word"


class TestFiles:
    @pytest.mark.parametrize("name", in_files())
    def test_each_is_built_opened_and_described(self, name: str, out: Path) -> None:
        file, described = out / f"{BRACKWATER.stem}.{name}", out / f"{BRACKWATER.stem}.void.ttl"
        lines = {*(out / f"{BRACKWATER.stem}.nt").read_text(encoding="utf-8").splitlines()}
        store = open_store(file)
        union = store.quads_for_pattern(None, None, None, ox.DefaultGraph())
        assert len([*union]) == len(lines) > 100
        assert bool([*store.named_graphs()]) == GRAPHS[name].apart
        told = described.read_text(encoding="utf-8")
        assert f"assignments/media-types/{GRAPHS[name].media_type}>" in told
        assert f"formats:{GRAPHS[name].w3c}" in told

    @pytest.mark.parametrize("name", in_files())
    def test_rdflib_knows_each_by_its_name(self, name: str, out: Path) -> None:
        read = rdflib.Dataset(default_union=True)
        read.parse(out / f"{BRACKWATER.stem}.{name}", format=GRAPHS[name].rdflib)
        assert len(read) == len(open_store(out / f"{BRACKWATER.stem}.nt"))

    @pytest.mark.parametrize("command", ["build", "query", "serve"])
    def test_help_names_each(self, command: str, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit):
            run([command, "--help"])
        told = " ".join(capsys.readouterr().out.split())
        assert in_files()
        assert [f.title for f in in_files().values() if f.title not in told] == []


class TestAnswers:
    @pytest.mark.parametrize("name", printed())
    def test_each_is_printed(self, name: str, capsys: pytest.CaptureFixture[str]) -> None:
        for words in (["query", "ASK {}"], ["query", "unallocated"], ["list"]):
            assert run([*words, "--format", name]) == 0
            assert capsys.readouterr().out

    @pytest.mark.parametrize(
        ("format_", "media_type"),
        [(f, kind) for f in RESULTS.values() for kind, quality in f.media.items() if quality],
        ids=lambda value: getattr(value, "name", value),
    )
    def test_each_with_a_media_type_is_spoken(self, format_: Format, media_type: str) -> None:
        job = protocol.query("SELECT * {}", media_type)
        assert job.table == media_type
        assert namedqueries.FORMATS[format_.name] == format_.media_type
        body = b"".join(answers.write(TABLE, media_type))
        assert body == b"".join(answers.write(TABLE, format_.media_type))
        assert ONE.value.encode() in body
        assert (W3C + format_.w3c) in described()

    @pytest.mark.parametrize(
        ("format_", "media_type"),
        [(f, kind) for f in GRAPHS.values() for kind, quality in f.media.items() if quality],
        ids=lambda value: getattr(value, "name", value),
    )
    def test_graphs_in_each_are_spoken(self, format_: Format, media_type: str) -> None:
        job = protocol.query("CONSTRUCT WHERE { ?s ?p ?o }", media_type)
        assert job.graph == media_type
        assert (
            negotiation.NAMED[format_.name]
            == namedqueries.FORMATS[format_.name]
            == format_.media_type
        )
        body = b"".join(answers.write(Answer(triples=[TRIPLE]), media_type))
        read = ox.parse(body, format=getattr(ox.RdfFormat, format_.engine))
        assert [quad.triple for quad in read] == [TRIPLE]
        assert (W3C + format_.w3c) in described()


def described() -> set[str]:
    """Return the IRIs of the formats that a Service Description names."""
    told = servicedescription.describe("https://example.org/sparql", 0, {})
    return {t.object.value for t in told if t.predicate.value.endswith("resultFormat")}


def test_what_is_preferred_where_anything_is_taken() -> None:
    job = protocol.query("SELECT * {}", "*/*")
    assert (job.table, job.graph) == ("application/sparql-results+json", "text/turtle")
    job = protocol.query("SELECT * {}", "application/xml, application/json")
    assert (job.table, job.graph) == ("application/json", "application/json")
    assert media.best(media.GRAPH, "application/ld+json, application/rdf+xml") == (
        "application/rdf+xml"
    )


ANOTHER = """
import sys
from reorg.rdf.formats import GRAPHS, RESULTS, GraphFormat, ResultFormat
GRAPHS["rows"] = GraphFormat(
    "rows", "Rows of triples", {"application/x-rows": 0.05},
    engine="N_TRIPLES", w3c="Rows", rdflib="nt", link=5,
)
RESULTS["dots"] = ResultFormat("dots", "Dots", {"text/x-dots": 0.05}, w3c="Dots")

from reorg.rdf import serialise
from reorg.sparql import results
def rows(lines, prefixes, base):
    return b"# rows\\n" + b"".join(line + b"\\n" for line in lines)
serialise.WRITERS["rows"] = rows
results.WRITERS["dots"] = lambda answer: "." * len(answer.rows) + "\\n"
"""


def in_python(code: str, *arguments: str | Path) -> str:
    """Run code in a process in which the table has a format of graphs and one of answers more."""
    done = subprocess.run(
        [sys.executable, "-c", ANOTHER + code, *arguments],
        capture_output=True,
        text=True,
        env=environment(),
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


COMMAND = "from reorg.cli.parser import run\nsys.exit(run(sys.argv[1:]))"


class TestAnotherFormat:
    """It takes one entry and, where no library writes it, one function."""

    def test_in_files_and_on_the_command_line(self, tmp_path: Path) -> None:
        made = in_python(COMMAND, "build", BRACKWATER, "--no-page", "--out", tmp_path)
        file = tmp_path / f"{BRACKWATER.stem}.rows"
        assert str(file) in made.splitlines()
        assert file.read_bytes().startswith(b"# rows\n<")
        told = (tmp_path / f"{BRACKWATER.stem}.void.ttl").read_text(encoding="utf-8")
        assert f'"{BRACKWATER.stem} as Rows of triples"@en' in told
        count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
        asked = [
            in_python(COMMAND, "query", count, "--graph", file.with_suffix(suffix))
            for suffix in (".rows", ".nt")
        ]
        assert asked[0] == asked[1]
        dots = in_python(COMMAND, "query", count, "--graph", file, "--format", "dots")
        assert dots == ".\n"
        helped = in_python(COMMAND, "query", "--help") + in_python(COMMAND, "build", "--help")
        assert " ".join(helped.split()).count("RDF/XML") == 2
        assert " ".join(helped.split()).count("Rows of triples") == 2
        assert "dots" in helped

    def test_over_http(self) -> None:
        code = """
import pyoxigraph as ox
from reorg.serve import answers, media, servicedescription
from reorg.serve.app import namedqueries
from reorg.serve.http import negotiation, protocol
from reorg.sparql.engine import Answer
job = protocol.query("ASK {}", "application/x-rows, text/x-dots")
print(job.graph, job.table, protocol.query("ASK {}", "*/*").graph)
node = ox.NamedNode("urn:a")
for answer in (Answer(triples=[ox.Triple(node, node, node)]), Answer(rows=[(node,)] * 3)):
    print(b"".join(answers.write(answer, job.graph if answer.triples else job.table)))
told = {getattr(t.object, "value", "") for t in servicedescription.describe("urn:e", 0, {})}
print({"http://www.w3.org/ns/formats/" + name for name in ("Rows", "Dots")} <= told)
print(negotiation.NAMED["rows"], namedqueries.FORMATS["dots"], [*media.FORMATS][-1])
"""
        assert in_python(code).splitlines() == [
            "application/x-rows text/x-dots text/turtle",
            r"b'# rows\n<urn:a> <urn:a> <urn:a> .\n'",
            r"b'...\n'",
            "True",
            "application/x-rows text/x-dots Rows of triples",
        ]
