"""What the process of a worker may take and reach."""

from __future__ import annotations

import contextlib
import os
import sys

# Of queries, and of long ones, which still get their share of a busy machine.
_NICE, _LONG_NICE = 5, 19


def confine(megabytes: int) -> None:
    """Bound the memory of this process, and keep it from opening any file or connection.

    Args:
        megabytes: Memory that may be taken beyond what is taken now. The system must be Linux;
            others do not bound a process's memory, or not reliably.
    """
    try:
        import resource
    except ImportError:  # not on Windows
        return
    if (taken := _taken()) is not None:
        _lower(resource.RLIMIT_DATA, taken + megabytes * 1024 * 1024)
        with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as score:  # noqa: PTH123
            score.write("500")  # where the machine's memory ends, the server itself goes on
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_FSIZE, 0)
    # With a limit at the lowest free number, nothing can be opened any more.
    free = os.dup(0)
    os.close(free)
    _lower(resource.RLIMIT_NOFILE, free)
    os.nice(_NICE)  # the server itself stays quick


def _lower(what: int, limit: int) -> None:
    import resource

    _, most = resource.getrlimit(what)
    limit = limit if most == resource.RLIM_INFINITY else min(limit, most)
    resource.setrlimit(what, (limit, limit))


def _taken() -> int | None:
    """Return the bytes that count against the limit on data, None where the system is silent."""
    if not sys.platform.startswith("linux"):
        return None
    with open("/proc/self/status", encoding="ascii", errors="replace") as status:  # noqa: PTH123
        for line in status:
            if line.startswith("VmData:"):
                return int(line.split()[1]) * 1024
    return None


def step_back(thread: int | None) -> None:
    """Let others go first, where the system gives each thread a priority of its own: on Linux."""
    if thread is not None and sys.platform.startswith("linux"):
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, thread, _LONG_NICE)


def size() -> int:
    """Return the most bytes of memory that this process has used, 0 where nobody tells."""
    if not sys.platform.startswith("linux"):
        return 0
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
