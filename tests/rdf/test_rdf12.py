"""RDF 1.2: what is claimed is a triple that is spoken of, and two other engines read it so."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse

from reorg import resources
from reorg.errors import ReorgError
from reorg.namespaces import PREFIXES
from reorg.pipeline.build import build
from reorg.rdf import serialise
from reorg.rdf.dataset import Dataset
from reorg.rdf.rdf12 import EXTENSION, reify
from support.commandline import reorg
from support.paths import DATA, RECORD, TESTS
from support.tools import executable, fetched

BRACKWATER = DATA / "records" / "brackwater-2031.yaml"
RDF = PREFIXES["rdf"]
REIFIES = NamedNode(RDF + "reifies")
N3 = "2.13.12"


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped report's products."""
    folder = tmp_path_factory.mktemp("out")
    build([RECORD], folder, page=False, with_rdf12=True)
    return folder


def triples(path: Path) -> list[Triple]:
    return [quad.triple for quad in parse(path=path, format=RdfFormat.TURTLE)]


@pytest.fixture(scope="module")
def plain(out: Path) -> list[Triple]:
    return triples(out / f"{RECORD.stem}.ttl")


@pytest.fixture(scope="module")
def spoken(out: Path) -> list[Triple]:
    return triples(out / f"{RECORD.stem}.{EXTENSION}")


def values(found: list[Triple], name: str) -> dict[str, object]:
    return {str(t.subject): t.object for t in found if t.predicate == NamedNode(RDF + name)}


def test_every_statement_reifies_its_triple_and_the_rest_stays(
    plain: list[Triple], spoken: list[Triple]
) -> None:
    parts = [values(plain, name) for name in ("subject", "predicate", "object")]
    expected = {s: Triple(*(part[s] for part in parts)) for s in parts[0]}  # type: ignore[arg-type]
    assert len(expected) > 100
    assert values(spoken, "reifies") == expected
    rest = {t for t in spoken if t.predicate != REIFIES}
    assert rest < set(plain)
    assert len(spoken) == len(plain) - 3 * len(expected)
    assert {t.predicate.value for t in set(plain) - rest} == {
        RDF + name for name in ("type", "subject", "predicate", "object")
    }


def test_nothing_that_is_spoken_of_stands_as_a_fact(spoken: list[Triple]) -> None:
    facts = {str(triple) for triple in spoken}
    said = [t.object for t in spoken if isinstance(t.object, Triple)]
    assert not facts & {str(triple) for triple in said}
    store = Store()
    store.extend(Quad(*triple) for triple in spoken)
    assert len(store) == len(spoken)
    for predicate in {triple.predicate for triple in said}:
        assert not list(store.quads_for_pattern(None, predicate, None))


def test_it_uses_neither_annotation_nor_the_older_quoted_triples(out: Path) -> None:
    text = (out / f"{RECORD.stem}.{EXTENSION}").read_text(encoding="utf-8")
    assert "<<( " in text
    assert "{|" not in text
    assert text.count("<<") == text.count("<<(")


def test_oxigraph_answers_questions_about_it(out: Path) -> None:
    text = (
        "SELECT (COUNT(*) AS ?n) { ?claim reorg:content ?c . ?c reorg:polarity "
        "reorg:polarity-negative ; rdf:reifies <<( ?s ?p ?o )>> }"
    )
    found = reorg("query", text, "--graph", out / f"{RECORD.stem}.{EXTENSION}", "--format", "csv")
    assert found.stderr == ""
    old = reorg(
        "query", text.replace("rdf:reifies <<( ?s ?p ?o )>>", "rdf:subject ?s"), "--format", "csv"
    )
    assert found.stdout == old.stdout
    assert int(found.stdout.split()[1]) >= 5


@pytest.mark.slow
def test_n3js_reads_the_same(out: Path, spoken: list[Triple]) -> None:
    node = executable("Node.js", "node", fix="apt install nodejs npm")
    parser = fetched("n3", N3) / "lib" / "N3Parser.js"
    file = out / f"{RECORD.stem}.{EXTENSION}"
    script = TESTS / "support" / "n3count.cjs"
    done = subprocess.run(
        [node, script, parser, file], capture_output=True, check=True, encoding="utf-8"
    )
    found = json.loads(done.stdout)
    assert found["triples"] == len(spoken)

    def text(term: object) -> object:
        if isinstance(term, Triple):
            return [text(part) for part in term]
        if isinstance(term, Literal):
            return [term.value, term.language or "", term.datatype.value]
        return term.value  # type: ignore[attr-defined]

    expected = [[text(part) for part in t] for t in spoken if isinstance(t.object, Triple)]
    assert sorted(map(json.dumps, found["spoken"])) == sorted(map(json.dumps, expected))


def test_hostile_objects_survive() -> None:
    for text in ('"', "\\", "a\r\n\u2028\u0085", "👩‍👩‍👧", ")>> .", ""):
        content = NamedNode("https://example.org/content/1")
        pairs = {
            "type": NamedNode(RDF + "Statement"),
            "subject": NamedNode("https://example.org/s"),
            "predicate": NamedNode("https://example.org/p"),
            "object": Literal(text, language="en-gb"),
        }
        dataset = Dataset()
        dataset.add([Quad(content, NamedNode(RDF + name), value) for name, value in pairs.items()])
        (made,) = reify(dataset).quads
        (again,) = parse(serialise.turtle(reify(dataset), PREFIXES), RdfFormat.TURTLE)
        assert again == made
        assert made.predicate == REIFIES
        assert made.object == Triple(pairs["subject"], pairs["predicate"], pairs["object"])  # type: ignore[arg-type]


@pytest.mark.parametrize("missing", ["type", "subject", "predicate", "object"])
def test_a_statement_that_is_not_whole_stays_as_it_is(missing: str) -> None:
    names = {"type": "Statement", "subject": "s", "predicate": "p", "object": "o"}
    quads = [
        Quad(NamedNode("https://example.org/c"), NamedNode(RDF + name), NamedNode(RDF + value))
        for name, value in names.items()
        if name != missing
    ]
    dataset = Dataset()
    dataset.add(quads)
    assert set(reify(dataset).quads) == set(quads)


class TestBuild:
    def test_only_where_asked_for(self, tmp_path: Path) -> None:
        products = build([BRACKWATER], tmp_path, page=False)
        assert not [path for path in products if EXTENSION in path.name]
        assert not list(tmp_path.glob(f"*.{EXTENSION}"))

    def test_asking_later_makes_it_and_asking_twice_leaves_it_alone(self, tmp_path: Path) -> None:
        build([BRACKWATER], tmp_path, page=False)
        made = tmp_path / f"{BRACKWATER.stem}.{EXTENSION}"
        for _ in range(2):
            products = build([BRACKWATER], tmp_path, page=False, with_rdf12=True)
            assert made in products
        before = made.stat().st_mtime_ns
        build([BRACKWATER], tmp_path, page=False, with_rdf12=True)
        assert made.stat().st_mtime_ns == before
        made.write_bytes(b"")
        build([BRACKWATER], tmp_path, page=False, with_rdf12=True)
        assert made.stat().st_size

    def test_all_records_together_have_one_too(self, tmp_path: Path) -> None:
        build([BRACKWATER], tmp_path, page=False, with_rdf12=True, combined="all")
        assert triples(tmp_path / f"all.{EXTENSION}")

    def test_on_the_command_line(self, tmp_path: Path) -> None:
        done = reorg("build", BRACKWATER, "--out", tmp_path, "--no-page", "--rdf12")
        assert done.returncode == 0, done.stderr
        assert str(tmp_path / f"{BRACKWATER.stem}.{EXTENSION}") in done.stdout.splitlines()


def test_rdflib_is_told_that_it_cannot_hold_it(out: Path) -> None:
    import reorg as package

    with pytest.raises(ReorgError, match="rdflib cannot hold a triple as a term"):
        package.load(out / f"{RECORD.stem}.{EXTENSION}")


def test_the_shipped_graph_is_plain_rdf() -> None:
    assert "<<" not in resources.read("graphs", "northamptonshire-2015.ttl")
