"""Anchors survive in other copies of a text, and none is put where it does not belong."""

from __future__ import annotations

import os
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reorg.article import sourcetext
from reorg.article.normalised import normalised
from reorg.article.reprint import Outcome, reanchor
from reorg.cli import parser
from reorg.pipeline.check import check
from reorg.record.loading import load
from reorg.record.model import Record
from support import perturb
from support.paths import DATA, RECORD

DATA = DATA / "records"
SHIPPED = RECORD

COPIES = int(os.environ.get("REORG_COPIES", "160"))
"""Copies of each of two texts under each of two groups of changes."""

PLACED = (Outcome.FOUND, Outcome.MOVED, Outcome.APPROXIMATE)


def invented() -> tuple[Record, str]:
    text = (DATA / "brackwater-2031.txt").read_text(encoding="utf-8")
    return load(DATA / "brackwater-2031.yaml")[0], text


def outcomes(record: Record, text: str) -> dict[str, Outcome]:
    found = reanchor(record, sourcetext.Article("copy.txt", text, ""))
    return {finding.node.id: finding.outcome for finding in found}


def measure(
    record: Record, text: str, groups: Sequence[Sequence[perturb.Change]], copies: int
) -> Counter[str]:
    """Count how the anchors fare in copies; a place that is not the passage's is wrong."""
    counts: Counter[str] = Counter()
    for seed in range(copies):
        random, copy = Random(seed), perturb.Copy(text)
        for change in groups[seed % len(groups)]:
            change(copy, random)
        changed = copy.text
        for finding in reanchor(record, sourcetext.Article("copy.txt", changed, "")):
            outcome = finding.outcome.name.lower()
            if finding.outcome in PLACED:
                (place,) = finding.places
                start, end = int(finding.node.values["start"]), int(finding.node.values["end"])
                if (place.start, place.end) != copy.span(start, end):
                    outcome = "wrong"
            counts[outcome] += 1
    return counts


@pytest.fixture(params=["invented", "shipped"])
def subject(request: pytest.FixtureRequest) -> tuple[Record, str]:
    if request.param == "invented":
        return invented()
    article: Path = request.getfixturevalue("article")
    return load(SHIPPED)[0], sourcetext.read_article(article).text


@pytest.mark.slow
def test_all_are_found_whatever_the_white_space_marks_and_encoding(
    subject: tuple[Record, str], capsys: pytest.CaptureFixture[str]
) -> None:
    record, text = subject
    counts = measure(record, text, perturb.EVEN, COPIES)
    with capsys.disabled():
        print(f"\n{record.name}, even changes, {COPIES} copies: {dict(counts)}")
    assert set(counts) <= {"found", "moved"}


@pytest.mark.slow
def test_nearly_all_are_found_among_other_changes_and_none_wrongly(
    subject: tuple[Record, str], capsys: pytest.CaptureFixture[str]
) -> None:
    record, text = subject
    counts = measure(record, text, perturb.UNEVEN, COPIES)
    share = 1 - (counts["ambiguous"] + counts["lost"]) / counts.total()
    with capsys.disabled():
        print(f"\n{record.name}, other changes, {COPIES} copies: {dict(counts)}, {share:.2%}")
    assert counts["wrong"] == 0
    # In a text of four sentences any of them said again elsewhere leaves it open which is meant.
    assert share >= (0.98 if record.name == "northamptonshire-2015" else 0.96)


@pytest.mark.slow
def test_what_is_left_out_is_not_found_in_other_words_elsewhere(
    subject: tuple[Record, str],
) -> None:
    record, text = subject
    for seed in range(40):
        copy = perturb.Copy(text)
        perturb.removal(copy, Random(seed))
        reached = 0
        for finding in reanchor(record, sourcetext.Article("copy.txt", copy.text, "")):
            start, end = int(finding.node.values["start"]), int(finding.node.values["end"])
            if finding.outcome in PLACED and not "".join(copy.pieces[start:end]):
                (place,) = finding.places
                there = normalised(copy.text[place.start : place.end]).text
                assert there == normalised(text[start:end]).text
                assert place.start >= reached
                reached = place.start


def test_untouched_text_has_all_at_their_positions() -> None:
    record, text = invented()
    assert set(outcomes(record, text).values()) == {Outcome.FOUND}


def test_what_is_said_twice_is_told_apart_by_what_stands_around() -> None:
    record, text = invented()
    again = "Two branches will close"
    assert outcomes(record, f"{again}\n\n{text}")["anchor:two-closures"] is Outcome.MOVED
    assert outcomes(record, f"{again}. {again}.")["anchor:two-closures"] is Outcome.AMBIGUOUS


def test_other_words_are_never_simply_found() -> None:
    record, text = invented()
    found = outcomes(record, text.replace("Ada Finch", "Ada Finsh"))
    assert found["anchor:finch"] is Outcome.APPROXIMATE
    found = outcomes(record, text.replace("library staff", "library staffs"))
    assert found["anchor:staff"] is Outcome.APPROXIMATE


def test_a_passage_that_is_gone_is_lost() -> None:
    record, text = invented()
    assert outcomes(record, text.replace("said Ada Finch, ", ""))["anchor:finch"] is Outcome.LOST


def test_check_reports_apart_what_moved_and_what_is_not_there(
    record_file: Path, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    before = record_file.read_bytes()
    copy = tmp_path / "copy.txt"
    text = (record_file.parent / "brackwater-2031.txt").read_text(encoding="utf-8")
    copy.write_text(f"Printed at home.\n\n{text}", encoding="utf-8")
    assert parser.run(["check", str(record_file), "--article", str(copy)]) == 0
    said = capsysbinary.readouterr().out.decode()
    assert "   6 moved\n       anchor:headline: 23-43 -> 41-61\n" in said
    copy.write_text(text.replace("Ada Finch", "Ada Finsh").replace("40 of the 55", ""), "utf-8")
    assert parser.run(["check", str(record_file), "--article", str(copy)]) == 1
    said = capsysbinary.readouterr().out.decode()
    assert "       anchor:finch: 263-272 -> 251-260 (likeness 0.88)\n" in said
    assert "       anchor:staff: 179-205 -> nowhere\n" in said
    assert "the quotation of `anchor:staff` is not in" in said
    assert record_file.read_bytes() == before


def test_a_copy_changes_nothing_else_that_check_says(record_file: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.txt"
    text = (record_file.parent / "brackwater-2031.txt").read_text(encoding="utf-8")
    copy.write_text(" ".join(text.split()), encoding="utf-8")
    assert check([record_file], article=copy) == []


FORMS: list[Callable[[str], str]] = [
    lambda text: unicodedata.normalize("NFD", text),
    lambda text: unicodedata.normalize("NFC", text),
    lambda text: text.replace(" ", "\u00a0\n"),
    lambda text: text.translate(str.maketrans("‘’“”", "''\"\"")),
]


@given(text=st.text(alphabet="aé ‘’“”\n-–ñﬁ…", max_size=40), which=st.sampled_from(FORMS))
def test_copies_have_one_canonical_form(text: str, which: Callable[[str], str]) -> None:
    assert normalised(which(text)).text == normalised(text).text


@given(text=st.text(max_size=40))
def test_canonical_characters_know_where_they_come_from(text: str) -> None:
    form = normalised(text)
    assert len(form.text) == len(form.starts) == len(form.ends) == len(form.places)
    for at in range(len(form.text)):
        assert 0 <= form.starts[at] < form.ends[at] <= len(text)
    for start, end in form.words:
        assert not any(map(str.isspace, text[slice(*form.span(start, end))]))
