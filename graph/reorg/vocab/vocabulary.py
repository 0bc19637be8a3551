"""The ontology as the pipeline needs it: what is defined, may be asserted, is called what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from reorg import resources
from reorg.namespaces import NAMESPACE, PREFIXES
from reorg.terms import value_of

FILES = ("core.ttl", "schemes.ttl", "presentation.ttl", "alignments.ttl")

TYPE = PREFIXES["rdf"] + "type"
_CONCEPT = PREFIXES["skos"] + "Concept"
_RULE = NAMESPACE + "Rule"
_SCHEME = PREFIXES["skos"] + "ConceptScheme"
_SUBCLASS = PREFIXES["rdfs"] + "subClassOf"
_CONTENT_PREDICATE = NAMESPACE + "ContentPredicate"
_ASSERTABLE = NAMESPACE + "assertable"
_IN_SCHEME = PREFIXES["skos"] + "inScheme"
_NAMING = (PREFIXES["rdfs"] + "label", PREFIXES["skos"] + "prefLabel")
_LINKS = frozenset(
    PREFIXES[prefix] + name
    for prefix, name in (
        *(("rdfs", "subClassOf"), ("rdfs", "subPropertyOf")),
        *(("skos", "broader"), ("skos", "inScheme")),
    )
)


@dataclass(frozen=True)
class Vocabulary:
    """The shipped ontology.

    Attributes:
        links: As N-Triples, what is above terms, and the types of values with their names: all
            that rules and shapes need.
        defined: IRIs of all that they type: classes, properties, concepts, schemes.
        concepts: IRIs of the concepts.
        content_predicates: IRIs of the properties that only claims may use.
        assertable: IRIs of the properties that plain triples may use: the whitelist.
        described: For each term, the triples that make it readable on its own, as lines of
            N-Triples.
    """

    links: bytes
    defined: frozenset[str]
    concepts: frozenset[str]
    content_predicates: frozenset[str]
    assertable: frozenset[str]
    described: dict[str, tuple[bytes, ...]]

    def describe(self, used: Iterable[str]) -> list[bytes]:
        """Return what makes the terms among ``used`` readable without the ontology's files."""
        known = self.described.keys() & used
        return list(dict.fromkeys(line for term in known for line in self.described[term]))


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """Return the shipped ontology, read once."""
    rows = _rows()
    types: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row.predicate == TYPE:
            types[row.target].add(row.subject)
    return Vocabulary(
        links=_links(rows, types[_CONCEPT] | types[_SCHEME] | types[_RULE]),
        defined=frozenset().union(*types.values()),
        concepts=frozenset(types[_CONCEPT]),
        content_predicates=frozenset(types[_CONTENT_PREDICATE]),
        assertable=frozenset(
            row.subject for row in rows if row.predicate == _ASSERTABLE and row.target == "true"
        ),
        described=_descriptions(rows, types[_CONCEPT]),
    )


@lru_cache(maxsize=1)
def wider_classes() -> dict[str, frozenset[str]]:
    """Return for each class of the ontology those that it is part of, itself included."""
    from pyoxigraph import RdfFormat, parse

    above: dict[str, set[str]] = defaultdict(set)
    for quad in parse(vocabulary().links, RdfFormat.N_TRIPLES):
        if quad.predicate.value == _SUBCLASS:
            above[value_of(quad.subject)].add(value_of(quad.object))
    wider: dict[str, frozenset[str]] = {}
    for name in tuple(above):
        seen, waiting = {name}, [name]
        while waiting:
            new = above.get(waiting.pop(), set()) - seen
            seen |= new
            waiting.extend(new)
        wider[name] = frozenset(seen)
    return wider


class _Row(NamedTuple):
    """A triple of the ontology as text, and as its line of N-Triples without the line end."""

    subject: str
    predicate: str
    target: str
    line: bytes


def _rows() -> list[_Row]:
    from pyoxigraph import RdfFormat, parse, serialize

    triples = [
        quad.triple
        for name in FILES
        for quad in parse(resources.read("ontology", name), RdfFormat.TURTLE)
    ]
    lines = (serialize(triples, format=RdfFormat.N_TRIPLES) or b"").split(b"\n")[:-1]
    return [
        _Row(value_of(subject), predicate.value, value_of(target), line)
        for (subject, predicate, target), line in zip(triples, lines, strict=True)
    ]


def _links(rows: Iterable[_Row], named: Container[str]) -> bytes:
    """Return what rules and shapes need.

    Args:
        named: The concepts, schemes and rules, which a shape asks for their names.
    """
    return b"".join(
        row.line + b"\n"
        for row in rows
        if row.predicate in _LINKS
        or (row.predicate in _NAMING and row.subject in named)
        or (row.predicate == TYPE and not row.target.startswith(PREFIXES["owl"]))
    )


def _descriptions(rows: Iterable[_Row], concepts: Container[str]) -> dict[str, tuple[bytes, ...]]:
    kept: dict[str, list[bytes]] = defaultdict(list)
    above: dict[str, str] = {}
    for name, predicate, target, line in rows:
        if predicate in _NAMING or (predicate == TYPE and target in (_CONCEPT, _RULE)):
            kept[name].append(line)
        elif predicate == _IN_SCHEME and name in concepts:
            kept[name].append(line)
            above[name] = target
        if predicate == TYPE and target == _RULE:
            above[name] = target
    for name, wider in above.items():
        kept[name].extend(kept.get(wider, ()))
    return {name: tuple(each) for name, each in kept.items()}
