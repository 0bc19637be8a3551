"""The JSON-LD is what JSON-LD libraries make, select and read: PyLD, jsonld.js and others."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from pyld import jsonld as pyld
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
    parse,
)

from reorg import resources
from reorg.errors import ReorgError
from reorg.guide import jsonldcontext
from reorg.namespaces import BASE, NAMESPACE, PREFIXES
from reorg.pipeline import build
from reorg.pipeline.examine import graph_of
from reorg.rdf import jsonld, jsonldcompaction, serialise
from reorg.rdf.dataset import lines_of
from reorg.record.loading import load
from stores import fetch
from support.paths import DATA, ROOT

SHIPPED = ROOT / "graph" / "records" / "northamptonshire-2015.yaml"
BRACKWATER = DATA / "records" / "brackwater-2031.yaml"
CONTEXT = ROOT / "ontology" / jsonldcompaction.CONTEXT
RDF, XSD = PREFIXES["rdf"], PREFIXES["xsd"]
EX = "http://example.org/"

NAMED = {"@embed": "@never"}
CLAIMS = {
    "@type": "Claim",
    "@explicit": True,
    "wording": {},
    "speaker": {"@explicit": True, "label": {}},
    "content": {
        "@explicit": True,
        **dict.fromkeys(("subject", "predicate", "object", "polarity", "certainty"), NAMED),
    },
}


@pytest.fixture(autouse=True)
def lexical_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep rdflib from rewriting values."""
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)


@cache
def files(record: Path) -> dict[str, bytes]:
    found, problems = load(record)
    assert problems == []
    used = serialise.prefixes(found.name, found.base)
    return serialise.serialise(graph_of(found), used)


def document(record: Path) -> Any:
    return json.loads(files(record)["jsonld"])


def objects(value: Any) -> Iterator[dict[str, Any]]:
    """Go through all things of a document, but for its context."""
    if isinstance(value, dict):
        if "@value" not in value and "@list" not in value:
            yield value
        for key, inner in value.items():
            if key != "@context":
                yield from objects(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from objects(inner)


def lines(text: str | bytes) -> set[str]:
    """Return N-Quads or N-Triples as Oxigraph writes them, so that they can be compared."""
    data = text.encode() if isinstance(text, str) else text
    return {str(quad) for quad in parse(data, RdfFormat.N_QUADS)}


def by_pyld(document: Any) -> set[str]:
    return lines(pyld.to_rdf(document, {"format": "application/n-quads"}))


# --- what the record's file holds --------------------------------------------------------------


@pytest.mark.parametrize(
    "record",
    [pytest.param(SHIPPED, marks=pytest.mark.slow), BRACKWATER],
    ids=["northamptonshire", "brackwater"],
)
class TestRecord:
    def test_every_thing_is_typed_by_the_keyword(self, record: Path) -> None:
        assert b'type": ' not in files(record)["jsonld"].replace(b'"@type": ', b"")
        for thing in objects(document(record)["@graph"]):
            if len(thing) > 1 and not thing.get("@id", "").startswith("reorg:"):
                assert "@type" in thing or "@id" not in thing, thing

    def test_each_thing_stands_once(self, record: Path) -> None:
        told = [thing["@id"] for thing in objects(document(record)["@graph"]) if len(thing) > 1]
        ids = Counter(name for name in told if isinstance(name, str))
        assert ids.most_common(1)[0][1] == 1

    def test_claims_hold_their_content(self, record: Path) -> None:
        claims = [one for one in document(record)["@graph"] if "Claim" in one.get("@type", ())]
        assert claims
        held = [statement for claim in claims for statement in claim["content"]]
        assert all(isinstance(one["polarity"], str) for one in held)
        assert {one["@type"] for one in held} == {"rdf:Statement"}
        assert all(key in one for one in held for key in ("subject", "predicate", "certainty"))
        first = claims[0]["anchor"][0]["hasTarget"][0]["hasSelector"]
        assert any(isinstance(selector.get("start"), int) for selector in first)

    def test_the_record_and_its_claims_come_first(self, record: Path) -> None:
        kinds = [str(one.get("@type")) for one in document(record)["@graph"]]
        assert "Record" in kinds[0]
        assert "Claim" in kinds[1]
        assert "Concept" in kinds[-1] or kinds[-1] == "None"

    def test_pyld_reads_the_same_triples(self, record: Path) -> None:
        assert by_pyld(document(record)) == lines(files(record)["nt"])

    def test_pyld_compacts_it_to_the_same(self, record: Path) -> None:
        ours = document(record)
        theirs = pyld.compact(pyld.expand(ours), ours["@context"], {"graph": True})
        assert theirs == ours

    def test_flattened_by_pyld_it_is_the_same_triples(self, record: Path) -> None:
        ours = document(record)
        assert by_pyld(pyld.flatten(ours, ours["@context"])) == lines(files(record)["nt"])

    def test_the_published_context_serves_it(self, record: Path) -> None:
        ours = document(record)
        published = json.loads(CONTEXT.read_text(encoding="utf-8"))["@context"]
        used = {key: value for key, value in ours["@context"].items() if key != "@base"}
        assert used.items() <= published.items()
        again = {**ours, "@context": [published, {"@base": ours["@context"]["@base"]}]}
        assert by_pyld(again) == lines(files(record)["nt"])


def nested(claims: list[Any]) -> None:
    """Assert that framed claims of the shipped record have their content inside them."""
    assert len(claims) == 80
    for claim in claims:
        assert isinstance(claim["wording"], str)
        if claim["speaker"]:  # the report may leave open who speaks
            assert claim["speaker"]["label"]
        assert claim["content"]
        assert {one["@type"] for one in claim["content"]} == {"rdf:Statement"}
        assert all(one["polarity"].startswith("polarity-") for one in claim["content"])


@pytest.mark.slow
def test_pyld_selects_claims_by_type() -> None:
    ours = document(SHIPPED)
    nested(pyld.frame(ours, {"@context": ours["@context"], **CLAIMS})["@graph"])
    plain = pyld.frame(ours, {"@context": ours["@context"], "@type": "Claim"})["@graph"]
    assert len(plain) == 80
    assert all("polarity" in claim["content"][0] for claim in plain)


@pytest.mark.slow
class TestNode:
    def test_jsonld_js_selects_claims_by_type(self, tmp_path: Path) -> None:
        ours = document(SHIPPED)
        frame = {"@context": ours["@context"], **CLAIMS}
        nested(json.loads(self.run(tmp_path, SHIPPED, json.dumps(frame)))["@graph"])

    def test_jsonld_js_reads_the_same_triples(self, tmp_path: Path) -> None:
        assert lines(self.run(tmp_path, SHIPPED)) == lines(files(SHIPPED)["nt"])

    def run(self, folder: Path, record: Path, *arguments: str) -> str:
        """Return what Node.js prints; skip where it or the library was not fetched."""
        file = folder / "graph.jsonld"
        file.write_bytes(files(record)["jsonld"])
        try:
            command = [fetch.node(), fetch.HERE / "frame-with-jsonld.mjs", file, fetch.modules()]
        except fetch.MissingError as error:
            pytest.skip(f"{error}: {error.fix}")
        done = subprocess.run([*command, *arguments], capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        return done.stdout


def test_several_records_together(tmp_path: Path) -> None:
    reports = sorted((DATA / "reports").glob("*-20[0-9][0-9].yaml"))[:2]
    assert len(reports) == 2
    out = tmp_path / "out"
    build.build(reports, out, page=False, combined="together", base="https://data.example/here/")
    text = (out / "together.jsonld").read_bytes()
    assert json.loads(text)["@context"]["@base"] == "https://data.example/here/"
    assert by_pyld(json.loads(text)) == lines((out / "together.nt").read_bytes())


# --- the context -------------------------------------------------------------------------------


def test_shipped_context_is_current(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--update-expected"):
        CONTEXT.write_text(jsonldcontext.text(), encoding="utf-8")
    assert CONTEXT.read_text(encoding="utf-8") == jsonldcontext.text(), (
        "run pytest --update-expected tests/rdf/test_jsonld.py"
    )


def test_context_names_every_property_that_a_graph_asserts() -> None:
    published = jsonldcompaction.published()
    named = {
        value if isinstance(value, str) else value["@id"]
        for key, value in published.items()
        if key not in PREFIXES and not key.startswith("@")
    }
    used = {
        quad.predicate.value
        for quad in parse(resources.read("graphs", "northamptonshire-2015.ttl"), RdfFormat.TURTLE)
    }
    short = {_short(iri) for iri in used} - {"rdf:type"}
    assert short - named == set()


def _short(iri: str) -> str:
    prefix = next(name for name, start in PREFIXES.items() if iri.startswith(start))
    return f"{prefix}:{iri.removeprefix(PREFIXES[prefix])}"


# --- any graph ---------------------------------------------------------------------------------


def written(triples: list[Triple], prefixes: dict[str, str] | None = None) -> Any:
    data = jsonld.write(sorted(set(lines_of(triples))), prefixes or {"ex": EX})
    return json.loads(data)


def canonical(quads: Any) -> set[str]:
    made = Dataset(Quad(*quad) if isinstance(quad, Triple) else quad for quad in quads)
    made.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return {str(quad) for quad in made}


def reads_back(triples: list[Triple], prefixes: dict[str, str] | None = None) -> Any:
    """Write triples, and have three readers read them back."""
    made = written(triples, prefixes)
    text = json.dumps(made)
    expected = canonical(triples)
    assert canonical(parse(text, RdfFormat.JSON_LD)) == expected
    quads = pyld.to_rdf(made, {"format": "application/n-quads"})
    assert canonical(parse(quads, RdfFormat.N_QUADS)) == expected
    graph = rdflib.Graph().parse(data=text, format="json-ld")
    assert len(graph) == len(set(triples))
    return made


def turtle(text: str) -> list[Triple]:
    head = f"@prefix : <{EX}> . @prefix reorg: <{NAMESPACE}> . @prefix rdf: <{RDF}> . "
    head += "".join(f"@prefix {name}: <{PREFIXES[name]}> . " for name in ("rdfs", "foaf", "xsd"))
    return [quad.triple for quad in parse(head + text, RdfFormat.TURTLE)]


nodes = st.sampled_from(
    [
        *(NamedNode(EX + name) for name in ("a", "b", "a/b", "?q=1")),
        *(NamedNode(BASE + name) for name in ("x", "x/y", "x//y", "../up", ".", "", "a:b", "@id")),
        *(NamedNode(NAMESPACE + name) for name in ("Claim", "act-feeling", "speaker", "a:b", "")),
        *(NamedNode(iri) for iri in ("foaf:name", "ex:a", "urn:a:b", "label:x", "act:y")),
        *(BlankNode(name) for name in ("b1", "b2", "b3", "b4")),
        NamedNode(RDF + "nil"),
    ]
)
predicates = st.sampled_from(
    [
        *(NamedNode(NAMESPACE + name) for name in ("content", "anchor", "speaker", "act", "new")),
        *(NamedNode(PREFIXES[p] + n) for p, n in (("rdfs", "label"), ("rdf", "type"))),
        *(NamedNode(RDF + name) for name in ("first", "rest", "object", "predicate", "value")),
        *(NamedNode(PREFIXES["oa"] + name) for name in ("start", "hasTarget", "exact")),
        *(NamedNode(iri) for iri in (f"{EX}p", "foaf:name", f"{NAMESPACE}reportedBy")),
        NamedNode(PREFIXES["foaf"] + "name"),
        NamedNode(NAMESPACE + "quantity"),
    ]
)
# PyLD writes doubles anew, whatever their form.
values = st.one_of(
    st.sampled_from(["", "a", '"', "\\", "\n", "é", "𝕏"]).map(Literal),
    st.builds(
        lambda text, tag: Literal(text, language=tag),
        st.text("ab"),
        st.sampled_from(["en", "de-at"]),
    ),
    st.builds(
        lambda text, name: Literal(text, datatype=NamedNode(XSD + name)),
        st.sampled_from(
            ["0", "7", "007", "+5", "-3", "1.50", "12345678901234567890", "true", "1", "x"]
        ),
        st.sampled_from(["integer", "nonNegativeInteger", "decimal", "boolean", "date"]),
    ),
)


class TestAnyGraph:
    @given(st.lists(st.builds(Triple, nodes, predicates, nodes | values), max_size=10))
    def test_three_readers_read_the_same(self, triples: list[Triple]) -> None:
        reads_back(triples)

    def test_blank_nodes_stand_where_they_are_named(self) -> None:
        made = reads_back(
            turtle(':a :p [ :q "x" ], [ :q [ :r 1 ] ] . :b :p _:c . :d :p _:c . _:c :q 2 .')
        )
        (a,) = (one for one in made["@graph"] if one.get("@id") == "ex:a")
        assert a["ex:p"] == [{"ex:q": "x"}, {"ex:q": {"ex:r": 1}}] or a["ex:p"] == [
            {"ex:q": {"ex:r": 1}},
            {"ex:q": "x"},
        ]
        assert len([one for one in made["@graph"] if one.get("@id", "").startswith("_:")]) == 1

    def test_lists_are_lists(self) -> None:
        made = reads_back(turtle(':a :p ( 1 "b"@en :c [ :q 2 ] ( 3 ) () ) ; reorg:content () .'))
        (a,) = made["@graph"]
        assert a["ex:p"] == {
            "@list": [
                1,
                {"@language": "en", "@value": "b"},
                {"@id": "ex:c"},
                {"ex:q": 2},
                {"@list": [3]},
                {"@list": []},
            ]
        }

    @pytest.mark.parametrize(
        "text",
        [
            ":a :p _:l . :b :p _:l . _:l rdf:first 1 ; rdf:rest () .",
            ":a :p [ rdf:first 1, 2 ; rdf:rest () ] .",
            ":a :p [ rdf:first 1 ; rdf:rest () ; :more 3 ] .",
            ":a :p [ rdf:first 1 ; rdf:rest _:e ] .",
            ":a :p [ rdf:first 1 ; rdf:rest () , () ] .",
            '[] a rdf:List ; rdf:first 1 ; rdf:rest "x" .',
            "_:l rdf:first 1 ; rdf:rest _:l .",
            "_:k rdf:first 1 ; rdf:rest _:l . _:l rdf:first 2 ; rdf:rest _:k .",
            ":a a _:k . _:k :p 1 .",
            ':a a "text", :b .',
            ":a reorg:content :b . :b reorg:content :a .",
            "_:a :p _:a .",
            ':a rdfs:label "x", "y"@en, "z"@en, "w"@de .',
            ":a rdf:object 1, :b ; rdf:predicate reorg:speaker, reorg:provides, :p .",
            "<foaf:name> <ex:p> <reorg:x> . :a foaf:name 'n' .",
            f"<{BASE}a> :p <{BASE}a:b>, <{BASE}/x>, <{BASE}?q>, <{BASE}#f>, <{BASE}> .",
            "",
        ],
    )
    def test_what_is_odd(self, text: str) -> None:
        reads_back(turtle(text))

    def test_what_is_deep_or_long(self) -> None:
        deep = [
            Triple(BlankNode(f"n{n}"), NamedNode(EX + "p"), BlankNode(f"n{n + 1}"))
            for n in range(2000)
        ]
        made = json.dumps(written(deep))
        assert len(list(parse(made, RdfFormat.JSON_LD))) == len(deep)
        long = written(turtle(f":a :p ( {' '.join(map(str, range(5000)))} ) ."))
        assert long["@graph"][0]["ex:p"]["@list"] == list(range(5000))

    def test_whole_numbers_are_numbers(self) -> None:
        (a,) = reads_back(turtle(":a :p 7, 007 ; :q true ; :r 1.5 ."))["@graph"]
        assert 7 in a["ex:p"] and a["ex:q"] is True
        assert a["ex:r"] == {"@type": "xsd:decimal", "@value": "1.5"}

    def test_a_triple_that_is_spoken_of_is_refused(self) -> None:
        said = Triple(NamedNode(EX), NamedNode(EX), NamedNode(EX))
        with pytest.raises(ReorgError, match="speaks of a triple"):
            written([Triple(BlankNode(), NamedNode(RDF + "reifies"), said)])
