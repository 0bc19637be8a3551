"""A query that finds nothing is told why, and never wrongly."""

from __future__ import annotations

import re

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reorg.namespaces import NAMESPACE
from reorg.rdf import opening
from reorg.sparql import engine
from reorg.sparql.engine import Answer
from reorg.sparql.hints import hints
from reorg.sparql.prefixes import known
from reorg.sparql.requiredterms import required_terms
from support.commandline import ask as ask_millbrook
from support.commandline import reorg

STORE = opening.shipped()
PREFIXES = known(STORE)
PLAIN = [
    quad
    for quad in STORE.quads_for_pattern(None, None, None, None)
    if isinstance(quad.object, ox.NamedNode | ox.Literal)
]


def ask(query: str) -> Answer:
    return engine.run(STORE, query, prefixes={})


def told(query: str) -> list[str]:
    return hints(query, PREFIXES, ask)


WORDS = re.findall(
    r"\S+",
    "SELECT CONSTRUCT DESCRIBE WHERE { } ( ) [ ] . ; , ?x ?y a reorg:Clam <urn:a> 'x' @en ^^ "
    "xsd:date 4000 -1 FILTER NOT EXISTS IN = != ! BIND AS VALUES UNDEF OPTIONAL MINUS UNION "
    "GRAPH SERVICE PREFIX BASE FROM NAMED GROUP BY / | ^ * + ? << >>",
)
TAGGED = '"Jim Harker" stands in the graph as "Jim Harker"@en: write that, or FILTER(STR({}) = '


@pytest.mark.parametrize(
    ("query", "hint"),
    [
        # A term that is not there: in a pattern, a path, VALUES, FILTER, BIND.
        ("{ ?x a reorg:Clam }", "the graph has no reorg:Clam; did you mean reorg:Claim?"),
        (
            "{ VALUES ?c { reorg:Clam reorg:Gap } ?x a ?c }",
            "the graph has no reorg:Clam; did you mean reorg:Claim?",
        ),
        (
            "{ VALUES (?c ?n) { (reorg:Clam UNDEF) } ?x a ?c ; ?p ?n }",
            "the graph has no reorg:Clam; did you mean reorg:Claim?",
        ),
        ("{ ?x a ?c FILTER(?c = reorg:Clam) }", "the graph has no reorg:Clam; did you mean"),
        ("{ ?x a ?c FILTER(?c IN (reorg:Clam)) }", "the graph has no reorg:Clam; did you mean"),
        ("{ BIND(reorg:Clam AS ?c) ?x a ?c }", "the graph has no reorg:Clam; did you mean"),
        ("{ ?x a reorg:Claim } VALUES ?x { claim:none }", "the graph has no claim:none"),
        (
            "{ ?x reorg:speaker/rdfs:lable ?y }",
            "the graph has no rdfs:lable; did you mean rdfs:label?",
        ),
        ("{ person:jim-harkr ?p ?x }", "the graph has no person:jim-harkr; did you mean person:"),
        ("{ ?x a <urn:a:b> }", "the graph has no <urn:a:b>"),
        # It is the vocabulary's, and this graph does without.
        (
            "{ ?x a reorg:Clam ; reorg:stance reorg:standing-rejected }",
            "the graph has no reorg:standing-rejected, though the vocabulary has it",
        ),
        # Another namespace.
        (
            "{ ?x <http://schema.org/position> ?y }",
            "the graph has no <http://schema.org/position>; did you mean schema:position?",
        ),
        (
            "{ ?x <http://purl.org/dc/elements/1.1/title> ?y }",
            "the graph has no <http://purl.org/dc/elements/1.1/title>; did you mean dcterms:title?",
        ),
        (
            "{ ?x <https://w3id.org/reorg/ns/wording> ?y }",
            "the graph has no <https://w3id.org/reorg/ns/wording>; did you mean reorg:wording?",
        ),
        # What only claims say is no triple.
        (
            "{ plan:next-generation reorg:isCaseOf ?x }",
            "reorg:isCaseOf is said only within claims: ask `?statement rdf:predicate "
            "reorg:isCaseOf ; rdf:subject ?subject ; rdf:object ?object`",
        ),
        # Labels have a tag, figures a type.
        ('{ ?x rdfs:label "Jim Harker" }', TAGGED.format("?x")),
        ('{ ?x reorg:speaker/rdfs:label "Jim Harker" }', TAGGED.format("?x")),
        ('{ ?x rdfs:label ?l FILTER(?l = "Jim Harker") }', TAGGED.format("?l")),
        ('{ ?x rdfs:label ?l FILTER("Jim Harker" = ?l) }', TAGGED.format("?l")),
        ('{ ?x rdfs:label ?l FILTER(?l IN ("a", "Jim Harker")) }', TAGGED.format("?l")),
        ('{ ?x rdfs:label ?l FILTER(?x != ?l && (?l = "Jim Harker")) }', TAGGED.format("?l")),
        ('{ VALUES ?l { "Jim Harker" } ?x rdfs:label ?l }', TAGGED.format("?l")),
        ('{ BIND("Jim Harker" AS ?l) ?x rdfs:label ?l }', TAGGED.format("?l")),
        ('{ { ?x rdfs:label "Jim Harker" } UNION { ?x a reorg:Clam } }', TAGGED.format("?x")),
        ('{ ?x a foaf:Person FILTER EXISTS { ?x rdfs:label "Jim Harker" } }', TAGGED.format("?x")),
        ("{ ?x rdfs:label 'Jim Harker'@fr }", '"Jim Harker"@fr stands in the graph as'),
        (
            '{ ?x reorg:quantity "4000" }',
            '"4000" stands in the graph as "4000"^^xsd:decimal: write that, or FILTER(?x = 4000)',
        ),
        (
            "{ ?x reorg:quantity 4000 }",
            '4000 stands in the graph as "4000"^^xsd:decimal: write that, or FILTER(?x = 4000)',
        ),
        (
            '{ ?x reorg:quantity ?q FILTER(?q = "4000") }',
            '"4000" stands in the graph as "4000"^^xsd:decimal: write that, or FILTER(?q = 4000)',
        ),
        ('{ ?x rdfs:label "Nobody" }', 'the graph has no "Nobody" as rdfs:label'),
    ],
)
def test_what_is_lacking_is_told(query: str, hint: str) -> None:
    found = told(f"SELECT ?x {query}".replace("'", '"'))
    assert any(one.startswith(hint) for one in found), found


def test_a_prefix_declared_otherwise_is_told_in_full() -> None:
    query = "PREFIX schema: <http://schema.org/> SELECT ?x { ?x schema:position ?y }"
    assert told(query) == [
        "the graph has no schema:position as <http://schema.org/position>; "
        "did you mean <https://schema.org/position>?"
    ]


@pytest.mark.parametrize(
    "query",
    [
        # Rightly empty: everything is there, but not together.
        "{ ?x a reorg:Claim, reorg:Gap }",
        '{ ?x rdfs:label "Jim Harker"@en ; a reorg:Gap }',
        '{ ?x foaf:name "Jim Harker" ; a reorg:Gap }',
        "{ ?x reorg:quantity ?q FILTER(?q = 4000.0 && ?q < 3) }",
        "{ ?x reorg:quantity ?q FILTER(?q > 5000000000) }",
        # What may be missing.
        '{ ?x a reorg:Claim, reorg:Gap OPTIONAL { ?x reorg:no "Jim Harker" } }',
        "{ ?x a reorg:Claim, reorg:Gap FILTER NOT EXISTS { ?x a reorg:Clam } }",
        "{ ?x a reorg:Claim, reorg:Gap FILTER(NOT EXISTS { ?x a reorg:Clam }) }",
        "{ ?x a reorg:Claim, reorg:Gap MINUS { ?x a reorg:Clam } }",
        "{ ?x a reorg:Claim, reorg:Gap ; reorg:clam* ?y ; !reorg:clam ?z ; !(reorg:clam|a) ?w }",
        # Compared in a way that the tag does not hinder, or not to be equal.
        '{ ?x a reorg:Gap ; rdfs:label ?l FILTER(STR(?l) = "Jim Harker") }',
        '{ ?x a reorg:Gap ; rdfs:label ?l FILTER(LCASE(STR(?l)) = "jim harker") }',
        '{ ?x a reorg:Gap ; rdfs:label ?l FILTER(CONTAINS(?l, "Jim Harker")) }',
        '{ ?x a reorg:Gap ; rdfs:label ?l FILTER(LANG(?l) = "en") }',
        '{ ?x a reorg:Gap ; rdfs:label ?l FILTER(?l != "Jim Harker") }',
        '{ ?x a reorg:Gap ; rdfs:label ?l FILTER(!(?l = "Jim Harker")) }',
        '{ ?x a reorg:Gap ; rdfs:label ?l FILTER(?l NOT IN ("Jim Harker")) }',
        '{ ?x a reorg:Gap ; rdfs:label ?l FILTER(IF(?l = "Jim Harker", true, false)) }',
        '{ ?x a reorg:Gap ; rdfs:label ?l BIND(STR(?l) AS ?t) FILTER(?t = "Jim Harker") }',
        # Words that only stand in the answer.
        '{ VALUES (?c ?word) { (reorg:Gap "Jim Harker") } ?x a ?c, reorg:Claim }',
        '{ ?x a reorg:Claim, reorg:Gap BIND("Jim Harker" AS ?word) }',
        "{ ?x a reorg:Claim, reorg:Gap } ORDER BY DESC(?x) LIMIT 4000",
        '{ ?x a reorg:Claim, reorg:Gap } GROUP BY ?x HAVING(COUNT(*) = "4000")',
        # No term of the graph at all.
        "{ ?x a reorg:Claim, reorg:Gap FILTER(xsd:integer(?x) = 3) }",
        "{ GRAPH <urn:none> { ?x a reorg:Claim } }",
    ],
)
def test_a_rightly_empty_answer_is_left_alone(query: str) -> None:
    assert told(f"SELECT ?x {query}") == []
    assert told(f"CONSTRUCT {{ ?x a reorg:Clam ; rdfs:label 'Jim Harker' }} WHERE {query}") == []


def _pattern(triple: ox.Triple, how: int, number: int) -> str:
    """Return a pattern that a triple of the graph fits, its object told in one way or another."""
    verb, value, variable = triple.predicate, triple.object, f"?v{number}"
    return [
        f"?x {verb} {value} .",
        f"?x {verb} {variable} VALUES {variable} {{ {value} }}",
        f"?x {verb} {variable} FILTER({variable} = {value})",
        f"?x {verb} {variable} FILTER({variable} IN ({value}))",
        f"{triple.subject} {verb} {variable} .",
        f"BIND({value} AS {variable}) ?x {verb} {variable} .",
    ][how]


@given(st.lists(st.tuples(st.sampled_from(PLAIN), st.integers(0, 5)), min_size=1, max_size=4))
def test_terms_of_the_graph_are_never_told_to_be_lacking(
    chosen: list[tuple[ox.Quad, int]],
) -> None:
    parts = [_pattern(quad.triple, how, place) for place, (quad, how) in enumerate(chosen)]
    assert told(f"SELECT ?x {{ {' '.join(parts)} }}") == []


@given(st.sampled_from(PLAIN), st.integers(0, 5), st.integers(1, 9))
def test_a_term_that_is_not_there_is_always_told(quad: ox.Quad, how: int, number: int) -> None:
    strange = ox.NamedNode(f"https://example.org/none-{number}")
    triple = ox.Triple(quad.subject, quad.predicate, strange)  # type: ignore[arg-type]
    if how == 4:
        triple = ox.Triple(strange, quad.predicate, quad.object)
    assert f"the graph has no {strange}" in told(f"SELECT ?x {{ {_pattern(triple, how, 0)} }}")


@given(
    st.lists(
        st.sampled_from(WORDS),
        max_size=25,
    )
)
def test_any_text_is_looked_through(words: list[str]) -> None:
    text = " ".join(words)
    for one in required_terms(text):
        assert one.text
    assert isinstance(told(text), list)


def test_an_endless_query_is_not_looked_through() -> None:
    assert told("SELECT ?x { ?x a reorg:Clam " + " ; a reorg:Clam" * 3000 + " }") == []
    assert len(told("SELECT ?x {" + "".join(f"?x a reorg:No{n} ." for n in range(99)) + "}")) == 8


def test_a_graph_that_does_not_answer_gives_no_hint() -> None:
    def fails(query: str) -> Answer:
        raise engine.QueryError("no")

    assert hints("SELECT ?x { ?x a reorg:Clam }", PREFIXES, fails) == []


def test_the_command_tells_what_is_lacking() -> None:
    done = reorg("query", 'SELECT ?x { VALUES ?l { "Jim Harker" } ?x rdfs:label ?l }')
    assert done.returncode == 0
    assert 'reorg: "Jim Harker" stands in the graph as "Jim Harker"@en' in done.stderr
    counted = reorg("query", "SELECT (COUNT(*) AS ?n) { ?x a reorg:Clam }", "--format", "csv")
    assert (counted.stdout, counted.stderr.count("reorg:Clam")) == ("n\r\n0\r\n", 1)
    asked = reorg("query", "ASK { ?x a reorg:Clam }")
    assert (asked.stdout, asked.stderr.count("did you mean")) == ("false\n", 1)
    assert ask_millbrook("SELECT ?x { ?x a reorg:Claim }").stderr == ""


def test_a_named_query_tells_that_its_value_is_not_there() -> None:
    done = reorg("query", "about-entity", "--param", f"entity={NAMESPACE}none")
    assert f"the graph does not mention <{NAMESPACE}none>" in done.stderr
    assert reorg("query", "verify-blank-node").stderr == ""
