"""The files that the stores are given: the shipped graph in each format, and invented reports."""

from __future__ import annotations

import shutil
import tempfile
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox

from reorg.pipeline.build import build
from support import answers

RECORD = answers.ROOT / "graph" / "records" / "northamptonshire-2015.yaml"
FORMATS = ("ttl", "nt", "trig", "nq")
OLD, NEW = (
    "Twenty-eight social workers have gone since May.",
    "Since May, 28 social workers have gone.",
)


@lru_cache
def _folder() -> Path:
    """Return a folder that lasts as long as the process."""
    kept = tempfile.TemporaryDirectory()
    _kept.append(kept)
    return Path(kept.name)


_kept: list[tempfile.TemporaryDirectory[str]] = []


@lru_cache
def shipped(format_: str) -> Path:
    """Return the shipped graph in one of ``FORMATS``; Turtle is the committed file itself."""
    if format_ == "ttl":
        return answers.GRAPH
    out = _folder() / "shipped"
    build([RECORD], out, page=False)
    return out / f"{RECORD.stem}.{format_}"


@lru_cache
def two_reports() -> tuple[Path, Path]:
    """Return the graphs of two reports of one matter, which share some triples."""
    first, second = (path for path in answers.REPORTS if path.stem.startswith("harrowmere"))
    out = _folder() / "two"
    build([first, second], out, page=False)
    return out / f"{first.stem}.ttl", out / f"{second.stem}.ttl"


@lru_cache
def together() -> Path:
    """Return the triples of the two reports in one file."""
    path = _folder() / "together.nt"
    found = triples(two_reports()[0]) | triples(two_reports()[1])
    path.write_bytes(ox.serialize(found, format=ox.RdfFormat.N_TRIPLES) or b"")
    return path


@lru_cache
def newer() -> Path:
    """Return the second report's graph as a later version of its record gives it."""
    folder = _folder() / "newer"
    shutil.copytree(answers.REPORTS[0].parent, folder)
    record = folder / f"{two_reports()[1].stem}.yaml"
    text = record.read_text(encoding="utf-8")
    changed = text.replace("version: 1.0.0", "version: 1.1.0").replace(OLD, NEW)
    record.write_text(changed, encoding="utf-8")
    first = record.with_name(f"{two_reports()[0].stem}.yaml")
    build([first, record], folder / "out", page=False)
    return folder / "out" / f"{record.stem}.ttl"


@lru_cache
def triples(path: Path) -> frozenset[ox.Triple]:
    """Return the triples of a file, whatever graph they stand in."""
    return frozenset(quad.triple for quad in ox.parse(path=str(path)))
