"""The JSON Schema that editors use agrees with the shapes, and is kept as they are."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from reorg.guide import keyrules, schema
from reorg.pipeline.check import check
from reorg.vocab.keys import keys_by_name
from reorg.vocab.kinds import KINDS, SECTIONS
from support.paths import ROOT

SHIPPED = ROOT / "ontology" / schema.FILE
RECORD = ROOT / "graph" / "records" / "northamptonshire-2015.yaml"
INVENTED = sorted(path for path in (ROOT / "tests" / "data").glob("re*/*-20[0-9][0-9].yaml"))


class _Loader(yaml.CSafeLoader):
    """Reads YAML as editors do, by the core schema of YAML 1.2: a date is text."""


_Loader.yaml_implicit_resolvers = {
    first: [pair for pair in pairs if not pair[0].endswith(":timestamp")]
    for first, pairs in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def as_editors_read(text: str) -> Any:
    return yaml.load(text, _Loader)


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    loaded = json.loads(SHIPPED.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(loaded)
    return Draft202012Validator(loaded)


def test_shipped_schema_is_current(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--update-expected"):
        SHIPPED.write_text(schema.text(), encoding="utf-8")
    assert SHIPPED.read_text(encoding="utf-8") == schema.text(), (
        "run pytest --update-expected tests/guide/test_schema.py"
    )


def test_shipped_record_names_it_in_its_first_line() -> None:
    first = RECORD.read_text(encoding="utf-8").splitlines()[0]
    key, _, path = first.partition("$schema=")
    assert key == "# yaml-language-server: "
    assert (RECORD.parent / path).resolve() == SHIPPED


@pytest.mark.parametrize("path", [RECORD, *INVENTED], ids=lambda path: path.stem)
def test_good_records_pass(path: Path, validator: Draft202012Validator) -> None:
    data = as_editors_read(path.read_text(encoding="utf-8"))
    errors = [f"{list(e.absolute_path)}: {e.message}" for e in validator.iter_errors(data)]
    assert errors == []


BROKEN = {
    "key misspelt": ("attribution: none\n    inPart: part:body", "atribution: none"),
    "key missing": ("    wording: The council has approved the plan.\n", ""),
    "word of no list": ("act: assertion", "act: decided"),
    "word of another key's list": ("partKind: byline", "partKind: comment"),
    "kind misspelt": ("id: service:libraries", "id: servise:libraries"),
    "capitals in an id": ("id: plan:trust", "id: plan:Trust"),
    "key of another kind": ("id: service:libraries, ", "id: service:libraries, act: assertion, "),
    "no number": ("quantity: 40", "quantity: forty"),
    "no date": ("created: 2026-11-22", "created: 22 November"),
    "no reference": ("madeFrom: text:article", "madeFrom: the article"),
    "unknown section": ("services:\n", "servces:\n"),
    "two speakers": (
        "speaker: speaker:mudlark",
        "possibleSpeaker: [speaker:mudlark, person:ada-finch]\n    speaker: speaker:mudlark",
    ),
    "derived figure as written": (
        'asWritten: "40"',
        'formula: 55 - 15, derivedFrom: figure:staff-55, asWritten: "40"',
    ),
    "object and words": ("literal: move", "literal: move, object: plan:trust"),
    "no content predicate": ("predicate: provides", "predicate: gives"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_records_fail(name: str, record_file: Path, validator: Draft202012Validator) -> None:
    old, new = BROKEN[name]
    text = record_file.read_text(encoding="utf-8")
    assert old in text
    record_file.write_text(text.replace(old, new, 1), encoding="utf-8")
    data = as_editors_read(record_file.read_text(encoding="utf-8"))
    assert not validator.is_valid(data)
    assert check([record_file]) != []


def mutations(data: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield copies of a record with one thing in each done wrong, or only done otherwise."""
    changes = ("drop", "misspell", "list", "word", "empty", "extra")
    count = 0
    for section, things in data.items():
        for index, thing in enumerate(things if isinstance(things, list) else [things]):
            for key in thing:
                count += 1
                change = changes[count % len(changes)]
                made = copy.deepcopy(data)
                there = made[section][index] if isinstance(things, list) else made[section]
                value = there.pop(key)
                if change == "misspell":
                    there[f"{key}x"] = value
                elif change == "extra":
                    there |= {key: value, "asOf": "2031"}
                elif change != "drop":
                    there[key] = {"list": [value], "word": "something", "empty": ""}[change]
                    if isinstance(value, list) and change == "list":
                        there[key] = value
                yield f"{change} {section}/{index}/{key}", made


@pytest.mark.slow
def test_what_the_schema_refuses_the_check_refuses(
    record_file: Path, validator: Draft202012Validator
) -> None:
    data = as_editors_read(record_file.read_text(encoding="utf-8"))
    refused = accepted = 0
    for name, made in mutations(data):
        record_file.write_text(yaml.safe_dump(made, allow_unicode=True), encoding="utf-8")
        if validator.is_valid(made):
            accepted += 1
        else:
            refused += 1
            assert check([record_file]) != [], f"only the schema refuses: {name}"
    assert refused > 120
    assert accepted > 30


def test_every_key_and_kind_has_a_meaning(validator: Draft202012Validator) -> None:
    assert [key for key in keys_by_name() if not keyrules.meaning(key)] == []
    assert [kind for kind in KINDS if not keyrules.class_meaning(kind)] == []
    definitions = validator.schema["$defs"]
    for kind in KINDS:
        for key, rule in definitions[kind]["properties"].items():
            assert rule["description"], (kind, key)


def test_closed_lists_show_what_their_words_mean(validator: Draft202012Validator) -> None:
    (feeling,) = [
        item
        for item in validator.schema["$defs"]["act values"]["anyOf"]
        if item["const"] == "feeling"
    ]
    assert feeling["description"] == "Shows the speaker's own state of mind."


def test_sections_are_those_of_records(validator: Draft202012Validator) -> None:
    assert tuple(validator.schema["properties"]) == tuple(SECTIONS)


def test_required_keys_are_named_for_each_kind(validator: Draft202012Validator) -> None:
    definitions = validator.schema["$defs"]
    assert definitions["claim"]["required"] == ["anchor", "content", "wording"]
    assert definitions["claim"]["properties"]["standing"]["default"] == "asserted"
    assert "Left out: the creator" in definitions["claim"]["properties"]["speaker"]["description"]
    assert definitions["anchor"]["required"] == []
    assert [one["required"] for one in definitions["anchor"]["allOf"][0]["oneOf"]] == [
        ["exact"], ["words", "sha256", "paragraph", "inDocument"],
    ]  # fmt: skip
