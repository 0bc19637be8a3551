"""Background and figures in the terms of others: links out, addresses, values, and short links."""

from __future__ import annotations

from decimal import Decimal

import pyoxigraph as ox
import pytest

from reorg import resources
from reorg.namespaces import NAMESPACE, PREFIXES, expand
from reorg.pipeline.rules import derive
from reorg.rdf.dataset import Dataset
from reorg.vocab.vocabulary import FILES

EX = "https://example.org/id/r/"
HEAD = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
ITEM = "http://www.wikidata.org/entity/Q1"
ROR = "https://ror.org/012345678"
PAGE = "https://example.com/page"
AREA = "http://statistics.data.gov.uk/id/statistical-geography/E10000021"


def added(text: str) -> set[tuple[str, str, ox.Literal | ox.NamedNode]]:
    """Return what the rules add to some Turtle: subject, predicate and object, the latter whole."""
    dataset = Dataset()
    dataset.add(ox.parse(f"{HEAD}@prefix ex: <{EX}> .\n{text}", format=ox.RdfFormat.TURTLE))
    before = len(dataset.quads)
    dataset.add_lines(derive(dataset))
    return {
        (quad.subject.value, quad.predicate.value, quad.object) for quad in dataset.quads[before:]
    }


def of(thing: str, text: str) -> set[tuple[str, str]]:
    """Return the IRIs that the rules link a thing to, each with its prefixed property."""
    properties = ("owl:sameAs", "skos:exactMatch", "schema:url", "foaf:page")
    short = {expand(name): name for name in properties}
    return {
        (short[predicate], object_.value)
        for subject, predicate, object_ in added(text)
        if subject == EX + thing and predicate in short and isinstance(object_, ox.NamedNode)
    }


def background(name: str, thing: str, property_: str, value: str) -> str:
    return (
        f"ex:{name} a reorg:Background ; reorg:describes ex:{thing} ; "
        f'reorg:property reorg:property-{property_} ; reorg:value "{value}" .\n'
    )


# A thing, its class, what is known of it from outside, and what that makes of it.
@pytest.mark.parametrize(
    ("class_", "property_", "value", "link"),
    [
        ("org:Organization", "wikidata-item", ITEM, ("owl:sameAs", ITEM)),
        ("org:FormalOrganization", "ror-id", ROR, ("owl:sameAs", ROR)),
        ("foaf:Person", "wikidata-item", ITEM, ("owl:sameAs", ITEM)),
        ("reorg:Place", "wikidata-item", ITEM, ("owl:sameAs", ITEM)),
        ("reorg:Place", "gss-code", "E10000021", ("owl:sameAs", AREA)),
        ("reorg:Notion", "wikidata-item", ITEM, ("skos:exactMatch", ITEM)),
        ("reorg:Document", "web-address", PAGE, ("schema:url", PAGE)),
        ("org:Organization", "web-address", PAGE, ("foaf:page", PAGE)),
    ],
)
def test_a_look_up_becomes_a_link(
    class_: str, property_: str, value: str, link: tuple[str, str]
) -> None:
    assert of("thing", f"ex:thing a {class_} .{background('b', 'thing', property_, value)}") == {
        link
    }


# The code of an area is not the council's; what is planned is nothing elsewhere yet.
@pytest.mark.parametrize(
    ("class_", "property_", "value"),
    [
        ("org:FormalOrganization", "gss-code", "E10000021"),
        ("reorg:PlannedBody", "wikidata-item", ITEM),
        ("reorg:Plan", "wikidata-item", ITEM),
        ("reorg:PlannedBody", "web-address", PAGE),
    ],
)
def test_what_would_be_false_is_not_linked(class_: str, property_: str, value: str) -> None:
    assert not of("thing", f"ex:thing a {class_} .{background('b', 'thing', property_, value)}")


def test_an_identifier_that_two_bear_links_neither() -> None:
    both = "ex:one a org:Organization . ex:two a reorg:Place ."
    both += background("b", "one", "wikidata-item", ITEM)
    both += background("c", "two", "wikidata-item", ITEM)
    assert not of("one", both) | of("two", both)


# A figure's number, and its value, least value and greatest value.
@pytest.mark.parametrize(
    ("number", "value", "least", "most"),
    [
        ("reorg:quantity 450", ["450"], ["450"], ["450"]),
        ("reorg:quantity 500 ; reorg:approximate true", ["500"], ["450"], ["550"]),
        ("reorg:quantity -10 ; reorg:approximate true", ["-10"], ["-11"], ["-9"]),
        ("reorg:least 17000.0 ; reorg:leastExcluded true", [], ["17000"], []),
        ("reorg:most 40.0 ; reorg:mostExcluded true", [], [], ["40"]),
        ("reorg:least 5.0 ; reorg:most 10.0", [], ["5"], ["10"]),
        ("reorg:alternative 3.0, 4.0, 7.0", ["3", "4", "7"], ["3"], ["7"]),
        ("reorg:numerator 1 ; reorg:denominator 4", ["0.25"], ["0.25"], ["0.25"]),
        ("reorg:numerator 1 ; reorg:denominator 3", ["0.333333"], ["0.333333"], ["0.333333"]),
    ],
)
def test_a_figure_has_its_standard_values(
    number: str, value: list[str], least: list[str], most: list[str]
) -> None:
    found = added(f"ex:figure a reorg:Figure ; {number} .")
    for name, expected in (("value", value), ("minValue", least), ("maxValue", most)):
        numbers = [
            Decimal(object_.value)
            for subject, predicate, object_ in found
            if (subject, predicate) == (f"{EX}figure", expand(f"schema:{name}"))
        ]
        assert sorted(numbers) == [Decimal(each) for each in expected], name


def marked() -> set[str]:
    """Return the IRIs of the properties that the ontology marks as shortcuts."""
    return {
        quad.subject.value
        for name in FILES
        for quad in ox.parse(resources.read("ontology", name), ox.RdfFormat.TURTLE)
        if quad.predicate.value == NAMESPACE + "shortcut" and isinstance(quad.subject, ox.NamedNode)
    }


def test_every_short_link_that_a_rule_adds_is_marked() -> None:
    found = added("""
        ex:a reorg:content ex:s ; reorg:anchor ex:anchor ; reorg:reportedBy ex:r .
        ex:r reorg:voice ex:paper .
        ex:s rdf:subject ex:plan ; rdf:predicate reorg:isCaseOf ; rdf:object ex:other .
        ex:rel1 reorg:fromClaim ex:a ; reorg:toClaim ex:b ;
            reorg:relationKind reorg:relation-kind-doubts .
        ex:c reorg:derivedByRule reorg:rule-conflicts ; reorg:strength reorg:strength-contradicts ;
            reorg:betweenClaim ex:a, ex:b .
    """)
    short = {predicate for subject, predicate, _ in found if subject in {EX + "a", EX + "anchor"}}
    assert {expand(f"reorg:{name}") for name in ("about", "via", "contradicts", "doubts")} <= short
    assert expand("oa:hasBody") in short
    assert {name for name in short if name not in marked()} <= {expand("rdf:type")}
