"""Validates a record's graph against the SHACL shapes and places what they find in the file."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from reorg import resources
from reorg.errors import Problem
from reorg.namespaces import NAMESPACE, expand
from reorg.record.model import Fields, Record
from reorg.record.strictyaml import Steps
from reorg.vocab.keys import Form, keys_by_iri, keys_by_name
from reorg.vocab.kinds import KINDS, PARTS, prefix_iri
from reorg.vocab.vocabulary import vocabulary

if TYPE_CHECKING:
    from shacl import Result, Shapes

_OBJECT = ("object", "literal")
_NAMED_KEY = re.compile("`([A-Za-z]+)(?:: [^`]+)?`")
_OF_KEY = re.compile("`[A-Za-z]+`: ")
_OF_PREDICATES = re.compile("`(?:subject|object)` of [^:]+: ")
_COLON = re.compile(r"`[^`]*`|(?P<colon>: )")
_OF_VALUES = frozenset({"Class", "Node", "In", "Pattern", "Datatype", "MinInclusive", "Not", "Or"})
_LONGEST = 60
_PART_KEYS = {part.segment: part.name for part in PARTS.values()}
# That a record has one text is told once, not for each of its anchors.
_TOLD = expand("oa:hasSource")


@lru_cache(maxsize=1)
def compiled() -> Shapes:
    """Return the shipped shapes, compiled once."""
    from shacl import Shapes

    return Shapes.from_text(resources.read("ontology", "shapes.ttl"))


def validate(record: Record, ntriples: bytes) -> list[Problem]:
    """Return where a record's graph breaks the shapes: one problem for each key.

    Args:
        ntriples: All that the record says and the rules derive, as N-Triples.
    """
    # Classes and closed lists are part of what is validated, so that sh:class finds them.
    report = compiled().validate_text((ntriples + vocabulary().links).decode(), format="ntriples")
    if report.conforms:
        return []
    violations = [
        result
        for result in report.results
        if result.severity == "Violation" and (result.path or "").strip("<>") != _TOLD
    ]
    # What is said of one property goes before what is said of the whole thing.
    violations.sort(key=_rank)
    problems: dict[Steps, Problem] = {}
    for result in violations:
        steps, problem = _problem(record, result)
        problems.setdefault(steps, problem)
    return sorted(problems.values())


def _rank(result: Result) -> tuple[bool, bool, str]:
    # A value of the wrong form is wrong at any length.
    long = result.component.startswith("MaxLength")
    return result.path is None, long, result.message or ""


def _problem(record: Record, result: Result) -> tuple[Steps, Problem]:
    path, name, fields = place(record, result.focus_node.strip("<>"))
    message = (result.message or result.component).rstrip(".")
    direct = keys_by_iri().get((result.path or "").strip("<>"), "")
    key = direct or _named(message, fields)
    if key in _OBJECT:
        key = "literal" if fields.has("literal") else "object"
    what, remedy = _words(result, message, key, fields, record, direct=bool(direct))
    steps = (*path, key) if key else path
    what += record.by_default(path, [key, *_NAMED_KEY.findall(message)])
    return steps, record.document.problem(steps, f"`{name}`{what}", remedy)


def _named(message: str, fields: Fields) -> str:
    """Return the first key in a message that the thing has, or the first of all."""
    names = [
        name for name in _NAMED_KEY.findall(message) if name in keys_by_name() or name == "type"
    ]
    return next((name for name in names if fields.has(name)), names[0] if names else "")


def _words(
    result: Result,
    message: str,
    key: str,
    fields: Fields,
    record: Record,
    *,
    direct: bool,
) -> tuple[str, str]:
    """Return what is wrong with a thing, to be read after its name, and what to do about it."""
    value = _short(record, result.value_plain or "", key)
    component = result.component.removesuffix("ConstraintComponent")
    if direct:
        remedy = message[match.end() :] if (match := _OF_KEY.match(message)) else message
        if component == "MinCount":
            few = f" has {_count(fields, key)} of `{key}`" if fields.has(key) else ""
            return few or f" needs `{key}`", remedy
        if component == "MaxCount" and not message.endswith("remove the key"):
            return f" has {_count(fields, key)} of `{key}`", remedy
        if component == "MaxLength":
            return f" has a `{key}` of {len(result.value_plain or '')} characters", remedy
        if component == "Closed":
            what, remedy = _parted(message)
            return what.replace("This key has no place on", f" cannot have `{key}`, being"), remedy
        if component in _OF_VALUES and value:
            return f" cannot have {value} as its `{key}`", remedy
    if (match := _OF_PREDICATES.match(message)) and (written := fields.text(key)):
        what = (
            f" cannot have {_short(record, written, '')} as `{key}` of `{fields.text('predicate')}`"
        )
        return what, message[match.end() :]
    what, remedy = _parted(message)
    return f", {what}" if _OF_KEY.match(what) else f": {what}", remedy


def _count(fields: Fields, key: str) -> str:
    number = len(set(fields.texts(key)))
    return {0: "no value", 1: "only one value"}.get(number, f"{number} different values")


def _parted(message: str) -> tuple[str, str]:
    """Return what a message says and what it advises, which its last colon parts."""
    colons = [match.start() for match in _COLON.finditer(message) if match["colon"]]
    return (message[: colons[-1]], message[colons[-1] + 2 :]) if colons else (message, "")


def _short(record: Record, value: str, key: str) -> str:
    """Return a value as the record writes it, cut where it is long."""
    for name, iri in record.iris.items():
        if iri == value:
            return f"`{name}`"
    known = keys_by_name().get(key)
    if known and known.form is Form.CONCEPT:
        value = value.removeprefix(f"{NAMESPACE}{known.scheme}-")
    return f"`{value[:_LONGEST]}…`" if len(value) > _LONGEST else f"`{value}`" if value else ""


def place(record: Record, iri: str) -> tuple[Steps, str, Fields]:
    """Return path, identifier and keys of the thing that an IRI or its sub-node belongs to.

    Of what is not in the record: no steps, the identifier it would have, and no keys.
    """
    for node in record.nodes:
        if iri == node.iri:
            return node.path, node.id, node
        if iri.startswith(f"{node.iri}/"):
            segment, _, count = iri.removeprefix(f"{node.iri}/").partition("/")
            if segment in _PART_KEYS and count.isdigit():
                name, index = _PART_KEYS[segment], int(count) - 1
                parts = {part.count - 1: part for part in node.nested(name)}
                return (*node.path, name, index), node.id, parts[index]
            return node.path, node.id, node
    return (), _compact(record, iri), Fields({})


def _compact(record: Record, iri: str) -> str:
    for kind in KINDS.values():
        start: str = prefix_iri(kind, record.name, record.base)
        if iri.startswith(start):
            return f"{kind.name}:{iri.removeprefix(start)}"
    return iri
