"""Graphs as stores, and the formats of built graphs."""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import RdfFormat, Store

FORMATS = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "jsonld": RdfFormat.JSON_LD,
    "rdf": RdfFormat.RDF_XML,
    "trig": RdfFormat.TRIG,
    "nq": RdfFormat.N_QUADS,
}
"""The engine's format for each file name extension; not taken from the table that is tested."""


def load(path: Path) -> Store:
    """Return a Turtle file as a store."""
    store = Store()
    store.load(path=path, format=RdfFormat.TURTLE)
    return store
