"""Writes what is claimed as RDF 1.2 has it: a triple that is spoken of and stands nowhere."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from reorg.namespaces import PREFIXES
from reorg.rdf.dataset import Dataset
from reorg.terms import value_of

if TYPE_CHECKING:
    from pyoxigraph import Quad

EXTENSION = "rdf12.ttl"
"""File name extension of the graph in Turtle 1.2: Turtle to those who go by the last part."""

_RDF = PREFIXES["rdf"]
_PARTS = tuple(_RDF + name for name in ("subject", "predicate", "object"))
_STATEMENT = _RDF + "Statement"


def reify(dataset: Dataset) -> Dataset:
    """Return a dataset in which each reified statement reifies a triple term.

    ``content a rdf:Statement ; rdf:subject s ; rdf:predicate p ; rdf:object o`` becomes
    ``content rdf:reifies <<( s p o )>>`` (RDF 1.2 Concepts, section 1.5): three triples fewer.
    The triple term asserts nothing. What else is said of the statement stays as it is.
    """
    from pyoxigraph import NamedNode, Quad, Triple

    parts: dict[str, dict[str, list[Quad]]] = defaultdict(lambda: defaultdict(list))
    rest = []
    for quad in dict(zip(dataset.lines, dataset.quads, strict=True)).values():
        if quad.predicate.value in _PARTS:
            parts[str(quad.subject)][quad.predicate.value].append(quad)
        elif value_of(quad.object) == _STATEMENT and quad.predicate.value.endswith("#type"):
            parts[str(quad.subject)]["type"].append(quad)
        else:
            rest.append(quad)
    reifies = NamedNode(_RDF + "reifies")
    for quads_of in parts.values():
        whole = [quads_of.get(name, []) for name in (*_PARTS, "type")]
        if any(len(quads) != 1 for quads in whole):
            rest.extend(quad for quads in whole for quad in quads)
            continue
        (subject,), (predicate,), (object_,), _ = whole
        if isinstance(subject.object, NamedNode) and isinstance(predicate.object, NamedNode):
            term = Triple(subject.object, predicate.object, object_.object)
            rest.append(Quad(subject.subject, reifies, term, subject.graph_name))
        else:
            rest.extend(quad for quads in whole for quad in quads)
    reified = Dataset()
    reified.add(rest)
    return reified
