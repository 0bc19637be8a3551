"""The ontology and its SHACL shapes as one graph, by subject."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from reorg import resources
from reorg.namespaces import NAMESPACE, PREFIXES, expand
from reorg.terms import value_of
from reorg.vocab.vocabulary import FILES

if TYPE_CHECKING:
    from pyoxigraph import BlankNode, Literal, NamedNode, Triple

    Object = NamedNode | BlankNode | Literal | Triple

_SHACL = "http://www.w3.org/ns/shacl#"


class ShapesGraph:
    """The shipped ontology and shapes: what stands under each subject, by property."""

    def __init__(self) -> None:
        from pyoxigraph import RdfFormat, parse

        self._by_subject: dict[Object, dict[str, list[Object]]] = defaultdict(
            lambda: defaultdict(list)
        )
        for name in (*FILES, "shapes.ttl"):
            for quad in parse(resources.read("ontology", name), RdfFormat.TURTLE):
                self._by_subject[quad.subject][quad.predicate.value].append(quad.object)

    def values(self, node: Object, name: str) -> list[Object]:
        """Return the values of a property, given by its prefixed name."""
        prefix, _, local = name.partition(":")
        iri = _SHACL + local if prefix == "sh" else expand(name)
        return self._by_subject[node][iri] if node in self._by_subject else []

    def text(self, node: Object, name: str) -> str:
        """Return the first value of a property as text, or the empty string."""
        return next(iter(self.texts(node, name)), "")

    def texts(self, node: Object, name: str) -> list[str]:
        """Return the values of a property as text."""
        return [value_of(value) for value in self.values(node, name)]

    def number(self, node: Object, name: str) -> int | None:
        """Return the first value of a property as a whole number."""
        text = self.text(node, name)
        return int(text) if text else None

    def typed(self, classes: set[str]) -> set[str]:
        """Return the IRIs of what the ontology says to be of one of some classes."""
        return {
            value_of(node)
            for node in list(self._by_subject)
            if classes & {*self.texts(node, "rdf:type")}
        }

    def most(self, iri: str) -> list[int | None]:
        """Return how many values of a property the shapes allow, one number a constraint."""
        return [self.number(node, "sh:maxCount") for node in self.subjects("sh:path", iri)]

    def members(self, head: Object) -> Iterator[Object]:
        """Go through an RDF list."""
        while value_of(head) != PREFIXES["rdf"] + "nil":
            yield from self.values(head, "rdf:first")
            head = self.values(head, "rdf:rest")[0]

    def listed(self, node: Object, name: str) -> list[Object]:
        """Return the members of the list that a property has as its value."""
        return [item for head in self.values(node, name) for item in self.members(head)]

    def describe(self, iri: str, name: str) -> str:
        """Return one text about a term of the ontology, or the empty string."""
        from pyoxigraph import NamedNode

        return self.text(NamedNode(iri), name)

    @cached_property
    def by_class(self) -> dict[str, list[Object]]:
        """The node shapes that aim at each class."""
        aimed: dict[str, list[Object]] = defaultdict(list)
        for node in self.having("sh:targetClass"):
            for target in self.texts(node, "sh:targetClass"):
                aimed[target].append(node)
        return aimed

    def subjects(self, name: str, value: str) -> Iterator[Object]:
        """Go through what has an IRI or text as a value of a property."""
        return (node for node in list(self._by_subject) if value in self.texts(node, name))

    def having(self, *names: str) -> Iterator[Object]:
        """Go through what has at least one of some properties."""
        return (
            node
            for node in list(self._by_subject)
            if any(self.values(node, name) for name in names)
        )

    def concepts(self, scheme: str) -> tuple[str, ...]:
        """Return the values of a closed list, in the order of the ontology."""
        start = f"{NAMESPACE}{scheme}-"
        return tuple(
            value_of(node).removeprefix(start)
            for node in self.subjects("skos:inScheme", f"{start}scheme")
        )


@lru_cache(maxsize=1)
def shapes_graph() -> ShapesGraph:
    """Return the shipped ontology and shapes, read once."""
    return ShapesGraph()
