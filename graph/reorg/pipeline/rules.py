"""Derives triples from a record by the CONSTRUCT rules in queries/rules."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from reorg import resources
from reorg.rdf.dataset import Dataset, lines_of
from reorg.vocab.vocabulary import vocabulary

if TYPE_CHECKING:
    from pyoxigraph import Store, Triple


@lru_cache(maxsize=1)
def rules() -> tuple[tuple[str, str], ...]:
    """Return the names and texts of the rules, in the order in which they run."""
    return tuple(
        (name.removesuffix(".rq"), resources.read("queries.rules", name))
        for name in resources.names("queries.rules", ".rq")
    )


def add_derived(dataset: Dataset, graph: str) -> None:
    """Add what the rules derive from a dataset, with names for its terms, as one named graph.

    Names that only derived triples need go and stay with these.

    Raises:
        ReorgError: A rule is not a CONSTRUCT query that can be read.
    """
    derived = derive(dataset, graph)
    dataset.extend(derived)
    dataset.add_missing(vocabulary().describe(derived.terms()), graph)


def derive(dataset: Dataset, graph: str) -> Dataset:
    """Return what the rules add to a dataset, in the graph of that IRI.

    Each rule sees the data, the ontology and what the rules before it derived, all as one graph.

    Raises:
        ReorgError: A rule is not a CONSTRUCT query that can be read.
    """
    from pyoxigraph import NamedNode, Quad, RdfFormat, Store

    store = Store()
    # Text loads faster than terms one by one; all of it was checked when it was first parsed.
    text = dataset.ntriples() + vocabulary().links
    store.load(text, RdfFormat.N_TRIPLES, lenient=True)
    name = NamedNode(graph)
    known = set(dataset.lines)
    derived = Dataset()
    for rule, query in rules():
        triples = list(_run(store, rule, query))
        fresh = Dataset()
        for line, triple in zip(lines_of(triples), triples, strict=True):
            if line not in known:
                known.add(line)
                fresh.lines.append(line)
                fresh.quads.append(Quad(triple.subject, triple.predicate, triple.object, name))
        store.load(fresh.ntriples(), RdfFormat.N_TRIPLES, lenient=True)
        derived.extend(fresh)
    return derived


def _run(store: Store, rule: str, text: str) -> Iterable[Triple]:
    from pyoxigraph import QueryTriples

    from reorg.errors import ReorgError

    try:
        triples = store.query(text)
    except SyntaxError as error:
        raise ReorgError(str(error), where=f"queries/rules/{rule}.rq", remedy="mend it") from None
    if not isinstance(triples, QueryTriples):
        where = f"queries/rules/{rule}.rq"
        raise ReorgError("a rule must be a CONSTRUCT query", where=where, remedy="rewrite it")
    return triples
