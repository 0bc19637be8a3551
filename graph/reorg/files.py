"""Writes files whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from reorg.errors import ReorgError


def write_atomically(path: Path, data: bytes) -> None:
    """Write one file so that readers see the old content or the new and never a part.

    Raises:
        ReorgError: The folder cannot be written to, or the disk is full; the old file stays.
    """
    write_all_atomically({path: data})


def write_all_atomically(contents: Mapping[Path, bytes]) -> None:
    """Write several files; none is replaced before all are safely on the disk.

    Raises:
        ReorgError: A folder cannot be written to, or the disk is full; all old files stay.
    """
    aside: dict[Path, Path] = {}
    try:
        for path, data in contents.items():
            with _explained(path):
                path.parent.mkdir(parents=True, exist_ok=True)
                if path.is_dir():
                    raise IsADirectoryError(21, "Is a directory", str(path))
                handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
                aside[path] = Path(name)
                with os.fdopen(handle, "wb") as stream:
                    stream.write(data)
                    stream.flush()
                    os.fsync(stream.fileno())
                # mkstemp makes files private; products are for whoever may read the folder.
                aside[path].chmod(0o666 & ~_umask())
        for path in list(aside):
            with _explained(path):
                aside[path].replace(path)
            del aside[path]
    finally:
        for left in aside.values():
            left.unlink(missing_ok=True)


class _explained:  # noqa: N801
    """Turns the operating system's refusals into messages for the user."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OSError):
            reason = (error.strerror or str(error)).lower()
            raise ReorgError(
                f"the file cannot be written ({reason})",
                where=str(self._path),
                remedy="make room or choose another folder; earlier files are as they were",
            ) from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
