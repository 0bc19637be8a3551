"""What `reorg build` leaves in its folder, and what it leaves alone."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from reorg import resources
from reorg.errors import RecordError
from reorg.pipeline.build import build
from reorg.pipeline.cache import FOLDER, note_path
from reorg.pipeline.check import check
from reorg.pipeline.products import PAGE
from reorg.rdf.serialise import EXTENSIONS
from reorg.rdf.void import EXTENSION as DESCRIPTION
from support.paths import ROOT
from support.records import Spoil

RECORD = ROOT / "graph" / "records" / "northamptonshire-2015.yaml"


def copies(record_file: Path, folder: Path, count: int) -> list[Path]:
    folder.mkdir()
    text = record_file.read_text(encoding="utf-8")
    paths = []
    for number in range(count):
        name = f"copy-{number}"
        paths.append(folder / f"{name}.yaml")
        paths[-1].write_text(
            text.replace("record:brackwater-2031", f"record:{name}"), encoding="utf-8"
        )
    return paths


def test_every_product_is_written(record_file: Path, tmp_path: Path) -> None:
    out = tmp_path / "new" / "out"
    products = build([record_file], out)
    assert [path.name for path in products] == [
        f"brackwater-2031.{extension}" for extension in (*EXTENSIONS, DESCRIPTION, *PAGE)
    ]
    assert all(path.stat().st_size > 0 for path in products)
    assert {path.name for path in out.iterdir()} == {FOLDER, *(path.name for path in products)}


def test_same_bytes_each_time(record_file: Path, tmp_path: Path) -> None:
    one = build([record_file], tmp_path / "one")
    two = build([record_file], tmp_path / "two")
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in two]
    text = b"".join(path.read_bytes() for path in one)
    assert str(tmp_path).encode() not in text


def test_same_with_and_without_the_text(record_file: Path, tmp_path: Path) -> None:
    one = build([record_file], tmp_path / "one", page=False)
    article = (record_file.parent / "brackwater-2031.txt").rename(tmp_path / "elsewhere.txt")
    two = build([record_file], tmp_path / "two", page=False)
    three = build([record_file], tmp_path / "three", page=False, article=article)
    contents = [[path.read_bytes() for path in paths] for paths in (one, two, three)]
    assert contents[0] == contents[1] == contents[2]


def test_unchanged_record_is_left_alone(record_file: Path, tmp_path: Path, spoil: Spoil) -> None:
    out = tmp_path / "out"
    products = build([record_file], out, page=False)
    times = [path.stat().st_mtime_ns for path in products]
    build([record_file], out, page=False)
    assert [path.stat().st_mtime_ns for path in products] == times
    spoil("version: 1.0.0", "version: 1.0.1")
    build([record_file], out, page=False)
    assert all(
        path.stat().st_mtime_ns > before for path, before in zip(products, times, strict=True)
    )


@pytest.mark.parametrize("harm", ["delete", "edit"])
def test_product_that_somebody_touched_is_made_again(
    harm: str, record_file: Path, tmp_path: Path
) -> None:
    products = build([record_file], tmp_path / "out", page=False)
    whole = products[0].read_bytes()
    if harm == "delete":
        products[0].unlink()
    else:
        products[0].write_bytes(whole + b"# edited\n")
    build([record_file], tmp_path / "out", page=False)
    assert products[0].read_bytes() == whole


def test_note_that_cannot_be_read_does_no_harm(record_file: Path, tmp_path: Path) -> None:
    build([record_file], tmp_path / "out", page=False)
    for content in (b"", b"[]", b"{}", b'{"key": 1, "products": []}', b"\xff"):
        note_path(tmp_path / "out", "brackwater-2031").write_bytes(content)
        build([record_file], tmp_path / "out", page=False)


def test_without_derived_triples(record_file: Path, tmp_path: Path) -> None:
    whole = build([record_file], tmp_path / "one", page=False)
    bare = build([record_file], tmp_path / "two", page=False, derived=False)
    more = set(parse(whole[1].read_bytes(), RdfFormat.N_TRIPLES))
    less = set(parse(bare[1].read_bytes(), RdfFormat.N_TRIPLES))
    assert less < more
    assert b"reorg:via" not in bare[0].read_bytes()


def test_good_records_are_built_beside_a_bad_one(
    record_file: Path, tmp_path: Path, spoil: Spoil
) -> None:
    records = copies(record_file, tmp_path / "many", 3)
    text = records[1].read_text(encoding="utf-8")
    records[1].write_text(text.replace("act: 'assertion'", "act: decree"), encoding="utf-8")
    with pytest.raises(RecordError) as caught:
        build(records, tmp_path / "out", page=False)
    assert [problem.file for problem in caught.value.problems] == [str(records[1])]
    assert {path.stem for path in (tmp_path / "out").glob("*.nt")} == {"copy-0", "copy-2"}


def test_many_records_share_their_shared_things(record_file: Path, tmp_path: Path) -> None:
    records = copies(record_file, tmp_path / "many", 2)
    build(records, tmp_path / "out", page=False)
    one, two = (
        {quad.subject.value for quad in parse(path=tmp_path / "out" / f"copy-{number}.nt")}
        for number in range(2)
    )
    both = {iri for iri in one & two if "/ns#" not in iri and "/id/" in iri}
    assert both
    assert all("/copy-" not in iri for iri in both)


def test_unchanged_record_whose_shared_things_vanish_is_examined_again(
    record_file: Path, tmp_path: Path
) -> None:
    one, two = copies(record_file, tmp_path / "many", 2)
    text = two.read_text(encoding="utf-8")
    line = next(
        line for line in text.splitlines(keepends=True) if "id: role:head-of-culture" in line
    )
    two.write_text(text.replace(line, ""), encoding="utf-8")
    for order in ([one, two], [two, one], [two, one]):
        build(order, tmp_path / "out", page=False)
    gone = one.read_text(encoding="utf-8").replace("role:head-of-culture", "role:head-of-arts")
    one.write_text(gone, encoding="utf-8")
    with pytest.raises(RecordError) as caught:
        build([two, one], tmp_path / "out", page=False)
    assert {problem.file for problem in caught.value.problems} == {str(two)}
    assert "`role:head-of-culture` is not defined" in str(caught.value)


def test_progress_is_told_before_each_record(record_file: Path, tmp_path: Path) -> None:
    told: list[tuple[int, int, str]] = []
    records = copies(record_file, tmp_path / "many", 2)
    build(records, tmp_path / "out", page=False, progress=lambda *step: told.append(step))
    assert told == [(0, 2, "copy-0"), (1, 2, "copy-1")]


@pytest.mark.slow
def test_memory_stays_flat(record_file: Path, tmp_path: Path) -> None:
    build([record_file], tmp_path / "warm", page=False)
    peaks = []
    for count in (2, 20):
        records = copies(record_file, tmp_path / f"many-{count}", count)
        tracemalloc.start()
        build(records, tmp_path / f"out-{count}", page=False)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.2 * peaks[0]


def test_shipped_record_has_no_problems() -> None:
    assert check([RECORD]) == []


def test_shipped_turtle_is_current(tmp_path: Path) -> None:
    products = build([RECORD], tmp_path, page=False)
    shipped = resources.read("graphs", "northamptonshire-2015.ttl")
    assert products[0].read_text(encoding="utf-8") == shipped, "copy the built Turtle over it"
