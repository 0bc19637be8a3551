"""What `reorg explain` tells of each term."""

from __future__ import annotations

import re

import pytest
import yaml

from reorg.errors import ReorgError
from reorg.guide.explain import all_terms, explain, overview
from reorg.guide.snippets import shipped_nodes
from reorg.vocab.keys import keys_by_name
from reorg.vocab.kinds import KINDS


def test_a_kind_says_what_it_must_have() -> None:
    said = explain("claim")
    assert "An utterance with content" in said
    assert "must have: anchor, content, wording" in said
    assert "follow from the rest if left out: act, attribution, inPart" in said
    assert "in a record:\n    - id: claim:" in said


def test_a_key_gives_its_words_with_their_meanings() -> None:
    said = explain("certainty")
    assert "    possible: The speaker holds it open" in said
    assert "left out on content, it is: `certain`" in said
    assert "content, condition: at most one" in said
    assert "certainty: certain" in said


@pytest.mark.parametrize("term", ["act:feeling", "feeling"])
def test_a_value_shows_how_it_is_written(term: str) -> None:
    said = explain(term)
    assert said.startswith("act:feeling\n  Shows the speaker's own state of mind.\n")
    assert "act: feeling" in said


def test_a_key_says_on_what_it_stands() -> None:
    assert "planned-body" in explain("introducedBy")
    assert "stands on:\n    claim: one or more" in explain("content")
    assert "utterance" not in explain("standing").partition("stands on:")[2].partition("\n\n")[0]


def test_a_class_goes_by_either_name() -> None:
    assert explain("reorg:Claim") == explain("Claim") == explain("claim")


def test_a_mistyped_term_is_recognised() -> None:
    with pytest.raises(ReorgError, match="did you mean `certainty`"):
        explain("certanty")


@pytest.fixture(scope="module")
def explained() -> dict[str, str]:
    """What is said of every term."""
    return {term: explain(term) for term in all_terms()}


@pytest.mark.slow
def test_every_term_that_is_listed_is_explained(explained: dict[str, str]) -> None:
    listed = set(re.findall(r"[\w-]+", overview()))
    assert listed >= KINDS.keys() | keys_by_name().keys()
    for term, said in explained.items():
        assert len(said.splitlines()) > 1, term
        assert not re.search(r"^  $", said, re.MULTILINE)


@pytest.mark.slow
def test_snippets_are_yaml(explained: dict[str, str]) -> None:
    for term in [*KINDS, *keys_by_name()]:
        for snippet in re.findall(r"in a record:\n((?:    .*\n|\n(?=    ))+)", explained[term]):
            assert yaml.load(snippet, yaml.BaseLoader), term


@pytest.mark.parametrize(
    ("predicate", "subject", "object_"),
    [
        ("leadsTo", "a situation - situation (under `situations`)", "a situation - situation"),
        ("hasFigure", "any thing", "a figure - figure (under `figures`)"),
        ("transfers", "an event or a planned event - planned-event, planned-t", "staff, planned"),
        ("isTermed", "any thing", "words, under `literal`"),
        ("hasStatus", "a plan or a planned thing - plan, planned-state", "a stage of life, such"),
    ],
)
def test_a_predicate_says_what_it_joins(predicate: str, subject: str, object_: str) -> None:
    said = explain(predicate)
    assert f"its subject: {subject}" in said
    assert f"its object: {object_}" in said


def test_a_kind_says_in_which_section_it_stands() -> None:
    assert "stands in a record under `plans`" in explain("planned-transfer")
    assert "stands in a record under `utterances`" in explain("claim")
    for node in shipped_nodes():
        if len(node.path) > 2:
            # It is defined where it is named.
            continue
        assert node.path[0] == (KINDS[node.kind].section if node.kind in KINDS else "record"), (
            node.id
        )


@pytest.mark.parametrize("term", ["anchor", "exact", "words"])
def test_the_limits_of_quotation_are_told(term: str) -> None:
    said = " ".join(explain(term).split())
    assert "quotes at most 15 words" in said
    assert "all anchors together quote at most 40% of the words" in said
    assert "an anchor may be sealed instead" in said


def test_keys_that_go_together_name_each_other() -> None:
    assert "goes together with `stanceMode`" in explain("stance")
    assert "goes together with `stance`:" in explain("stanceMode")
    assert "goes together" not in explain("speaker")


def test_a_condition_shows_its_form() -> None:
    assert "claim:NAME/condition/1, counted from 1" in explain("condition")
