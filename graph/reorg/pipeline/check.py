"""Finds all that is wrong with records: with each by itself, and with all of them together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from reorg.article.sourcetext import read_article
from reorg.errors import Problem, RecordError
from reorg.namespaces import BASE
from reorg.pipeline import validation
from reorg.pipeline.examine import Examined, examine_all
from reorg.record import duplicates
from reorg.sparql import engine, library
from reorg.terms import value_of

if TYPE_CHECKING:
    from reorg.article.sourcetext import Article
    from reorg.rdf.bridge import Term
    from reorg.record.model import Record
    from reorg.sparql.library import Query
    from reorg.threads import Progress


def check(
    records: Sequence[Path],
    *,
    article: Path | Article | None = None,
    base: str = BASE,
    progress: Progress | None = None,
    tell: Callable[[Examined], None] | None = None,
) -> list[Problem]:
    """Return all problems of some records, checked together.

    Args:
        records: The records' files; what one of them shares, the others may refer to.
        article: A copy of the text that the records were made from, or its file.
        base: The IRI under which all data stands.
        progress: Called before each record.
        tell: Called with each record that can be read, while it is at hand.

    Raises:
        RecordError: The article cannot be read.
        ReorgError: ``base`` is not an IRI that names can be added to.
    """
    problems: list[Problem] = []
    entries: dict[duplicates.Entry, None] = {}
    copy = read_article(article) if isinstance(article, Path) else article
    for result in examine_all(records, article=copy, base=base, progress=progress):
        if isinstance(result, RecordError):
            problems.extend(result.problems)
            continue
        problems.extend(result.problems)
        if tell:
            tell(result)
        entries.update(dict.fromkeys(duplicates.entries_of(result.record)))
        if not result.problems:
            problems.extend(_verify(result))
    problems.extend(duplicates.check(entries))
    return sorted(set(problems))


def _verify(examined: Examined) -> Iterator[Problem]:
    """Yield a problem for each row of the verify queries, whose rows are violations."""
    from pyoxigraph import RdfFormat, Store

    store = Store()
    store.bulk_load(examined.ntriples, RdfFormat.N_TRIPLES, lenient=True)
    for name in library.names():
        if name.startswith("verify-"):
            query = library.get(name)
            for row in engine.run(store, query.text, where=name).rows or ():
                yield _violation(examined.record, query, [term for term in row if term is not None])


def _violation(record: Record, query: Query, row: Sequence[Term]) -> Problem:
    """Return what a row tells, placed at the first of its things that the record has."""
    places = [validation.place(record, value_of(term)) for term in row]
    steps, thing, _ = next((place for place in places if place[0]), ((), str(row[0]), None))
    remedy = query.header.description.partition("Rows are violations.")[2].strip()
    what = f"`{thing}` breaks `{query.name}`, which asks “{query.header.summary}”"
    return record.document.problem(steps, what, remedy.rstrip(".") or "mend what the query finds")
