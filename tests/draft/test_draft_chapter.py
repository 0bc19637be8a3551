"""The chapter of graph/README.md on a second report: gone through from article to page."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from support.drafting import DATA
from support.paths import ROOT

pytestmark = pytest.mark.slow

README = ROOT / "graph" / "README.md"
TITLE = "A second report in fifteen minutes"
EDITED = "<!-- here the test puts the finished record in the place of the draft -->"
ELLIPSIS = "…"


@pytest.fixture
def chapter() -> str:
    text = README.read_text(encoding="utf-8")
    found = re.search(rf"^## {TITLE}\n(.*?)(?=^## |\Z)", text, re.M | re.S)
    assert found, f"the README has no chapter “{TITLE}”"
    return found[1]


def steps(text: str) -> list[tuple[list[str], list[str]]]:
    """Return the command lines of a text with the lines that each is shown to print."""
    found: list[tuple[list[str], list[str]]] = []
    for block in re.findall(r"^```shell-session\n(.*?)^```$", text, re.M | re.S):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append((shlex.split(line[2:]), []))
            else:
                found[-1][1].append(line)
    return found


def run(command: list[str], folder: Path) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert not done.stderr, done.stderr
    return [line.rstrip() for line in done.stdout.splitlines()]


def agrees(printed: list[str], shown: list[str]) -> bool:
    """Return whether the lines are those shown; an ellipsis stands for any number of them."""
    if ELLIPSIS not in shown:
        return printed == shown
    at = shown.index(ELLIPSIS)
    rest = shown[at + 1 :]
    return printed[:at] == shown[:at] and printed[len(printed) - len(rest) :] == rest


def test_the_chapter_leads_from_an_article_to_its_page(chapter: str, tmp_path: Path) -> None:
    shutil.copy(DATA / "ferry-company.md", tmp_path)
    before, marker, after = chapter.partition(EDITED)
    assert marker
    for command, shown in steps(before):
        printed = run(command, tmp_path)
        assert agrees(printed, shown), (command, printed)
    # The text that the draft stands on is the one that the finished record was made from.
    finished = DATA / "finished"
    text = (finished / "ferry-company.txt").read_bytes()
    assert (tmp_path / "ferry-company.txt").read_bytes() == text
    shutil.copy(finished / "ferry-company.yaml", tmp_path)
    for command, shown in steps(after):
        printed = run(command, tmp_path)
        assert agrees(printed, shown), (command, printed)
    assert "Robin Lumb" in (tmp_path / "ferry-company.yaml").read_text(encoding="utf-8")
    assert (tmp_path / "out" / "ferry-company.html").stat().st_size > 10_000


def test_the_records_shown_are_those_of_the_draft_and_the_finished_one(
    chapter: str, tmp_path: Path
) -> None:
    shutil.copy(DATA / "ferry-company.md", tmp_path)
    run(["reorg", "new", "ferry-company.md"], tmp_path)
    drafted = (tmp_path / "ferry-company.yaml").read_text(encoding="utf-8")
    finished = (DATA / "finished" / "ferry-company.yaml").read_text(encoding="utf-8")
    shown = re.findall(r"^```yaml\n(.*?)^```$", chapter, re.M | re.S)
    assert len(shown) == 2
    assert shown[0] in drafted
    assert shown[1] in finished
