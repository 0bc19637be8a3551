"""The prefixes that a query need not declare: the usual ones, and those of a graph's own names."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING

from reorg.namespaces import NAMESPACE, PREFIXES
from reorg.sparql.tokens import is_word, tokens
from reorg.terms import value_of

if TYPE_CHECKING:
    import pyoxigraph as ox


def known(store: ox.Store) -> dict[str, str]:
    """Return the prefixes by which things of a graph are written, such as ``claim:``.

    In a graph of several records only those of the kinds that records may share are added, for
    what they share: ``claim:`` would mean something else in each.
    """
    from reorg.rdf.serialise import prefixes
    from reorg.vocab.kinds import KINDS, shared_iri

    named = records(store)
    bases = {base for base, _ in named}
    if len(bases) != 1:
        return dict(PREFIXES)
    if len(named) == 1:
        ((base, name),) = named
        return prefixes(name, base)
    (base,) = bases
    shared = {kind.name: shared_iri(kind, base) for kind in KINDS.values() if kind.registered}
    return {**shared, **PREFIXES}


def records(store: ox.Store) -> set[tuple[str, str]]:
    """Return the base and the name of each record."""
    from pyoxigraph import NamedNode

    kind, record = NamedNode(PREFIXES["rdf"] + "type"), NamedNode(NAMESPACE + "Record")
    iris = {value_of(quad.subject) for quad in store.quads_for_pattern(None, kind, record, None)}
    parts = (iri.rpartition("record/") for iri in iris)
    return {(base, name) for base, _, name in parts if base and name}


def with_prefixes(text: str, prefixes: Mapping[str, str]) -> str:
    """Return a query that declares what it uses of some prefixes and does not declare itself.

    They stand before its first line, so that no line gets another number.
    """
    all_tokens = tokens(text)
    used = {token.text.partition(":")[0] for token in all_tokens if token.kind == "name"}
    declared = {
        name.text.partition(":")[0]
        for word, name in pairwise(all_tokens)
        if is_word(word, "PREFIX")
    }
    needed = [name for name in prefixes if name in used - declared]
    return "".join(f"PREFIX {name}: <{prefixes[name]}> " for name in needed) + text
