"""Makes a graph's products: the files that people and programs take away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from reorg.html import translation
from reorg.pipeline.graphnames import DERIVED, graph_iri
from reorg.rdf import rdf12, serialise, void

if TYPE_CHECKING:
    from reorg.article.sourcetext import Article
    from reorg.pipeline.examine import Examined
    from reorg.rdf.dataset import Dataset
    from reorg.rdf.triples import Triples
    from reorg.record.model import Record

PAGE = ("graphml", "gexf", "html")
"""File name extensions of the network and the page."""


def extensions(*, page: bool = True, with_rdf12: bool = False) -> tuple[str, ...]:
    """Return the file name extensions of the products that are asked for."""
    more = (rdf12.EXTENSION,) if with_rdf12 else ()
    return (*serialise.EXTENSIONS, void.EXTENSION, *more, *(PAGE if page else ()))


def products_of(
    examined: Examined,
    wanted: Sequence[str],
    *,
    derived: bool = True,
    article: Article | None = None,
    language: str = translation.SOURCE,
) -> dict[str, bytes]:
    """Return a record's products by file name extension; the page alone shows the article.

    Args:
        examined: The record.
        wanted: The extensions, as from `extensions`.
        derived: Whether the products hold what the rules derive.
        article: A copy of a text, which is shown if the record was made from it.
        language: The language of the page's own words.
    """
    record, dataset = examined.record, examined.dataset
    if not derived:
        dataset = dataset.without(graph_iri(record.base, record.name, DERIVED))
    text = article.text if article and article.sha256 in _hashes(record) else ""
    used = serialise.prefixes(record.name, record.base)
    copy = article.text if article else ""
    return products(dataset, record.name, record.base, used, wanted, text, language, copy)


def products(
    dataset: Dataset,
    name: str,
    base: str,
    used: dict[str, str],
    wanted: Sequence[str],
    text: str = "",
    language: str = translation.SOURCE,
    copy: str = "",
) -> dict[str, bytes]:
    """Return the products of a graph by file name extension.

    Args:
        dataset: The graph.
        name: What the products are called.
        base: The IRI under which all data stands.
        used: The prefixes that the files may use.
        wanted: The extensions, as from `extensions`.
        text: The text that the page shows.
        language: The language of the page's own words.
        copy: Any copy of the text, out of which sealed passages get their words.
    """
    from reorg.rdf.triples import Triples

    files = serialise.serialise(dataset, used, base=base)
    triples = Triples(dataset.quads)
    sizes = {extension: len(data) for extension, data in files.items()}
    description = void.describe(dataset, triples, name, base, sizes)
    files[void.EXTENSION] = serialise.turtle(description, void.prefixes(name, base))
    if rdf12.EXTENSION in wanted:
        files[rdf12.EXTENSION] = serialise.turtle(rdf12.reify(dataset), used)
    return {**files, **_page(triples, text, language, copy)} if set(PAGE) <= set(wanted) else files


def _hashes(record: Record) -> set[str]:
    """Return the hashes of the texts that a record was made from."""
    return {sha256 for node in record.of_kind("text") for sha256 in node.texts("sha256")}


def _page(triples: Triples, text: str, language: str, copy: str) -> dict[str, bytes]:
    from reorg.analysis import projection
    from reorg.export import graphml
    from reorg.html.webpage import page

    view = projection.view(triples)
    return {
        "graphml": graphml.graphml(view),
        "gexf": graphml.gexf(view),
        "html": page(triples, network=view, article=text, copy=copy, language=language).encode(),
    }
