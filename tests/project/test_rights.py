"""The report's text is not ours: no file of the project holds more of it than a short quotation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from reorg.limits import QUOTED_WORDS
from support.paths import ROOT

OURS = (".ci", "graph", "ontology", "queries", "tests")
SKIPPED = {".git", ".venv", "__pycache__", "build", "out"}


def runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9£]+(?:’[a-z]+)?", text.lower().replace("'", "’"))
    return {tuple(words[at : at + QUOTED_WORDS + 1]) for at in range(len(words) - QUOTED_WORDS)}


def files() -> Iterator[Path]:
    yield from (path for path in ROOT.iterdir() if path.is_file())
    for name in OURS:
        for path in (ROOT / name).rglob("*"):
            if path.is_file() and SKIPPED.isdisjoint(path.parts):
                yield path


def test_no_file_holds_more_than_a_short_quotation(article: Path) -> None:
    protected = runs(article.read_text(encoding="utf-8"))
    read = 0
    for path in files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        read += 1
        assert not runs(text) & protected, path.relative_to(ROOT)
    assert read > 100
