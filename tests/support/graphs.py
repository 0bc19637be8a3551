"""Graphs as stores."""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import RdfFormat, Store


def load(path: Path) -> Store:
    """Return a Turtle file as a store."""
    store = Store()
    store.load(path=path, format=RdfFormat.TURTLE)
    return store
