"""Reading a graph by subject: an index that ignores which graph a triple is in."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from math import isfinite
from typing import TYPE_CHECKING

from reorg.namespaces import NAMESPACE, PREFIXES, expand

if TYPE_CHECKING:
    from pyoxigraph import Quad

RDF_TYPE = PREFIXES["rdf"] + "type"


def local_name(iri: str) -> str:
    """Return the last segment of an IRI, after its last ``#``, ``/`` or ``:``."""
    return re.split(r"[#/:]", iri.rstrip("#/:"))[-1] or iri


def plain_words(name: str) -> str:
    """Return a term's local name as words: ``includesEvent`` becomes ``includes event``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[-_]", " ", name).lower()


class Triples:
    """The triples of a graph as text, each once, in sorted order.

    Values are IRIs or the lexical forms of literals. The caller knows by the property
    which of the two to expect, as it would in a record.

    Attributes:
        quads: What the index was made of, such as a list or a store.
    """

    def __init__(self, quads: Iterable[Quad]) -> None:
        from pyoxigraph import Literal, NamedNode

        self.quads = quads
        values_of: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for subject, predicate, value, _ in quads:
            if isinstance(subject, NamedNode) and isinstance(value, (NamedNode, Literal)):
                values_of[subject.value][predicate.value].add(value.value)
        self._by_subject = {
            subject: {predicate: sorted(values) for predicate, values in pairs.items()}
            for subject, pairs in sorted(values_of.items())
        }

    @classmethod
    def of(cls, graph: Triples | Iterable[Quad]) -> Triples:
        """Return a graph's index, or the graph itself if it is one already."""
        return graph if isinstance(graph, Triples) else cls(graph)

    def __iter__(self) -> Iterator[str]:
        """Go through the subjects in sorted order."""
        return iter(self._by_subject)

    def __contains__(self, subject: str) -> bool:
        return subject in self._by_subject

    def values(self, subject: str, name: str) -> list[str]:
        """Return the sorted values of a property, given by its prefixed name."""
        return self._by_subject.get(subject, {}).get(expand(name), [])

    def value(self, subject: str, name: str) -> str:
        """Return the first value of a property, or the empty string."""
        return next(iter(self.values(subject, name)), "")

    def number(self, subject: str, name: str) -> float | None:
        """Return the first value of a property as a number; None where it is not a finite one."""
        try:
            number = float(self.value(subject, name))
        except ValueError:
            return None
        return number if isfinite(number) else None

    def types(self, subject: str) -> list[str]:
        """Return the sorted IRIs of a thing's classes."""
        return self._by_subject.get(subject, {}).get(RDF_TYPE, [])

    def of_type(self, name: str) -> list[str]:
        """Return the sorted subjects of a class, given by its prefixed name."""
        return self._subjects_by_type.get(expand(name), [])

    def subjects(self, name: str, value: str) -> list[str]:
        """Return the sorted subjects that have ``value`` under a property."""
        return self._subjects_by_value.get((expand(name), value), [])

    def label(self, subject: str) -> str:
        """Return what to call a thing: its label, name, title or, failing these, its IRI's end."""
        for name in ("rdfs:label", "skos:prefLabel", "foaf:name", "dcterms:title"):
            if title := self.value(subject, name):
                return title
        local = local_name(subject)
        return plain_words(local) if subject.startswith(NAMESPACE) else local.replace("-", " ")

    def name(self, subject: str, name: str) -> str:
        """Return the local name of what a property points to, or the empty string."""
        iri = self.value(subject, name)
        return local_name(iri) if iri else ""

    def concept(self, subject: str, name: str) -> str:
        """Return the label of the concept that a property points to, or the empty string."""
        iri = self.value(subject, name)
        return self.label(iri) if iri else ""

    @cached_property
    def _subjects_by_type(self) -> dict[str, list[str]]:
        subjects: dict[str, list[str]] = defaultdict(list)
        for subject in self:
            for kind in self.types(subject):
                subjects[kind].append(subject)
        return dict(subjects)

    @cached_property
    def _subjects_by_value(self) -> dict[tuple[str, str], list[str]]:
        subjects: dict[tuple[str, str], list[str]] = defaultdict(list)
        for subject, pairs in self._by_subject.items():
            for predicate, values in pairs.items():
                for value in values:
                    subjects[predicate, value].append(subject)
        return dict(subjects)
