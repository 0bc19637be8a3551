"""Validates a record's graph against the SHACL shapes and places what they find in the file."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from reorg import resources
from reorg.errors import Problem
from reorg.kinds import KINDS, prefix_iri
from reorg.record import Record
from reorg.terms import keys_by_iri
from reorg.vocabulary import vocabulary
from reorg.yamlfile import Steps

if TYPE_CHECKING:
    from shacl import Result, Shapes


@lru_cache(maxsize=1)
def compiled() -> Shapes:
    """Return the shipped shapes, compiled once."""
    from shacl import Shapes

    return Shapes.from_text(resources.read("ontology", "shapes.ttl"))


def validate(record: Record, ntriples: bytes) -> list[Problem]:
    """Return where a record's graph breaks the shapes.

    Args:
        ntriples: All that the record says and the rules derive, as N-Triples.
    """
    # Classes and closed lists are part of what is validated, so that sh:class finds them.
    report = compiled().validate_text((ntriples + vocabulary().links).decode(), format="ntriples")
    if report.conforms:
        return []
    violations = [result for result in report.results if result.severity == "Violation"]
    return sorted({_problem(record, result) for result in violations})


def _problem(record: Record, result: Result) -> Problem:
    path, name = _place(record, result.focus_node.strip("<>"))
    key = keys_by_iri().get((result.path or "").strip("<>"), "")
    message = (result.message or result.component).rstrip(".")
    what = f"`{name}`: {message}"
    if result.value_plain and key:
        what = f"{what} (`{key}` is {_short(record, result.value_plain)})"
    return record.document.problem((*path, key) if key else path, what, "")


def _short(record: Record, value: str) -> str:
    for name, iri in record.iris.items():
        if iri == value:
            return f"`{name}`"
    return f"`{value}`"


def _place(record: Record, iri: str) -> tuple[Steps, str]:
    """Return the path and the identifier of the thing that an IRI or its sub-node belongs to."""
    for node in record.nodes:
        if iri == node.iri:
            return node.path, node.id
        if iri.startswith(f"{node.iri}/"):
            key, _, count = iri.removeprefix(f"{node.iri}/").partition("/")
            inner: dict[str, str] = {"content": "content", "commitment": "reportedBy"}
            if key in inner and count.isdigit():
                return (*node.path, inner[key], int(count) - 1), node.id
            return node.path, node.id
    return (), _compact(record, iri)


def _compact(record: Record, iri: str) -> str:
    for kind in KINDS.values():
        start: str = prefix_iri(kind, record.name, record.base)
        if iri.startswith(start):
            return f"{kind.name}:{iri.removeprefix(start)}"
    return iri
