"""Turns a record into triples: a pure function, without a blank node and without a clock."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from reorg.errors import ReorgError
from reorg.record.model import Node, Record, as_list, texts_of
from reorg.record.yamlfile import Value
from reorg.vocab.keys import UNMAPPED, Form, concept_iri, resolved_context, terms
from reorg.vocab.vocabulary import vocabulary

if TYPE_CHECKING:
    from pyoxigraph import Quad

JsonObject = dict[str, Any]

_HELD = frozenset(
    {
        *("text", "sentence", "utterance", "claim", "figure", "date", "issue", "relation"),
        *("conflict", "reference", "gap", "background", "step"),
    }
)
"""Kinds of thing that name the record which holds them, so that records can be told apart."""


def graph_iri(record: Record, name: str) -> str:
    """Return the IRI of one of a record's named graphs: claims, background or derived."""
    return f"{record.base}{record.name}/graph/{name}"


def convert(record: Record) -> list[Quad]:
    """Return what a record says, with the names of all terms that it uses.

    Plain facts stand in the default graph, reified statements and background in graphs of
    their own. Nothing is asserted that a claim says.

    Raises:
        ReorgError: A key of the record has no place in the JSON-LD context.
    """
    from pyoxigraph import RdfFormat, parse

    text = json.dumps(document(record), ensure_ascii=False, check_circular=False)
    quads = list(parse(text, RdfFormat.JSON_LD))
    used = terms_used(quads)
    if lost := sorted(name for name in used if name.startswith(UNMAPPED)):
        keys = ", ".join(name.removeprefix(UNMAPPED) for name in lost)
        raise ReorgError(
            f"keys without a place in the JSON-LD context: {keys}",
            where=record.document.file,
            remedy="add them to the context or delete them",
        )
    quads.extend(vocabulary().describe(used))
    return quads


def terms_used(quads: Iterable[Quad]) -> set[str]:
    """Return the values of all predicates and objects."""
    return {term.value for quad in quads for term in (quad.predicate, quad.object)}  # type: ignore[union-attr]


def document(record: Record) -> JsonObject:
    """Return a record as a JSON-LD document in which every name is an IRI."""
    default: list[JsonObject] = []
    claims: list[JsonObject] = []
    background: list[JsonObject] = []
    sources = [node.iri for node in record.of_kind("text")]
    for node in record.nodes:
        if node.kind == "anchor":
            default.extend(_anchor(record, node, sources))
        elif node.kind == "background":
            background.append(_plain(record, node))
        else:
            default.append(_plain(record, node))
            claims.extend(_statements(record, node))
            default.extend(_commitments(record, node))
    default.extend(_plain(record, node) for node in record.borrowed.values())
    return {
        "@context": resolved_context(),
        "@graph": [
            *default,
            {"id": graph_iri(record, "claims"), "@graph": claims},
            {"id": graph_iri(record, "background"), "@graph": background},
        ],
    }


def _plain(record: Record, node: Node) -> JsonObject:
    values = {key: value for key, value in node.values.items() if key not in ("type", "reportedBy")}
    contents = as_list(values.pop("content", None))
    made = {"id": node.iri, "type": _types(record, node), **dict(_pairs(record, values))}
    if contents:
        made["content"] = [f"{node.iri}/content/{n}" for n in range(1, len(contents) + 1)]
    if chain := as_list(node.values.get("reportedBy")):
        made["reportedBy"] = [f"{node.iri}/commitment/{n}" for n in range(1, len(chain) + 1)]
    if node.kind in _HELD and not node.registered:
        made["reorg:inRecord"] = {"id": record.iri}
    return made


def _types(record: Record, node: Node) -> list[str]:
    own = [record.iris[name] for name in texts_of(node.values.get("type"))]
    return [node.type, *own]


def _pairs(record: Record, values: dict[str, Value]) -> Iterator[tuple[str, Any]]:
    """Yield keys with their values, every name among them as an IRI."""
    known = terms()
    for key, value in values.items():
        term = known.get(key)
        if term is None:
            yield key, value
        elif term.form is Form.LINK:
            yield key, [record.iris[name] for name in texts_of(value)]
        elif term.form is Form.CONCEPT:
            yield key, [concept_iri(term.scheme, name) for name in texts_of(value)]
        else:
            yield key, value


def _statements(record: Record, node: Node) -> Iterator[JsonObject]:
    for count, item in enumerate(as_list(node.values.get("content")), 1):
        if isinstance(item, dict):
            made = {"id": f"{node.iri}/content/{count}", "type": "rdf:Statement"}
            made.update(_pairs(record, item))
            yield made


def _commitments(record: Record, node: Node) -> Iterator[JsonObject]:
    """Yield the outer voices of an utterance, counted from the nearest."""
    for count, item in enumerate(as_list(node.values.get("reportedBy")), 1):
        if isinstance(item, dict):
            made = {"id": f"{node.iri}/commitment/{count}", "type": "reorg:Commitment"}
            made.update(_pairs(record, item))
            made["order"] = str(count)
            yield made


def _anchor(record: Record, node: Node, sources: list[str]) -> Iterator[JsonObject]:
    """Yield an anchor in the structure of the Web Annotation model."""
    quote, position = ("exact", "prefix", "suffix"), ("start", "end")
    apart = {"type", *quote, *position}
    rest = {key: value for key, value in node.values.items() if key not in apart}
    target = f"{node.iri}/target"
    yield {
        "id": node.iri,
        "type": _types(record, node),
        **dict(_pairs(record, rest)),
        "oa:motivatedBy": {"id": "oa:identifying"},
        "oa:hasTarget": {"id": target},
    }
    selectors = [f"{node.iri}/quote", f"{node.iri}/position"]
    yield {
        "id": target,
        "type": "oa:SpecificResource",
        "oa:hasSource": [{"id": iri} for iri in sources],
        "oa:hasSelector": [{"id": iri} for iri in selectors],
    }
    for iri, type_, keys in zip(
        selectors,
        ("oa:TextQuoteSelector", "oa:TextPositionSelector"),
        (quote, position),
        strict=True,
    ):
        kept = {key: node.values[key] for key in keys if key in node.values}
        yield {"id": iri, "type": type_, **dict(_pairs(record, kept))}
