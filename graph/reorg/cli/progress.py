"""Tells someone who waits at a terminal what is going on, once it has taken a second."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from threading import Timer
from time import monotonic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.progress import Progress

PATIENCE = 1.0
"""How long nothing is shown, in seconds: most commands end before."""


class Status:
    """What is being done; shown in a line on the error stream, with the time that it has taken."""

    def __init__(self, what: str) -> None:
        """Start with what is being done, such as ``building``."""
        self._what = what
        self._start = monotonic()
        self._line: Progress | None = None

    def __call__(self, done: int, total: int, name: str) -> None:
        """Take note of how far the work is; the progress function of `build` and `check`."""
        self._what = f"{name} ({done + 1} of {total})" if total > 1 else name
        if self._line is not None:
            self._line.update(self._line.task_ids[0], description=self._what)

    def show(self) -> None:
        """Begin to show it."""
        from rich.console import Console
        from rich.progress import Progress, TextColumn

        column = TextColumn("{task.description} … {task.elapsed:.0f} s", markup=False)
        line = Progress(
            column,
            console=Console(stderr=True),
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        task = line.add_task(self._what, total=None)
        line.tasks[task].start_time = self._start
        self._line = line
        line.start()

    def hide(self) -> None:
        """Take the line away again."""
        if self._line is not None:
            self._line.stop()


@contextmanager
def status(what: str) -> Iterator[Status]:
    """Show what is going on while work goes on; nothing unless the error stream is a terminal.

    Args:
        what: What is being done, such as ``building``.
    """
    shown = Status(what)
    if sys.stderr is None or not sys.stderr.isatty():
        yield shown
        return
    timer = Timer(PATIENCE, shown.show)
    timer.daemon = True
    timer.start()
    try:
        yield shown
    finally:
        timer.cancel()
        timer.join()
        shown.hide()
