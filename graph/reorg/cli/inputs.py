"""What arguments name: records and graphs, or those that ship."""

from __future__ import annotations

from reorg.vocab.kinds import REGISTER_FILE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pyoxigraph import Store


def records_of(given: Sequence[str]) -> list[Path]:
    """Return the files of records, a register not among them; without any, the shipped ones."""
    from importlib.resources import files
    from pathlib import Path

    if given:
        paths = [Path(name) for name in given]
        # A pattern such as *.yaml names the register too, which is read with each record.
        return [path for path in paths if path.name != REGISTER_FILE] or paths
    folder = files("reorg.records")
    return [Path(str(folder / name)) for name in shipped_records()]


def shipped_records() -> list[str]:
    """Return the file names of the shipped records."""
    from reorg import resources

    return [name for name in resources.names("records", ".yaml") if name != REGISTER_FILE]


def path_of(name: str | None) -> Path | None:
    """Return the file of that name, if any."""
    from pathlib import Path

    return Path(name) if name else None


def store_of(graph: str | None) -> Store:
    """Return the graph of a file; the shipped one without a name."""
    from reorg.rdf import opening

    return opening.open_store(graph) if graph else opening.shipped()
