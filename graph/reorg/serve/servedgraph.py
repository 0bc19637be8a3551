"""The graph that is served: read once, indexed for the pages, and written out for the workers."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from reorg import resources
from reorg.pipeline import inputgraphs
from reorg.pipeline.inputgraphs import RECORDS
from reorg.rdf import opening
from reorg.terms import value_of

if TYPE_CHECKING:
    import pyoxigraph as ox

    from reorg.rdf.dataset import Dataset
    from reorg.rdf.triples import Triples


class Source:
    """A graph, possibly of several files, with what the endpoint tells of it.

    Attributes:
        files: What it was read from; the shipped graph where empty.
        store: The graph.
        modified: When the newest of its files was changed, in seconds since 1970; None where
            it lies in an archive.
    """

    def __init__(self, files: Sequence[str] = ()) -> None:
        """Read graphs and build records, or take the shipped graph where there are neither.

        Raises:
            RecordError: A record has problems.
            ReorgError: A file is missing, of another kind, or not well-formed.
        """
        import pyoxigraph as ox

        self.files = tuple(files)
        self.modified = _modified(self.paths)
        if files:
            self.store = ox.Store()
            records = [file for file in files if Path(file).suffix in RECORDS]
            for file in files:
                if file not in records:
                    self.store.extend(opening.open_store(file))
            for built in inputgraphs.read(records) if records else ():
                self.store.load(built.data, format=ox.RdfFormat.N_TRIPLES)
        else:
            self.store = opening.shipped()

    @property
    def paths(self) -> list[Path]:
        """The files that it was read from."""
        return [*map(Path, self.files)] or [resources.folder("graphs") / opening.SHIPPED]

    def nquads(self) -> bytes:
        """Return the graph as N-Quads."""
        import pyoxigraph as ox

        return self.store.dump(format=ox.RdfFormat.N_QUADS) or b""

    def quads(self) -> list[ox.Quad]:
        """Return the graph as its files have it: a triple of a named graph stands in that alone."""
        import pyoxigraph as ox

        held = list(self.store)
        named = {q.triple for q in held if not isinstance(q.graph_name, ox.DefaultGraph)}
        default = ox.DefaultGraph()
        return [q for q in held if q.graph_name != default or q.triple not in named]

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
            counts[value_of(name)] = count
        return counts

    def void(self, base: str, here: str) -> list[ox.Triple]:
        """Return the VoID description of the graph, with where this server gives it.

        Args:
            base: The IRI below which the graph's things stand.
            here: The server's address, without a slash at its end.
        """
        from pyoxigraph import NamedNode, Triple

        from reorg.rdf.void import describe
        from reorg.serve.servicedescription import VOID
        from reorg.sparql.prefixes import records

        names = [name for _, name in records(self.store)]
        name = names[0] if len(names) == 1 else "served"
        graph = NamedNode(f"{base}{name}/graph")
        places = {"sparqlEndpoint": "/sparql", "dataDump": "/data?format=ttl"}
        return [
            *(quad.triple for quad in describe(*self._indexed, name, base, {}).quads),
            *(Triple(graph, NamedNode(VOID + n), NamedNode(here + to)) for n, to in places.items()),
        ]

    @cached_property
    def _indexed(self) -> tuple[Dataset, Triples]:
        from pyoxigraph import BlankNode

        from reorg.rdf.dataset import Dataset
        from reorg.rdf.triples import Triples

        dataset = Dataset()
        dataset.add(
            quad
            for quad in self.store
            if not isinstance(quad.subject, BlankNode) and not isinstance(quad.object, BlankNode)
        )
        return dataset, Triples(self.store)

    def service_description(self, endpoint: str) -> list[ox.Triple]:
        """Return the Service Description for an endpoint's IRI."""
        from reorg.serve.servicedescription import describe

        return describe(endpoint, self.triples, self.graphs)


def _modified(paths: Sequence[Path]) -> float | None:
    # RFC 9110, section 8.8.2.1: never later than the answer.
    dates = [path.stat().st_mtime for path in paths if path.is_file()]
    return min(max(dates), time.time()) if dates else None
