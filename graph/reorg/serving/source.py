"""The graph that is served: read once, indexed for the pages, and written out for the workers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from reorg import engine

if TYPE_CHECKING:
    import pyoxigraph as ox


class Source:
    """A graph, possibly of several files, with what the endpoint tells of it."""

    def __init__(self, files: Sequence[str] = ()) -> None:
        """Read files, or the shipped graph where there are none.

        Raises:
            ReorgError: A file is missing, of another kind, or not well-formed.
        """
        import pyoxigraph as ox

        if files:
            self.store = ox.Store()
            for file in files:
                self.store.extend(engine.open_store(file))
        else:
            self.store = engine.shipped()

    def nquads(self) -> bytes:
        """Return the graph as N-Quads."""
        import pyoxigraph as ox

        return self.store.dump(format=ox.RdfFormat.N_QUADS) or b""

    @cached_property
    def triples(self) -> int:
        """How many triples the default graph has."""
        import pyoxigraph as ox

        return sum(1 for _ in self.store.quads_for_pattern(None, None, None, ox.DefaultGraph()))

    @cached_property
    def graphs(self) -> dict[str, int]:
        """How many triples each named graph has, by its IRI."""
        counts: dict[str, int] = {}
        for name in self.store.named_graphs():
            count = sum(1 for _ in self.store.quads_for_pattern(None, None, None, name))
            counts[str(getattr(name, "value", name))] = count
        return counts

    def description(self, endpoint: str) -> list[ox.Triple]:
        """Return the Service Description for an endpoint's IRI."""
        from reorg.serving.description import describe

        return describe(endpoint, self.triples, self.graphs)
