"""What became of terms: said in one place, told by name wherever an old one is met."""

from __future__ import annotations

import re

import pytest

from reorg import resources
from reorg.errors import ReorgError
from reorg.guide.explain import all_terms, explain
from reorg.namespaces import NAMESPACE
from reorg.rdf import opening
from reorg.record import strictyaml
from reorg.sparql import engine, shortnames
from reorg.sparql.engine import Answer
from reorg.sparql.hints import hints
from reorg.sparql.prefixes import known
from reorg.vocab.keys import keys_by_name
from reorg.vocab.migration import KEYS, Change, changes, written
from reorg.vocab.vocabulary import vocabulary
from support.owl.graphs import parsed, term
from support.paths import ROOT


def test_what_was_is_not_and_what_is_now_is() -> None:
    now = vocabulary().defined
    for change in changes().values():
        assert change.term.startswith(NAMESPACE) and change.term not in now
        assert not change.became or change.became in now, change
        assert change.became or change.note, change
    for old, (new, _) in KEYS.items():
        assert old not in vocabulary().content_predicates and new in keys_by_name()


def test_each_change_has_one_replacement_at_most() -> None:
    graph = parsed(resources.read("ontology", "deprecated.ttl"))
    replaced = [t.subject for t in graph if t.predicate == term("dcterms:isReplacedBy")]
    assert len(replaced) == len(set(replaced))
    deprecated = {t.subject for t in graph if t.predicate == term("owl:deprecated")}
    assert set(replaced) <= deprecated and len(deprecated) == len(changes())


# `reorg explain`


@pytest.mark.parametrize("change", changes().values(), ids=lambda change: written(change.term))
def test_an_old_term_is_explained_by_what_became_of_it(change: Change) -> None:
    said = " ".join(explain(written(change.term)).split())
    assert f"{written(change.term)}: no longer a term" in said
    assert not change.became or f"`{written(change.became)}`" in said
    assert change.note[1:] in said


@pytest.mark.parametrize("name", ["denial", "act:denial", "reorg:act-denial", "act-denial"])
def test_an_old_word_is_known_by_each_of_its_names(name: str) -> None:
    assert explain(name).startswith("act:denial: no longer a term\n  Write `act:assertion`: what")


def test_old_terms_are_not_among_those_there_are() -> None:
    assert not {"denial", "teaches", "figureMode", "lifecycle:approved"} & {*all_terms()}


# Queries


def ask(query: str) -> Answer:
    return engine.run(opening.shipped(), query, prefixes={})


@pytest.mark.parametrize(
    ("pattern", "hint"),
    [
        (
            "?x reorg:act reorg:act-denial",
            "the graph has no reorg:act-denial: it became reorg:act-assertion (what is denied has "
            "`polarity: negative` on each of its statements)",
        ),
        (
            "?x reorg:hasCommitment ?y",
            "the graph has no reorg:hasCommitment: it became reorg:reportedBy",
        ),
        (
            "?x rdf:predicate reorg:takesEffectOn",
            "the graph has no reorg:takesEffectOn: it became reorg:happensOn",
        ),
        (
            "?x reorg:figureMode ?y",
            "the graph has no reorg:figureMode: it is no longer a term (a figure with "
            "`derivedFrom` is derived, any other is stated)",
        ),
    ],
)
def test_a_query_that_finds_nothing_is_told(pattern: str, hint: str) -> None:
    assert hints(f"SELECT * {{ {pattern} }}", known(opening.shipped()), ask) == [hint]


def test_a_parameter_is_told() -> None:
    def asked(query: str) -> Answer:
        return engine.run(opening.shipped(), query, prefixes=known(opening.shipped()))

    with pytest.raises(ReorgError, match="it became reorg:standing-decided"):
        shortnames.resolve("lifecycle:approved", asked, where="status")


# No term without a use

KEPT = {
    "isControlledBy": "the broader end of a qualified denial of direct control",
    "body-kind-independent-body": "one of three answers to what kind of body something is",
    "body-kind-public-body": "one of three answers to what kind of body something is",
    "measure-budget": "drafts guess it from a report's words",
    "measure-deficit": "drafts guess it from a report's words",
    "part-kind-image": "what the shapes demand of an image",
    "unclaimed-reason-not-about-the-reorganisation": "one of two excuses for a sentence of prose",
    "unclaimed-reason-repeated-text": "one of two excuses for a sentence of prose",
    "conflict-kind-naming": "one of the kinds that a curator may give",
    "conflict-kind-status": "one of the kinds that a curator may give",
    "view-disagree": "one of the views of the page",
}
"""Terms that no record uses as yet, and why they stay."""


def test_every_concept_and_content_predicate_is_used_or_kept_for_a_reason() -> None:
    files = [
        *(ROOT / "graph" / "records").glob("*.yaml"),
        *(ROOT / "tests" / "data").glob("re*/*.yaml"),
        *(ROOT / "tests" / "data" / "draft" / "finished").glob("*.yaml"),
    ]
    rules = "".join(path.read_text("utf-8") for path in (ROOT / "queries").glob("rules/*.rq"))
    used = {"strength-in-tension", *re.findall(r"reorg:([\w-]+)", rules)}
    for path in files:
        used |= terms_in(strictyaml.read(path).data)
    used |= {*KEPT}
    terms = {iri.removeprefix(NAMESPACE) for iri in vocabulary().concepts}
    terms |= {iri.removeprefix(NAMESPACE) for iri in vocabulary().content_predicates}
    assert sorted(terms - used) == []
    assert {*KEPT} <= terms


def terms_in(value: strictyaml.Value, key: str = "") -> set[str]:
    """Return the local names of the concepts and predicates that part of a record may mean."""
    if isinstance(value, dict):
        return {name for k, v in value.items() for name in terms_in(v, k)}
    if isinstance(value, list):
        return {name for item in value for name in terms_in(item, key)}
    known = keys_by_name().get(key)
    return {value, value.replace(":", "-", 1), f"{known.scheme}-{value}" if known else ""}
