"""Drafts a record from an article: a start, with every guess marked for a person to decide."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from reorg import resources
from reorg.errors import Problem, RecordError, ReorgError
from reorg.files import write_all_atomically
from reorg.textfiles import decode_utf8, read_limited


def new(article: Path, out: Path | None = None, *, today: date | None = None) -> list[Path]:
    """Write the draft of a record, and beside it the plain text that its quotations stand on.

    Args:
        article: Plain text, Markdown or saved HTML, in UTF-8.
        out: The record to write; by default beside the article, with its name.
        today: The day to put down as that of the record's making; by default the present day.

    Returns:
        The files written, the record first.

    Raises:
        RecordError: The article cannot be read, or holds no text.
        ReorgError: A file to be written is there already or cannot be written.
    """
    from reorg.draft.compose import compose_record
    from reorg.draft.text import fileformats

    text, raw = _read(article)
    record = _named(article, out)
    page = fileformats.read(text, article.name)
    if len(page.text.split()) < 20:
        raise _unreadable(article, "there is hardly any text in it", "save the page once more")
    same = page.text == text
    plain = raw if same else page.text.encode()
    files: dict[Path, bytes] = {}
    beside = article
    if not same or not _is_inside(article, record.parent):
        beside = record.with_suffix(".txt")
        if not (beside.exists() and beside.read_bytes() == plain):
            files[beside] = plain
    _refuse_existing(record, *files)
    files |= _schema(record)
    name = beside.resolve().relative_to(record.parent.resolve()).as_posix()
    drafted = compose_record(page, record.stem, name, plain, today or date.today())
    write_all_atomically({**files, record: _without_defaults(record, drafted).encode()})
    return [record, *files]


def _named(article: Path, out: Path | None) -> Path:
    """Return the record to write, whose name is fit for identifiers."""
    from reorg.draft.identifiers import slug

    record = out or article.with_name(f"{slug(article.stem, 'report')}.yaml")
    if record.suffix not in (".yaml", ".yml") or slug(record.stem) != record.stem:
        raise ReorgError(
            "a record's file is named in lower-case letters, digits and hyphens, ending in .yaml",
            where=str(record),
            remedy=f"give --out {record.with_name(slug(record.stem) + '.yaml')}",
        )
    return record


def _refuse_existing(*files: Path) -> None:
    for path in files:
        if path.exists():
            raise ReorgError(
                "the file is there already, and is not overwritten",
                where=str(path),
                remedy="move it away, or give another name with --out",
            )


def _without_defaults(path: Path, drafted: str) -> str:
    """Return a draft without what follows from the rest, as people would write it."""
    from reorg.record.loading import read_record
    from reorg.record.shortening import shortened
    from reorg.record.strictyaml import parse

    return shortened(read_record(parse(str(path), drafted))[0])


def _schema(record: Path) -> dict[Path, bytes]:
    """Return the schema to write beside a record, where editors look for it.

    One that is there may be of another release, and stays.
    """
    from reorg.guide.schema import FILE

    schema = record.with_name(FILE)
    if schema.exists():
        return {}
    return {schema: resources.read("ontology", FILE).encode()}


def open_points(path: Path) -> tuple[int, int]:
    """Return how many guesses a draft holds, and how many wordings it leaves to write.

    A unit or a measure left blank is told by the guess beside it, and counted with that.
    """
    from reorg.record.loading import load
    from reorg.record.model import guesses

    record, _ = load(path)
    empty = sum(node.has("wording") and not node.text("wording") for node in record.nodes)
    return len(guesses(record)), empty


def _read(article: Path) -> tuple[str, bytes]:
    raw = read_limited(article)
    if not raw.strip():
        raise _unreadable(article, "the file is empty", "save the article in it")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _unreadable(article, "the file is UTF-16", "save it as UTF-8")
    if b"\0" in raw[:4096] or raw.startswith((b"%PDF", b"PK\3\4", b"\x89PNG", b"\xff\xd8")):
        what = "this is no text file"
        raise _unreadable(article, what, "save the article as plain text, Markdown or HTML")
    return decode_utf8(str(article), raw), raw


def _unreadable(article: Path, what: str, remedy: str) -> RecordError:
    return RecordError([Problem(str(article), 1, 1, what, remedy)])


def _is_inside(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())
