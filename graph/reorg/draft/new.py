"""Drafts a record from an article: a start, with every guess marked for a person to decide."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from reorg.article.anchors import SHARE_LIMIT
from reorg.errors import Problem, RecordError, ReorgError
from reorg.files import write_all_atomically
from reorg.record.yamlfile import decode_utf8, read_limited
from reorg.vocab.vocabulary import vocabulary

if TYPE_CHECKING:
    from reorg.draft.sections import Sections
    from reorg.draft.text.blocks import Page

LONGEST = (6, 5, 4, 3, 2)
"""Words quoted from one sentence: fewer, where more would quote too much of the text in all."""

LICENCE = "https://creativecommons.org/licenses/by/4.0/"

_REMARK = """A draft: each `guess` says what to decide. Correct what is wrong, delete the `guess`.
Write each empty `wording` in your own words. What can be disputed is a claim: change
`utterance:` to `claim:`, and add `standing`, `sourceMode` and `content`.
`reorg check` lists what is left. Delete these lines when nothing is."""
_ABOVE = {
    "sentences": "The sentences of the text and what kind each is.",
    "anchors": "Quotations, exact, fifteen words at most. Others are added in the same way.",
    "utterances": "What is said, in the order of the text.",
    "gaps": "What a careful reader would ask and the report leaves unsaid.",
}


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
    from reorg.draft.cast import slug
    from reorg.draft.text import article as reading
    from reorg.guide.schema import FILE
    from reorg.guide.schema import schema as make_schema

    text, raw = _read(article)
    record = out or article.with_name(f"{slug(article.stem, 'report')}.yaml")
    if record.suffix not in (".yaml", ".yml") or slug(record.stem) != record.stem:
        raise ReorgError(
            "a record's file is named in lower-case letters, digits and hyphens, ending in .yaml",
            where=str(record),
            remedy=f"give --out {record.with_name(slug(record.stem) + '.yaml')}",
        )
    page = reading.read(text, article.name)
    if len(page.text.split()) < 20:
        raise _unreadable(article, "there is hardly any text in it", "save the page once more")
    plain = page.text.encode()
    files: dict[Path, bytes] = {}
    beside = article
    if page.text != text or not _is_inside(article, record.parent):
        beside = record.with_suffix(".txt")
        if page.text == text:
            plain = raw
        if not (beside.exists() and beside.read_bytes() == plain):
            files[beside] = plain
    else:
        plain = raw
    for path in (record, *files):
        if path.exists():
            raise ReorgError(
                "the file is there already, and is not overwritten",
                where=str(path),
                remedy="move it away, or give another name with --out",
            )
    name = beside.resolve().relative_to(record.parent.resolve()).as_posix()
    schema = record.with_name(FILE)
    if not schema.exists():
        # Editors look for it beside the record; one that is there may be of another release.
        files[schema] = (json.dumps(make_schema(), ensure_ascii=False, indent=2) + "\n").encode()
    drafted = draft(page, record.stem, name, plain, today or date.today())
    write_all_atomically({**files, record: drafted.encode()})
    return [record, *files]


def open_points(path: Path) -> tuple[int, int]:
    """Return how many guesses a draft holds, and how many wordings it leaves to write.

    A unit or a measure left blank is told by the guess beside it, and counted with that.
    """
    from reorg.record.loading import load
    from reorg.record.model import guesses

    record, _ = load(path)
    empty = sum(node.values.get("wording") == "" for node in record.nodes)
    return len(guesses(record)), empty


def draft(page: Page, name: str, file: str, raw: bytes, today: date) -> str:
    """Return the draft of a record as YAML.

    Args:
        page: The article as read.
        name: The record's name.
        file: The file of the plain text, as the record names it.
        raw: The bytes of that file.
        today: The day of the record's making.
    """
    from reorg.draft import yamltext
    from reorg.draft.sections import CURATOR, PAGE
    from reorg.guide.schema import FILE
    from reorg.vocab.kinds import SECTIONS

    made = _within_limits(page)
    head: yamltext.Mapped = {
        "id": f"record:{name}",
        "title": (page.title or name)[:200],
        "guess": "give the record a title of your own",
        "version": "0.1.0",
        "language": "en-GB",
        "curator": CURATOR,
        "created": today.isoformat(),
        "modified": today.isoformat(),
        "license": LICENCE,
        "madeFrom": "text:article",
    }
    made.nodes["texts"] = [
        {
            "id": "text:article",
            "label": "Plain text of the article",
            "sha256": hashlib.sha256(raw).hexdigest(),
            "codePoints": len(page.text),
            "copyOf": PAGE,
            "file": file,
        }
    ]
    remark = "".join(f"# {line}\n" for line in _REMARK.splitlines())
    parts = [
        f"# yaml-language-server: $schema={FILE}\n",
        remark,
        "\n",
        yamltext.head(head),
    ]
    for section in SECTIONS[1:]:
        parts.append(
            yamltext.section(section, made.nodes.get(section, []), _ABOVE.get(section, ""))
        )
    return "".join(parts)


def _within_limits(page: Page) -> Sections:
    """Compose a draft that quotes no more of the text than is fair."""
    from reorg.draft.compose import compose

    concepts = vocabulary().concepts
    known = {
        scheme: frozenset(
            iri.partition(f"#{scheme}-")[2] for iri in concepts if f"#{scheme}-" in iri
        )
        for scheme in ("unit", "measure")
    }
    made = compose(page, LONGEST[0], known)
    for longest in LONGEST[1:]:
        if _share(page, made.spans) <= SHARE_LIMIT - 0.03:
            break
        made = compose(page, longest, known)
    return made


def _share(page: Page, spans: list[tuple[int, int]]) -> float:
    quoted = bytearray(len(page.text))
    for start, end in spans:
        quoted[start:end] = b"\1" * (end - start)
    starts = [n for n, c in enumerate(page.text) if not c.isspace()]
    return sum(quoted[n] for n in starts) / len(starts) if starts else 0.0


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
