"""What reasoners make of the ontology and the graph: OWL 2 DL, consistent, no claim a fact."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pyoxigraph import NamedNode

from support.owl.graphs import (
    STATEMENT,
    TYPE,
    Graph,
    instances,
    ontology,
    sample,
    shipped,
    term,
    unreified,
    vocabularies,
    with_lines,
    within_datatype_map,
)
from support.owl.reasoning import PROFILE, REASON, Closure, Verdict, java_verdicts, rl_closure

pytestmark = pytest.mark.slow

# A class that cannot be two things at once, and a thing that is both.
CONTRADICTION = """
    <cup> a <Full>, <Empty> . <Full> a owl:Class ; owl:disjointWith <Empty> . <Empty> a owl:Class .
"""
NOT_DL = """
    <odd> a owl:ObjectProperty, owl:DatatypeProperty .
    <partOf> a owl:ObjectProperty, owl:TransitiveProperty .
    <Single> a owl:Class ; rdfs:subClassOf [ a owl:Restriction ; owl:onProperty <partOf> ;
        owl:maxCardinality "1"^^xsd:nonNegativeInteger ] .
"""
PLANNED = "<https://w3id.org/reorg/id/sample/planned-body/trust>"

# Each is one line that looks harmless, and that the mappings or the full vocabularies refute.
TRAPS = {
    "planned body as an organisation": f"{PLANNED} a org:Organization .",
    "planned body as a speaker": f"<claim> a reorg:Claim ; reorg:speaker {PLANNED} .",
    "statement with two polarities": """
        <s> reorg:polarity reorg:polarity-positive , reorg:polarity-negative .""",
}
TRAPS_OF_VOCABULARIES = {
    "planned body as the result of a change": f"""
        <change> a org:ChangeEvent ; org:resultingOrganization {PLANNED} .""",
    "planned body as a member": f"<m> a org:Membership ; org:member {PLANNED} .",
    "planned body as part of an organisation": f"""
        {PLANNED} org:subOrganizationOf
            <https://w3id.org/reorg/id/organisation/eastmoor-council> .""",
    "one code for a council and its area": """
        <https://w3id.org/reorg/id/place/eastmoor> org:identifier "EAM" .""",
    "claim derived from an event": """
        <https://w3id.org/reorg/id/sample/claim/trust> prov:wasDerivedFrom <change> .
        <change> a org:ChangeEvent .""",
    "time on a claim": """
        <https://w3id.org/reorg/id/sample/claim/trust>
            prov:atTime "2015-02-24T00:00:00Z"^^xsd:dateTime .
        prov:atTime a owl:DatatypeProperty .""",
}


def for_reasoner(data: Graph) -> Graph:
    return ontology() | within_datatype_map(unreified(data))


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Verdict]:
    """Verdicts on the ontology alone, with data, and on what must fail."""
    tasks = {
        "ontology": (PROFILE, ontology()),
        "not DL": (PROFILE, with_lines(ontology(), NOT_DL)),
        "sample": (REASON, for_reasoner(sample())),
        "shipped": (REASON, for_reasoner(shipped())),
        "contradiction": (REASON, with_lines(for_reasoner(shipped()), CONTRADICTION)),
    }
    for name, lines in TRAPS.items():
        tasks[name] = (REASON, with_lines(for_reasoner(sample()), lines))
    return java_verdicts(tmp_path_factory.mktemp("small"), tasks)


@pytest.fixture(scope="session")
def full(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Verdict]:
    """Verdicts with every axiom of the standard vocabularies."""
    standard = vocabularies()
    tasks = {
        "data": (REASON, standard | for_reasoner(sample() | shipped())),
        "contradiction": (REASON, with_lines(standard | for_reasoner(shipped()), CONTRADICTION)),
    }
    for name, lines in TRAPS_OF_VOCABULARIES.items():
        tasks[name] = (REASON, with_lines(standard | for_reasoner(sample()), lines))
    return java_verdicts(tmp_path_factory.mktemp("full"), tasks)


def test_ontology_is_owl_2_dl(small: dict[str, Verdict]) -> None:
    assert small["ontology"].axioms > 1000
    assert small["ontology"].violations == []


def test_profile_checker_finds_what_is_not_dl(small: dict[str, Verdict]) -> None:
    found = " ".join(small["not DL"].violations)
    assert "odd" in found
    assert "non-simple property" in found


def test_ontology_uses_only_datatypes_of_owl_2() -> None:
    own = ontology()
    assert within_datatype_map(own) == own
    ranges = {triple.object for triple in own if triple.predicate == term("rdfs:range")}
    assert not ranges & {term("xsd:date"), term("xsd:gYear"), term("xsd:duration")}


def test_ontology_does_not_mention_statements() -> None:
    # rdf:Statement lies outside OWL 2 DL; the checker would take it for a class of ours.
    assert not any(STATEMENT in (triple.subject, triple.object) for triple in ontology())


@pytest.mark.parametrize("name", ["sample", "shipped"])
def test_data_is_consistent(small: dict[str, Verdict], name: str) -> None:
    verdict = small[name]
    assert verdict.axioms > small["ontology"].axioms
    assert verdict.consistent
    assert verdict.unsatisfiable == []


@pytest.mark.parametrize("name", ["contradiction", *TRAPS])
def test_contradictions_are_found(small: dict[str, Verdict], name: str) -> None:
    assert small[name].consistent is False


def test_data_is_consistent_with_the_standard_vocabularies(full: dict[str, Verdict]) -> None:
    assert full["data"].axioms > 20_000
    assert full["data"].consistent
    assert full["data"].unsatisfiable == []


@pytest.mark.parametrize("name", ["contradiction", *TRAPS_OF_VOCABULARIES])
def test_contradictions_with_the_standard_vocabularies_are_found(
    full: dict[str, Verdict], name: str
) -> None:
    assert full[name].consistent is False


# OWL-RL: the closure is what any store with a rule reasoner would hold.


def closure_alone() -> Closure:
    return rl_closure(ontology() | sample() | shipped())


def closure_with_vocabularies() -> Closure:
    # schema.org states no domains or ranges; what remains is its tree of classes and properties.
    names = ("org", "prov-o", "foaf", "oa", "skos", "sioc", "dcterms", "regorg", "void")
    tree = {term(f"rdfs:{name}") for name in ("subClassOf", "subPropertyOf")} | {
        term(f"owl:{name}") for name in ("equivalentClass", "equivalentProperty")
    }
    schema = {triple for triple in vocabularies("schemaorg-https") if triple.predicate in tree}
    return rl_closure(vocabularies(*names) | schema | ontology() | sample() | shipped())


@pytest.fixture(
    scope="session",
    params=[closure_alone, closure_with_vocabularies],
    ids=["alone", "with vocabularies"],
)
def closure(request: pytest.FixtureRequest) -> Closure:
    make: Callable[[], Closure] = request.param
    return make()


def test_closure_holds_no_contradiction(closure: Closure) -> None:
    assert closure.errors == ()


def test_closure_infers(closure: Closure) -> None:
    trust = "<https://w3id.org/reorg/id/sample/figure/staff-leaving>"
    now = "<https://w3id.org/reorg/id/sample/figure/staff-now>"
    assert (trust, str(term("prov:wasDerivedFrom")), now) in closure.triples


def planned_agents(closure: Closure, data: Graph) -> set[str]:
    planned = {
        str(thing)
        for thing in instances(
            data,
            "reorg:PlannedBody",
            "reorg:PlannedBodyGroup",
            "reorg:PlannedStaff",
            "reorg:PlannedState",
            "reorg:PlannedTransfer",
        )
    }
    assert len(planned) >= 5
    agents = {
        str(term(name))
        for name in (
            "foaf:Agent",
            "foaf:Group",
            "foaf:Organization",
            "foaf:Person",
            "org:FormalOrganization",
            "org:Organization",
            "org:OrganizationalUnit",
            "prov:Agent",
            "prov:Entity",
            "prov:Organization",
            "schema:Organization",
            "schema:Person",
        )
    }
    return {
        subject
        for subject, predicate, object_ in closure.triples
        if subject in planned and predicate == str(TYPE) and object_ in agents
    }


def test_nothing_planned_becomes_an_agent(closure: Closure) -> None:
    assert planned_agents(closure, sample() | shipped()) == set()


def test_a_planned_body_that_becomes_an_agent_is_noticed() -> None:
    line = TRAPS_OF_VOCABULARIES["planned body as part of an organisation"]
    trapped = with_lines(vocabularies("org", "foaf") | ontology() | sample(), line)
    closure = rl_closure(trapped)
    assert planned_agents(closure, sample()) == {PLANNED}
    assert closure.errors != ()


def test_no_claimed_triple_becomes_a_fact(closure: Closure) -> None:
    data = sample() | shipped()
    parts = [
        {str(t.subject): str(t.object) for t in data if t.predicate == term(name)}
        for name in ("rdf:subject", "rdf:predicate", "rdf:object")
    ]
    claimed = {tuple(part[statement] for part in parts) for statement in parts[0]}
    assert len(claimed) > 50
    assert claimed & closure.triples == set()
    predicates = {predicate for _, predicate, _ in claimed}
    assert {triple for triple in closure.triples if triple[1] in predicates} == set()


def test_statements_are_whole_and_outside_every_other_statement() -> None:
    data = sample() | shipped()
    statements = instances(data, "rdf:Statement")
    assert len(statements) > 50
    for part in ("rdf:subject", "rdf:predicate", "rdf:object"):
        carriers = [triple.subject for triple in data if triple.predicate == term(part)]
        assert sorted(map(str, carriers)) == sorted(map(str, statements)), part
    inner = {
        triple.object
        for triple in data
        if triple.predicate in (term("rdf:subject"), term("rdf:object"))
    }
    assert not inner & statements


def test_plain_triples_use_assertable_predicates_only() -> None:
    data = sample() | shipped()
    marked = {
        triple.subject for triple in ontology() if triple.predicate == term("reorg:assertable")
    }
    reification = {term("rdf:subject"), term("rdf:predicate"), term("rdf:object")}
    statements = instances(data, "rdf:Statement")
    strangers = {
        triple.predicate.value
        for triple in data
        if triple.predicate not in marked
        and not (triple.subject in statements and triple.predicate in reification)
    }
    assert strangers == set()


def test_content_predicates_are_not_assertable() -> None:
    content = instances(ontology(), "reorg:ContentPredicate")
    marked = {
        triple.subject for triple in ontology() if triple.predicate == term("reorg:assertable")
    }
    own = {
        property_
        for property_ in instances(ontology(), "owl:ObjectProperty", "owl:DatatypeProperty")
        if isinstance(property_, NamedNode) and property_.value.startswith(REASON)
    }
    assert content <= own
    assert own - marked == content
