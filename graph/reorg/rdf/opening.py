"""Opens graphs: a file, bytes or an rdflib graph as a store or as the quads written in it."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from reorg.errors import ReorgError
from reorg.rdf import formats

if TYPE_CHECKING:
    from pathlib import Path

    import pyoxigraph as ox
    from rdflib import Graph

    Source = str | Path | bytes | Graph | ox.Store

SHIPPED = "northamptonshire-2015.ttl"
FORMATS = {f".{name}": format_ for name, format_ in formats.in_files().items()}
"""The formats that can be opened, by suffix."""

# The byte order mark, which some editors write before UTF-8.
_MARK = b"\xef\xbb\xbf"


def open_store(source: Source, *, suffix: str = ".ttl") -> ox.Store:
    """Return a store whose default graph holds every triple of ``source``.

    Named graphs are kept too: a query needs no ``GRAPH``, and may use it. A store writes some
    literals anew (``1.50`` becomes ``1.5``): it answers questions, and is no copy to publish.

    Args:
        source: A path (its suffix, one of ``FORMATS``, tells the format), the bytes of a file,
            an rdflib ``Graph`` or ``Dataset``, or a store, which is returned as it is.
        suffix: The format of bytes.

    Raises:
        ReorgError: The file is missing, empty, of another kind, or not well-formed.
    """
    import pyoxigraph as ox

    if isinstance(source, ox.Store):
        return source
    if not isinstance(source, str | bytes | os.PathLike):
        from reorg.rdf.bridge import indexed

        return indexed(source)
    file = _read(source, suffix)
    store = ox.Store()
    with _Explained(file):
        if file.named_graphs:
            quads = list(ox.parse(file.data, format=file.format))
            store.extend(quads)
            store.extend(ox.Quad(q.subject, q.predicate, q.object) for q in quads)
        else:
            store.load(file.data, format=file.format)
    if not len(store) and not isinstance(source, bytes):
        raise ReorgError("the graph holds no triples", where=file.name, remedy="build it again")
    return store


def parse(source: str | Path | bytes, *, suffix: str = ".ttl") -> list[ox.Quad]:
    """Return the quads of a file as they are written in it.

    Args:
        source: As for `open_store`.
        suffix: The format of bytes.

    Raises:
        ReorgError: The file is missing, of another kind, or not well-formed.
    """
    import pyoxigraph as ox

    file = _read(source, suffix)
    with _Explained(file):
        return list(ox.parse(file.data, format=file.format))


@lru_cache(maxsize=1)
def shipped() -> ox.Store:
    """Return the graph that ships with the package; it is not to be changed."""
    return open_store(shipped_data())


def shipped_data() -> bytes:
    """Return the Turtle that ships with the package."""
    from reorg import resources

    return resources.read("graphs", SHIPPED).encode()


class _File(NamedTuple):
    name: str
    suffix: str
    data: bytes

    @property
    def format(self) -> ox.RdfFormat:
        import pyoxigraph as ox

        known: ox.RdfFormat = getattr(ox.RdfFormat, FORMATS[self.suffix].engine)
        return known

    @property
    def named_graphs(self) -> bool:
        return FORMATS[self.suffix].named_graphs


def _read(source: str | Path | bytes, suffix: str) -> _File:
    if isinstance(source, bytes):
        return _File("graph", suffix, source.removeprefix(_MARK))
    path = os.fspath(source)
    # Without pathlib, whose import would be a tenth of a short query's time.
    suffix = os.path.splitext(path)[1].lower()  # noqa: PTH122
    if suffix not in FORMATS:
        raise ReorgError(
            "the format cannot be told from the file's name",
            where=path,
            remedy=f"end the name with one of {', '.join(FORMATS)}",
        )
    try:
        with open(path, "rb") as file:  # noqa: PTH123
            return _File(path, suffix, file.read().removeprefix(_MARK))
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise ReorgError(
            f"the graph cannot be read ({reason})", where=path, remedy="check its name"
        ) from None


class _Explained:
    """Turns what the engine says of a file into a message for its reader."""

    def __init__(self, file: _File) -> None:
        self._file = file

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        name, suffix, _ = self._file
        if isinstance(error, SyntaxError):
            place = f"{name}:{error.lineno}:{error.offset}" if error.lineno else name
            why = str(error.msg).rpartition(": ")[2].partition(" (line")[0]
            what = f"not well-formed {suffix[1:]}: {why}"
            raise ReorgError(what, where=place, remedy="mend the file") from None
        if isinstance(error, ValueError | OSError | RuntimeError):
            raise ReorgError(f"the graph cannot be read ({error})", where=name) from None
