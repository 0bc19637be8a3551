"""Does something again each time that a file is saved."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

EVERY = 0.25
"""How often files are looked at, in seconds."""

Stamps = tuple[tuple[int, int, int] | None, ...]
"""Of each file its date, size and number; None where there is none."""


def watch(files: Callable[[], Sequence[Path]], action: Callable[[], None]) -> None:
    """Do something now and after each change of some files, until Ctrl-C is pressed.

    Looking is simpler than being told, and works for editors that replace a file as for those
    that write into it, and on network drives.

    Args:
        files: Returns the files to look at; asked again after each change.
        action: What to do.
    """
    try:
        while True:
            looked_at = files()
            before = stamps(looked_at)
            action()
            _wait(looked_at, before)
    except KeyboardInterrupt:
        return


def _wait(files: Sequence[Path], before: Stamps) -> None:
    """Wait until a file differs and has been left alone for a moment: it may be half-written."""
    while (now := stamps(files)) == before:
        time.sleep(EVERY)
    while True:
        time.sleep(EVERY / 5)
        if (then := stamps(files)) == now:
            return
        now = then


def stamps(files: Sequence[Path]) -> Stamps:
    """Return what changes when one of some files is changed or replaced."""
    return tuple(map(_stamp, files))


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_mtime_ns, state.st_size, state.st_ino
