"""Hands a graph on to those who speak another vocabulary or keep another kind of database."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from reorg.errors import ReorgError
from reorg.export import crosswalk
from reorg.files import write_all_atomically
from reorg.namespaces import NAMESPACE, PREFIXES

if TYPE_CHECKING:
    from pyoxigraph import Store


def export(form: str, store: Store, name: str, out: Path) -> list[Path]:
    """Write a graph in another form.

    Args:
        form: One of ``FORMS``.
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
    contents = {out / f"{name}.{end}": data for end, data in FORMS[form](store, name).items()}
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


def _aida(store: Store, name: str) -> dict[str, bytes]:
    return {"aida.ttl": crosswalk.aida(store)}


def _followthemoney(store: Store, name: str) -> dict[str, bytes]:
    from reorg.export.ftm import statements

    return {"statements.csv": statements(store, name)}


def _neo4j(store: Store, name: str) -> dict[str, bytes]:
    from reorg.export.neo4j import files
    from reorg.rdf.triples import Triples

    return files(Triples(store))


def _schema_org(store: Store, name: str) -> dict[str, bytes]:
    return {"schema-org.jsonld": crosswalk.schema_org(store)}


FORMS: Mapping[str, Callable[[Store, str], dict[str, bytes]]] = {
    crosswalk.AIDA: _aida,
    crosswalk.FOLLOWTHEMONEY: _followthemoney,
    "neo4j": _neo4j,
    crosswalk.SCHEMA_ORG: _schema_org,
}
"""What a graph can be handed on as; each gives the files' contents by the end of their names."""
