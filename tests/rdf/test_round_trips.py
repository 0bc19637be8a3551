"""Whatever text a graph holds, every written format gives it back, to two independent readers."""

from __future__ import annotations

from pathlib import Path

import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, parse
from rdflib.compare import isomorphic

from reorg.errors import RecordError, ReorgError
from reorg.namespaces import PREFIXES
from reorg.pipeline.examine import graph_of
from reorg.rdf import bridge, serialise
from reorg.rdf.dataset import Dataset
from reorg.record.loading import load
from support.graphs import FORMATS
from support.paths import DATA
from support.records import Spoil

BRACKWATER = DATA / "records" / "brackwater-2031.yaml"
HERE = "https://example.org/"
XSD = PREFIXES["xsd"]
RDFLIB = {
    "ttl": "turtle",
    "nt": "nt",
    "jsonld": "json-ld",
    "rdf": "xml",
    "trig": "trig",
    "nq": "nquads",
}
BARRED = [*(chr(n) for n in range(32) if chr(n) not in "\t\n\r"), "\ufffe", "\uffff"]
HOSTILE = (
    *("", " ", " \t\n ", "\n", "\r", "\r\n", "a\rb\r\nc\nd", '"', '"""', "'", "''' \"\"\"\\"),
    *("\\", "\\n", "\\u0000", "\\ud800", "%", "{}", "]]>", "<!-- & -->", "&#13;", "&amp;"),
    *("\u0085", "\u2028", "\u2029", "\x7f", "\x9f", "\ufeff", "\u200e\u200f", "\u202e"),
    *(
        "مرحبا",
        "שלום \u200fabc",
        "e\u0301 é",
        "\u0301",
        "👩‍👩‍👧",
        "𝕏",
        "\U0010ffff",
        "\ufdd0",
        "\U0001fffe",
    ),
    *("@en", "^^xsd:string", "<<( )>>", "_:b", "<http://x>", "#", "true", "1e3", "a" * 5000),
)

# XML 1.0 without the characters that are refused; the rest of Unicode is fair.
texts = st.sampled_from(HOSTILE) | st.text(
    st.characters(exclude_categories=("Cs",), exclude_characters="".join(BARRED))
)
literals = st.one_of(
    texts.map(Literal),
    st.builds(
        lambda text, tag: Literal(text, language=tag),
        texts,
        st.sampled_from(["en-gb", "de", "ar", "zh-hant", "sl-rozaj-biske-1994", "x-private"]),
    ),
    st.integers(-(10**30), 10**30).map(
        lambda n: Literal(str(n), datatype=NamedNode(XSD + "integer"))
    ),
    st.dates().map(lambda day: Literal(day.isoformat(), datatype=NamedNode(XSD + "date"))),
    st.decimals(allow_nan=False, allow_infinity=False, places=3).map(
        lambda n: Literal(f"{n:f}", datatype=NamedNode(XSD + "decimal"))
    ),
    st.booleans().map(lambda truth: Literal(truth)),
)
names = st.sampled_from(
    [
        f"{HERE}{end}"
        for end in (
            "a",
            "a/b",
            "é",
            "a.b",
            "-",
            "1",
            "a,b;c",
            "x'(y)",
            "?q=1&r=2",
            "#f",
            "𝕏",
            "a%20b",
            "~!$*",
        )
    ]
).map(NamedNode)
# RDF/XML makes an element of the end of a predicate, which is why no predicate is minted from
# data: those of the ontology all end in an XML name.
predicates = st.sampled_from(
    [
        PREFIXES["rdfs"] + "label",
        PREFIXES["reorg"] + "wording",
        f"{HERE}p/q-r",
        f"{HERE}é#ß",
    ]
).map(NamedNode)
graphs = st.just(DefaultGraph()) | st.sampled_from([f"{HERE}graph/one", f"{HERE}graph/two"]).map(
    NamedNode
)
quads = st.lists(
    st.builds(Quad, names, predicates, names | literals, graphs), min_size=1, max_size=12
)


@pytest.fixture(autouse=True)
def lexical_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep rdflib from rewriting values."""
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)


def written(found: list[Quad]) -> dict[str, bytes]:
    dataset = Dataset()
    dataset.add(found)
    return serialise.serialise(dataset, {**PREFIXES, "here": HERE})


def by_rdflib(data: bytes, extension: str) -> rdflib.Graph:
    """Return all triples of a file as rdflib's own parser reads them."""
    if extension in serialise.UNION:
        return rdflib.Graph().parse(data=data, format=RDFLIB[extension])
    dataset = rdflib.Dataset()
    dataset.parse(data=data, format=RDFLIB[extension])
    flat = rdflib.Graph()
    for s, p, o, _ in dataset.quads():
        flat.add((s, p, o))
    return flat


def named(data: bytes, extension: str) -> dict[str, int]:
    dataset = rdflib.Dataset()
    dataset.parse(data=data, format=RDFLIB[extension])
    return {str(g.identifier): len(g) for g in dataset.graphs() if len(g)}


class TestAnyGraph:
    @given(found=quads)
    def test_oxigraph_reads_the_same_from_every_format(self, found: list[Quad]) -> None:
        triples = {quad.triple for quad in found}
        for extension, data in written(found).items():
            again = list(parse(data, FORMATS[extension]))
            if extension in serialise.DATASET:
                assert set(again) == set(found), extension
            else:
                assert {quad.triple for quad in again} == triples, extension
                assert len(again) == len(triples), extension

    @given(found=quads)
    def test_rdflib_reads_the_same_from_every_format(self, found: list[Quad]) -> None:
        expected = bridge.graph_of(quad.triple for quad in found)
        for extension, data in written(found).items():
            again = by_rdflib(data, extension)
            assert set(again) == set(expected), extension

    @given(found=quads)
    def test_writing_what_was_read_gives_the_same_bytes(self, found: list[Quad]) -> None:
        once = written(found)
        for extension in serialise.DATASET:
            assert written(list(parse(once[extension], FORMATS[extension]))) == once
        for extension in serialise.UNION:
            again = written(list(parse(once[extension], FORMATS[extension])))
            assert {e: again[e] for e in serialise.UNION} == {e: once[e] for e in serialise.UNION}


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
@pytest.mark.parametrize("extension", serialise.EXTENSIONS)
def test_each_hostile_text_survives(extension: str, text: str) -> None:
    label = NamedNode(PREFIXES["rdfs"] + "label")
    data = written([Quad(NamedNode(HERE), label, Literal(text, language="en-gb"))])[extension]
    assert [quad.object.value for quad in parse(data, FORMATS[extension])] == [text]
    assert [str(value) for value in by_rdflib(data, extension).objects()] == [text]


class TestRefused:
    @pytest.mark.parametrize("character", BARRED, ids=ascii)
    def test_what_xml_cannot_hold_is_in_no_format(self, character: str) -> None:
        label = NamedNode(PREFIXES["rdfs"] + "label")
        with pytest.raises(ReorgError, match=f"U\\+{ord(character):04X}") as caught:
            written([Quad(NamedNode(HERE), label, Literal(f"a{character}b"))])
        assert HERE in caught.value.where

    @pytest.mark.parametrize("written_as", ["raw", "escaped"])
    @pytest.mark.parametrize("character", [*BARRED, "\x7f", "\x85", "\u2028", "\u2029"], ids=ascii)
    def test_a_record_with_it_is_refused_with_its_place(
        self, spoil: Spoil, character: str, written_as: str
    ) -> None:
        inside = character if written_as == "raw" else f"\\u{ord(character):04x}"
        path = spoil("label: Branches close", f'label: "Branches {inside} close"')
        with pytest.raises(RecordError) as caught:
            load(path)
        (problem,) = caught.value.problems
        assert problem.line > 1
        assert f"U+{ord(character):04X}" in problem.what

    @pytest.mark.parametrize("text", ['"a \\ud800 b"', '"a \\udfff b"'])
    def test_a_lone_surrogate_in_a_record(self, spoil: Spoil, text: str) -> None:
        path = spoil("label: Branches close", f"label: {text}")
        with pytest.raises(RecordError) as caught:
            load(path)
        assert all(problem.line > 1 for problem in caught.value.problems)

    def test_the_bytes_of_a_lone_surrogate(self, record_file: Path) -> None:
        data = record_file.read_bytes().replace(b"Branches close", b"Branches \xed\xa0\x80")
        record_file.write_bytes(data)
        with pytest.raises(RecordError, match="is not UTF-8"):
            load(record_file)

    def test_a_lone_surrogate_from_python(self) -> None:
        with pytest.raises(ReorgError, match="not an RDF term"):
            bridge.from_rdflib(rdflib.Literal("\ud800"))


@pytest.mark.parametrize("extension", serialise.EXTENSIONS)
def test_a_record_is_isomorphic_in_every_format(extension: str) -> None:
    record, problems = load(BRACKWATER)
    assert problems == []
    files = serialise.serialise(graph_of(record), serialise.prefixes(record.name, record.base))
    expected = rdflib.Graph().parse(data=files["nt"], format="nt")
    again = by_rdflib(files[extension], extension)
    assert len(again) == len(expected)
    assert isomorphic(again, expected)


def test_both_files_with_named_graphs_have_the_same_ones() -> None:
    record, _ = load(BRACKWATER)
    files = serialise.serialise(graph_of(record), serialise.prefixes(record.name, record.base))
    graphs = named(files["trig"], "trig")
    assert graphs == named(files["nq"], "nq")
    assert len(graphs) == 4
