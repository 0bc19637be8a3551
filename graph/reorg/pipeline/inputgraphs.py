"""What goes to a store: graphs read from files or built from records, each with its name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from reorg.errors import ReorgError
from reorg.namespaces import BASE, NAMESPACE, PREFIXES
from reorg.rdf import opening, serialise
from reorg.rdf.dataset import lines_of
from reorg.terms import value_of

if TYPE_CHECKING:
    from pyoxigraph import Quad

    from reorg.pipeline.examine import Examined

RECORD = NAMESPACE + "Record"
_TYPE = PREFIXES["rdf"] + "type"
RECORDS = frozenset({".yaml", ".yml"})
"""File name extensions of records."""


class NamedGraph(NamedTuple):
    """A named graph on its way to a store.

    Attributes:
        source: The file that it comes from, as the user gave it.
        iri: The IRI that it is named by: its record's, or one made from the file's name.
        records: The IRIs of the records that it holds.
        lines: Its triples as lines of N-Triples, each once, sorted.
        named: How many named graphs the file has, all of which are sent as one.
    """

    source: str
    iri: str
    records: frozenset[str]
    lines: tuple[bytes, ...]
    named: int = 0

    @property
    def data(self) -> bytes:
        """The graph as N-Triples."""
        return b"".join(line + b"\n" for line in self.lines)


def read(files: Sequence[str | Path]) -> list[NamedGraph]:
    """Return graphs, each named after its record; the shipped one if no file is given.

    Args:
        files: Graphs, by their suffix, and records, which are built together. All graphs of a
            file are one.

    Raises:
        RecordError: A record has problems.
        ReorgError: A file cannot be read or is no graph, or two would have the same name.
    """
    if not files:
        quads = opening.parse(opening.shipped_data())
        return [_of_quads(opening.SHIPPED, quads)]
    built = _built([Path(file) for file in files if Path(file).suffix in RECORDS])
    graphs = [built.get(Path(file)) or _of_quads(str(file), opening.parse(file)) for file in files]
    sources: dict[str, str] = {}
    for graph in graphs:
        if graph.iri in sources:
            what = f"{sources[graph.iri]} and {graph.source} would be the same graph in the store"
            raise ReorgError(what, remedy="push one of them")
        sources[graph.iri] = graph.source
    return graphs


def joined(graphs: Sequence[NamedGraph], iri: str) -> NamedGraph:
    """Return several graphs as one of that name."""
    lines = sorted({line for graph in graphs for line in graph.lines})
    records = frozenset[str]().union(*(graph.records for graph in graphs))
    named = sum(graph.named for graph in graphs)
    source = ", ".join(graph.source for graph in graphs)
    return NamedGraph(source, iri, records, tuple(lines), named)


def _built(records: Sequence[Path]) -> dict[Path, NamedGraph]:
    """Return what the records say, by the file of each."""
    if not records:
        return {}
    from reorg.pipeline.build import refuse_same_name
    from reorg.pipeline.examine import examine_all, faultless

    refuse_same_name(records)
    built = map(_of_record, faultless(examine_all(records)))
    return {Path(graph.source): graph for graph in built}


def _of_record(examined: Examined) -> NamedGraph:
    record = examined.record
    used = serialise.prefixes(record.name, record.base)
    ntriples = serialise.serialise(examined.dataset, used, ("nt",))["nt"]
    lines = tuple(ntriples.split(b"\n")[:-1])
    return NamedGraph(record.document.file, record.iri, frozenset({record.iri}), lines)


def _of_quads(source: str, quads: Sequence[Quad]) -> NamedGraph:
    from pyoxigraph import DefaultGraph

    if not quads:
        raise ReorgError("the graph holds no triples", where=source, remedy="build it again")
    lines = tuple(sorted(set(lines_of([quad.triple for quad in quads]))))
    records = frozenset(
        value_of(quad.subject)
        for quad in quads
        if quad.predicate.value == _TYPE and value_of(quad.object) == RECORD
    )
    named = len({quad.graph_name for quad in quads} - {DefaultGraph()})
    return NamedGraph(source, _name(Path(source).stem, records), records, lines, named)


def _name(stem: str, records: frozenset[str]) -> str:
    """Return a graph's IRI: its record's; of more records or of none, one with the file's name."""
    if len(records) == 1:
        return next(iter(records))
    base = min(records).rpartition("record/")[0] if records else BASE
    return f"{base}{quote(stem)}/graph/all"
