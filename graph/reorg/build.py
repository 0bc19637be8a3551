"""Builds records into the files that people and programs take away."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from reorg import anchors, cache, serialise
from reorg.check import Examined, Progress, examine_all, shared_in
from reorg.convert import graph_iri
from reorg.errors import Problem, RecordError
from reorg.files import write_all_atomically
from reorg.namespaces import BASE
from reorg.record import Record, texts_of

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
        progress: Called before each record.

    Returns:
        The products, in the order of the records.

    Raises:
        RecordError: Some records have problems; the others are built, and the products of
            those with problems stay as they were.
        ReorgError: A product cannot be written.
    """
    _refuse_same_name(records)
    copy = anchors.read_article(article) if article else None
    extensions = (*serialise.EXTENSIONS, *PAGE) if page else serialise.EXTENSIONS
    settings = (base, derived, copy.sha256 if copy else "")
    keys = {path: cache.key(path, *settings) for path in records}

    def current(path: Path) -> cache.Shared | None:
        return cache.current(out, path.stem, keys[path], extensions)

    problems: list[Problem] = []
    results = examine_all(records, article=copy, base=base, current=current, progress=progress)
    for result in results:
        if isinstance(result, RecordError) or result.problems:
            problems.extend(result.problems)
            continue
        record = result.record
        made = products(result, derived=derived, page=page, article=copy)
        contents = {out / f"{record.name}.{extension}": data for extension, data in made.items()}
        # The note comes last: without it, products that were only half replaced are made again.
        note = cache.note(keys[Path(record.document.file)], made, shared_in(record))
        write_all_atomically({**contents, cache.note_path(out, record.name): note})
    if problems:
        raise RecordError(problems)
    return [out / f"{path.stem}.{extension}" for path in records for extension in extensions]


def products(
    examined: Examined,
    *,
    derived: bool = True,
    page: bool = True,
    article: anchors.Article | None = None,
) -> dict[str, bytes]:
    """Return a record's products by file name extension; the page alone shows the article."""
    record, dataset = examined.record, examined.dataset
    if not derived:
        dataset = dataset.without(graph_iri(record, "derived"))
    made = serialise.serialise(dataset, serialise.prefixes(record.name, record.base))
    text = article.text if article and article.sha256 in _texts(record) else ""
    return {**made, **_page(made["nt"], text)} if page else made


def _texts(record: Record) -> set[str]:
    """Return the hashes of the texts that a record was made from."""
    return {
        found for node in record.of_kind("text") for found in texts_of(node.values.get("sha256"))
    }


def _page(ntriples: bytes, article: str) -> dict[str, bytes]:
    from pyoxigraph import RdfFormat, Store

    from reorg import projection
    from reorg.webpage import page

    store = Store()
    store.bulk_load(ntriples, RdfFormat.N_TRIPLES, lenient=True)
    view = projection.view(store)
    return {
        "graphml": projection.graphml(view),
        "gexf": projection.gexf(view),
        "html": page(store, network=view, article=article).encode(),
    }


def _refuse_same_name(records: Sequence[Path]) -> None:
    seen: dict[str, Path] = {}
    problems = []
    for path in records:
        if path.stem in seen:
            what = f"{seen[path.stem]} has the same name"
            problems.append(Problem(str(path), 0, 0, what, "rename one of the two"))
        seen[path.stem] = path
    if problems:
        raise RecordError(problems)
