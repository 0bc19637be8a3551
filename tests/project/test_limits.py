"""What the project allows at most stands in one place; files that other tools run agree with it."""

from __future__ import annotations

import json
import re

import pytest
from text_to_num import text2num

from reorg import limits
from reorg.draft import yamltext
from reorg.guide.keyrules import keys_of
from reorg.guide.schema import FILE
from reorg.guide.shapesgraph import shapes_graph
from support.paths import RECORD, ROOT

QUERY = (ROOT / "queries" / "verify-quotation-too-long.rq").read_text(encoding="utf-8")
SCHEMA = json.loads((ROOT / "ontology" / FILE).read_text(encoding="utf-8"))

LENGTHS = {
    "title": {limits.TITLE_CHARACTERS},
    "exact": {limits.QUOTED_CHARACTERS},
    "name": {limits.PERSON_NAME_CHARACTERS, limits.ORGANISATION_NAME_CHARACTERS},
    "asWritten": {limits.FIGURE_CHARACTERS},
    "label": {
        limits.LABEL_CHARACTERS,
        limits.LONG_LABEL_CHARACTERS,
        limits.CONFLICT_LABEL_CHARACTERS,
    },
}


def lengths() -> list[tuple[str, int, str]]:
    """Return each length that the shapes allow: the key, the characters, the shape's message."""
    graph = shapes_graph()
    return [
        (key, graph.number(rule, "sh:maxLength") or 0, graph.text(rule, "sh:message"))
        for rule in graph.having("sh:maxLength")
        for key in keys_of(graph.text(rule, "sh:path"))
    ]


def test_the_query_counts_to_the_limit_of_quoted_words() -> None:
    assert re.findall(r"\?words > ([0-9]+)", QUERY) == [str(limits.QUOTED_WORDS)]


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        (QUERY, r"more than (\w+) words"),
        (yamltext.ABOVE["anchors"], r"exact, (\w+) words at most"),
        ((ROOT / "graph" / "README.md").read_text(encoding="utf-8"), r"text, (\w+) words at most"),
        ((ROOT / "ontology" / "shapes.ttl").read_text(encoding="utf-8"), r"# (\w+) words of"),
        (RECORD.read_text(encoding="utf-8"), r"exact, (\w+) words at most"),
    ],
)
def test_where_the_limit_is_told_in_words_it_is_the_same(text: str, pattern: str) -> None:
    (told,) = re.findall(pattern, text)
    number = int(told) if told.isdecimal() else text2num(told.lower(), "en")
    assert number == limits.QUOTED_WORDS


@pytest.mark.parametrize("key", LENGTHS)
def test_shapes_allow_the_lengths_of_the_limits(key: str) -> None:
    assert {allowed for name, allowed, _ in lengths() if name == key} == LENGTHS[key]


def test_the_shapes_allow_literals_of_the_length_of_the_limit() -> None:
    graph = shapes_graph()
    without = [
        graph.number(rule, "sh:maxLength")
        for rule in graph.having("sh:maxLength")
        if not graph.values(rule, "sh:path")
    ]
    assert without == [limits.LITERAL_CHARACTERS]


def test_messages_of_shapes_tell_the_length_that_the_shape_allows() -> None:
    told = [
        (key, allowed, int(number))
        for key, allowed, message in lengths()
        for number in re.findall(r"at most ([0-9]+) characters", message)
    ]
    assert len(told) > 15
    assert [each for each in told if each[1] != each[2]] == []


@pytest.mark.parametrize("key", ["title", "exact", "label"])
def test_the_schema_allows_the_lengths_of_the_limits(key: str) -> None:
    kinds = [each["properties"] for each in SCHEMA["$defs"].values() if "properties" in each]
    longest = re.findall(r'"maxLength": ([0-9]+)', json.dumps([k[key] for k in kinds if key in k]))
    assert set(map(int, longest)) == LENGTHS[key]


def test_the_shapes_seal_as_many_words_as_the_limits_say() -> None:
    graph = shapes_graph()
    (rule,) = (
        one
        for one in graph.having("sh:minInclusive")
        if keys_of(graph.text(one, "sh:path")) == ["words"]
    )
    least, most = (graph.number(rule, f"sh:{end}Inclusive") for end in ("min", "max"))
    assert (least, most) == (limits.SEALED_WORDS, limits.SEALED_WORDS_AT_MOST)
