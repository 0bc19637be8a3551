"""How much memory the processes take that a process has started (Linux)."""

from __future__ import annotations

import os
import re
from pathlib import Path

_PSS = re.compile(rb"^Pss:\s+(\d+) kB", re.MULTILINE)


def below(pid: int | None = None) -> int | None:
    """Return the bytes that all processes below one take; what they share is counted once.

    Args:
        pid: The process; this one where None.

    Returns:
        None where the system does not tell.
    """
    parents = _parents()
    if not parents:
        return None
    descendants, more = set[int](), {pid or os.getpid()}
    while more := {child for child, parent in parents.items() if parent in more}:
        descendants |= more
    return sum(map(_proportional, descendants))


def _parents() -> dict[int, int]:
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            # The name of a process may hold spaces and brackets of its own.
            state = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            parents[int(stat.parent.name)] = int(state[1])
        except (OSError, IndexError):  # ended meanwhile
            continue
    return parents


def _proportional(pid: int) -> int:
    """Return the proportional set size: of a page shared by n processes an n-th."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_bytes()
    except OSError:
        return 0
    match = _PSS.search(text)
    return int(match[1]) * 1024 if match else 0
