"""A kind of thing is one entry of one table: sections, schema, help, graphs and IRIs follow."""

from __future__ import annotations

from pathlib import Path

import pytest

from reorg.guide import keyrules, schema
from reorg.guide.explain import explain, overview
from reorg.namespaces import BASE, PREFIXES, expand
from reorg.pipeline.check import check
from reorg.pipeline.convert import convert
from reorg.rdf.serialise import prefixes
from reorg.record.loading import load
from reorg.vocab.keys import keys_by_name
from reorg.vocab.kinds import (
    KINDS,
    OWN,
    PARTS,
    REGISTER_FILE,
    REGISTERED,
    SECTIONS,
    SHARED,
    Kind,
    prefix_iri,
)
from reorg.vocab.vocabulary import vocabulary
from support.paths import DATA

BRACKWATER = (DATA / "records" / "brackwater-2031.yaml").read_text(encoding="utf-8")


@pytest.fixture(params=[SHARED, REGISTERED, OWN])
def district(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Kind:
    """A kind that the table does not have, entered in it for a while."""
    kind = Kind("district", "reorg:Place", "places", request.param, "A part of a town.")
    assert kind.name not in KINDS
    monkeypatch.setitem(KINDS, kind.name, kind)
    return kind


def write(folder: Path, name: str) -> Path:
    """Write the invented record under a name, with a district in it."""
    path = folder / f"{name}.yaml"
    text = BRACKWATER.replace("record:brackwater-2031", f"record:{name}")
    district = "places:\n  - {id: district:riverside, label: Riverside}\n"
    path.write_text(f"{text}\n{district}", encoding="utf-8")
    return path


def riverside(path: Path) -> str:
    record, problems = load(path)
    assert problems == []
    types = [q for q in convert(record).quads if q.predicate.value == PREFIXES["rdf"] + "type"]
    (iri,) = {q.subject.value for q in types if q.subject.value.endswith("/riverside")}
    assert {q.object.value for q in types if q.subject.value == iri} == {expand("reorg:Place")}
    return str(iri)


def test_records_may_hold_a_further_kind(district: Kind, tmp_path: Path) -> None:
    one, other = write(tmp_path, "one-2031"), write(tmp_path, "other-2031")
    (tmp_path / "brackwater-2031.txt").write_bytes(
        (DATA / "records" / "brackwater-2031.txt").read_bytes()
    )
    assert (riverside(one) == riverside(other)) == district.shared
    assert riverside(one).startswith(prefixes("one-2031", BASE)["district"])
    assert check([one]) == []


def test_a_register_may_hold_what_the_table_says(district: Kind, tmp_path: Path) -> None:
    text = "places:\n  - {id: district:riverside, label: Riverside}\n"
    (tmp_path / REGISTER_FILE).write_text(text, encoding="utf-8")
    path = tmp_path / "brackwater-2031.yaml"
    path.write_text(BRACKWATER, encoding="utf-8")
    _, problems = load(path)
    refused = [p for p in problems if p.what == "a register cannot hold `district:riverside`"]
    assert bool(refused) != district.registered


def test_schema_and_help_know_a_further_kind(district: Kind) -> None:
    made = schema.schema()
    assert made["$defs"]["district"]["description"] == "A part of a town."
    assert "|district):" in made["$defs"]["thing"]["properties"]["id"]["pattern"]
    assert {"$ref": "#/$defs/district"} in [o["then"] for o in made["$defs"]["thing"]["allOf"]]
    assert "district" in overview()
    assert "A part of a town." in explain("district")
    assert "stands in a record under `places`" in explain("district")
    assert "holds things of the kinds place, district" in explain("places")
    assert "district" in explain("label")


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_has_its_place_in_all_that_follows(name: str) -> None:
    kind = KINDS[name]
    assert kind.name == name
    assert kind.section in SECTIONS
    assert {expand(type_) for type_ in (kind.type, *kind.part_types)} <= vocabulary().defined
    assert {*kind.needed, *kind.filled_in, *kind.file_keys} <= keys_by_name().keys()
    one, other = (prefix_iri(kind, record, BASE) for record in ("one", "other"))
    assert (one == other) == kind.shared
    assert prefixes("one", BASE)[name] == one
    assert keyrules.rules(name) and keyrules.class_meaning(name)


def test_every_section_has_kinds_and_every_part_its_keys() -> None:
    assert {kind.section for kind in KINDS.values()} == SECTIONS.keys() - {"record"}
    for part in PARTS.values():
        assert part.keys - {"guess"} <= keys_by_name().keys()
        assert keyrules.rules(part.name) and keyrules.class_meaning(part.name)
