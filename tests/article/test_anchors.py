"""Quotations are found where they stand, counted as people count, and kept within bounds."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reorg.article import anchors, coverage, sourcetext
from reorg.article.anchors import Quotation
from reorg.article.offsets import write_offsets
from reorg.cli import parser
from reorg.errors import RecordError, ReorgError
from reorg.pipeline.build import build
from reorg.pipeline.check import check
from reorg.record.loading import load
from reorg.record.model import Node
from support.paths import RECORD
from support.records import Spoil

words = st.text(alphabet="ab \u2019\U0001d49c\u0301\n", min_size=1, max_size=60)


def quotation(exact: str, prefix: str = "", suffix: str = "") -> Quotation:
    node = Node({}, "anchor:one", "anchor", "urn:one", "oa:Annotation", ())
    return Quotation(node, exact, prefix, suffix, None, None)


@given(text=words, data=st.data())
def test_what_was_cut_is_found_where_it_was_cut(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    before = data.draw(st.integers(0, start))
    after = data.draw(st.integers(end, len(text)))
    cut = quotation(text[start:end], prefix=text[before:start], suffix=text[end:after])
    found = anchors.find(text, cut)
    assert start in found
    assert all(text[at : at + end - start] == text[start:end] for at in found)


@given(text=words, data=st.data())
def test_whole_text_as_context_leaves_one_place(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    cut = quotation(text[start:end], prefix=text[:start], suffix=text[end:])
    assert anchors.find(text, cut) == [start]


def test_overlapping_places_are_all_found() -> None:
    assert anchors.find("anana", quotation("ana")) == [0, 2]


def test_offsets_count_code_points_not_bytes_or_utf_16_units() -> None:
    assert anchors.find("a\U0001d49cé end", quotation("end")) == [4]


def test_offsets_missing_are_found_in_the_text_beside_the_record(spoil: Spoil) -> None:
    path = spoil("exact: Ada Finch, start: 263, end: 272", "exact: Ada Finch")
    record, problems = load(path)
    article = sourcetext.beside(record)
    assert article is not None
    anchors.fill_offsets(record, article)
    assert [*problems, *anchors.check(record, article)] == []
    finch = next(node for node in record.nodes if node.id == "anchor:finch")
    assert (finch.values["start"], finch.values["end"]) == ("263", "272")


def test_offsets_missing_without_the_text(spoil: Spoil) -> None:
    path = spoil("exact: Ada Finch, start: 263, end: 272", "exact: Ada Finch")
    record, _ = load(path)
    (problem,) = anchors.check(record, None)
    assert problem.what == "`anchor:finch` has no offsets, and the text is not at hand"


def test_remedy_names_what_differs(spoil: Spoil) -> None:
    record, _ = load(spoil("exact: Ada Finch", "exact: ada finch"))
    (problem,) = anchors.check(record, sourcetext.beside(record))
    assert problem.remedy.startswith("quote marks, dashes, spaces or capitals differ")


def test_written_offsets_change_nothing_else(record_file: Path, spoil: Spoil) -> None:
    whole = record_file.read_text(encoding="utf-8")
    article = record_file.parent / "brackwater-2031.txt"
    spoil("exact: Ada Finch, start: 263, end: 272", "exact: Ada Finch")
    spoil("start: 179, end: 205", "start: 0, end: 5")
    spoil("    start: 333\n    end: 356\n", "")
    assert write_offsets(record_file, article) == 3
    written = record_file.read_text(encoding="utf-8")
    block = "  - id: anchor:two-closures\n"
    assert f"{block}    start: 333\n    end: 356\n    exact: Two" in written
    moved = written.replace(f"{block}    start: 333\n    end: 356\n", block)
    assert moved.replace("will close\n\n", "will close\n    start: 333\n    end: 356\n\n") == whole
    assert write_offsets(record_file, article) == 0


def test_share_counts_each_word_once(record_file: Path) -> None:
    record, _ = load(record_file)
    article = sourcetext.beside(record)
    assert article is not None
    assert len(article.text.split()) == 66
    assert round(anchors.quoted_share(record, article) * 66) == 23


def test_coverage_counts_by_kind(record_file: Path, spoil: Spoil) -> None:
    record, _ = load(record_file)
    whole = coverage.coverage(record)
    assert (whole.total, whole.covered, whole.open) == (6, 6, ())
    assert whole.sentences == {"byline": 1, "headline": 1, "prose": 4}
    spoil("partKind: byline, accountedBy: document:article", "partKind: byline")
    record, _ = load(record_file)
    assert [node.id for node in coverage.coverage(record).open] == ["sentence:2"]


def test_prose_is_excused_for_two_reasons_only_and_seldom(spoil: Spoil) -> None:
    old = "start: 291, end: 392, partKind: prose"
    path = spoil(old, f"{old}, unclaimedReason: not-about-the-reorganisation")
    assert check([path]) == []
    path = spoil("anchor: anchor:two-closures\n    act", "anchor: anchor:finch\n    act")
    (problem,) = check([path])
    assert problem.what == "3 of 4 sentences of prose have a claim or other utterance"
    path = spoil("not-about-the-reorganisation", "navigation")
    assert "no utterance is anchored in `sentence:6`" in [p.what for p in check([path])]


def test_map_shows_what_is_open(record_file: Path, spoil: Spoil) -> None:
    path = spoil("partKind: byline, accountedBy: document:article", "partKind: byline")
    record, _ = load(path)
    article = sourcetext.beside(record)
    lines = coverage.chart(record, article, lambda line: f"*{line}*").splitlines()
    assert lines[0].startswith("brackwater-2031: 5 of 6 sentences accounted for; 4 of 4 of prose")
    assert lines[2] == "*!         45-64  byline        not yet accounted for: By a staff reporter*"
    assert lines[3] == "         66-155  prose         1 utterance"
    bare = coverage.chart(record, None).splitlines()
    assert bare[2] == "!         45-64  byline        not yet accounted for"


def test_guesses_are_listed_and_nothing_is_built(spoil: Spoil, tmp_path: Path) -> None:
    label = "label: Brackwater Borough Council, "
    path = spoil(label, f"{label}guess: Is it a council?, ")
    content = "predicate: provides"
    spoil(content, f"guess: Does it?, {content}")
    first, second = check([path])
    assert first.what == "guess left on `organisation:brackwater-council`: Is it a council?"
    assert (first.column, second.line > first.line) == (108, True)
    assert second.what == "guess left on `claim:hands-over`: Does it?"
    with pytest.raises(RecordError, match="guess left on `claim:hands-over`"):
        build([path], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_other_problems_are_told_along_with_guesses(spoil: Spoil) -> None:
    path = spoil("label: Libraries,", "label: Libraries, guess: Which?,")
    spoil("    wording: The council has approved the plan.\n", "")
    assert sorted(problem.what.partition(":")[0] for problem in check([path])) == [
        "`claim",
        "guess left on `service",
    ]


def test_offsets_are_written_on_the_command_line(
    record_file: Path, spoil: Spoil, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    spoil("start: 179, end: 205", "start: 0, end: 5")
    article = record_file.parent / "brackwater-2031.txt"
    command = ["check", str(record_file), "--article", str(article), "--write-offsets"]
    assert parser.run(command) == 0
    assert capsysbinary.readouterr().out.startswith(b"offsets written: 1\n")
    spoil("start: 179, end: 205", "start: 0, end: 5")
    assert parser.run(["check", str(record_file), "--write-offsets"]) == 0
    assert capsysbinary.readouterr().out.startswith(b"offsets written: 1\n")
    with pytest.raises(SystemExit):
        parser.run(["check", "--write-offsets"])


def test_offsets_need_the_text(record_file: Path) -> None:
    (record_file.parent / "brackwater-2031.txt").unlink()
    with pytest.raises(ReorgError, match="the text of brackwater-2031 is not beside it; name a"):
        write_offsets(record_file)


def test_the_summary_counts_as_the_map_does(
    record_file: Path, spoil: Spoil, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    spoil("    start: 333\n    end: 356\n", "")
    spoil(", start: 179, end: 205", "")
    assert parser.run(["check", str(record_file), "--coverage"]) == 0
    assert capsysbinary.readouterr().out.count(b"6 of 6 sentences accounted for") == 2


def test_anchors_that_nothing_uses_are_named(record_file: Path, spoil: Spoil) -> None:
    long = "exact: Council has decided to move its six libraries, start: 85, end: 130"
    spare = "anchors:\n  - {id: anchor:spare, exact: decided to move, start: 97, end: 112}"
    spoil("exact: decided to move, start: 97, end: 112", long)
    spoil("\nanchors:", f"\n{spare}")
    (problem,) = check([record_file])
    assert problem.remedy.endswith("in all, or delete those that nothing uses: `anchor:spare`")


@pytest.mark.parametrize(("share", "said"), [(0.42, "42%"), (0.4004, "40.04%"), (0.404, "40.4%")])
def test_a_share_above_the_limit_reads_so(share: float, said: str) -> None:
    assert anchors._above_limit(share) == said


def test_shipped_record_stands_in_its_text(article: Path) -> None:
    record, problems = load(RECORD)
    copy = sourcetext.read_article(article)
    assert problems == []
    assert sourcetext.is_source(record, copy)
    assert hashlib.sha256(article.read_bytes()).hexdigest() == copy.sha256
    assert anchors.check(record, copy) == []
    assert coverage.check(record, copy) == []
    assert set(anchors.locate(record, copy)) == {node.id for node in record.of_kind("anchor")}
