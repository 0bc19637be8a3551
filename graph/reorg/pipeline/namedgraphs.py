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


class Outgoing(NamedTuple):
    """A graph on its way to a store.

    Attributes:
        source: The file that it comes from, as the user gave it.
        graph: The IRI that it is named by: its record's, or one made from the file's name.
        records: The IRIs of the records that it holds.
        lines: Its triples as lines of N-Triples, each once, sorted.
        named: How many named graphs the file has, all of which are sent as one.
    """

    source: str
    graph: str
    records: frozenset[str]
    lines: tuple[bytes, ...]
    named: int = 0

    @property
    def data(self) -> bytes:
        """The graph as N-Triples."""
        return b"".join(line + b"\n" for line in self.lines)


def read(files: Sequence[str | Path]) -> list[Outgoing]:
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
        return [_outgoing(opening.SHIPPED, quads)]
    built = _built([Path(file) for file in files if Path(file).suffix in RECORDS])
    found = [built.get(str(file)) or _outgoing(str(file), opening.parse(file)) for file in files]
    seen: dict[str, str] = {}
    for one in found:
        if one.graph in seen:
            what = f"{seen[one.graph]} and {one.source} would be the same graph in the store"
            raise ReorgError(what, remedy="push one of them")
        seen[one.graph] = one.source
    return found


def joined(graphs: Sequence[Outgoing], name: str) -> Outgoing:
    """Return several graphs as one of that name."""
    lines = sorted({line for one in graphs for line in one.lines})
    records = frozenset[str]().union(*(one.records for one in graphs))
    named = sum(one.named for one in graphs)
    return Outgoing(", ".join(one.source for one in graphs), name, records, tuple(lines), named)


def _built(records: Sequence[Path]) -> dict[str, Outgoing]:
    """Return what the records say, by the name of each record's file."""
    if not records:
        return {}
    from reorg.pipeline.build import refuse_same_name
    from reorg.pipeline.examine import examine_all, faultless

    refuse_same_name(records)
    built = map(_of_record, faultless(examine_all(records)))
    return {graph.source: graph for graph in built}


def _of_record(examined: Examined) -> Outgoing:
    record = examined.record
    used = serialise.prefixes(record.name, record.base)
    ntriples = serialise.serialise(examined.dataset, used, ("nt",))["nt"]
    lines = tuple(ntriples.split(b"\n")[:-1])
    return Outgoing(record.document.file, record.iri, frozenset({record.iri}), lines)


def _outgoing(source: str, quads: Sequence[Quad]) -> Outgoing:
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
    return Outgoing(source, _name(Path(source).stem, records), records, lines, named)


def _name(stem: str, records: frozenset[str]) -> str:
    """Return a graph's IRI: its record's; of more records or of none, one with the file's name."""
    if len(records) == 1:
        return next(iter(records))
    base = min(records).rpartition("record/")[0] if records else BASE
    return f"{base}{quote(stem)}/graph/all"
