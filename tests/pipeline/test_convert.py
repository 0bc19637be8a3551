"""A record becomes the same triples however it is laid out, and every format holds them."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, RdfFormat, parse

from reorg.errors import ReorgError
from reorg.namespaces import BASE, NAMESPACE, PREFIXES
from reorg.pipeline.convert import convert, document
from reorg.pipeline.examine import examine, graph_of
from reorg.rdf import serialise
from reorg.rdf.dataset import Dataset
from reorg.record.loading import load
from reorg.record.model import Record
from reorg.vocab import keys
from reorg.vocab.vocabulary import vocabulary
from support.graphs import FORMATS
from support.paths import DATA
from support.records import Spoil

BRACKWATER = DATA / "records" / "brackwater-2031.yaml"
HERE = f"{BASE}brackwater-2031/"
RDF = PREFIXES["rdf"]
LABEL = PREFIXES["rdfs"] + "label"


def made(path: Path) -> tuple[Record, Dataset]:
    record, problems = load(path)
    assert problems == []
    return record, graph_of(record)


def files(path: Path) -> dict[str, bytes]:
    record, dataset = made(path)
    return serialise.serialise(dataset, serialise.prefixes(record.name, record.base))


def values(dataset: Dataset, subject: str, predicate: str) -> set[str]:
    return {
        quad.object.value
        for quad in dataset.quads
        if quad.subject == NamedNode(subject) and quad.predicate == NamedNode(predicate)
    }


def test_content_is_reified_and_never_asserted() -> None:
    _, dataset = made(BRACKWATER)
    statement = f"{HERE}claim/hands-over/content/1"
    assert values(dataset, f"{HERE}claim/hands-over", f"{NAMESPACE}content") == {statement}
    assert values(dataset, statement, f"{RDF}subject") == {f"{HERE}planned-body/trust"}
    assert values(dataset, statement, f"{RDF}predicate") == {f"{NAMESPACE}provides"}
    assert values(dataset, statement, f"{RDF}object") == {f"{HERE}service/libraries"}
    used = {quad.predicate.value for quad in dataset.quads}
    assert not used & vocabulary().content_predicates


def test_statements_stand_in_their_own_graph() -> None:
    _, dataset = made(BRACKWATER)
    for quad in dataset.quads:
        about = quad.subject.value
        if "/content/" in about and quad.predicate.value != LABEL:
            assert quad.graph_name == NamedNode(f"{HERE}graph/claims")
        elif about.startswith(f"{HERE}background/") and "/rdf-schema#" not in quad.predicate.value:
            assert getattr(quad.graph_name, "value", "").startswith(f"{HERE}graph/")


def test_outer_voices_are_counted_from_the_nearest(spoil: Spoil) -> None:
    path = spoil(
        "      - {voice: document:article, commitment: reports}\n    inPart: part:body\n",
        "      - {voice: document:draft, commitment: endorses}\n"
        "      - {voice: document:article, commitment: reports}\n    inPart: part:body\n",
    )
    _, dataset = made(path)
    chain = f"{HERE}claim/two-closures/commitment"
    assert values(dataset, f"{chain}/1", f"{NAMESPACE}voice") == {f"{HERE}document/draft"}
    assert values(dataset, f"{chain}/2", f"{NAMESPACE}order") == {"2"}
    via = values(dataset, f"{HERE}claim/two-closures", f"{NAMESPACE}via")
    assert via == {f"{HERE}document/draft", f"{HERE}document/article"}


def test_anchor_has_the_structure_of_the_annotation_model() -> None:
    _, dataset = made(BRACKWATER)
    oa, anchor = PREFIXES["oa"], f"{HERE}anchor/no-closure"
    (target,) = values(dataset, anchor, f"{oa}hasTarget")
    assert values(dataset, target, f"{oa}hasSource") == {f"{HERE}text/article"}
    assert values(dataset, target, f"{oa}hasSelector") == {f"{anchor}/quote", f"{anchor}/position"}
    assert values(dataset, f"{anchor}/quote", f"{oa}exact") == {"No branch will close"}
    assert values(dataset, f"{anchor}/quote", f"{oa}suffix") == {","}
    assert values(dataset, f"{anchor}/position", f"{oa}start") == {"235"}
    assert values(dataset, anchor, f"{NAMESPACE}inSentence") == {f"{HERE}sentence/5"}
    assert f"{HERE}claim/no-closure" in values(dataset, anchor, f"{oa}hasBody")
    literals = [q.object for q in dataset.quads if q.predicate == NamedNode(f"{oa}start")]
    types = {literal.datatype.value for literal in literals}
    assert types == {f"{PREFIXES['xsd']}nonNegativeInteger"}


def test_no_blank_nodes_and_no_unmapped_keys() -> None:
    _, dataset = made(BRACKWATER)
    for quad in dataset.quads:
        assert not isinstance(quad.subject, BlankNode)
        assert not isinstance(quad.object, BlankNode)
        assert not quad.predicate.value.startswith(keys.UNMAPPED)


def test_key_outside_the_context_is_never_lost() -> None:
    record, _ = load(BRACKWATER)
    record.nodes[-1].values["colour"] = "blue"
    with pytest.raises(ReorgError, match="without a place in the JSON-LD context: colour"):
        convert(record)


def test_every_term_used_has_a_name() -> None:
    _, dataset = made(BRACKWATER)
    naming = {f"{PREFIXES['rdfs']}label", f"{PREFIXES['skos']}prefLabel"}
    named = {quad.subject.value for quad in dataset.quads if quad.predicate.value in naming}
    used = {
        t.value for q in dataset.quads for t in (q.predicate, q.object) if isinstance(t, NamedNode)
    }
    own = {iri for iri in used if iri.startswith(NAMESPACE)}
    assert own
    assert own <= named


def test_derived_triples_stand_apart_and_are_new() -> None:
    _, dataset = made(BRACKWATER)
    graph = f"{HERE}graph/derived"
    rest = dataset.without(graph)
    assert len(rest.quads) < len(dataset.quads)
    derived = set(dataset.lines) - set(rest.lines)
    assert derived
    apart = [
        line
        for quad, line in zip(dataset.quads, dataset.lines, strict=True)
        if getattr(quad.graph_name, "value", "") == graph
    ]
    assert not set(apart) & set(rest.lines)


def test_opposite_claims_on_an_issue_conflict_until_one_is_deleted(record_file: Path) -> None:
    conflict = f"{NAMESPACE}betweenClaim"
    _, dataset = made(record_file)
    sides = {q.object.value for q in dataset.quads if q.predicate.value == conflict}
    assert sides == {f"{HERE}claim/no-closure", f"{HERE}claim/two-closures"}
    whole = yaml.load(record_file.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    for name in ("claim:no-closure", "claim:two-closures"):
        less = dict(whole)
        less["utterances"] = [claim for claim in whole["utterances"] if claim["id"] != name]
        record_file.write_text(json.dumps(less), encoding="utf-8")
        _, dataset = made(record_file)
        assert not [q for q in dataset.quads if q.predicate.value == conflict]


def test_context_alone_reads_names_as_the_conversion_does() -> None:
    """The shipped context gives short names the IRIs that the conversion writes out."""
    node = {
        "@context": {**keys.context(), "claim": {"@id": f"{HERE}claim/", "@prefix": True}},
        "id": "claim:decision",
        "act": "decision",
        "stanceMode": "read",
        "sourceMode": "stated",
        "wording": "A decision.",
    }
    found = {q.predicate.value: q.object for q in parse(json.dumps(node), RdfFormat.JSON_LD)}
    assert found[f"{NAMESPACE}act"] == NamedNode(f"{NAMESPACE}act-decision")
    assert found[f"{NAMESPACE}stanceMode"] == NamedNode(f"{NAMESPACE}source-mode-read")
    assert found[f"{NAMESPACE}sourceMode"] == NamedNode(f"{NAMESPACE}source-mode-stated")
    assert getattr(found[f"{NAMESPACE}wording"], "language", "") == "en"


@pytest.mark.parametrize("extension", serialise.UNION)
def test_formats_of_one_graph_hold_the_same_triples(extension: str) -> None:
    written = files(BRACKWATER)
    whole = {quad.triple for quad in parse(written["nt"], RdfFormat.N_TRIPLES)}
    found = [quad.triple for quad in parse(written[extension], FORMATS[extension])]
    assert set(found) == whole
    assert len(found) == len(whole)


def test_formats_of_datasets_hold_the_same_quads() -> None:
    written = files(BRACKWATER)
    trig = set(parse(written["trig"], RdfFormat.TRIG))
    assert trig == set(parse(written["nq"], RdfFormat.N_QUADS))
    whole = {quad.triple for quad in parse(written["nt"], RdfFormat.N_TRIPLES)}
    assert {quad.triple for quad in trig} == whole
    names = {getattr(quad.graph_name, "value", "") for quad in trig}
    assert names == {"", *(f"{HERE}graph/{name}" for name in ("background", "claims", "derived"))}


@pytest.mark.parametrize("extension", ["ttl", "nt", "nq"])
def test_written_form_is_settled(extension: str) -> None:
    text = files(BRACKWATER)[extension].decode()
    assert text.endswith(".\n")
    assert "\r" not in text
    assert "_:" not in text
    if extension == "ttl":
        assert "\nclaim:decision a " in text
    else:
        assert text.splitlines() == sorted(text.splitlines())


# Without surrogates, and without what a record refuses.
HIDDEN = [0xFEFF, 0xFFFE, 0xFFFF, *range(0x2028, 0x202F), *range(0x2066, 0x206A)]
plain_text = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters=map(chr, HIDDEN))
    | st.sampled_from("\t\n\r\"\\<&>'"),
    min_size=1,
    max_size=40,
).filter(str.strip)


@pytest.mark.slow
@given(label=plain_text)
def test_text_survives_into_every_format(
    tmp_path_factory: pytest.TempPathFactory, label: str
) -> None:
    whole = yaml.load(BRACKWATER.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    whole["utterances"][1]["wording"] = label
    path = tmp_path_factory.mktemp("text") / BRACKWATER.name
    path.write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")
    claim, wording = NamedNode(f"{HERE}claim/decision"), NamedNode(f"{NAMESPACE}wording")
    for extension, content in files(path).items():
        found = [
            q
            for q in parse(content, FORMATS[extension])
            if (q.subject, q.predicate) == (claim, wording)
        ]
        assert [quad.object.value for quad in found] == [label], extension


@given(seed=st.integers())
def test_order_of_the_file_does_not_matter(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    whole = yaml.load(BRACKWATER.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    chance = random.Random(seed)
    sections = list(whole.items())
    chance.shuffle(sections)
    for _, things in sections:
        if isinstance(things, list):
            chance.shuffle(things)
    path = tmp_path_factory.mktemp("order") / BRACKWATER.name
    path.write_text(json.dumps(dict(sections)), encoding="utf-8")
    assert files(path) == files(BRACKWATER)


def test_converting_twice_and_converting_the_union_changes_nothing() -> None:
    record, dataset = made(BRACKWATER)
    assert document(record) == document(record)
    twice = Dataset()
    twice.add([*dataset.quads, *dataset.quads])
    used = serialise.prefixes(record.name, record.base)
    assert serialise.serialise(twice, used) == serialise.serialise(dataset, used)


def test_rules_have_nothing_left_to_derive() -> None:
    from reorg.pipeline.rules import derive

    _, dataset = made(BRACKWATER)
    assert derive(dataset) == []


def test_another_base_moves_the_data_and_not_the_terms(record_file: Path) -> None:
    record, problems = load(record_file, base="https://example.org/data/")
    examined = examine(record, problems, article=None)
    assert examined.problems == []
    for quad in examined.dataset.quads:
        for term in (quad.subject, quad.predicate, quad.object):
            assert not (isinstance(term, NamedNode) and term.value.startswith(BASE))


def test_quads_of_the_default_graph_are_plain(record_file: Path) -> None:
    record, _ = load(record_file)
    plain = [quad for quad in convert(record).quads if isinstance(quad.graph_name, DefaultGraph)]
    allowed = vocabulary().assertable
    assert {quad.predicate.value for quad in plain} <= allowed
    assert all(isinstance(quad, Quad) for quad in plain)
