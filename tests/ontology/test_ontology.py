"""The vocabulary's own quality: what FOOPS! and OOPS! ask and can be answered without a network."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode

from reorg import resources
from reorg.namespaces import NAMESPACE, PREFIXES
from support.owl.graphs import (
    ONTOLOGY_CLASS,
    TYPE,
    Graph,
    instances,
    ontology,
    parsed,
    term,
    vocabularies,
    with_lines,
)

FILES = (
    "core.ttl",
    "schemes.ttl",
    "presentation.ttl",
    "deprecated.ttl",
    "alignments.ttl",
    "shapes.ttl",
    "termshapes.ttl",
)
BIBO_STATUS = NamedNode("http://purl.org/ontology/bibo/status")
VANN = "http://purl.org/vocab/vann/"
PROPERTY_TYPES = ("owl:ObjectProperty", "owl:DatatypeProperty", "owl:AnnotationProperty")


def objects(graph: Graph, subject: object, predicate: NamedNode) -> list[object]:
    return [t.object for t in graph if t.subject == subject and t.predicate == predicate]


def own(graph: Graph, *classes: str) -> list[NamedNode]:
    """Return the vocabulary's own terms of some classes, sorted."""
    named = (each for each in instances(graph, *classes) if isinstance(each, NamedNode))
    return sorted((each for each in named if each.value.startswith(NAMESPACE)), key=str)


def edges(graph: Graph, predicate: str) -> dict[object, set[object]]:
    found: dict[object, set[object]] = {}
    for triple in graph:
        if triple.predicate == term(predicate):
            found.setdefault(triple.subject, set()).add(triple.object)
    return found


def on_a_cycle(links: dict[object, set[object]]) -> set[object]:
    """Return the nodes from which a chain of links leads back to themselves."""

    def reach(start: object) -> set[object]:
        seen: set[object] = set()
        waiting = list(links.get(start, ()))
        while waiting:
            node = waiting.pop()
            if node not in seen:
                seen.add(node)
                waiting.extend(links.get(node, ()))
        return seen

    return {node for node in links if node in reach(node)}


# The ontology as a whole (FOOPS! OM1 to OM5, VER1, PURL1, ID1; OOPS! P38, P39, P41)


@pytest.mark.parametrize("name", FILES)
def test_file_declares_one_ontology_with_its_metadata(name: str) -> None:
    graph = parsed(resources.read("ontology", name))
    (header,) = {t.subject for t in graph if t.predicate == TYPE and t.object == ONTOLOGY_CLASS}
    for local in ("title", "description", "creator", "license", "created", "modified"):
        assert len(objects(graph, header, term(f"dcterms:{local}"))) == 1, local
    (version_iri,) = objects(graph, header, term("owl:versionIRI"))
    (version,) = objects(graph, header, term("owl:versionInfo"))
    assert isinstance(version, Literal)
    assert version_iri != header
    assert str(version_iri) == f"<{header.value}/{version.value}>"  # type: ignore[union-attr]
    assert len(objects(graph, header, BIBO_STATUS)) == 1
    assert objects(graph, header, term("owl:imports")) == []


def test_core_tells_its_prefix_citation_and_abstract() -> None:
    graph = parsed(resources.read("ontology", "core.ttl"))
    header = NamedNode(NAMESPACE.rstrip("#"))
    assert objects(graph, header, NamedNode(VANN + "preferredNamespacePrefix")) == [
        Literal("reorg")
    ]
    assert objects(graph, header, NamedNode(VANN + "preferredNamespaceUri")) == [Literal(NAMESPACE)]
    for local in ("abstract", "bibliographicCitation", "issued"):
        assert len(objects(graph, header, term(f"dcterms:{local}"))) == 1, local


def test_iris_are_persistent_and_name_no_file() -> None:
    assert NAMESPACE.startswith("https://w3id.org/")
    everything = own(ontology(), "owl:Class", "skos:Concept", *PROPERTY_TYPES)
    assert not [each for each in everything if re.search(r"\.(owl|ttl|rdf|n3)\b", each.value)]


# Terms (FOOPS! VOC1, VOC2; OOPS! P02 to P36). Labels, definitions and names are for termshapes.ttl.


@pytest.fixture(scope="module")
def graph() -> Graph:
    return ontology()


def test_every_own_term_has_a_declared_type(graph: Graph) -> None:
    declared = {
        each.value
        for each in own(graph, "owl:Class", "skos:Concept", "reorg:Rule", *PROPERTY_TYPES)
    } | {each.value for each in own(graph, "skos:ConceptScheme")}
    used = {
        node.value
        for triple in graph
        for node in (triple.subject, triple.predicate, triple.object)
        if isinstance(node, NamedNode) and node.value.startswith(NAMESPACE)
    } - {NAMESPACE}
    assert used <= declared


def test_every_foreign_term_in_use_is_declared(graph: Graph) -> None:
    builtin = tuple(PREFIXES[name] for name in ("owl", "rdf", "rdfs", "xsd"))
    declared = {node.value for node in instances(graph, "owl:Class", *PROPERTY_TYPES)}
    axioms = {term("rdfs:subClassOf"), term("rdfs:subPropertyOf"), term("rdfs:domain")} | {
        term("rdfs:range"),
        term("owl:disjointWith"),
        term("owl:inverseOf"),
    }
    used = {triple.predicate.value for triple in graph} | {
        triple.object.value
        for triple in graph
        if triple.predicate in axioms and isinstance(triple.object, NamedNode)
    }
    assert {each for each in used - declared if not each.startswith(builtin)} == set()


def test_no_two_terms_share_a_label(graph: Graph) -> None:
    for kinds in (("owl:Class",), PROPERTY_TYPES):
        labels = Counter(
            str(label)
            for each in own(graph, *kinds)
            for label in objects(graph, each, term("rdfs:label"))
        )
        assert [label for label, count in labels.items() if count > 1] == []


def test_no_two_terms_share_a_definition(graph: Graph) -> None:
    definitions = Counter(
        str(definition)
        for each in own(graph, "owl:Class", *PROPERTY_TYPES)
        for definition in objects(graph, each, term("skos:definition"))
    )
    assert [text for text, count in definitions.items() if count > 1] == []


def test_no_term_merges_two_or_stands_for_the_rest(graph: Graph) -> None:
    names = [each.value.removeprefix(NAMESPACE) for each in own(graph, "owl:Class")]
    assert not [each for each in names if re.search(r"(And|Or)[A-Z]|Other|Misc", each)]


def test_no_cycles(graph: Graph) -> None:
    for predicate in ("rdfs:subClassOf", "rdfs:subPropertyOf", "skos:broader"):
        assert on_a_cycle(edges(graph, predicate)) == set(), predicate


def test_at_most_one_domain_and_range(graph: Graph) -> None:
    for predicate in ("rdfs:domain", "rdfs:range"):
        many = {node for node, found in edges(graph, predicate).items() if len(found) > 1}
        assert many == set(), predicate


def test_classes_are_told_apart(graph: Graph) -> None:
    listed = edges(graph, "owl:members")
    assert len(listed) >= 3
    parents = edges(graph, "rdfs:subClassOf")
    members = {t.object for t in graph if t.predicate == term("rdf:first")}
    loose = [
        each
        for each in own(graph, "owl:Class")
        if each not in members
        and not parents.get(each, set()) & members
        and not objects(graph, each, term("owl:disjointWith"))
    ]
    assert loose == []


def test_no_class_stands_alone(graph: Graph) -> None:
    linking = {term("rdfs:subClassOf"), term("rdfs:domain"), term("rdfs:range")} | {
        term("rdf:first")
    }
    linked = {t.object for t in graph if t.predicate in linking} | {
        t.subject for t in graph if t.predicate == term("rdfs:subClassOf")
    }
    assert [each for each in own(graph, "owl:Class") if each not in linked] == []


def test_inverses_and_symmetry_make_sense(graph: Graph) -> None:
    symmetric = instances(graph, "owl:SymmetricProperty")
    for node, inverses in edges(graph, "owl:inverseOf").items():
        assert node not in inverses
        assert node not in symmetric
    domains, ranges = edges(graph, "rdfs:domain"), edges(graph, "rdfs:range")
    for node in symmetric:
        assert domains.get(node) == ranges.get(node)


def test_examples_help_where_terms_are_hard() -> None:
    core = parsed(resources.read("ontology", "core.ttl"))
    examples = [t for t in core if t.predicate == term("skos:example")]
    assert len(examples) >= 25


# Other vocabularies (OOPS! P40)


ALLOWED_ABOUT_OTHERS: set[tuple[object, object, object]] = {
    (term("org:FormalOrganization"), term("rdfs:subClassOf"), term("org:Organization"))
}


def claims_about_others(graph: Graph) -> set[tuple[object, object, object]]:
    """Return what the ontology says of foreign terms beyond declaring and marking them."""
    headers = {t.subject for t in graph if t.object == ONTOLOGY_CLASS}
    found: set[tuple[object, object, object]]
    declarations = {term(name) for name in ("owl:Class", "owl:NamedIndividual", *PROPERTY_TYPES)}
    found = {
        (t.subject, t.predicate, t.object)
        for t in graph
        if isinstance(t.subject, NamedNode)
        and not t.subject.value.startswith(NAMESPACE)
        and t.subject not in headers
        and t.predicate not in (term("reorg:assertable"), term("reorg:shortcut"))
        and not (t.predicate == TYPE and t.object in declarations)
    }
    return found - {(term("oa:identifying"), TYPE, term("oa:Motivation"))}


def test_nothing_is_said_of_other_vocabularies(graph: Graph) -> None:
    assert claims_about_others(graph) == ALLOWED_ABOUT_OTHERS


def test_a_hijacked_term_is_noticed(graph: Graph) -> None:
    hijacked = with_lines(graph, "foaf:Agent rdfs:subClassOf reorg:Voice .")
    assert claims_about_others(hijacked) != ALLOWED_ABOUT_OTHERS


def test_repeated_axiom_is_the_vocabulary_s_own() -> None:
    standard = {(t.subject, t.predicate, t.object) for t in vocabularies("org")}
    assert standard >= ALLOWED_ABOUT_OTHERS


def test_foreign_terms_exist_and_are_not_pending(graph: Graph) -> None:
    standard = vocabularies()
    known = {t.subject for t in standard if t.predicate == TYPE}
    homes = tuple(
        PREFIXES[name]
        for name in ("dcterms", "foaf", "oa", "org", "prov", "schema", "sioc", "skos")
    )
    pending = {
        t.subject
        for t in standard
        if t.predicate == term("schema:isPartOf") and "pending" in str(t.object)
    }
    declared = [
        node
        for node in instances(graph, "owl:Class", "owl:NamedIndividual", *PROPERTY_TYPES)
        if isinstance(node, NamedNode) and node.value.startswith(homes)
    ]
    assert len(declared) > 40
    assert [node for node in declared if node not in known] == []
    assert [node for node in declared if node in pending] == []


# Concept schemes


def test_every_scheme_lists_its_top_concepts(graph: Graph) -> None:
    down = edges(graph, "skos:hasTopConcept")
    up = edges(graph, "skos:topConceptOf")
    assert {(s, o) for s, found in down.items() for o in found} == {
        (o, s) for s, found in up.items() for o in found
    }
    assert set(down) == set(own(graph, "skos:ConceptScheme"))


def test_concepts_are_named_after_their_scheme(graph: Graph) -> None:
    for concept, schemes in edges(graph, "skos:inScheme").items():
        (scheme,) = schemes
        stem = str(scheme).removesuffix("-scheme>")
        assert str(concept).startswith(f"{stem}-")


def test_every_scheme_belongs_to_a_property(graph: Graph) -> None:
    properties = {each.value.removeprefix(NAMESPACE) for each in own(graph, *PROPERTY_TYPES)}
    kebab = {re.sub(r"(?<=[a-z])(?=[A-Z])", "-", each).lower() for each in properties}
    # Values of content predicates, which are named after what they say.
    kebab |= {"body-kind", "legal-form"}
    names = {
        each.value.removeprefix(NAMESPACE).removesuffix("-scheme")
        for each in own(graph, "skos:ConceptScheme")
    }
    assert names <= kebab


def test_concepts_of_closed_schemes_differ(graph: Graph) -> None:
    lists = edges(graph, "owl:distinctMembers")
    assert len(lists) >= 15
    assert all(isinstance(node, BlankNode) for node in lists)
