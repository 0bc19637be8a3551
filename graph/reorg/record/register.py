"""The register: what several records speak of, defined once beside them under one IRI."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from reorg.record.model import Record, Register
from reorg.record.reader import read_things
from reorg.record.strictyaml import Steps, Value, read
from reorg.record.things import Things
from reorg.vocab.kinds import KINDS, REGISTER_FILE, Kind, shared_iri

_NAME = REGISTER_FILE.removesuffix(".yaml")


def path_beside(record: Path) -> Path | None:
    """Return the register's file for a record, given by its file, if there is one."""
    path = record.parent / REGISTER_FILE
    return path if path.is_file() else None


def beside(record: Path, *, base: str) -> Register:
    """Return the register in the folder of a record, or an empty one.

    Raises:
        RecordError: The register is not a YAML mapping that can be read at all.
    """
    path = path_beside(record)
    if path is None:
        return Register()
    stat = path.stat()
    return _read(path, base, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=4)
def _read(path: Path, base: str, _changed: int, _size: int) -> Register:
    record = Record(read(path), _NAME, base)
    problems = read_things(record, Register(), _RegisterThings)
    nodes = {node.id: node for node in record.nodes}
    problems = sorted({*problems, *record.missing()})
    return Register(str(path), nodes, record.iris, tuple(problems))


class _RegisterThings(Things):
    """Takes the things of a register, which has no head and only kinds that records may share."""

    def kind(self, identifier: str, path: Steps) -> Kind | None:
        kind = super().kind(identifier, path)
        if kind is not None and not kind.registered:
            able = ", ".join(name for name, each in KINDS.items() if each.registered)
            what = f"a register cannot hold `{identifier}`"
            remedy = f"leave it to a record; a register holds the kinds {able}"
            self._problems.add(path, what, remedy)
            return None
        return kind

    def collect_head(self, content: Value) -> None:
        remedy = f"delete it; what is no register has another name than {REGISTER_FILE}"
        self._problems.add(("record",), "a register is no record", remedy, at_key=True)

    def shared_iri(self, identifier: str) -> str:
        prefix, _, name = identifier.partition(":")
        return shared_iri(KINDS[prefix], self._record.base) + name
