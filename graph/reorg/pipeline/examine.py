"""Reads records and finds out what each holds: its graph, and what is wrong with it by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from reorg.article import anchors, coverage, reprint, sealed, sourcetext
from reorg.errors import Problem, RecordError
from reorg.namespaces import BASE, PREFIXES, expand
from reorg.pipeline import validation
from reorg.pipeline.baseiri import check_base
from reorg.pipeline.cache import Shared
from reorg.pipeline.convert import convert
from reorg.pipeline.graphnames import DERIVED, graph_iri
from reorg.pipeline.rules import add_derived
from reorg.rdf.dataset import Dataset
from reorg.record import cycles, stances
from reorg.record.loading import load
from reorg.record.model import Record, guesses
from reorg.vocab.kinds import KINDS, kind_of
from reorg.vocab.vocabulary import vocabulary

if TYPE_CHECKING:
    from reorg.article.sourcetext import Article
    from reorg.threads import Progress

_REIFICATION = frozenset(PREFIXES["rdf"] + name for name in ("subject", "predicate", "object"))


@dataclass
class Examined:
    """A record with its graph and its problems.

    Attributes:
        record: The record as read.
        dataset: What it says and what the rules derive; empty where it cannot all be read.
        problems: What is wrong, in the order of the file.
        text: A copy of the text that it was made from, where one is at hand.
    """

    record: Record
    dataset: Dataset = field(default_factory=Dataset)
    problems: list[Problem] = field(default_factory=list)
    text: Article | None = None

    @property
    def ntriples(self) -> bytes:
        """Its triples as N-Triples, with what an identifier tells of things that others define."""
        return self.dataset.ntriples() + _known_by_kind(self.record)


def examine_all(
    records: Sequence[Path],
    *,
    article: Article | None = None,
    base: str = BASE,
    current: Callable[[Path], Shared | None] | None = None,
    progress: Progress | None = None,
) -> Iterator[Examined | RecordError]:
    """Go through records one by one, so that memory does not grow with their number.

    A record that refers to shared things which none before it defines waits until all have
    been read.

    Args:
        current: Says of a record that needs no examining what it shares, and None of another.
    """
    check_base(base)
    defined: set[str] = set()
    waiting: list[tuple[Path, frozenset[str] | None]] = []
    for count, path in enumerate(records):
        if progress:
            progress(count, len(records), path.stem)
        if current and (known := current(path)):
            defined |= known.defined
            waiting.append((path, known.needed))
            continue
        try:
            record, problems = load(path, base=base)
        except RecordError as error:
            yield error
            continue
        shared = shared_in(record)
        defined |= shared.defined
        if len(records) > 1 and not shared.needed <= defined:
            waiting.append((path, None))
        else:
            yield examine(record, problems, article=article, defined=defined)
    for path, needed in waiting:
        if needed is None or not needed <= defined:
            record, problems = load(path, base=base)
            yield examine(record, problems, article=article, defined=defined)


def examine(
    record: Record, problems: list[Problem], *, article: Article | None, defined: Iterable[str] = ()
) -> Examined:
    """Check a record as read; if it can be read throughout, make and validate its graph too.

    Args:
        problems: What reading the record has found.
        article: A copy of the text, which need not be the very one it was made from.
        defined: Identifiers of shared things that other records define.
    """
    given = article if article and not sourcetext.is_source(record, article) else None
    own = sourcetext.beside(record) if article is None or given else article
    if own is not None:
        anchors.fill_offsets(record, own)
    faults = [*problems, *record.missing(defined), *cycles.check(record), *stances.check(record)]
    faults.extend(anchors.check(record, own))
    if given is not None:
        faults.extend(reprint.check(record, given))
    faults.extend(sealed.check(record, own, given))
    faults.extend(coverage.check(record, own))
    open_ = guesses(record)
    if problems:
        # What could not be read would be missing from the graph, and be missed there again.
        return Examined(record, problems=sorted({*faults, *open_}), text=own)
    dataset = graph_of(record)
    seen = {problem.line for problem in faults}
    breaches = [*_leaks(record, dataset), *_shape_problems(record, dataset)]
    fresh = [problem for problem in breaches if problem.line not in seen]
    return Examined(record, dataset, sorted({*faults, *open_, *fresh}), own)


def faultless(results: Iterable[Examined | RecordError]) -> Iterator[Examined]:
    """Pass on the records that have no problems.

    Raises:
        RecordError: At the end, with the problems of all the others.
    """
    problems: list[Problem] = []
    for result in results:
        if isinstance(result, RecordError) or result.problems:
            problems.extend(result.problems)
        else:
            yield result
    if problems:
        raise RecordError(problems)


def graph_of(record: Record) -> Dataset:
    """Return what a record says and what the rules derive from it, with names for all terms."""
    dataset = convert(record)
    add_derived(dataset, graph_iri(record.base, record.name, DERIVED))
    return dataset


def shared_in(record: Record) -> Shared:
    """Return which shared things a record defines, and which it leaves to others."""
    kinds = [name for name, kind in KINDS.items() if kind.shared]
    defined = frozenset(node.id for node in record.of_kind(*kinds))
    return Shared(defined, frozenset(record.needs))


def _shape_problems(record: Record, dataset: Dataset) -> list[Problem]:
    known = _known_by_kind(record)
    problems = validation.validate(record, dataset.ntriples() + known)
    if problems:
        # What the rules derive from a fault says it again in other places.
        own = dataset.without(graph_iri(record.base, record.name, DERIVED))
        return validation.validate(record, own.ntriples() + known) or problems
    return problems


def _known_by_kind(record: Record) -> bytes:
    """Return type and label of what other records define, as far as an identifier tells them."""
    lines = []
    for name in record.needs:
        iri, type_ = record.iris[name], expand(KINDS[kind_of(name)].type)
        lines.append(f"<{iri}> <{PREFIXES['rdf']}type> <{type_}> .\n")
        lines.append(f'<{iri}> <{PREFIXES["rdfs"]}label> "{name}"@en .\n')
    return "".join(lines).encode()


def _leaks(record: Record, dataset: Dataset) -> Iterator[Problem]:
    """Yield a problem for each predicate that stands in a plain triple and may not.

    A whitelist: a paraphrase of a claim leaks it as surely as the claim's own words do.
    """
    allowed = (vocabulary().assertable - vocabulary().content_predicates) | _REIFICATION
    for iri in sorted({quad.predicate.value for quad in dataset.quads} - allowed):
        what = f"<{iri}> may not stand in a plain triple"
        yield record.document.problem((), what, "say it as the content of a claim")
