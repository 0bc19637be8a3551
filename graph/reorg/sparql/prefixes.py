"""The prefixes that queries on a graph may use: the usual ones, and those of its records' names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reorg.namespaces import NAMESPACE, PREFIXES
from reorg.terms import value_of

if TYPE_CHECKING:
    import pyoxigraph as ox


def known(store: ox.Store) -> dict[str, str]:
    """Return the prefixes by which things of a graph are written, such as ``claim:``.

    In a graph of several records only those of the kinds that records share are added:
    ``claim:`` would mean something else in each.
    """
    from reorg.rdf.serialise import prefixes
    from reorg.vocab.kinds import KINDS, shared_iri

    found = records(store)
    bases = {base for base, _ in found}
    if len(bases) != 1:
        return dict(PREFIXES)
    if len(found) == 1:
        ((base, name),) = found
        return prefixes(name, base)
    (base,) = bases
    shared = {kind.name: shared_iri(kind, base) for kind in KINDS.values() if kind.shared}
    return {**shared, **PREFIXES}


def records(store: ox.Store) -> set[tuple[str, str]]:
    """Return the base and the name of each record."""
    from pyoxigraph import NamedNode

    kind, record = NamedNode(PREFIXES["rdf"] + "type"), NamedNode(NAMESPACE + "Record")
    iris = {value_of(quad.subject) for quad in store.quads_for_pattern(None, kind, record, None)}
    parts = (iri.rpartition("record/") for iri in iris)
    return {(base, name) for base, _, name in parts if base and name}
