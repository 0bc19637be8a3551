"""`reorg check --watch` checks again on each save, and Ctrl-C ends it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from reorg.watch import watch

pytestmark = pytest.mark.slow

PATIENCE = 60.0


@pytest.fixture
def watching(record_file: Path, tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    said = tmp_path / "said.txt"
    with said.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "reorg", "check", str(record_file), "--watch"],
            stdout=out,
            stderr=subprocess.STDOUT,
            cwd=tmp_path,
        )
        yield process, said
        process.kill()
        process.wait()


def wait_for(said: Path, text: str, count: int = 1) -> str:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if (now := said.read_text(encoding="utf-8")).count(text) >= count:
            return now
        time.sleep(0.05)
    pytest.fail(f"{text!r} was not said {count} times: {said.read_text(encoding='utf-8')}")


def test_each_save_is_checked(
    watching: tuple[subprocess.Popen[bytes], Path], record_file: Path
) -> None:
    process, said = watching
    wait_for(said, "no problems")
    good = record_file.read_text(encoding="utf-8")
    record_file.write_text(good.replace("act: 'assertion'", "act: decided"), encoding="utf-8")
    wait_for(said, "`decided` is not a value of `act`")
    record_file.write_text("record: [", encoding="utf-8")
    wait_for(said, "checked again on each save", 3)
    aside = record_file.with_suffix(".new")
    aside.write_text(good, encoding="utf-8")
    aside.replace(record_file)
    wait_for(said, "no problems", 2)
    process.send_signal(signal.SIGINT)
    assert process.wait(PATIENCE) == 0
    assert "Traceback" not in said.read_text(encoding="utf-8")


def test_a_file_may_come_and_go(tmp_path: Path) -> None:
    file = tmp_path / "record.yaml"
    seen: list[bool] = []

    def look() -> None:
        seen.append(file.exists())
        if len(seen) == 3:
            raise KeyboardInterrupt
        file.unlink() if seen[-1] else file.write_text("a")

    # The change is made before the waiting begins, and must not be missed.
    watch(lambda: [file], look)
    assert seen == [False, True, False]


def test_an_article_that_cannot_be_read_does_not_end_it(record_file: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "reorg", "check", str(record_file), "--watch"]
    process = subprocess.Popen(
        [*command, "--article", "nowhere.txt"], stdout=subprocess.PIPE, cwd=tmp_path
    )
    assert process.stdout is not None
    first = process.stdout.readline().decode()
    assert first.startswith("nowhere.txt:")
    assert "the file cannot be read (no such file or directory)" in first
    assert process.poll() is None
    os.kill(process.pid, signal.SIGINT)
    assert process.wait(PATIENCE) == 0
