"""Headers of named queries, and how values take the places of examples."""

from __future__ import annotations

import datetime
import re
import warnings
from functools import partial

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Literal, URIRef

import reorg
from reorg.errors import ReorgError
from reorg.namespaces import BASE, NAMESPACE
from reorg.rdf.opening import open_store
from reorg.sparql import library, shortnames
from reorg.sparql.engine import run
from reorg.sparql.library import Query
from support.commandline import DATA, MILLBROOK

STORE = open_store(MILLBROOK)
ASK = partial(run, STORE)
CLAIMS_OF = Query("claims-of", (DATA / "claims-of.rq").read_text(encoding="utf-8"))
ADA, TOM = f"{BASE}person/ada-reed", f"{BASE}person/tom-vale"


def positions(**values: object) -> list[str]:
    rows = run(STORE, CLAIMS_OF.fill(values, ASK)).rows or []
    return [row[2].value for row in rows]


def make(header: str, body: str = "SELECT ?x { VALUES ?x { 1 } }") -> Query:
    return Query("made", "".join(f"#+ {line}\n" for line in header.splitlines()) + body)


def test_header_is_read() -> None:
    header = CLAIMS_OF.header
    assert header.summary == "What does one voice claim?"
    assert header.description == "The claims of one voice, in the order of the text."
    assert header.tags == ("claims", "voices")
    assert [(p.name, p.type, p.example) for p in header.parameters] == [
        ("speaker", "iri", f"<{TOM}>"),
        ("least", "integer", "0"),
    ]


def test_without_values_the_text_is_as_written() -> None:
    assert CLAIMS_OF.fill({}, ASK) == CLAIMS_OF.text
    assert positions() == ["2", "10"]


def test_body_leaves_the_header_out() -> None:
    assert CLAIMS_OF.body.startswith("PREFIX reorg:")


@pytest.mark.parametrize(
    "ada",
    [
        ADA,
        f"<{ADA}>",
        "person:ada-reed",
        "ada-reed",
        "person/ada-reed",
        "Ada Reed",
        "ada reed",
        URIRef(ADA),
    ],
)
def test_iri_may_be_given_as_people_write_it(ada: str) -> None:
    assert positions(speaker=ada) == ["1"]


@pytest.mark.parametrize("least", ["3", 3, "+3", "003", Literal(3)])
def test_number_may_be_given_as_text_or_number(least: object) -> None:
    assert positions(least=least) == ["10"]


def test_several_values_at_once() -> None:
    assert positions(speaker="person:ada-reed", least=2) == []


@pytest.mark.parametrize(
    ("name", "iri"),
    [
        ("reorg:act-assertion", f"{NAMESPACE}act-assertion"),
        ("act:assertion", f"{NAMESPACE}act-assertion"),
        ("assertion", f"{NAMESPACE}act-assertion"),
        ("claim:ferry-goes", f"{BASE}millbrook-2020/claim/ferry-goes"),
        ("http://example.org/elsewhere", "http://example.org/elsewhere"),
        ("urn:isbn:123", "urn:isbn:123"),
        ("foaf:Person", "http://xmlns.com/foaf/0.1/Person"),
    ],
)
def test_names_are_resolved(name: str, iri: str) -> None:
    assert shortnames.resolve(name, ASK, where="x").value == iri


def test_ambiguous_name_lists_what_it_could_mean() -> None:
    data = f"<{BASE}a/claim/x> a <urn:c> . <{BASE}b/claim/x> a <urn:c> ."
    store = open_store(data.encode())
    with pytest.raises(ReorgError, match=r"means 2 things: .*/a/claim/x, .*/b/claim/x"):
        shortnames.resolve("claim:x", partial(run, store), where="claim")


@pytest.mark.parametrize(
    ("iri", "short"),
    [
        (ADA, "person:ada-reed"),
        (f"{BASE}m-2020/claim/x", "claim:x"),
        (f"{BASE}m-2020/claim/x/content/1", "claim:x/content/1"),
        (f"{NAMESPACE}Claim", "reorg:Claim"),
        (f"{NAMESPACE}a/b", f"{NAMESPACE}a/b"),
        (BASE, BASE),
        ("http://example.org/x", "http://example.org/x"),
    ],
)
def test_short_names(iri: str, short: str) -> None:
    assert shortnames.short(iri) == short


def test_short_names_stay_apart() -> None:
    iris = [f"{BASE}a/claim/x", f"{BASE}b/claim/x", f"{BASE}b/claim/y"]
    assert list(shortnames.shorten(iris).values()) == [*iris[:2], "claim:y"]


@pytest.mark.parametrize(
    ("kind", "value", "term"),
    [
        ("string", 'a "b" \\ \n c', ox.Literal('a "b" \\ \n c')),
        ("text", "ferry", ox.Literal("ferry", language="en")),
        ("integer", "-7", ox.Literal(-7)),
        (
            "decimal",
            "1.5",
            ox.Literal("1.5", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#decimal")),
        ),
        ("boolean", True, ox.Literal(True)),
        (
            "date",
            datetime.date(2020, 5, 1),
            ox.Literal(
                "2020-05-01", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#date")
            ),
        ),
    ],
)
def test_every_type_becomes_its_term(kind: str, value: object, term: ox.Literal) -> None:
    query = make(
        f"summary: S?\nparameters:\n  x: {{type: {kind}, description: D}}",
        "SELECT ?x {\n  VALUES ?x { 1 }\n}",
    )
    rows = run(STORE, query.fill({"x": value}, ASK)).rows
    assert rows == [(term,)]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("integer", "1.5"),
        ("integer", "9" * 19),
        ("integer", "٣"),
        ("integer", ""),
        ("integer", True),
        ("decimal", "1e3"),
        ("decimal", "nan"),
        ("boolean", "yes"),
        ("date", "2020-02-30"),
        ("date", "24 February 2015"),
        ("iri", "http://example.org/a b"),
        ("iri", "<x>"),
        ("iri", ""),
        ("iri", "nobody"),
    ],
)
def test_value_of_another_type_is_refused(kind: str, value: object) -> None:
    query = make(
        f"summary: S?\nparameters:\n  x: {{type: {kind}, description: D}}",
        "SELECT ?x {\n  VALUES ?x { 1 }\n}",
    )
    with pytest.raises(ReorgError, match="parameter x"):
        query.fill({"x": value}, ASK)


TEXTS = st.one_of(
    st.text(),
    st.text(alphabet="\"'\\{}<>#\n\r\tu0022?;. \u2028\u0000"),
    st.sampled_from(
        ['" } ?s ?p ?o { "', "\\u0022 } #", '"""', "'''", "\\", "} VALUES ?y { 1 }", "@en", "^^x"]
    ),
)


@given(TEXTS)
def test_a_string_stays_one_string(text: str) -> None:
    query = make(
        "summary: S?\nparameters:\n  x: {type: string, description: D}",
        'SELECT ?x ?y {\n  VALUES ?x { "a" }\n  VALUES ?y { "b" }\n}',
    )
    rows = run(STORE, query.fill({"x": text}, ASK)).rows
    assert rows == [(ox.Literal(text), ox.Literal("b"))]


@given(TEXTS)
def test_an_iri_is_an_iri_or_refused(text: str) -> None:
    query = make(
        "summary: S?\nparameters:\n  x: {type: iri, description: D}",
        'SELECT ?x ?y {\n  VALUES ?x { <urn:a> }\n  VALUES ?y { "b" }\n}',
    )
    for value in (text, f"<{text}>", f"http://e/{text}"):
        try:
            filled = query.fill({"x": value}, ASK)
        except ReorgError:
            continue
        rows = run(STORE, filled).rows
        assert rows is not None and len(rows) == 1
        assert isinstance(rows[0][0], ox.NamedNode)
        assert rows[0][1] == ox.Literal("b")


@given(st.text(), st.sampled_from(["integer", "decimal", "boolean", "date"]))
def test_a_number_or_date_is_one_or_refused(text: str, kind: str) -> None:
    query = make(
        f"summary: S?\nparameters:\n  x: {{type: {kind}, description: D}}",
        "SELECT ?x {\n  VALUES ?x { 1 }\n}",
    )
    try:
        filled = query.fill({"x": text}, ASK)
    except ReorgError:
        return
    rows = run(STORE, filled).rows
    assert rows is not None and len(rows) == 1


def test_two_values_do_not_disturb_each_other() -> None:
    query = make(
        "summary: S?\nparameters:\n  x: {type: string, description: D}\n"
        "  y: {type: string, description: D}",
        'SELECT ?x ?y {\n  VALUES ?x { "a" }\n  VALUES ?y { "b" }\n}',
    )
    values = {"x": '  VALUES ?y { "z" }', "y": "?x } { \\1 \\g<term>"}
    rows = run(STORE, query.fill(values, ASK)).rows
    assert rows == [(ox.Literal(values["x"]), ox.Literal(values["y"]))]


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("description: no summary", "`summary` is missing"),
        ("summary: [a]", "`summary` is missing or not text"),
        ("summary: S?\nsumary: T?", "unknown key `sumary`; did you mean summary?"),
        ("summary: S?\nsummary: T?", "`summary` stands in the header twice"),
        ("summary: S?\ntags: voices", "`tags` is not a list"),
        ("summary: S?\nparameters: [x]", "`parameters` is not a mapping"),
        ("summary: S?\nparameters:\n  x: text", "parameter `x` has no description"),
        ("summary: S?\nparameters:\n  x: {description: D}", "`type` is missing"),
        ("summary: S?\nparameters:\n  x: {type: url, description: D}", "`url` is no type"),
        (
            "summary: S?\nparameters:\n  x: {type: iri, description: D, note: N}",
            "unknown key `note`",
        ),
        ("summary: S?\nparameters:\n  z: {type: iri, description: D}", "has 0 lines"),
        ("summary: 'S?", "made.rq:1:16: the header is not YAML"),
        ("- summary", "there is no header"),
    ],
)
def test_malformed_header_is_refused(header: str, words: str) -> None:
    with pytest.raises(ReorgError, match=re.escape(words)):
        _ = make(header).header


def test_query_without_header_is_refused() -> None:
    with pytest.raises(ReorgError, match="there is no header"):
        _ = Query("made", "ASK {}").header


def test_names_are_sorted_and_found() -> None:
    names = library.names()
    assert names == sorted(names)
    assert all(library.get(name).name == name for name in names)


@pytest.mark.parametrize("text", ["ASK {}", "ASK{}", "ASK\t{}", "ASK\n{}", "unallocated ", "{"])
def test_what_no_name_can_be_is_a_query_in_full(text: str) -> None:
    query = library.resolve(text)
    assert (query.named, query.text) == (False, text)


@pytest.mark.parametrize("text", ["", "unalocated", "ASK", "../unallocated", "unallocated.rq"])
def test_what_could_be_a_name_is_looked_for_by_it(text: str) -> None:
    with pytest.raises(ReorgError, match="there is no query called"):
        library.resolve(text)


def test_a_name_is_that_of_its_query() -> None:
    assert library.resolve("unallocated") is library.get("unallocated")
    assert library.resolve("unallocated").named


def test_a_query_in_full_has_no_parameters() -> None:
    with pytest.raises(ReorgError, match="only a named query has parameters"):
        reorg.query("ASK {}", speaker="person:jim-harker")


def test_python_is_warned_of_an_example() -> None:
    told = "said-by is asked with the example speaker=person:jim-harker; speaker=NAME asks of"
    with pytest.warns(UserWarning, match=told) as caught:
        by_example = reorg.query("said-by")
    assert caught[0].filename == __file__
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        given = reorg.query("said-by", speaker="person:jim-harker")
        reorg.query("unallocated")
    assert list(by_example) == list(given)
