"""Work that takes its time: run beside the caller, who is told how far it is."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

STACK = 256 * 1024 * 1024
"""Bytes of a stack: the engine recurses over long expressions. Address space, touched if needed."""
_stack_size = threading.Lock()
_T = TypeVar("_T")

Progress = Callable[[int, int, str], None]
"""Called with the number of things done, the number in all, and the name of the next."""


class Task(Generic[_T]):
    """Work done aside: the engine holds no lock meanwhile, so Ctrl-C and the clock are heard."""

    def __init__(self, work: Callable[[threading.Event], _T]) -> None:
        """Start the work; it is given an event that is set when nobody waits any more."""
        self._done, self._cancelled = threading.Event(), threading.Event()
        self._outcome: list[_T] = []
        self._failure: list[BaseException] = []
        self._work = work
        with _stack_size:
            before = threading.stack_size(STACK)
            try:
                threading.Thread(target=self._run, name="reorg", daemon=True).start()
            finally:
                threading.stack_size(before)

    def _run(self) -> None:
        try:
            self._outcome.append(self._work(self._cancelled))
        except BaseException as error:  # handed over to the caller's thread
            self._failure.append(error)
        finally:
            self._done.set()

    def result(self, timeout: float | None = None) -> _T:
        """Wait for the work and return what came of it, or raise what it raised.

        Raises:
            TimeoutError: It takes longer than ``timeout`` seconds.
        """
        try:
            in_time = self._done.wait(timeout)
        except BaseException:
            self._cancelled.set()
            raise
        if not in_time:
            self._cancelled.set()
            raise TimeoutError
        if self._failure:
            raise self._failure[0]
        return self._outcome[0]
