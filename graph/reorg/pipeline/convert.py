"""Turns a record into triples: a pure function, without a blank node and without a clock."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from reorg.article.sealed import DOCUMENT, is_sealed
from reorg.article.sealed import KEYS as SEAL
from reorg.errors import ReorgError
from reorg.pipeline.graphnames import BACKGROUND, CLAIMS, graph_iri
from reorg.pipeline.labels import ENGLISH, english, own_label, quoted
from reorg.rdf.dataset import Dataset, iris_of
from reorg.record.model import Fields, Node, Record
from reorg.vocab import lexical
from reorg.vocab.keys import UNMAPPED, Form, concept_iri, keys_by_name, resolved_context
from reorg.vocab.kinds import KINDS, PARTS, RECORD, REPORTED_BY, STATEMENTS
from reorg.vocab.vocabulary import vocabulary

JsonObject = dict[str, Any]

_SELECTORS = {
    "quote": ("oa:TextQuoteSelector", ("exact", "prefix", "suffix")),
    "position": ("oa:TextPositionSelector", ("start", "end")),
    "seal": ("reorg:SealedSelector", SEAL),
}
"""The selectors that an anchor may have: their classes, and the keys that they hold."""

_OF_TARGETS = frozenset([DOCUMENT, *(key for _, keys in _SELECTORS.values() for key in keys)])

_APART = frozenset({"type", *PARTS})
"""Keys whose values are told otherwise than as they stand."""


def convert(record: Record) -> Dataset:
    """Return what a record says, with the names of all terms that it uses.

    Plain facts stand in the default graph, reified statements and background in graphs of
    their own. Nothing is asserted that a claim says.

    Raises:
        ReorgError: A key of the record has no place in the JSON-LD context.
    """
    from pyoxigraph import RdfFormat, parse

    text = json.dumps(document(record), ensure_ascii=False, check_circular=False)
    dataset = Dataset()
    dataset.add(parse(text, RdfFormat.JSON_LD))
    used = iris_of(dataset.lines)
    if lost := sorted(name for name in used if name.startswith(UNMAPPED)):
        keys = ", ".join(name.removeprefix(UNMAPPED) for name in lost)
        raise ReorgError(
            f"keys without a place in the JSON-LD context: {keys}",
            where=record.document.file,
            remedy="add them to the context or delete them",
        )
    dataset.add_lines(vocabulary().describe(used))
    return dataset


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
            background.append({**_plain(record, node), "value": _background_value(node)})
        else:
            default.append(_plain(record, node))
            for name in STATEMENTS:
                claims.extend(_parts(record, node, name))
            default.extend(_commitments(record, node))
    default.extend(_plain(record, node) for node in record.borrowed.values())
    return {
        "@context": resolved_context(primary_language(record)),
        "@graph": [
            *default,
            {"id": graph_iri(record.base, record.name, CLAIMS), "@graph": claims},
            {"id": graph_iri(record.base, record.name, BACKGROUND), "@graph": background},
        ],
    }


def primary_language(record: Record) -> str:
    """Return the language of a record's texts, without script and region: one tag for all."""
    tags = [node.text("language") for node in record.of_kind(RECORD.name)]
    subtag = re.match("[A-Za-z]{2,8}", tags[0]) if tags else None
    return subtag.group().lower() if subtag else ENGLISH


def _plain(record: Record, node: Node) -> JsonObject:
    made: JsonObject = {"id": node.iri, "type": _types(record, node)}
    if label := own_label(node):
        made["label"] = label
    made.update(_pairs(record, node, [key for key in node.values if key not in _APART]))
    for part in PARTS.values():
        if listed := node.listed(part.name):
            made[part.name] = [
                record.iris[item] if isinstance(item, str) else f"{node.iri}/{part.segment}/{count}"
                for count, item in enumerate(listed, 1)
            ]
    if node.kind in KINDS and KINDS[node.kind].held and not node.registered:
        made["reorg:inRecord"] = {"id": record.iri}
    return made


def _background_value(node: Node) -> list[JsonObject]:
    """Return what a source states: an address or a day as such by its form, all else as text."""
    return [
        {"@value": text, "@type": f"xsd:{lexical.type_of(text)}"} for text in node.texts("value")
    ]


def _types(record: Record, node: Node) -> list[str]:
    return [node.type, *(record.iris[name] for name in node.texts("type"))]


def _pairs(record: Record, fields: Fields, names: Iterable[str]) -> Iterator[tuple[str, Any]]:
    """Yield some keys with their values, every name among them as an IRI."""
    known = keys_by_name()
    for name in names:
        key = known.get(name)
        if key is None:
            yield name, fields.values[name]
        elif key.form is Form.LINK:
            yield name, [record.iris[identifier] for identifier in fields.texts(name)]
        elif key.form is Form.CONCEPT:
            yield name, [concept_iri(key.scheme, word) for word in fields.texts(name)]
        else:
            yield name, fields.values[name]


def _parts(record: Record, node: Node, name: str) -> Iterator[JsonObject]:
    """Yield the parts of a thing that stand under a key, as nodes of their own."""
    kind = PARTS[name]
    for part in node.nested(name):
        made = {"id": f"{node.iri}/{kind.segment}/{part.count}", "type": kind.type}
        made.update(_pairs(record, part, part.values))
        yield made


def _commitments(record: Record, node: Node) -> Iterator[JsonObject]:
    """Yield the outer voices of an utterance, counted from the nearest."""
    for count, commitment in enumerate(_parts(record, node, REPORTED_BY), 1):
        yield {**commitment, "order": str(count)}


def _anchor(record: Record, node: Node, sources: list[str]) -> Iterator[JsonObject]:
    """Yield an anchor in the structure of the Web Annotation model.

    The words of a sealed one stand in its document. Where it counts on the record's text too,
    it has its place there as a second target.
    """
    rest = [key for key in node.values if key not in {"type", *_OF_TARGETS}]
    if is_sealed(node):
        document = [record.iris[name] for name in node.texts(DOCUMENT)]
        targets = [("target", document, [name for name in ("seal", "quote") if _has(node, name)])]
        targets += [("place", sources, ["position"])] if _has(node, "position") else []
    else:
        targets = [("target", sources, ["quote", "position"])]
    words = quoted(node)
    yield {
        "id": node.iri,
        "type": _types(record, node),
        "label": english(words) if is_sealed(node) else words,
        **dict(_pairs(record, node, rest)),
        "oa:motivatedBy": {"id": "oa:identifying"},
        "oa:hasTarget": [{"id": f"{node.iri}/{segment}"} for segment, _, _ in targets],
    }
    for segment, sources_of, selectors in targets:
        yield {
            "id": f"{node.iri}/{segment}",
            "type": "oa:SpecificResource",
            "label": english(f"{segment} of {words}"),
            "oa:hasSource": [{"id": iri} for iri in sources_of],
            "oa:hasSelector": [{"id": f"{node.iri}/{name}"} for name in selectors],
        }
        for name in selectors:
            type_, keys = _SELECTORS[name]
            pairs = dict(_pairs(record, node, filter(node.has, keys)))
            label = english(f"{name} of {words}")
            yield {"id": f"{node.iri}/{name}", "type": type_, "label": label, **pairs}


def _has(node: Node, selector: str) -> bool:
    return any(map(node.has, _SELECTORS[selector][1]))
