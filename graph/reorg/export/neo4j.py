"""Writes the network as the pair of CSV files that ``neo4j-admin database import`` takes.

The header's form, the quoting (a quote is doubled, nothing else is escaped) and the separator of
lists are those of the Neo4j Operations Manual, "Import", version 5.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from reorg.analysis import projection
from reorg.rdf.triples import Triples, local_name

if TYPE_CHECKING:
    import networkx as nx
    from pyoxigraph import Store

NAME = "neo4j"
NODES = "nodes.csv"
RELATIONSHIPS = "relationships.csv"
COMMAND = (
    "neo4j-admin database import full neo4j --multiline-fields=true --nodes={nodes} "
    "--relationships={relationships}"
)
"""What takes the two files: the database's name comes first, since lists of files have no end, and
some texts run over lines."""

_LIST = ";"
_NUMBERS = frozenset({"quantity"})


def files(store: Store, _: str) -> dict[str, bytes]:
    """Return the network of a graph as CSV files, by the last part of their names.

    Each node has its IRI as ``:ID``, the names of its classes as labels, and the attributes that
    `projection.view` gives it; each edge has its relation as ``:TYPE``, in the style of Neo4j.
    """
    triples = Triples(store)
    network = projection.view(triples)
    return {NODES: _nodes(triples, network), RELATIONSHIPS: _relationships(network)}


def _nodes(triples: Triples, network: nx.MultiDiGraph[str]) -> bytes:
    names = _names(attributes for _, attributes in network.nodes(data=True))
    header = ["iri:ID", *map(_typed, names), "classes:string[]", ":LABEL"]
    rows = (
        [iri, *(attributes.get(name, "") for name in names), *_kinds(triples, iri)]
        for iri, attributes in network.nodes(data=True)
    )
    return _table(header, rows)


def _kinds(triples: Triples, iri: str) -> tuple[str, str]:
    """Return a node's classes and its labels, as lists."""
    classes = [name for name in triples.types(iri) if _LIST not in name]
    return _LIST.join(classes), _LIST.join(sorted({local_name(name) for name in classes}))


def _relationships(network: nx.MultiDiGraph[str]) -> bytes:
    edges = list(network.edges(keys=True, data=True))
    names = _names(attributes for *_, attributes in edges)
    header = [":START_ID", ":END_ID", ":TYPE", "key", *map(_typed, names)]
    rows = (
        [
            source,
            target,
            attributes["relation"].replace(" ", "_").upper(),
            key,
            *(attributes.get(name, "") for name in names),
        ]
        for source, target, key, attributes in edges
    )
    return _table(header, rows)


def _names(things: Iterable[dict[str, Any]]) -> list[str]:
    return sorted({name for attributes in things for name in attributes})


def _typed(name: str) -> str:
    return f"{name}:{'double' if name in _NUMBERS else 'string'}"


def _table(header: list[str], rows: Iterable[list[Any]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)  # whose line end makes it quote bare carriage returns too
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode()
