"""What the CONSTRUCT query of a crosswalk makes of a graph: its claims in another vocabulary.

Whatever the other side calls a fact, only what the graph states as one becomes it. What is
claimed, denied or planned stays somebody's claim there too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyoxigraph import Store

    from reorg.rdf.dataset import Dataset


def construct(name: str, store: Store) -> Dataset:
    """Return what a crosswalk makes of a graph, sorted.

    Args:
        name: The name of the crosswalk's query.
        store: The graph.

    Raises:
        ReorgError: The query fails.
    """
    from pyoxigraph import Quad

    from reorg import resources
    from reorg.rdf.dataset import Dataset
    from reorg.sparql import engine

    where = f"{name}.rq"
    answer = engine.run(store, resources.read("queries.crosswalks", where), where=where)
    dataset = Dataset()
    dataset.add(Quad(*triple) for triple in answer.triples or ())
    rows = sorted(dict(zip(dataset.lines, dataset.quads, strict=True)).items())
    return Dataset([quad for _, quad in rows], [line for line, _ in rows])
