"""Builds records into the files that people and programs take away."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from reorg.article import anchors
from reorg.errors import Problem, RecordError, ReorgError
from reorg.files import write_all_atomically
from reorg.namespaces import BASE
from reorg.pipeline import cache, combine
from reorg.pipeline.check import Examined, Progress, examine_all, shared_in
from reorg.pipeline.convert import graph_iri
from reorg.rdf import rdf12, serialise, void
from reorg.rdf.dataset import Dataset
from reorg.record.model import Record, is_name, texts_of
from reorg.record.register import FILE, path_beside

if TYPE_CHECKING:
    from reorg.rdf.triples import Triples

PAGE = ("graphml", "gexf", "html")
"""File name extensions of the network and the page."""


def build(
    records: Sequence[Path],
    out: Path,
    *,
    base: str = BASE,
    article: Path | None = None,
    derived: bool = True,
    page: bool = True,
    with_rdf12: bool = False,
    combined: str = "",
    progress: Progress | None = None,
) -> list[Path]:
    """Build records, and leave alone those whose products are current.

    Args:
        records: The records' files; what one of them shares, the others may refer to.
        out: The folder for the products.
        base: The IRI under which all data stands; it ends in ``/`` or ``#``.
        article: A copy of the text that the records were made from.
        derived: Whether the products hold what the rules derive.
        page: Whether to make the network files and the page too.
        with_rdf12: Whether to write the graph as RDF 1.2 too.
        combined: The name of one more product, of all the records together, in which the
            rules see all of them; none is made where it is empty.
        progress: Called before each record.

    Returns:
        The products, in the order of the records, with that of all together last.

    Raises:
        RecordError: Some records have problems; the others are built, and the products of
            those with problems stay as they were.
        ReorgError: A product cannot be written, or the name for all together cannot be used.
    """
    _refuse_same_name(records)
    _refuse_combined(combined, records)
    copy = anchors.read_article(article) if article else None
    extensions = _extensions(page, with_rdf12)
    settings = (base, derived, copy.sha256 if copy else "")
    keys = {path: cache.key(path, path_beside(path), *settings) for path in records}

    def current(path: Path) -> cache.Shared | None:
        return cache.current(out, path.stem, keys[path], extensions)

    problems: list[Problem] = []
    results = examine_all(records, article=copy, base=base, current=current, progress=progress)
    for result in results:
        if isinstance(result, RecordError) or result.problems:
            problems.extend(result.problems)
            continue
        record = result.record
        made = products(result, extensions, derived=derived, article=copy)
        contents = {out / f"{record.name}.{extension}": data for extension, data in made.items()}
        # The note comes last: without it, products that were only half replaced are made again.
        note = cache.note(keys[Path(record.document.file)], made, shared_in(record))
        write_all_atomically({**contents, cache.note_path(out, record.name): note})
    if problems:
        raise RecordError(problems)
    names = [path.stem for path in records]
    if combined:
        key = cache.combined_key(keys.values())
        if cache.current(out, combined, key, extensions) is None:
            _combine(names, out, combined, base, key, extensions, derived=derived)
        names.append(combined)
    return [out / f"{name}.{extension}" for name in names for extension in extensions]


def _combine(
    names: Sequence[str],
    out: Path,
    combined: str,
    base: str,
    key: str,
    extensions: Sequence[str],
    *,
    derived: bool,
) -> None:
    """Write the products of all records together."""
    sources = [out / f"{name}.nq" for name in sorted(names)]
    dataset = combine.union(sources, combined, base, derived=derived)
    made = _written(dataset, combined, base, combine.prefixes(base), extensions)
    contents = {out / f"{combined}.{extension}": data for extension, data in made.items()}
    note = cache.note(key, made, cache.Shared())
    write_all_atomically({**contents, cache.note_path(out, combined): note})


def _refuse_combined(name: str, records: Sequence[Path]) -> None:
    if name and (not is_name(name) or name in {path.stem for path in records}):
        raise ReorgError(
            f"`{name}` cannot be the name of all records together",
            where="--combine",
            remedy="give lower-case letters, digits and hyphens that no record is called by",
        )


def products(
    examined: Examined,
    extensions: Sequence[str],
    *,
    derived: bool = True,
    article: anchors.Article | None = None,
) -> dict[str, bytes]:
    """Return a record's products by file name extension; the page alone shows the article."""
    record, dataset = examined.record, examined.dataset
    if not derived:
        dataset = dataset.without(graph_iri(record, "derived"))
    text = article.text if article and article.sha256 in _texts(record) else ""
    used = serialise.prefixes(record.name, record.base)
    return _written(dataset, record.name, record.base, used, extensions, text)


def _extensions(page: bool, with_rdf12: bool) -> tuple[str, ...]:
    """Return the file name extensions of the products that are asked for."""
    more = (rdf12.EXTENSION,) if with_rdf12 else ()
    return (*serialise.EXTENSIONS, void.EXTENSION, *more, *(PAGE if page else ()))


def _written(
    dataset: Dataset,
    name: str,
    base: str,
    used: dict[str, str],
    extensions: Sequence[str],
    article: str = "",
) -> dict[str, bytes]:
    """Return the products of a graph by file name extension."""
    from reorg.rdf.triples import Triples

    made = serialise.serialise(dataset, used, base=base)
    triples = Triples(dataset.quads)
    sizes = {extension: len(data) for extension, data in made.items()}
    told = void.describe(dataset, triples, name, base, sizes)
    made[void.EXTENSION] = serialise.turtle(told, void.prefixes(name, base))
    if rdf12.EXTENSION in extensions:
        made[rdf12.EXTENSION] = serialise.turtle(rdf12.reify(dataset), used)
    return {**made, **_page(triples, article)} if set(PAGE) <= set(extensions) else made


def _texts(record: Record) -> set[str]:
    """Return the hashes of the texts that a record was made from."""
    return {
        found for node in record.of_kind("text") for found in texts_of(node.values.get("sha256"))
    }


def _page(triples: Triples, article: str) -> dict[str, bytes]:
    from reorg.analysis import projection
    from reorg.export import graphml
    from reorg.html.webpage import page

    view = projection.view(triples)
    return {
        "graphml": graphml.graphml(view),
        "gexf": graphml.gexf(view),
        "html": page(triples, network=view, article=article).encode(),
    }


def _refuse_same_name(records: Sequence[Path]) -> None:
    seen: dict[str, Path] = {}
    problems = []
    for path in records:
        if path.name == FILE:
            what, remedy = "this is a register and no record", "build the records beside it"
            problems.append(Problem(str(path), 1, 1, what, remedy))
        if path.stem in seen:
            what = f"{seen[path.stem]} has the same name"
            problems.append(Problem(str(path), 1, 1, what, "rename one of the two"))
        seen[path.stem] = path
    if problems:
        raise RecordError(problems)
