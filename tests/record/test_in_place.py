"""An anchor may be defined where it is first named, and is then what it would be in its section."""

from __future__ import annotations

from pathlib import Path

import pytest

from reorg.pipeline.check import check
from reorg.pipeline.convert import convert
from reorg.record.loading import load
from support.commandline import reorg

LISTED = (
    "  - {id: anchor:no-closure, prefix: “, exact: No branch will close, "
    'suffix: ",", start: 235, end: 255}\n'
)
NAMED = "    anchor: anchor:no-closure\n"
FORMS = {
    "braces": "    anchor: {id: anchor:no-closure, prefix: “, exact: No branch will close, "
    'suffix: ",", start: 235}\n',
    "a list": "    anchor: [anchor:decided, {id: anchor:no-closure, prefix: “, "
    'exact: No branch will close, suffix: ",", start: 235}]\n',
    "a block": "    anchor:\n      id: anchor:no-closure\n      prefix: “\n"
    '      exact: No branch will close\n      suffix: ","\n      start: 235\n',
}


def moved(record: Path, form: str) -> Path:
    """Define an anchor of the record where it is named."""
    text = record.read_text(encoding="utf-8")
    assert text.count(LISTED) == text.count(NAMED) == 1
    record.write_text(text.replace(LISTED, "").replace(NAMED, form), encoding="utf-8")
    return record


def quads(record: Path) -> set[str]:
    return {str(quad) for quad in convert(load(record)[0]).quads}


@pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))
def test_graph_holds_what_is_defined_in_place(record_file: Path, form: str) -> None:
    before = quads(record_file)
    record = moved(record_file, form)
    assert check([record]) == []
    assert quads(record) >= before


WRONG = {
    "no id": ("id: anchor:no-closure, ", "", "has no `id`"),
    "an id of another kind": ("id: anchor:no-closure", "id: figure:no-closure", "`figure:"),
    "an id that is taken": ("id: anchor:no-closure", "id: anchor:decided", "`anchor:decided`"),
    "a key that anchors don't have": ("start: 235", "start: 235, wording: no", "`wording`"),
    "words that don't stand there": (
        "No branch will close",
        "No branch shall close",
        "character by character",
    ),
    "a wrong place": ("start: 235", "start: 236", "236"),
}


@pytest.mark.parametrize(("old", "new", "told"), WRONG.values(), ids=list(WRONG))
def test_what_is_wrong_in_place_is_told_on_its_line(
    record_file: Path, old: str, new: str, told: str
) -> None:
    record = moved(record_file, FORMS["braces"].replace(old, new))
    lines = record.read_text(encoding="utf-8").splitlines()
    here = next(n for n, line in enumerate(lines, 1) if line.startswith("    anchor: {"))
    problems = check([record])
    assert any(problem.line == here and told in str(problem) for problem in problems), problems


def test_what_is_defined_in_place_is_sealed_there(record_file: Path) -> None:
    words = "“No branch will close,” said Ada Finch"
    text = record_file.with_suffix(".txt").read_text(encoding="utf-8")
    assert words in text
    start = text.index(words)
    record = moved(record_file, f'    anchor: {{id: anchor:no-closure, exact: "{words}"}}\n')
    done = reorg("check", record, "--write-offsets")
    assert done.returncode == 0, done.stderr
    assert f"start: {start}" in record.read_text(encoding="utf-8")
    done = reorg("check", record, "--seal")
    sealed = record.read_text(encoding="utf-8")
    (line,) = (line for line in sealed.splitlines() if "id: anchor:no-closure" in line)
    assert line.startswith("    anchor: {id: anchor:no-closure, words: 7, sha256: ")
    assert "No branch" not in sealed.replace("wording: No branch", "")
