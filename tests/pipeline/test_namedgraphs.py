"""What goes to a store: records by what they say, and nothing of it through a folder."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from reorg.errors import RecordError, ReorgError
from reorg.namespaces import BASE
from reorg.pipeline.build import build
from reorg.pipeline.inputgraphs import read
from support.paths import DATA

BRACKWATER = DATA / "records" / "brackwater-2031.yaml"


def test_a_record_goes_out_as_its_ntriples_say(tmp_path: Path) -> None:
    build([BRACKWATER], tmp_path, page=False)
    (graph,) = read([BRACKWATER])
    assert graph.data == (tmp_path / "brackwater-2031.nt").read_bytes()
    assert graph.iri == f"{BASE}record/brackwater-2031"
    assert graph.records == {graph.iri}
    assert graph.source == str(BRACKWATER)


def test_a_record_is_found_however_its_path_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(BRACKWATER, tmp_path)
    monkeypatch.chdir(tmp_path)
    (graph,) = read([f"./{BRACKWATER.name}"])
    assert graph.iri == f"{BASE}record/brackwater-2031"


def test_what_is_wrong_with_records_is_told_of_all(tmp_path: Path) -> None:
    files = [tmp_path / "one.yaml", tmp_path / "two.yaml"]
    for file in files:
        file.write_text("record: {}\n")
    with pytest.raises(RecordError) as error:
        read([BRACKWATER, *files])
    assert {problem.file for problem in error.value.problems} == set(map(str, files))


def test_two_records_of_one_name_are_refused(tmp_path: Path) -> None:
    copy = Path(shutil.copy(BRACKWATER, tmp_path))
    with pytest.raises(ReorgError, match="has the same name"):
        read([BRACKWATER, copy])
