"""Tells someone who waits at a terminal what is going on, once it has taken a second."""

from __future__ import annotations

import sys
import threading
from time import monotonic
from types import TracebackType

PATIENCE = 1.0
_EVERY = 0.2


class Waiting:
    """Shows one line on the error stream while work goes on; nothing unless it is a terminal."""

    def __init__(self, what: str) -> None:
        """Start with ``what`` is being done, such as ``building``."""
        self._what = what
        self._over = threading.Event()
        self._thread: threading.Thread | None = None
        self._width = 0

    def __call__(self, done: int, total: int, name: str) -> None:
        """Take note of how far the work is; the progress function of `build` and `check`."""
        self._what = f"{name} ({done + 1} of {total})" if total > 1 else name

    def __enter__(self) -> Waiting:
        if sys.stderr is not None and sys.stderr.isatty():
            self._thread = threading.Thread(target=self._show, daemon=True)
            self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        if self._thread is not None:
            self._thread.join()
            self._put("")

    def _show(self) -> None:
        start = monotonic()
        wait = PATIENCE
        while not self._over.wait(wait):
            self._put(f"{self._what} … {monotonic() - start:.0f} s")
            wait = _EVERY

    def _put(self, line: str) -> None:
        if not line and not self._width:
            return
        sys.stderr.write("\r" + line.ljust(self._width) + ("" if line else "\r"))
        sys.stderr.flush()
        self._width = len(line)
