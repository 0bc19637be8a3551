"""Reads files that a user gives: whole, of a bounded size, as text in UTF-8."""

from __future__ import annotations

import errno
import stat
from pathlib import Path

from reorg.errors import Problem, RecordError
from reorg.limits import FILE_BYTES

_REMEDIES = {
    errno.EACCES: "allow yourself to read it",
    errno.EISDIR: "name a file in the folder",
}


def decode_utf8(file: str, raw: bytes) -> str:
    """Return ``raw`` as text, without a byte order mark.

    Raises:
        RecordError: ``raw`` is not UTF-8; the message gives the place of the first bad byte.
    """
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8", "replace")
        line, column = line_column(before, len(before))
        bad = raw[error.start]
        what, remedy = f"byte 0x{bad:02x} is not UTF-8", "save the file as UTF-8"
        raise RecordError([Problem(file, line, column, what, remedy)]) from None


def read_limited(path: Path) -> bytes:
    """Return a file's bytes.

    Raises:
        RecordError: The file cannot be read, is no regular file, or is larger than ``FILE_BYTES``.
    """
    file = str(path)
    try:
        # Whoever opens a pipe waits until somebody writes into it.
        if not stat.S_ISREG(path.stat().st_mode) and not path.is_dir():
            raise failure(file, "this is a pipe or a device, not a file", "save it as a file")
        with path.open("rb") as stream:
            raw = stream.read(FILE_BYTES + 1)
    except OSError as error:
        reason = (error.strerror or "no such name").lower()
        remedy = _REMEDIES.get(error.errno or 0, "check its name")
        raise failure(file, f"the file cannot be read ({reason})", remedy) from None
    except ValueError:
        raise failure(file, "no file can have this name", "check its name") from None
    if len(raw) > FILE_BYTES:
        limit = FILE_BYTES // 1_000_000
        raise failure(file, f"the file is larger than {limit} MB", "split it")
    return raw


def failure(file: str, what: str, remedy: str) -> RecordError:
    """Return the error of a file that is wrong as a whole."""
    # Editors jump to the first line where a fault has none of its own.
    return RecordError([Problem(file, 1, 1, what, remedy)])


def line_column(text: str, offset: int) -> tuple[int, int]:
    """Return the line and column, both from 1, of an offset in a text."""
    start = text.rfind("\n", 0, offset) + 1
    return text.count("\n", 0, offset) + 1, offset - start + 1
