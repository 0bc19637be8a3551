"""Answers that wait to be taken: short ones in memory, longer ones in a nameless file."""

from __future__ import annotations

from collections.abc import Iterator
from tempfile import SpooledTemporaryFile

from reorg.serve.limits import SPOOLED_IN_MEMORY
from reorg.serve.workers.fairqueue import BusyError

_PIECE = 64 * 1024


class Spool:
    """Bytes that are written once, then read once.

    A client that takes a long answer slowly costs room on the disk (below ``TMPDIR``), no memory.
    """

    def __init__(self, data: bytes = b"") -> None:
        self._file = SpooledTemporaryFile(SPOOLED_IN_MEMORY)  # noqa: SIM115 - closed by `close`
        self.size = 0
        if data:
            self.write(data)

    def write(self, piece: bytes) -> None:
        """Add a piece.

        Raises:
            BusyError: There is no room for it.
        """
        try:
            self._file.write(piece)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise BusyError(f"the answer cannot be held ({reason})") from None
        self.size += len(piece)

    def pieces(self) -> Iterator[bytes]:
        """Return what was written, piece by piece."""
        self._file.seek(0)
        while piece := self._file.read(_PIECE):
            yield piece

    def close(self) -> None:
        """Let go of it."""
        self._file.close()
