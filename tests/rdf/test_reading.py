"""The Turtle as people read it: a head, sections in the order of interest, parts by their owner."""

from __future__ import annotations

import random
import re
from itertools import pairwise

import pytest
from pyoxigraph import RdfFormat, parse

from reorg import resources
from reorg.namespaces import BASE, PREFIXES
from reorg.rdf import serialise
from reorg.rdf.dataset import Dataset
from reorg.vocab.kinds import READING, SECTIONS
from support.graphs import FORMATS
from support.paths import GRAPH

NAME = GRAPH.stem
HERE = f"{BASE}{NAME}/"


@pytest.fixture(scope="module")
def text() -> str:
    return str(resources.read("graphs", GRAPH.name))


@pytest.fixture(scope="module")
def subjects(text: str) -> list[str]:
    """The subjects in the order of the file, each as often as a block of it begins."""
    quads = [quad.subject.value for quad in parse(text, RdfFormat.TURTLE)]  # type: ignore[union-attr]
    return quads[:1] + [new for old, new in pairwise(quads) if new != old]


def place(subjects: list[str], *names: str) -> list[int]:
    return [subjects.index(HERE + name) for name in names]


def test_head_says_what_it_is_and_how_to_ask(text: str) -> None:
    head = text.partition("@prefix")[0]
    assert head.startswith("# The reorganisation plan of Northamptonshire County Council")
    for told in ("Licence: https://creativecommons", "Source: http", "To ask:", "Vocabulary:"):
        assert f"# {told}" in head or f"    {told}" in head
    assert all(line.startswith("#") for line in head.splitlines() if line)


def test_every_section_of_a_record_has_one_heading() -> None:
    assert sorted(name for names in READING.values() for name in names) == sorted(SECTIONS)


def test_sections_come_in_the_order_of_interest(text: str, subjects: list[str]) -> None:
    places = [text.index(f"\n# {heading}\n") for heading in READING]
    assert places == sorted(places)
    order = place(
        subjects,
        "plan/next-generation",
        "figure/staff-4000",
        "claim/headline-biggest",
        "gap/author",
        "anchor/s01-biggest",
    )
    assert order == sorted(order)


def test_each_thing_has_one_block_and_its_parts_stand_behind_it(subjects: list[str]) -> None:
    assert len(subjects) == len(set(subjects))
    for subject in subjects:
        owner, _, _ = subject.partition("/content/")
        if owner != subject:
            between = subjects[subjects.index(owner) + 1 : subjects.index(subject)]
            assert all(each.startswith(f"{owner}/") for each in between)


def test_claims_stand_in_the_order_of_the_text(subjects: list[str]) -> None:
    names = ["headline-biggest", "standfirst-4000-staff", "no-private-companies", "fred-wrong"]
    order = place(subjects, *(f"claim/{name}" for name in names))
    assert order == sorted(order)


def test_standards_come_before_the_kinds_of_things(text: str) -> None:
    names = [line.split()[1] for line in text.splitlines() if line.startswith("@prefix")]
    assert names[:3] == ["rdf:", "rdfs:", "owl:"]
    assert names.index("reorg:") < names.index("plan:") < names.index("claim:")
    assert names.index("claim:") < names.index("anchor:") == len(names) - 1


@pytest.mark.parametrize("extension", ["ttl", "trig"])
def test_same_bytes_and_same_triples_in_whichever_order_they_came(extension: str) -> None:
    quads = [*parse(resources.read("graphs", GRAPH.name), RdfFormat.TURTLE)]
    used = serialise.prefixes(NAME, BASE)

    def written() -> bytes:
        dataset = Dataset()
        dataset.add(random.sample(quads, len(quads)))
        return serialise.serialise(dataset, used, (extension,))[extension]

    one = written()
    assert one == written()
    assert {*parse(one, FORMATS[extension])} == {*quads}


def test_a_graph_without_a_record_has_no_head() -> None:
    dataset = Dataset()
    dataset.add(parse("<a:a> a <a:b> .", RdfFormat.TURTLE))
    text = serialise.turtle(dataset, PREFIXES)
    assert b"#" not in re.sub(rb"<[^>]*>", b"", text)
    assert text.endswith(b"<a:a> a <a:b> .\n")
