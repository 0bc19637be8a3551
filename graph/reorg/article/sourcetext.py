"""Reads copies of the text that a record was made from, and tells that text from others."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from reorg.record.model import Record
from reorg.textfiles import decode_utf8, read_limited


@dataclass(frozen=True)
class Article:
    """A copy of the text that a record was made from.

    Attributes:
        file: The file's name as the user gave it.
        text: Its characters; offsets count Unicode code points.
        sha256: The hash of its bytes, in hexadecimal.
    """

    file: str
    text: str
    sha256: str


def read_article(path: Path) -> Article:
    """Read a copy of a text.

    Raises:
        RecordError: The file cannot be read, is larger than 10 MB or is not UTF-8.
    """
    raw = read_limited(path)
    return Article(str(path), decode_utf8(str(path), raw), hashlib.sha256(raw).hexdigest())


def beside(record: Record) -> Article | None:
    """Return the copy of the text that the record's ``file`` key names, if it is there."""
    for node in record.of_kind("text"):
        for name in node.texts("file"):
            folder = Path(record.document.file).parent
            path = folder / name
            if _is_beside(path, folder) and path.name != Path(record.document.file).name:
                return read_article(path)
    return None


def _is_beside(path: Path, folder: Path) -> bool:
    try:
        return path.resolve().is_relative_to(folder.resolve()) and path.is_file()
    except OSError:
        return False


def is_source(record: Record, article: Article) -> bool:
    """Return whether ``article`` is, byte for byte, the text that the record was made from."""
    return any(article.sha256 in node.texts("sha256") for node in record.of_kind("text"))
