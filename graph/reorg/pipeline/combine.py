"""Makes one product of several records: their union, and what follows from all of it together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from reorg.errors import ReorgError
from reorg.namespaces import PREFIXES
from reorg.pipeline.graphnames import DERIVED, graph_iri
from reorg.pipeline.rules import add_derived
from reorg.rdf.dataset import Dataset
from reorg.terms import value_of
from reorg.vocab.kinds import KINDS, shared_iri

if TYPE_CHECKING:
    from pyoxigraph import Quad

_LABEL = PREFIXES["rdfs"] + "label"


def union(products: Sequence[Path], name: str, base: str, *, derived: bool = True) -> Dataset:
    """Return the union of records, with what the rules derive from all of them together.

    What was derived from each record alone is left behind, since together other things may
    follow: claims of two reports may conflict, and none of that may outlive either report.

    Args:
        products: The records' N-Quads.
        name: What the union is called; a part of the IRI of its derived graph.
        base: The IRI under which all data stands.
        derived: Whether to derive.

    Raises:
        ReorgError: Two records give one thing different labels.
    """
    dataset = Dataset()
    for product in products:
        dataset.add(_stated(product, graph_iri(base, product.stem, DERIVED)))
    _refuse_two_labels(dataset.quads, base)
    if derived:
        add_derived(dataset, graph_iri(base, name, DERIVED))
    return dataset


def prefixes(base: str) -> dict[str, str]:
    """Return the prefixes for the files of a union."""
    return dict(
        sorted({**{k.name: shared_iri(k, base) for k in KINDS.values()}, **PREFIXES}.items())
    )


def _stated(product: Path, left_out: str) -> Iterable[Quad]:
    from pyoxigraph import RdfFormat, parse

    quads = parse(path=str(product), format=RdfFormat.N_QUADS)
    return [quad for quad in quads if value_of(quad.graph_name) != left_out]


def _refuse_two_labels(quads: Iterable[Quad], base: str) -> None:
    labels: dict[str, set[str]] = defaultdict(set)
    for quad in quads:
        if quad.predicate.value == _LABEL:
            labels[value_of(quad.subject)].add(value_of(quad.object))
    for iri, given in sorted(labels.items()):
        if len(given) > 1 and iri.startswith(base):
            words = " and ".join(f"“{label}”" for label in sorted(given))
            raise ReorgError(
                f"the records call <{iri}> {words}",
                remedy="give it one label; `reorg check` with all of them names the places",
            )
