"""The VoID description and the DCAT record of a graph say what a count of the graph says."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import rdflib
from pyshacl import validate
from rdflib import DCAT, DCTERMS, FOAF, PROV, RDF, VOID, URIRef

from reorg.namespaces import BASE, NAMESPACE
from reorg.pipeline.build import build
from reorg.rdf.formats import in_files
from reorg.rdf.void import EXTENSION
from support.paths import DATA, RECORD, VOCABULARY

BRACKWATER = DATA / "records" / "brackwater-2031.yaml"
SHAPES = DATA / "shapes" / "dcat.ttl"
GRAPH = URIRef(f"{BASE}northamptonshire-2015/graph")


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped report's products."""
    folder = tmp_path_factory.mktemp("out")
    build([RECORD], folder, page=False)
    return folder


@pytest.fixture(scope="module")
def graph(out: Path) -> rdflib.Graph:
    return rdflib.Graph().parse(out / f"{RECORD.stem}.nt")


@pytest.fixture(scope="module")
def told(out: Path) -> rdflib.Graph:
    return rdflib.Graph().parse(out / f"{RECORD.stem}.{EXTENSION}")


def number(told: rdflib.Graph, subject: rdflib.term.Node, name: URIRef) -> int:
    (found,) = told.objects(subject, name)
    return int(str(found))


def shares(told: rdflib.Graph, link: URIRef, key: URIRef, count: URIRef) -> dict[str, int]:
    parts = list(told.objects(GRAPH, link))
    made = {str(told.value(part, key)): number(told, part, count) for part in parts}
    assert len(made) == len(parts)
    return made


class TestCounts:
    def test_totals(self, told: rdflib.Graph, graph: rdflib.Graph) -> None:
        expected = {
            VOID.triples: len(graph),
            VOID.entities: len({s for s in graph.subjects() if str(s).startswith(BASE)}),
            VOID.classes: len(set(graph.objects(predicate=RDF.type))),
            VOID.properties: len(set(graph.predicates())),
            VOID.distinctSubjects: len(set(graph.subjects())),
            VOID.distinctObjects: len(set(graph.objects())),
        }
        assert {name: number(told, GRAPH, name) for name in expected} == expected

    def test_classes(self, told: rdflib.Graph, graph: rdflib.Graph) -> None:
        found = shares(told, VOID.classPartition, VOID["class"], VOID.entities)
        assert found == Counter(str(kind) for kind in graph.objects(predicate=RDF.type))

    def test_properties(self, told: rdflib.Graph, graph: rdflib.Graph) -> None:
        found = shares(told, VOID.propertyPartition, VOID.property, VOID.triples)
        assert found == Counter(str(predicate) for predicate in graph.predicates())
        assert sum(found.values()) == len(graph)

    def test_named_graphs(self, told: rdflib.Graph, out: Path) -> None:
        dataset = rdflib.Dataset()
        dataset.parse(out / f"{RECORD.stem}.nq", format="nquads")
        expected = {
            str(g.identifier): len(g)
            for g in dataset.graphs()
            if str(g.identifier).startswith(BASE)
        }
        found = {
            str(part): number(told, part, VOID.triples) for part in told.objects(GRAPH, VOID.subset)
        }
        assert found == expected
        assert len(found) == 3

    def test_vocabularies_are_those_in_use(self, told: rdflib.Graph, graph: rdflib.Graph) -> None:
        used = {str(t) for t in {*graph.predicates(), *graph.objects(predicate=RDF.type)}}
        named = {str(found) for found in told.objects(GRAPH, VOID.vocabulary)}
        assert NAMESPACE in named
        assert all(any(term.startswith(start) for term in used) for start in named)
        assert all(any(term.startswith(start) for start in named) for term in used)


class TestFiles:
    def test_each_format_with_its_media_type_and_size(self, told: rdflib.Graph, out: Path) -> None:
        found = {}
        for file in told.objects(GRAPH, DCAT.distribution):
            extension = str(file).rpartition(".")[2]
            path = out / str(file).rpartition("/")[2]
            assert path.stat().st_size == number(told, file, DCAT.byteSize)
            found[extension] = str(told.value(file, DCAT.mediaType)).partition("media-types/")[2]
        assert found == {name: format_.media_type for name, format_ in in_files().items()}

    @pytest.mark.parametrize(
        ("base", "folder"),
        [
            ("https://example.org/data/", "https://example.org/data/"),
            ("https://example.org/data#", "https://example.org/"),
            ("urn:example:data/", "urn:example:data/"),
        ],
    )
    def test_they_lie_beside_the_data(self, tmp_path: Path, base: str, folder: str) -> None:
        build([BRACKWATER], tmp_path, page=False, base=base)
        told = rdflib.Graph().parse(tmp_path / f"{BRACKWATER.stem}.{EXTENSION}")
        files = {str(file) for file in told.objects(None, VOID.dataDump)}
        assert files == {f"{folder}{BRACKWATER.stem}.{extension}" for extension in in_files()}
        assert BASE not in (tmp_path / f"{BRACKWATER.stem}.{EXTENSION}").read_text(encoding="utf-8")

    def test_sparql_finds_the_turtle_file(self, told: rdflib.Graph) -> None:
        rows = told.query(
            "SELECT ?file { ?d a dcat:Dataset ; dcat:distribution ?file . ?file dcterms:format "
            "<http://www.w3.org/ns/formats/Turtle> }"
        )
        assert [str(row[0]) for row in rows] == [f"{BASE}northamptonshire-2015.ttl"]  # type: ignore[index]


def test_who_made_it_of_what_and_on_which_terms(told: rdflib.Graph) -> None:
    local = f"{BASE}northamptonshire-2015/"
    maker = URIRef(f"{BASE}organisation/reorg-project")
    assert told.value(GRAPH, DCTERMS.creator) == maker
    assert told.value(GRAPH, DCTERMS.publisher) == maker
    assert str(told.value(maker, FOAF.name)) == "The reorg project"
    assert str(told.value(GRAPH, DCTERMS.license)) == "https://creativecommons.org/licenses/by/4.0/"
    assert str(told.value(GRAPH, DCTERMS.modified)) == "2026-11-22"
    assert str(told.value(GRAPH, DCAT.version)) == "1.0.0"
    assert str(told.value(GRAPH, DCTERMS.conformsTo)) == NAMESPACE.rstrip("#")
    assert {str(source) for source in told.objects(GRAPH, PROV.wasDerivedFrom)} == {
        f"{BASE}record/northamptonshire-2015",
        f"{local}text/article",
        f"{local}document/page",
    }
    assert "communitycare" in str(told.value(GRAPH, DCTERMS.source))


def test_the_shapes_find_nothing_wrong_and_can(told: rdflib.Graph) -> None:
    shapes = rdflib.Graph().parse(SHAPES)
    conforms, _, text = validate(told, shacl_graph=shapes, meta_shacl=True)
    assert conforms, text
    spoilt = rdflib.Graph() + told
    spoilt.remove((GRAPH, DCTERMS.license, None))
    spoilt.add((GRAPH, URIRef(f"{VOID}vocabularies"), URIRef(BASE)))
    assert not validate(spoilt, shacl_graph=shapes)[0]


def test_every_term_is_one_of_its_vocabulary(told: rdflib.Graph) -> None:
    known = {str(term) for space in (DCAT, VOID) for term in dir(space)}
    used = {str(t) for triple in told for t in triple if str(t).startswith((str(DCAT), str(VOID)))}
    assert used
    assert used - {str(VOID)} <= known | {
        f"{VOID}class",
        f"{DCAT}version",
    }  # a keyword; new in DCAT 3


@pytest.mark.skipif(not VOCABULARY.is_dir(), reason="the vocabularies are not at hand")
def test_domains_and_ranges_of_void_hold(told: rdflib.Graph) -> None:
    from owlrl import DeductiveClosure, RDFS_Semantics

    known = rdflib.Dataset()
    known.parse(VOCABULARY / "void.nq", format="nquads")
    whole = rdflib.Graph() + told
    for s, p, o, _ in known.quads():
        whole.add((s, p, o))
    DeductiveClosure(RDFS_Semantics).expand(whole)
    files = set(told.subjects(RDF.type, DCAT.Distribution))
    kinds = {str(kind) for file in files for kind in whole.objects(file, RDF.type)}
    assert str(VOID.Dataset) not in kinds
    assert set(whole.subjects(RDF.type, VOID.Dataset)) >= set(told.objects(GRAPH, VOID.subset))


def test_a_language_without_two_letters_is_left_out(record_file: Path) -> None:
    text = record_file.read_text(encoding="utf-8")
    changed = text.replace("language: en-GB\n  curator", "language: nds\n  curator")
    assert changed != text
    record_file.write_text(changed, encoding="utf-8")
    build([record_file], record_file.parent / "out", page=False)
    told = rdflib.Graph().parse(record_file.parent / "out" / f"{record_file.stem}.{EXTENSION}")
    assert not list(told.objects(None, DCTERMS.language))


class TestProduct:
    def test_it_is_no_part_of_the_graph(self, graph: rdflib.Graph) -> None:
        assert not [p for p in graph.predicates() if str(p).startswith((str(VOID), str(DCAT)))]

    def test_no_blank_nodes_and_the_same_bytes_again(self, out: Path, tmp_path: Path) -> None:
        build([RECORD], tmp_path, page=False)
        once = (out / f"{RECORD.stem}.{EXTENSION}").read_bytes()
        assert once == (tmp_path / f"{RECORD.stem}.{EXTENSION}").read_bytes()
        assert b"_:" not in once

    def test_without_derived_triples_it_counts_what_is_left(self, tmp_path: Path) -> None:
        build([BRACKWATER], tmp_path, page=False, derived=False)
        told = rdflib.Graph().parse(tmp_path / f"{BRACKWATER.stem}.{EXTENSION}")
        graph = rdflib.Graph().parse(tmp_path / f"{BRACKWATER.stem}.nt")
        subject = URIRef(f"{BASE}{BRACKWATER.stem}/graph")
        assert number(told, subject, VOID.triples) == len(graph)

    def test_it_is_made_again_where_it_was_touched(self, tmp_path: Path) -> None:
        build([BRACKWATER], tmp_path, page=False)
        file = tmp_path / f"{BRACKWATER.stem}.{EXTENSION}"
        whole = file.read_bytes()
        file.unlink()
        build([BRACKWATER], tmp_path, page=False)
        assert file.read_bytes() == whole

    def test_records_together(self, tmp_path: Path) -> None:
        other = tmp_path / "other-2031.yaml"
        text = BRACKWATER.read_text(encoding="utf-8").replace(
            "2031\n  title: ", "2031\n  title: Other "
        )
        text = text.replace("record:brackwater-2031", "record:other-2031")
        other.write_text(text.replace("    file: brackwater-2031.txt\n", ""), encoding="utf-8")
        build([BRACKWATER, other], tmp_path / "out", page=False, combined="both")
        told = rdflib.Graph().parse(tmp_path / "out" / f"both.{EXTENSION}")
        graph = rdflib.Graph().parse(tmp_path / "out" / "both.nt")
        subject = URIRef(f"{BASE}both/graph")
        assert number(told, subject, VOID.triples) == len(graph)
        assert len(list(told.objects(subject, VOID.rootResource))) == 2
        conforms, _, report = validate(told, shacl_graph=rdflib.Graph().parse(SHAPES))
        assert conforms, report
