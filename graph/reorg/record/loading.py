"""Loads a record from its file, with the register beside it."""

from __future__ import annotations

from pathlib import Path

from reorg.errors import Problem, RecordError
from reorg.namespaces import BASE
from reorg.record import filling
from reorg.record.model import Record, is_name
from reorg.record.reader import read_things
from reorg.record.register import beside
from reorg.record.strictyaml import Document, read
from reorg.vocab.kinds import RECORD


def load(path: Path, *, base: str = BASE) -> tuple[Record, list[Problem]]:
    """Read a record, fill in what it has by default, and find what is wrong in it by itself.

    Raises:
        RecordError: The file is not a YAML mapping that can be read at all, or has no name.
    """
    return read_record(read(path), base=base)


def read_record(document: Document, *, base: str = BASE) -> tuple[Record, list[Problem]]:
    """Do what `load` does with a file that is read already.

    Raises:
        RecordError: The record has no name, or not that of its file.
    """
    path = Path(document.file)
    record = Record(document, _record_name(document, path), base)
    register = beside(path, base=base)
    problems = read_things(record, register)
    filling.fill(record)
    return record, sorted({*problems, *register.problems})


def _record_name(document: Document, path: Path) -> str:
    """Return the record's name, which is also its file's, so that products find their places."""
    head = document.data.get("record")
    if not isinstance(head, dict):
        what = "the record has no `record:` with keys of its own"
        remedy = "add it, with its `id` and `title`"
        raise RecordError([document.problem(("record",), what, remedy)])
    written = head.get("id", "")
    name = written if isinstance(written, str) else "a list"
    name = name.removeprefix(f"{RECORD.name}:")
    if not is_name(name):
        what = f"`{name}` is not a record's id" if written else "the record has no `id`"
        remedy = f"write `id: {RECORD.name}:` and a name of lower-case letters, digits and hyphens"
        raise RecordError([document.problem(("record", "id"), what, remedy)])
    if name != path.stem:
        what = f"the record is called {name} and its file {path.name}"
        raise RecordError([document.problem(("record", "id"), what, "give both the same name")])
    return name
