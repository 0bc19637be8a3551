"""Derives triples from a record by the CONSTRUCT rules in queries/rules."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from reorg import resources
from reorg.rdf.dataset import Dataset, iris_of, joined
from reorg.vocab.vocabulary import vocabulary

if TYPE_CHECKING:
    from pyoxigraph import Store


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
    derived = derive(dataset)
    dataset.add_lines(derived, graph)
    known = set(dataset.lines)
    names = vocabulary().describe(iris_of(derived))
    dataset.add_lines([line for line in names if line not in known], graph)


def derive(dataset: Dataset) -> list[bytes]:
    """Return what the rules add to a dataset, as N-Triples without line ends.

    Each rule sees the data, the ontology and what the rules before it derived, all as one graph.

    Raises:
        ReorgError: A rule is not a CONSTRUCT query that can be read.
    """
    from pyoxigraph import RdfFormat, Store

    store = Store()
    # Text loads faster than terms one by one; all of it was checked when it was first parsed.
    text = dataset.ntriples() + vocabulary().links
    store.load(text, RdfFormat.N_TRIPLES, lenient=True)
    known = set(dataset.lines)
    derived: list[bytes] = []
    for rule, query in rules():
        made = _run(store, rule, query)
        fresh = [line for line in dict.fromkeys(made.split(b"\n")[:-1]) if line not in known]
        known.update(fresh)
        derived += fresh
        store.load(joined(fresh), RdfFormat.N_TRIPLES, lenient=True)
    return derived


def _run(store: Store, rule: str, text: str) -> bytes:
    """Return what a rule makes, as N-Triples."""
    from pyoxigraph import QueryTriples, RdfFormat

    from reorg.errors import ReorgError

    try:
        triples = store.query(text)
    except SyntaxError as error:
        raise ReorgError(str(error), where=f"queries/rules/{rule}.rq", remedy="mend it") from None
    if not isinstance(triples, QueryTriples):
        where = f"queries/rules/{rule}.rq"
        raise ReorgError("a rule must be a CONSTRUCT query", where=where, remedy="rewrite it")
    return triples.serialize(format=RdfFormat.N_TRIPLES) or b""
