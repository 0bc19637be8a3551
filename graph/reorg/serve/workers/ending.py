"""Why a process ended, in words that are true of it."""

from __future__ import annotations

import signal
from typing import NamedTuple

OUT_OF_MEMORY = 3
"""The exit status of a worker that ran out of memory where it could still tell."""

# What the engine's run-time library prints before it gives up (Rust's `handle_alloc_error`).
_NO_MEMORY = ("memory allocation of", "MemoryError")
_CRASHES = frozenset({"SIGSEGV", "SIGBUS", "SIGILL", "SIGFPE", "SIGABRT", "SIGTRAP"})


class Ending(NamedTuple):
    """How a process ended.

    Attributes:
        status: Its exit status; negative: the signal that ended it; None where nobody knows.
        said: What it wrote to standard error.
    """

    status: int | None = None
    said: str = ""

    @property
    def from_outside(self) -> bool:
        """Whether it was ended by somebody else, and not by what it was doing."""
        # The engine never gives up in silence.
        return self.status is None or (
            self.status < 0 and (self._signal not in _CRASHES or not (self.said or self._faulted))
        )

    @property
    def out_of_memory(self) -> bool:
        """Whether it needed more memory than it was given."""
        return self.status == OUT_OF_MEMORY or any(text in self.said for text in _NO_MEMORY)

    @property
    def reason(self) -> str:
        """What it ended of, in a word: ``memory``, ``killed`` or ``engine``."""
        if self.out_of_memory:
            return "memory"
        return "killed" if self.from_outside else "engine"

    def __str__(self) -> str:
        if self.status is None:
            return "ended, nobody knows how"
        if self.from_outside:
            return f"killed from outside ({self._signal})"
        return self._signal if self.status < 0 else f"exit status {self.status}"

    @property
    def _faulted(self) -> bool:
        return self._signal not in {"SIGABRT", "SIGTRAP"}

    @property
    def _signal(self) -> str:
        try:
            return signal.Signals(-(self.status or 0)).name
        except ValueError:
            return f"signal {-(self.status or 0)}"
