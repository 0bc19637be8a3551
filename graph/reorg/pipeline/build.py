"""Builds records into the files that people and programs take away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from reorg.article.sourcetext import read_article
from reorg.errors import Problem, RecordError, ReorgError
from reorg.files import write_all_atomically
from reorg.html import translation
from reorg.namespaces import BASE
from reorg.pipeline import cache, combine
from reorg.pipeline.examine import examine_all, faultless, shared_in
from reorg.pipeline.products import extensions, products, products_of
from reorg.record.model import is_name
from reorg.record.register import path_beside
from reorg.vocab.kinds import REGISTER_FILE

if TYPE_CHECKING:
    from reorg.threads import Progress


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
    language: str = translation.SOURCE,
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
        language: The language of the page's own words, by its BCP 47 tag.
        progress: Called before each record.

    Returns:
        The products, in the order of the records, with that of all together last.

    Raises:
        RecordError: Some records have problems; the others are built, and the products of
            those with problems stay as they were.
        ReorgError: A product cannot be written, the name for all together cannot be used, or
            there are no words in the language.
    """
    language = translation.name_of(language)
    refuse_same_name(records)
    _refuse_combined(combined, records)
    copy = read_article(article) if article else None
    place = _Place(out, extensions(page=page, with_rdf12=with_rdf12))
    settings = (base, derived, copy.sha256 if copy else "", language)
    keys = {path: cache.key(path, path_beside(path), *settings) for path in records}

    def current(path: Path) -> cache.Shared | None:
        return place.current(path.stem, keys[path])

    results = examine_all(records, article=copy, base=base, current=current, progress=progress)
    for examined in faultless(results):
        made = products_of(
            examined, place.extensions, derived=derived, article=copy, language=language
        )
        record = examined.record
        place.write(record.name, keys[Path(record.document.file)], made, shared_in(record))
    names = [path.stem for path in records]
    if combined:
        key = cache.combined_key(keys.values())
        if place.current(combined, key) is None:
            made = _combined(names, combined, place, base, language, derived=derived)
            place.write(combined, key, made, cache.Shared())
        names.append(combined)
    return [place.file(name, extension) for name in names for extension in place.extensions]


class _Place(NamedTuple):
    """Where products are put: a folder, and the file name extensions that are asked for."""

    folder: Path
    extensions: tuple[str, ...]

    def file(self, name: str, extension: str) -> Path:
        return self.folder / f"{name}.{extension}"

    def current(self, name: str, key: str) -> cache.Shared | None:
        return cache.current(self.folder, name, key, self.extensions)

    def write(self, name: str, key: str, made: Mapping[str, bytes], shared: cache.Shared) -> None:
        contents = {self.file(name, extension): data for extension, data in made.items()}
        # The note comes last: without it, products that were only half replaced are made again.
        note = cache.note(key, made, shared)
        write_all_atomically({**contents, cache.note_path(self.folder, name): note})


def _combined(
    names: Sequence[str], combined: str, place: _Place, base: str, language: str, *, derived: bool
) -> dict[str, bytes]:
    """Return the products of all records together."""
    sources = [place.file(name, "nq") for name in sorted(names)]
    dataset = combine.union(sources, combined, base, derived=derived)
    used = combine.prefixes(base)
    return products(dataset, combined, base, used, place.extensions, language=language)


def _refuse_combined(name: str, records: Sequence[Path]) -> None:
    if name and (not is_name(name) or name in {path.stem for path in records}):
        raise ReorgError(
            f"`{name}` cannot be the name of all records together",
            where="--combine",
            remedy="give lower-case letters, digits and hyphens that no record is called by",
        )


def refuse_same_name(records: Sequence[Path]) -> None:
    """Refuse records whose products would be called the same, and what is no record.

    Raises:
        RecordError: There are such.
    """
    seen: dict[str, Path] = {}
    problems = []
    for path in records:
        if path.name == REGISTER_FILE:
            what, remedy = "this is a register and no record", "build the records beside it"
            problems.append(Problem(str(path), 1, 1, what, remedy))
        if path.stem in seen:
            what = f"{seen[path.stem]} has the same name"
            problems.append(Problem(str(path), 1, 1, what, "rename one of the two"))
        seen[path.stem] = path
    if problems:
        raise RecordError(problems)
