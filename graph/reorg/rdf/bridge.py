"""Between rdflib's terms, which the public sees, and the engine's."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import pyoxigraph as ox
from rdflib import BNode, Dataset, Graph, Literal, URIRef
from rdflib.plugins.stores.memory import Memory

from reorg.errors import ReorgError
from reorg.namespaces import PREFIXES

if TYPE_CHECKING:
    from rdflib.term import Identifier

    Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

_XSD_STRING = PREFIXES["xsd"] + "string"


class CountingMemory(Memory):
    """rdflib's own store in memory, which also counts its changes."""

    def __init__(self, configuration: str | None = None, identifier: Any = None) -> None:
        self.changes = 0
        super().__init__(configuration, identifier)

    def add(self, triple: Any, context: Any, quoted: bool = False) -> None:
        """Add a triple, as rdflib does."""
        self.changes += 1
        super().add(triple, context, quoted)

    def remove(self, triple: Any, context: Any = None) -> None:
        """Remove the triples of a pattern, as rdflib does."""
        self.changes += 1
        super().remove(triple, context)

    def remove_graph(self, graph: Graph) -> None:
        """Remove a graph, as rdflib does."""
        self.changes += 1
        super().remove_graph(graph)


class _Index(NamedTuple):
    graph: weakref.ref[Graph]
    changes: int
    store: ox.Store


# rdflib's graphs are equal when their names are, so identity is the key.
_indexes: dict[int, _Index] = {}
_lock = threading.Lock()


def indexed(graph: Graph) -> ox.Store:
    """Return a store with the triples of an rdflib graph.

    A graph that `graph_of` made counts its changes, so its store is kept until one happens.
    Of any other graph nobody can tell cheaply whether it changed: it is read anew each time.

    Raises:
        ReorgError: The graph holds what RDF cannot, such as a quoted graph.
    """
    if not isinstance(graph.store, CountingMemory):
        return _store(graph)
    key, changes = id(graph), graph.store.changes
    kept = _indexes.get(key)
    if kept and kept.graph() is graph and kept.changes == changes:
        return kept.store
    store = _store(graph)
    with _lock:
        _indexes[key] = _Index(weakref.ref(graph, lambda gone: _forget(key, gone)), changes, store)
    return store


def _forget(key: int, gone: weakref.ref[Graph]) -> None:
    kept = _indexes.get(key)
    if kept and kept.graph is gone:
        del _indexes[key]


def _store(graph: Graph) -> ox.Store:
    store = ox.Store()
    store.extend(_quads(graph))
    return store


def _quads(graph: Graph) -> Iterator[ox.Quad]:
    known: dict[Any, Any] = {}

    def term(node: Any) -> Any:
        turned = known.get(node)
        if turned is None:
            # A literal is equal to another in rdflib whatever the case of its language.
            turned = known[node] = from_rdflib(node)
        return turned

    if not isinstance(graph, Dataset):
        for s, p, o in graph:
            yield ox.Quad(term(s), term(p), term(o))
        return
    for s, p, o, name in graph.quads((None, None, None, None)):
        triple = term(s), term(p), term(o)
        yield ox.Quad(*triple)
        if name is not None and name != graph.default_graph.identifier:
            yield ox.Quad(*triple, term(name))


def from_rdflib(node: Any) -> Term:
    """Return the engine's term for rdflib's.

    Raises:
        ReorgError: RDF has no such term, or its IRI is not one.
    """
    try:
        if isinstance(node, URIRef):
            return ox.NamedNode(str(node))
        if isinstance(node, BNode):
            return ox.BlankNode(str(node))
        if isinstance(node, Literal):
            if node.language:
                return ox.Literal(str(node), language=node.language)
            kind = node.datatype
            return ox.Literal(str(node), datatype=ox.NamedNode(str(kind)) if kind else None)
    except ValueError as error:
        raise ReorgError(f"{str(node)!r} is not an RDF term: {error}") from None
    raise ReorgError(f"{node!r} is not an RDF term", remedy="use an IRI, a blank node or a literal")


def to_rdflib(term: Term) -> Identifier:
    """Return rdflib's term for the engine's, with its lexical form as it is.

    Raises:
        ReorgError: rdflib has no such term: a triple as a term is RDF 1.2.
    """
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    if not isinstance(term, ox.Literal):
        raise ReorgError("rdflib cannot hold a triple as a term", remedy="select its parts")
    if term.language:
        return Literal(term.value, lang=term.language, normalize=False)
    kind = term.datatype.value
    # rdflib tells "x" from "x"^^xsd:string, RDF 1.1 does not; the plain form is what people write.
    datatype = None if kind == _XSD_STRING else URIRef(kind)
    return Literal(term.value, datatype=datatype, normalize=False)


class RdflibTerms(dict[Any, Any]):
    """The engine's terms with rdflib's; each is turned once."""

    def __missing__(self, term: Any) -> Any:
        turned = self[term] = to_rdflib(term)
        return turned


def graph_of(triples: Iterable[ox.Triple | ox.Quad]) -> Graph:
    """Return an rdflib graph of triples, with the project's prefixes bound."""
    graph = Graph(store=CountingMemory(), bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    terms = RdflibTerms()
    for triple in triples:
        graph.add((terms[triple.subject], terms[triple.predicate], terms[triple.object]))
    return graph
