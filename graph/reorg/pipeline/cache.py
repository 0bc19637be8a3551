"""Knows which products are current, so that unchanged records are not converted again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

FOLDER = ".cache"
"""The folder, under the output folder, that holds what each product was made from."""

ROOMS = (
    *("", "vocab", "record", "rdf", "article", "sparql", "analysis", "export", "html"),
    "pipeline",
)
"""The rooms whose code the products depend on; a test compares them with what building imports."""

_DATA = ("html.templates", "html.words", "ontology", "queries", "queries.rules")
_LIBRARIES = ("babel", "igraph", "networkx", "pyoxigraph", "pyvis", "pyyaml")


@dataclass(frozen=True)
class Shared:
    """The shared things in a record, by their identifiers.

    Attributes:
        defined: Those that it defines.
        needed: Those that it refers to and leaves to other records.
    """

    defined: frozenset[str] = frozenset()
    needed: frozenset[str] = frozenset()


@lru_cache(maxsize=1)
def toolkit_hash() -> str:
    """Return a hash of everything but the record that products depend on."""
    from importlib.metadata import version

    digest = hashlib.sha256()
    for name in (*ROOMS, *_DATA):
        folder = files(f"reorg.{name}".rstrip("."))
        for entry in sorted(folder.iterdir(), key=lambda item: item.name):
            if "." in entry.name:  # no folder has a dot; to ask the file system takes longer
                digest.update(entry.name.encode() + b"\0" + entry.read_bytes())
    for library in _LIBRARIES:
        digest.update(f"{library} {version(library)}\n".encode())
    return digest.hexdigest()


def key(path: Path, register: Path | None, *settings: object) -> str:
    """Return what a record's products depend on, as one hash.

    Args:
        path: The record's file.
        register: The register's file, if the record has one.
        settings: Everything else that was asked for.
    """
    shared = _digest(register, register.stat().st_mtime_ns) if register else ""
    return _joined(toolkit_hash(), _content(path), shared, *map(str, settings))


def combined_key(keys: Iterable[str]) -> str:
    """Return what the product of several records depends on, given the key of each."""
    return _joined(*sorted(keys))


@lru_cache(maxsize=4)
def _digest(path: Path, _changed: int) -> str:
    return _content(path)


def _content(path: Path) -> str:
    try:
        # Whoever opens a pipe waits until somebody writes into it.
        if not path.is_file():
            return "unreadable"
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return "unreadable"


def _joined(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def note_path(out: Path, name: str) -> Path:
    """Return where the note on a record's products stands."""
    return out / FOLDER / f"{name}.json"


def note(key: str, made: Mapping[str, bytes], shared: Shared) -> bytes:
    """Return a note on a record's products, which are given by file name extension."""
    content = {
        "key": key,
        "products": {extension: _hash(data) for extension, data in made.items()},
        "defined": sorted(shared.defined),
        "needed": sorted(shared.needed),
    }
    return json.dumps(content, indent=1, sort_keys=True).encode()


def current(out: Path, name: str, key: str, extensions: Sequence[str]) -> Shared | None:
    """Return what a record shares if its products are as they were made from the same sources.

    A note that is missing or cannot be read counts as none.
    """
    try:
        noted = json.loads(note_path(out, name).read_bytes())
        same = noted["key"] == key and all(
            noted["products"].get(extension) == _hash((out / f"{name}.{extension}").read_bytes())
            for extension in extensions
        )
        if same:
            return Shared(frozenset(noted["defined"]), frozenset(noted["needed"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        pass
    return None


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
