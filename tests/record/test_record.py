"""A record is read as it is written: every scalar as text, every name as one thing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from reorg.errors import RecordError
from reorg.namespaces import BASE, NAMESPACE, expand
from reorg.pipeline.check import check
from reorg.record.loading import load
from reorg.record.strictyaml import read
from reorg.vocab import keys
from reorg.vocab.kinds import KINDS
from reorg.vocab.vocabulary import vocabulary
from support.paths import DATA
from support.records import Spoil

BRACKWATER = DATA / "records" / "brackwater-2031.yaml"


@pytest.mark.parametrize(
    "scalar", ["no", "1.10", "1e3", "12:30:45", "2015-02-24", "~", "0x1F", "null"]
)
def test_scalars_stay_text(scalar: str, tmp_path: Path) -> None:
    path = tmp_path / "scalar.yaml"
    path.write_text(f"key: {scalar}\n", encoding="utf-8")
    assert read(path).data == {"key": scalar}


def test_byte_order_mark_and_windows_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "windows.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: one\r\nb:\r\n  - two\r\n")
    document = read(path)
    assert document.data == {"a": "one", "b": ["two"]}
    assert document.position(("b", 0)) == (3, 5)


def test_same_reading_without_the_c_library(
    record_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fast = read(record_file)
    monkeypatch.delattr(yaml, "CBaseLoader")
    slow = read(record_file)
    assert slow.data == fast.data
    path = ("utterances", 1, "content", 1, "literal")
    assert slow.position(path) == fast.position(path)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, raw: bytes
) -> None:
    path = tmp_path_factory.mktemp("bytes") / "any.yaml"
    path.write_bytes(raw)
    try:
        assert isinstance(read(path).data, dict)
    except RecordError as error:
        assert error.problems


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    items = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, child in items:
        yield from places(child, (*path, key))


WHOLE = yaml.load(BRACKWATER.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
ODD = [
    "",
    " ",
    "x y",
    "claim:",
    ":",
    "a:b:c",
    "plan:trust",
    "-1",
    [],
    {},
    [[]],
    [{}],
    {"id": "x"},
    ["a", {"b": ["c"]}],
]


@given(path=st.sampled_from(list(places(WHOLE))[1:]), odd=st.sampled_from(ODD))
def test_any_value_may_be_spoilt_without_a_crash(
    tmp_path_factory: pytest.TempPathFactory, path: tuple[Any, ...], odd: Any
) -> None:
    spoilt = json.loads(json.dumps(WHOLE))
    inner = spoilt
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = odd
    file = tmp_path_factory.mktemp("spoilt") / BRACKWATER.name
    # JSON is YAML.
    file.write_text(json.dumps(spoilt, ensure_ascii=False), encoding="utf-8")
    for problem in check([file]):
        assert problem.file == str(file)
        assert problem.what


def test_identifiers_become_iris(record_file: Path) -> None:
    record, _ = load(record_file, base="https://example.org/")
    iris = {node.id: node.iri for node in record.nodes}
    assert iris["record:brackwater-2031"] == "https://example.org/record/brackwater-2031"
    assert iris["person:ada-finch"] == "https://example.org/person/ada-finch"
    assert iris["service:libraries"] == "https://example.org/brackwater-2031/service/libraries"
    assert iris["claim:decision"] == "https://example.org/brackwater-2031/claim/decision"


def test_records_may_refer_to_what_another_shares(record_file: Path, spoil: Spoil) -> None:
    text = record_file.read_text(encoding="utf-8")
    other = record_file.with_name("neighbour-2032.yaml")
    moved = [line for line in text.splitlines(keepends=True) if "id: role:head-of-culture" in line]
    assert len(moved) == 1
    neighbour = text.replace("record:brackwater-2031", "record:neighbour-2032", 1)
    other.write_text(neighbour.replace(moved[0], ""), encoding="utf-8")
    (problem, *_) = alone = check([other])
    assert all("`role:head-of-culture` is not defined" in problem.what for problem in alone)
    assert problem.line > 0
    for order in ([record_file, other], [other, record_file]):
        assert check(order) == []


def test_a_service_of_another_record_is_shared_by_the_register(record_file: Path) -> None:
    text = record_file.read_text(encoding="utf-8")
    (line,) = (line for line in text.splitlines(keepends=True) if "id: service:libraries" in line)
    other = record_file.with_name("neighbour-2032.yaml")
    neighbour = text.replace("record:brackwater-2031", "record:neighbour-2032", 1)
    other.write_text(neighbour.replace(line, ""), encoding="utf-8")
    found = check([record_file, other])
    assert {Path(problem.file).name for problem in found} == {other.name}
    assert {problem.what for problem in found} == {"`service:libraries` is not defined"}
    assert all("`register.yaml`" in problem.remedy for problem in found)
    register = "services:\n  - {id: service:libraries, label: Libraries}\n"
    record_file.with_name("register.yaml").write_text(register, encoding="utf-8")
    assert check([record_file, other]) == []
    iris = {load(path)[0].iris["service:libraries"] for path in (record_file, other)}
    assert iris == {f"{BASE}service/libraries"}


@pytest.mark.parametrize("name", ["service:libraries", "notion:good", "situation:closures"])
def test_what_two_reports_call_alike_is_not_one_thing(name: str, record_file: Path) -> None:
    text = record_file.read_text(encoding="utf-8") + "\nnotions: [{id: notion:good, label: good}]\n"
    other = record_file.with_name("neighbour-2032.yaml")
    record_file.write_text(text, encoding="utf-8")
    other.write_text(text.replace("record:brackwater-2031", "record:neighbour-2032", 1))
    one, two = (load(path)[0].iris[name] for path in (record_file, other))
    assert one != two


def test_section_may_be_empty(spoil: Spoil) -> None:
    path = spoil("\nbackground:\n", "\ntour:\n\nbackground:\n")
    assert check([path]) == []


def test_every_key_stands_for_a_property_that_may_be_asserted() -> None:
    known = vocabulary()
    reified = {
        key.iri
        for key in keys.keys_by_name().values()
        if key.name in ("subject", "predicate", "object", "literal")
    }
    for key in keys.keys_by_name().values():
        if key.iri and key.iri not in reified:
            assert key.iri in known.assertable, key.name
            assert key.iri not in known.content_predicates, key.name


def test_every_own_key_is_the_name_of_its_property() -> None:
    for key in keys.keys_by_name().values():
        if key.iri.startswith(NAMESPACE) and key.name != "reportedBy":
            assert key.iri == NAMESPACE + key.name


def test_every_closed_list_has_values() -> None:
    concepts = vocabulary().concepts
    for key in keys.keys_by_name().values():
        if key.scheme:
            assert any(iri.startswith(keys.concept_iri(key.scheme, "")) for iri in concepts), key


def test_every_kind_has_a_class_of_the_ontology() -> None:
    for kind in KINDS.values():
        assert expand(kind.type) in vocabulary().defined, kind
