"""A record may leave out what follows from the rest; written or not, its graph is the same."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reorg.errors import Problem
from reorg.guide.explain import explain
from reorg.pipeline.check import check
from reorg.pipeline.convert import convert, document
from reorg.record.loading import load, read_record
from reorg.record.model import Record
from reorg.record.shortening import shortened, written_out
from reorg.record.strictyaml import parse
from reorg.vocab.defaults import SET_BY_PARTS, TABLE
from support.commandline import reorg
from support.paths import DATA, RECORD
from support.records import Spoil

BRACKWATER = DATA / "records" / "brackwater-2031.yaml"
RECORDS = [
    RECORD,
    BRACKWATER,
    *sorted((DATA / "reports").glob("*-20*.yaml")),
    *sorted((DATA / "draft" / "finished").glob("*.yaml")),
]

SHORT_CLAIM = """\
  - id: claim:hands-over
    anchor: anchor:headline
    standing: planned
    topic: services
    wording: The council would give its libraries to a new body.
    content: {subject: planned-body:trust, predicate: provides, object: service:libraries}
"""


def again(record: Record, text: str) -> Record:
    """Return a record as it is read from another text."""
    return read_record(parse(record.document.file, text))[0]


def quads(record: Record) -> list[str]:
    return sorted(str(quad) for quad in convert(record).quads)


def said(record: Record) -> list[Any]:
    """Return what a record says of each thing, in an order that no move changes."""
    return sorted(document(record)["@graph"], key=lambda thing: str(thing["id"]))


def assert_law(record: Record) -> None:
    """Assert that a record says the same without its defaults and with all of them."""
    short = again(record, shortened(record))
    long = again(record, written_out(short))
    assert said(short) == said(record) == said(long)
    assert shortened(short) == short.document.text
    assert written_out(long) == long.document.text
    assert shortened(long) == shortened(again(record, written_out(record)))


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.stem)
def test_graph_is_the_same_short_and_long(path: Path) -> None:
    record, problems = load(path)
    assert problems == []
    assert_law(record)
    short = again(record, shortened(record))
    long = again(record, written_out(short))
    assert quads(short) == quads(record) == quads(long)
    assert not [key for *_, key in long.defaulted if key in {"inPart", "speaker", "frame"}]
    assert comments(short) == comments(record) == comments(long)


def comments(record: Record) -> list[str]:
    return [line for line in record.document.text.splitlines() if line.lstrip().startswith("#")]


VOICES = ["document:article", "person:ada-finch", "speaker:mudlark", "document:draft"]
VALUES: dict[str, list[Any]] = {
    "speaker": VOICES,
    "possibleSpeaker": [VOICES[:2], VOICES[1:]],
    "attribution": ["none", "explicit", "carried-over"],
    "reportedBy": [
        "nobody",
        "document:article",
        ["speaker:mudlark", "document:article"],
        {"voice": "document:article", "commitment": "rejects"},
        [{"voice": "document:article", "commitment": "reports"}, {"voice": "document:draft"}],
    ],
    "onBehalfOf": ["nobody", "organisation:brackwater-council"],
    "inPart": ["part:headline", "part:body", "document:article"],
    "act": ["assertion", "announcement", "evaluation"],
    "standing": ["asserted", "planned", "decided", "predicted", "implemented", "reversed"],
    "sourceMode": ["stated", "presupposed", "read"],
    "stance": ["for", "against"],
    "stanceMode": ["read", "stated"],
    "topic": ["services", "staffing", ["services", "finance"]],
    "anchor": ["anchor:headline", ["anchor:finch", "anchor:decided"], "anchor:two-closures"],
}
CONTENT: dict[str, list[Any]] = {
    "polarity": ["positive", "negative"],
    "certainty": ["certain", "possible"],
    "frame": ["as-is", "as-was", "as-planned", "general"],
    "readBy": ["organisation:reorg-project", "person:ada-finch"],
}
GONE = "gone"


def changes(values: dict[str, list[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {}, optional={key: st.sampled_from([GONE, *some]) for key, some in values.items()}
    )


SET = st.fixed_dictionaries(
    {},
    optional={key: st.sampled_from(VALUES[key]) for key in SET_BY_PARTS},
)


def change(thing: dict[str, Any], changed: dict[str, Any]) -> None:
    for key, value in changed.items():
        thing.pop(key, None)
        if value != GONE:
            thing[key] = copy.deepcopy(value)


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_graph_is_the_same_however_a_record_is_changed(data: st.DataObject) -> None:
    text = BRACKWATER.read_text(encoding="utf-8")
    things: dict[str, Any] = yaml.load(text, Loader=yaml.BaseLoader)
    for claim in things["utterances"]:
        change(claim, data.draw(changes(VALUES)))
        for statement in claim["content"]:
            change(statement, data.draw(changes(CONTENT)))
        if data.draw(st.booleans()) and len(claim["content"]) == 1:
            claim["content"] = claim["content"][0]
    for thing in (things["record"], *things["documents"], *things["sentences"]):
        if set_ := data.draw(st.one_of(st.just({}), SET)):
            thing["defaults"] = copy.deepcopy(set_)
    flow = data.draw(st.sampled_from([None, False]))
    made = yaml.safe_dump(things, sort_keys=False, default_flow_style=flow, allow_unicode=True)
    record, problems = read_record(parse(str(BRACKWATER), made))
    assert problems == []
    assert_law(record)


def test_a_plain_claim_takes_five_lines(record_file: Path) -> None:
    text = record_file.read_text(encoding="utf-8")
    start, end = text.index("  - id: claim:hands-over"), text.index("  - id: claim:decision")
    record_file.write_text(text[:start] + SHORT_CLAIM + text[end:], encoding="utf-8")
    assert check([record_file]) == []
    assert quads(load(record_file)[0]) == quads(load(BRACKWATER)[0])


def value(record: Record, thing: str, key: str) -> Any:
    return next(node.values.get(key) for node in record.nodes if node.id == thing)


def set_on(spoil: Spoil, thing: str, defaults: str) -> Record:
    path = spoil(f"{{id: {thing}, ", f"{{id: {thing}, defaults: {defaults}, ")
    return load(path)[0]


def test_a_part_sets_defaults_for_what_stands_in_it(spoil: Spoil, record_file: Path) -> None:
    text = record_file.read_text(encoding="utf-8")
    record_file.write_text(text.replace("    standing: decided\n", ""), encoding="utf-8")
    record = set_on(spoil, "part:body", "{standing: drafted}")
    assert value(record, "claim:decision", "standing") == "drafted"
    assert value(record, "claim:hands-over", "standing") == "planned"


def test_what_is_set_beside_a_speaker_holds_for_that_speaker(
    spoil: Spoil, record_file: Path
) -> None:
    text = record_file.read_text(encoding="utf-8")
    plain = text.replace("    attribution: explicit\n", "")
    plain = plain.replace("    speaker: speaker:mudlark\n", "")
    record_file.write_text(plain, encoding="utf-8")
    chosen = "{speaker: person:ada-finch, attribution: carried-over}"
    record = set_on(spoil, "sentence:6", chosen)
    assert value(record, "claim:two-closures", "speaker") == "person:ada-finch"
    assert value(record, "claim:two-closures", "attribution") == "carried-over"
    assert value(record, "claim:no-closure", "attribution") == "explicit"


def test_a_fault_in_a_default_is_told_where_it_comes_to_bear(spoil: Spoil) -> None:
    path = spoil("    speaker: speaker:mudlark\n", "")
    path = spoil("{id: sentence:6, ", "{id: sentence:6, defaults: {speaker: plan:trust}, ")
    [problem] = check([path])
    assert isinstance(problem, Problem)
    assert "its `speaker` is `plan:trust` by default of `sentence:6`" in problem.what
    assert (
        "id: claim:two-closures" in path.read_text(encoding="utf-8").splitlines()[problem.line - 1]
    )


def test_a_key_with_a_comment_beside_it_stays(spoil: Spoil) -> None:
    path = spoil(
        "    standing: planned\n    sourceMode: stated\n", "    sourceMode: stated  # surely\n"
    )
    done = reorg("check", path, "--shorten")
    assert done.returncode == 0, done.stdout
    text = path.read_text(encoding="utf-8")
    assert "    sourceMode: stated  # surely\n" in text
    assert text.count("sourceMode:") == 1
    assert "lines before" in done.stdout


def test_a_record_with_problems_is_left_as_it_is(spoil: Spoil) -> None:
    path = spoil("standing: planned", "standing: plannd")
    before = path.read_bytes()
    done = reorg("check", path, "--shorten")
    assert done.returncode == 1
    assert "did you mean `planned`?" in done.stdout
    assert path.read_bytes() == before


def test_what_is_taken_out_can_be_written_out_again(record_file: Path) -> None:
    assert reorg("check", record_file, "--shorten").returncode == 0
    short = record_file.read_text(encoding="utf-8")
    assert reorg("check", record_file, "--write-out").returncode == 0
    assert "attribution: none\n    inPart: part:headline" in record_file.read_text(encoding="utf-8")
    assert reorg("check", record_file, "--shorten").returncode == 0
    assert record_file.read_text(encoding="utf-8") == short


def test_each_default_is_explained() -> None:
    listed = explain("defaults")
    for row in TABLE:
        assert f"{row.key} ({', '.join(row.on)}): " in listed.replace("\n      ", " ")
        assert "left out on" in explain(row.key)
