"""Every file that tests read says where it comes from, and every module that they name is there."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

import pytest

from reorg.sparql import library
from support.paths import DATA, TESTS

TOLD = (DATA / "README.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (`[^|]+`) \| ([^|]+) \|$", re.M)
NAMED = re.compile(r"^ *(?:from|import) (reorg(?:\.\w+)+)", re.M)


def told() -> set[str]:
    """Return the files that the table names; an ending alone stands for the name before it."""
    files: list[str] = []
    for cell, _ in ROW.findall(TOLD):
        for name in re.findall(r"`([^`]+)`", cell):
            whole = name[0] != "."
            files.append(name if whole else str(Path(files[-1]).with_suffix(name)))
    return set(files)


def test_every_file_that_tests_read_is_told() -> None:
    there = {str(path.relative_to(DATA)) for path in DATA.rglob("*") if path.is_file()}
    assert len(there) > 20
    assert told() == there - {"README.md"}
    assert all(len(text.split()) >= 5 for _, text in ROW.findall(TOLD))


@pytest.mark.parametrize(("folder", "ending"), [("violations", ".ttl"), ("expected", ".tsv")])
def test_every_violation_and_answer_belongs_to_a_query(folder: str, ending: str) -> None:
    assert f"../{folder}" in TOLD
    names = {path.name for path in (TESTS / folder).iterdir()}
    wanted = {
        f"{name}{ending}"
        for name in library.names()
        if folder == "expected" or name.startswith("verify-")
    }
    assert len(names) > 10
    assert names == wanted


def test_every_violation_says_what_it_breaks() -> None:
    for path in sorted((TESTS / "violations").iterdir()):
        first = path.read_text(encoding="utf-8").partition("\n")[0]
        assert re.fullmatch(r"# \w.{10,}\.", first), path


def test_every_module_that_a_test_names_is_there() -> None:
    """In a text too: what another process runs is imported by nobody here."""
    named = {
        name
        for path in TESTS.rglob("*.py")
        for name in NAMED.findall(path.read_text(encoding="utf-8"))
    }
    assert len(named) > 50
    assert [name for name in sorted(named) if not _is_there(name)] == []


def _is_there(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:
        return False
