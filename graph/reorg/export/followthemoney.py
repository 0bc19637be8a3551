"""Hands a graph on as FollowTheMoney statements, by that project's own library."""

from __future__ import annotations

import io
import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from reorg.errors import ReorgError
from reorg.export.crosswalk import construct
from reorg.namespaces import PREFIXES
from reorg.terms import value_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyoxigraph import Store

NAME = "followthemoney"
NAMESPACE = "https://schema.followthemoney.tech/#"
_RDF = PREFIXES["rdf"]
_SOURCE = PREFIXES["prov"] + "wasDerivedFrom"
_LANGUAGE = "eng"


def files(store: Store, name: str) -> dict[str, bytes]:
    """Return a graph's statements, by the end of the file's name."""
    return {"statements.csv": statements(store, name)}


def statements(store: Store, dataset: str) -> bytes:
    """Return statements as CSV, which the library's own tools read.

    Each has its source as ``origin``: the IRIs of the passages or the document that it rests on.

    Args:
        store: The graph.
        dataset: What FollowTheMoney is to call the graph: the name of the record.

    Raises:
        ReorgError: The library is missing, or it does not take a value.
    """
    try:
        from followthemoney.statement.serialize import CSVStatementWriter
    except ImportError:
        raise ReorgError(
            "the library of FollowTheMoney is missing",
            remedy="pip install followthemoney, after apt install libicu-dev pkg-config g++",
        ) from None
    text = io.StringIO(newline="")
    writer = CSVStatementWriter(text)
    for entity in _entities(store, re.sub("[^a-z0-9]+", "_", dataset.lower()).strip("_")):
        for statement in sorted(entity.statements):
            writer.write(statement)
    writer.close()
    return text.getvalue().encode()


def entity_id(iri: str) -> str:
    """Return the identifier of an IRI's entity: letters, digits, dots and hyphens alone."""
    return re.sub("[^0-9A-Za-z-]+", ".", iri.partition("://")[2] or iri).strip(".-")


def _entities(store: Store, dataset: str) -> Iterator[Any]:
    """Yield the library's entities, each made of its statements and checked by its schema."""
    from followthemoney.dataset import Dataset
    from followthemoney.exc import InvalidData
    from followthemoney.statement import StatementEntity

    schemata, values = _read(store)
    known = Dataset.make({"name": dataset, "title": dataset})
    for iri, name in sorted(schemata.items()):
        entity = StatementEntity(known, {"id": entity_id(iri), "schema": name})
        if iri.startswith("http"):  # the way back to the graph
            entity.add_statement(_statement(entity, "sourceUrl", iri, ""))
        for key, value, source in sorted(values[iri]):
            entity.add_statement(_statement(entity, key, value, source))
        try:
            entity.schema.validate({"properties": entity.properties})
        except InvalidData as error:
            raise ReorgError(f"FollowTheMoney refuses it ({error.errors})", where=iri) from None
        yield entity


def _statement(entity: Any, key: str, value: str, source: str) -> Any:
    """Return one value of an entity as a statement, as the library would write it.

    Raises:
        ReorgError: The schema has no such property, or the value is none of its type.
    """
    from followthemoney.statement import Statement

    prop = entity.schema.get(key)
    referent = entity_id(value) if prop is not None and prop.type.name == "entity" else value
    cleaned = prop.type.clean(referent, proxy=entity) if prop is not None else None
    if cleaned is None:
        raise ReorgError(
            f"FollowTheMoney does not take {value!r} as {entity.schema.name}:{key}",
            where=entity.id,
            remedy="correct it in the record",
        )
    return Statement(
        entity_id=entity.id,
        prop=key,
        schema=entity.schema.name,
        value=cleaned,
        dataset=entity.dataset.name,
        lang=_LANGUAGE,
        original_value=value,
        origin=source or None,
    )


def _read(store: Store) -> tuple[dict[str, str], dict[str, list[tuple[str, str, str]]]]:
    """Return each entity's schema, and its values as property, value and source."""
    rows: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for quad in construct(NAME, store).quads:
        rows[value_of(quad.subject)][quad.predicate.value].append(value_of(quad.object))
    schemata: dict[str, str] = {}
    values: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for subject, pairs in rows.items():
        if f"{_RDF}subject" in pairs:
            (entity,), (key,), (value,) = (
                pairs[_RDF + name] for name in ("subject", "predicate", "object")
            )
            values[entity].append((key.removeprefix(NAMESPACE), value, " ".join(pairs[_SOURCE])))
        else:
            schemata[subject] = pairs[f"{_RDF}type"][0].removeprefix(NAMESPACE)
    return schemata, values
