"""The targets of `reorg export`: other vocabularies and other kinds of database.

A further one is a module with a function and a line of the table ``TARGETS``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from reorg.errors import ReorgError
from reorg.export import aida, followthemoney, neo4j, schemaorg
from reorg.files import write_all_atomically
from reorg.namespaces import NAMESPACE, PREFIXES

if TYPE_CHECKING:
    from pyoxigraph import Store


TARGETS: Mapping[str, Callable[[Store, str], dict[str, bytes]]] = {
    aida.NAME: aida.files,
    followthemoney.NAME: followthemoney.files,
    neo4j.NAME: neo4j.files,
    schemaorg.NAME: schemaorg.files,
}
"""What a graph can be handed on as; each gives the files' contents by the end of their names."""


def export(target: str, store: Store, name: str, out: Path) -> list[Path]:
    """Write a graph for a target.

    Args:
        target: One of ``TARGETS``.
        store: The graph.
        name: What the files' names begin with.
        out: The folder for them.

    Returns:
        The files.

    Raises:
        ReorgError: The graph holds no claims or has them as RDF 1.2, a library is missing, a value
            does not fit, or a file cannot be written.
    """
    _refuse_without_content(store, name)
    contents = {out / f"{name}.{end}": data for end, data in TARGETS[target](store, name).items()}
    write_all_atomically(contents)
    return list(contents)


def _refuse_without_content(store: Store, name: str) -> None:
    from pyoxigraph import NamedNode

    type_, claim = NamedNode(f"{PREFIXES['rdf']}type"), NamedNode(f"{NAMESPACE}Claim")
    if next(store.quads_for_pattern(None, type_, claim), None) is None:
        raise ReorgError(
            "the graph holds no claims", where=name, remedy="give a graph that `reorg build` wrote"
        )
    reifies = NamedNode(f"{PREFIXES['rdf']}reifies")
    if next(store.quads_for_pattern(None, reifies, None), None) is not None:
        raise ReorgError(
            "the graph is written as RDF 1.2", where=name, remedy="give the Turtle file beside it"
        )
