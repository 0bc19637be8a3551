"""What the graph and the vocabulary say of one thing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from reorg import resources
from reorg.namespaces import NAMESPACE, PREFIXES
from reorg.rdf.triples import local_name
from reorg.sparql.shortnames import short
from reorg.terms import value_of
from reorg.vocab.vocabulary import FILES

if TYPE_CHECKING:
    import pyoxigraph as ox

    from reorg.rdf.bridge import Term

    Node = ox.NamedNode | ox.BlankNode

TYPE = PREFIXES["rdf"] + "type"
LABELS = tuple(
    PREFIXES[prefix] + name
    for prefix, name in (
        ("rdfs", "label"),
        ("skos", "prefLabel"),
        ("dcterms", "title"),
        ("foaf", "name"),
    )
)
# A claim has no label: what it says names it best.
_NAMING = (*LABELS, NAMESPACE + "wording")
_PARTS = tuple(PREFIXES["rdf"] + name for name in ("subject", "predicate", "object"))
_OA = PREFIXES["oa"]
_QUALITIES = tuple(NAMESPACE + name for name in ("polarity", "certainty", "frame"))
# Without a mark a statement reads as affirmed, certain and of the present.
_USUAL = {NAMESPACE + name for name in ("polarity-positive", "certainty-certain", "frame-as-is")}
_CONTENT, _CONDITION = NAMESPACE + "content", NAMESPACE + "condition"
_FIRST, _REST = PREFIXES["rdf"] + "first", PREFIXES["rdf"] + "rest"
_DEEPEST = 50


@lru_cache(maxsize=1)
def ontology() -> ox.Store:
    """Return the shipped vocabulary; it is not to be changed."""
    import pyoxigraph as ox

    store = ox.Store()
    for name in FILES:
        text = resources.read("ontology", name)
        store.extend(
            ox.Quad(*quad.triple)
            for quad in ox.parse(text, ox.RdfFormat.TURTLE, rename_blank_nodes=True)
        )
    return store


class Lookup:
    """A graph and the vocabulary together, asked for single things."""

    def __init__(self, store: ox.Store) -> None:
        self._stores = (store, ontology())

    def knows(self, iri: str) -> bool:
        """Say whether anything is said of an IRI, or with it."""
        node = _node(iri)
        if node is None:
            return False
        return bool(
            next(self.outgoing(node), None)
            or next(self.incoming(node), None)
            or next(self.between(node), None)
            or any(store.contains_named_graph(node) for store in self._stores)
        )

    def outgoing(self, node: Node) -> Iterator[ox.Triple]:
        """Yield the triples with a thing as subject, each once."""
        return self._triples(node, None, None)

    def incoming(self, node: Node) -> Iterator[ox.Triple]:
        """Yield the triples with a thing as object, each once."""
        return self._triples(None, None, node)

    def between(self, node: Node) -> Iterator[ox.Triple]:
        """Yield the triples with a thing as predicate, each once."""
        return self._triples(None, node, None)

    def _triples(self, *pattern: Node | None) -> Iterator[ox.Triple]:
        from pyoxigraph import BlankNode

        seen = set()
        subject, predicate, value = pattern
        if isinstance(predicate, BlankNode):
            return
        for store in self._stores:
            for quad in store.quads_for_pattern(subject, predicate, value, None):
                if quad.triple not in seen:
                    seen.add(quad.triple)
                    yield quad.triple

    def values(self, node: Any, predicate: str) -> list[Term]:
        """Return what a property leads to, sorted."""
        from pyoxigraph import NamedNode

        triples = self._triples(node, NamedNode(predicate), None)
        return sorted((triple.object for triple in triples), key=str)

    def texts(self, node: Node, predicate: str) -> list[str]:
        """Return the literals among a property's values."""
        from pyoxigraph import Literal

        return [value.value for value in self.values(node, predicate) if isinstance(value, Literal)]

    def label(self, iri: str) -> str:
        """Return what to call an IRI: its label, else its short name."""
        node = _node(iri)
        if node is not None:
            for predicate in _NAMING:
                if texts := self.texts(node, predicate):
                    return texts[0]
            if words := self._statement(node) or self._quotation(node):
                return words
        return short(iri) if short(iri) != iri else local_name(iri)

    def _statement(self, node: ox.NamedNode) -> str:
        """Return what a reified statement states, as the labels of its parts, and how."""
        words = self._parts(node)
        # A denial must not read as what it denies.
        marks = [*self._marks(node), *self._conditions(node)] if words else []
        return f"{words} ({'; '.join(marks)})" if marks else words

    def _parts(self, node: ox.NamedNode) -> str:
        parts = [self.values(node, name)[:1] for name in _PARTS]
        if not all(parts):
            return ""
        # What a statement is about may be a statement again: that is not followed.
        return " – ".join(self._text(term) for (term,) in parts)

    def _marks(self, node: ox.NamedNode) -> list[str]:
        marks = [mark for name in _QUALITIES for mark in self.values(node, name)]
        return [self._text(mark) for mark in marks if value_of(mark) not in _USUAL]

    def _conditions(self, node: ox.NamedNode) -> list[str]:
        from pyoxigraph import NamedNode

        claims = [triple.subject for triple in self._triples(None, NamedNode(_CONTENT), node)]
        conditions = {condition for claim in claims for condition in self.values(claim, _CONDITION)}
        return sorted(
            f"if {self._parts(condition)}{self._in_brackets(condition)}"
            for condition in conditions
            if isinstance(condition, NamedNode)
        )

    def _in_brackets(self, node: ox.NamedNode) -> str:
        marks = ", ".join(self._marks(node))
        return f" ({marks})" if marks else ""

    def _text(self, term: Any) -> str:
        from pyoxigraph import NamedNode

        if isinstance(term, NamedNode):
            return self._name(term)
        return str(getattr(term, "value", term))

    def _name(self, node: ox.NamedNode) -> str:
        names = [text for name in _NAMING for text in self.texts(node, name)[:1]]
        return names[0] if names else short(node.value)

    def _quotation(self, node: ox.NamedNode) -> str:
        """Return what an annotation quotes, empty where it quotes nothing."""
        nodes: list[Any] = [node]
        for name in ("hasTarget", "hasSelector"):
            nodes = [value for node in nodes for value in self._below(node, _OA + name)] or nodes
        texts = [text for node in nodes for text in self.texts(node, _OA + "exact")]
        return f"“{texts[0]}”" if texts else ""

    def _below(self, node: Node, predicate: str) -> list[Any]:
        from pyoxigraph import Literal

        return [value for value in self.values(node, predicate) if not isinstance(value, Literal)]

    def members(self, start: Term) -> list[Term]:
        """Return the members of the RDF list that starts at a node."""
        members: list[Term] = []
        seen: set[Term] = set()
        node = start
        while type(node).__name__ in {"NamedNode", "BlankNode"} and node not in seen:
            seen.add(node)
            members += self.values(node, _FIRST)[:1]
            rest = self.values(node, _REST)
            if not rest:
                break
            node = rest[0]
        return members

    def describe(self, iri: str, most: int) -> list[ox.Triple]:
        """Return the triples about an IRI, from and to it, with those of blank nodes below it.

        Args:
            iri: The thing.
            most: At most so many triples.
        """
        node = _node(iri)
        if node is None:
            return []
        triples = [*islice(self._with_blank(self.outgoing(node), 0), most)]
        return [*triples, *islice(self.incoming(node), most - len(triples))]

    def vocabulary(self) -> list[ox.Triple]:
        """Return the whole vocabulary."""
        return [quad.triple for quad in ontology()]

    def _with_blank(self, triples: Iterable[ox.Triple], depth: int) -> Iterator[ox.Triple]:
        from pyoxigraph import BlankNode

        for triple in triples:
            yield triple
            if isinstance(triple.object, BlankNode) and depth < _DEEPEST:
                yield from self._with_blank(self.outgoing(triple.object), depth + 1)


def _node(iri: str) -> ox.NamedNode | None:
    from pyoxigraph import NamedNode

    try:
        return NamedNode(iri)
    except ValueError:
        return None
