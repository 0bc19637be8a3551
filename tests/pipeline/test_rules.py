"""What follows from a record, and what no longer follows when a claim is taken away."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from reorg.namespaces import NAMESPACE, PREFIXES
from reorg.pipeline.rules import derive
from reorg.rdf.dataset import Dataset

HEAD = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
EX = "https://example.org/id/r/"
FIGURES = """
ex:total a reorg:Figure ; rdfs:label "200 staff"@en ; reorg:quantity 200 ;
    reorg:unit reorg:unit-person ; reorg:measure reorg:measure-headcount .
ex:kept a reorg:Figure ; rdfs:label "50 kept"@en ; reorg:quantity 50 ; reorg:partOfTotal ex:total ;
    reorg:unit reorg:unit-person ; reorg:measure reorg:measure-headcount .
"""


def claim(
    name: str,
    *,
    polarity: str = "positive",
    certainty: str = "certain",
    frame: str = "as-planned",
    thing: str = "outsourcing",
    answer: str = "",
    condition: bool = False,
) -> str:
    """Return a claim on the one issue of these tests, in Turtle."""
    answered = f"reorg:answer ex:{answer} ;" if answer else ""
    conditional = f"<{EX}claim/{name}> reorg:condition ex:law ." if condition else ""
    return f"""
    <{EX}claim/{name}> reorg:content ex:{name}-content ; reorg:wording "{name}"@en . {conditional}
    ex:{name}-content a rdf:Statement ; rdf:subject ex:plan ; rdf:predicate reorg:isCaseOf ;
        rdf:object ex:{thing} ; {answered} reorg:onIssue <{EX}issue/question> ;
        reorg:polarity reorg:polarity-{polarity} ; reorg:certainty reorg:certainty-{certainty} ;
        reorg:frame reorg:frame-{frame} .
    """


def derived(*parts: str) -> ox.Store:
    """Return the data with what the rules add to it."""
    text = f'{HEAD}@prefix ex: <{EX}> .\n<{EX}issue/question> rdfs:label "Is it?"@en .\n'
    dataset = Dataset()
    dataset.add(ox.parse(text + "\n".join(parts), format=ox.RdfFormat.TURTLE))
    dataset.add_lines(derive(dataset))
    store = ox.Store()
    store.extend(dataset.quads)
    return store


def strengths(*parts: str) -> list[str]:
    """Return the strengths of the computed conflicts, without their prefix."""
    found = derived(*parts).quads_for_pattern(None, ox.NamedNode(NAMESPACE + "strength"), None)
    return sorted(quad.object.value.removeprefix(NAMESPACE + "strength-") for quad in found)


# The table of the strengths: certainty of the claim, certainty of the denial, and what follows.
@pytest.mark.parametrize(
    ("asserted", "denied", "expected"),
    [
        ("certain", "certain", ["contradicts"]),
        ("probable", "certain", ["contradicts"]),
        ("certain", "probable", ["contradicts"]),
        ("possible", "certain", ["in-tension"]),
        ("possible", "probable", ["in-tension"]),
        ("certain", "possible", ["in-tension"]),
        ("possible", "possible", []),
        ("underspecified", "certain", []),
        ("certain", "underspecified", []),
    ],
)
def test_strength_follows_from_certainty(asserted: str, denied: str, expected: list[str]) -> None:
    found = strengths(
        claim("yes", certainty=asserted), claim("no", polarity="negative", certainty=denied)
    )
    assert found == expected


def test_a_condition_on_either_side_makes_a_conflict_conditional() -> None:
    assert strengths(claim("yes", condition=True), claim("no", polarity="negative")) == [
        "conditionally"
    ]
    assert strengths(claim("yes"), claim("no", polarity="negative", condition=True)) == [
        "conditionally"
    ]


def test_denying_a_narrower_concept_is_a_tension_by_definition() -> None:
    narrower = "ex:literal-outsourcing skos:broader ex:outsourcing ."
    denial = claim("no", polarity="negative", thing="literal-outsourcing")
    assert strengths(claim("yes"), denial, narrower) == ["in-tension-by-definition"]


def test_claims_in_different_frames_do_not_conflict() -> None:
    assert strengths(claim("yes", frame="as-is"), claim("no", polarity="negative")) == []


def test_different_answers_conflict_once() -> None:
    assert strengths(claim("one", answer="council"), claim("two", answer="trust")) == [
        "contradicts"
    ]
    assert strengths(claim("one", answer="council"), claim("two", answer="council")) == []


def test_a_group_and_its_own_member_do_not_conflict() -> None:
    member = """
    ex:membership a rdf:Statement ; rdf:subject ex:trust ; rdf:predicate reorg:isMemberOf ;
        rdf:object ex:group ."""
    assert strengths(claim("one", answer="group"), claim("two", answer="trust"), member) == []
    assert strengths(claim("one", answer="trust"), claim("two", answer="group"), member) == []


def test_figures_conflict_by_quantity_not_by_name() -> None:
    same = FIGURES + (
        'ex:kept-too a reorg:Figure ; rdfs:label "fifty"@en ; reorg:quantity 50 ; '
        "reorg:unit reorg:unit-person ."
    )
    assert strengths(claim("one", answer="kept"), claim("two", answer="kept-too"), same) == []
    assert strengths(claim("one", answer="kept"), claim("two", answer="total"), same) == [
        "contradicts"
    ]


def figure(name: str, values: str, unit: str = "person") -> str:
    """Return a figure, in Turtle, with its values or bounds."""
    unit = f"reorg:unit-{unit}"
    return f'ex:{name} a reorg:Figure ; rdfs:label "{name}"@en ; {values} ; reorg:unit {unit} .'


MORE_THAN_17000 = "reorg:least 17000.0 ; reorg:leastExcluded true"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (MORE_THAN_17000, "reorg:quantity 17234.0", []),
        (MORE_THAN_17000, "reorg:quantity 17000.0", ["contradicts"]),
        ("reorg:least 17000.0", "reorg:quantity 17000.0", []),
        ("reorg:most 60.0", "reorg:quantity 61.0", ["contradicts"]),
        ("reorg:most 60.0 ; reorg:mostExcluded true", "reorg:quantity 60.0", ["contradicts"]),
        ("reorg:least 5.0 ; reorg:most 9.0", "reorg:least 9.0 ; reorg:most 12.0", []),
        ("reorg:least 5.0 ; reorg:most 9.0", "reorg:least 10.0", ["contradicts"]),
        ("reorg:quantity 500.0 ; reorg:approximate true", "reorg:quantity 545.0", []),
        ("reorg:quantity 500.0 ; reorg:approximate true", "reorg:quantity 551.0", ["contradicts"]),
        ("reorg:alternative 5.0, 10.0", "reorg:quantity 10.0", []),
        ("reorg:alternative 5.0, 10.0", "reorg:quantity 7.0", ["contradicts"]),
        ("reorg:alternative 5.0, 10.0", "reorg:least 6.0", []),
        ("reorg:numerator 1 ; reorg:denominator 4", "reorg:quantity 0.25", []),
        ("reorg:numerator 1 ; reorg:denominator 4", "reorg:quantity 0.5", ["contradicts"]),
    ],
)
def test_figures_conflict_where_they_cannot_be_the_same(
    one: str, other: str, expected: list[str]
) -> None:
    given = figure("first", one), figure("second", other)
    claims = claim("one", answer="first"), claim("two", answer="second")
    assert strengths(*claims, *given) == expected
    assert strengths(*claims[::-1], *given[::-1]) == expected
    apart = figure("first", one, unit="body"), figure("second", other)
    assert strengths(*claims, *apart) == []


def date(name: str, earliest: str = "", latest: str = "") -> str:
    """Return a date, in Turtle, with those of its bounds that are given."""
    bounds = (("earliest", earliest), ("latest", latest))
    given = "".join(f'; reorg:{key} "{day}"^^xsd:date ' for key, day in bounds if day)
    return f'ex:{name} a reorg:Date ; rdfs:label "{name}"@en {given}.'


# A month against a day, and bounds of which one is open.
@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (("2032-04-01", "2032-04-01"), ("2032-05-01", "2032-05-01"), ["contradicts"]),
        (("2032-04-01", "2032-04-30"), ("2032-04-01", "2032-04-01"), []),
        (("2032-04-01", "2032-04-30"), ("2032-04-30", "2032-06-01"), []),
        (("2032-04-01", "2032-04-30"), ("2032-05-01", ""), ["contradicts"]),
        (("", "2032-04-30"), ("2032-05-01", ""), ["contradicts"]),
        (("2032-04-01", ""), ("2032-05-01", ""), []),
        (("", ""), ("2032-05-01", "2032-05-01"), []),
    ],
)
def test_dates_conflict_where_they_cannot_be_the_same(
    one: tuple[str, str], other: tuple[str, str], expected: list[str]
) -> None:
    given = date("first", *one), date("second", *other)
    claims = claim("one", answer="first"), claim("two", answer="second")
    assert strengths(*claims, *given) == expected
    assert strengths(*claims[::-1], *given[::-1]) == expected


@pytest.mark.parametrize("kept", ["yes", "no"])
def test_deleting_either_claim_removes_the_conflict(kept: str) -> None:
    both = {"yes": claim("yes"), "no": claim("no", polarity="negative")}
    assert strengths(*both.values()) == ["contradicts"]
    assert strengths(both[kept]) == []


def test_a_contradiction_links_both_claims_and_a_tension_links_none() -> None:
    link = ox.NamedNode(NAMESPACE + "contradicts")
    firm = derived(claim("yes"), claim("no", polarity="negative"))
    assert len(list(firm.quads_for_pattern(None, link, None))) == 2
    soft = derived(claim("yes", certainty="possible"), claim("no", polarity="negative"))
    assert not list(soft.quads_for_pattern(None, link, None))


def test_what_a_curator_puts_side_by_side_is_no_contradiction() -> None:
    link = ox.NamedNode(NAMESPACE + "contradicts")
    curated = f"""ex:c a reorg:Conflict ; reorg:betweenClaim <{EX}claim/a>, <{EX}claim/b> ;
        reorg:strength reorg:strength-contradicts ; reorg:readBy ex:curator ."""
    assert not list(derived(curated).quads_for_pattern(None, link, None))


def test_parts_of_a_total_give_a_share_and_a_rest() -> None:
    rows = derived(FIGURES).query(
        f"PREFIX reorg: <{NAMESPACE}> SELECT ?role ?quantity ?formula WHERE {{ ?figure "
        "reorg:figureRole ?role ; reorg:quantity ?quantity ; reorg:formula ?formula ; "
        "reorg:derivedByRule ?rule } ORDER BY ?role"
    )
    assert isinstance(rows, ox.QuerySolutions)
    found = [tuple(term.value if term else "" for term in row) for row in rows]
    assert found == [
        (NAMESPACE + "figure-role-remainder", "150", "200 − 50"),
        (NAMESPACE + "figure-role-share", "25", "100 × 50 ÷ 200"),
    ]


def test_parts_in_another_unit_give_neither() -> None:
    other = FIGURES.replace(
        "reorg:unit-person ; reorg:measure", "reorg:unit-body ; reorg:measure", 1
    )
    rule = ox.NamedNode(NAMESPACE + "derivedByRule")
    assert not list(derived(other).quads_for_pattern(None, rule, None))
