"""Starts serving a graph."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from reorg.errors import ReorgError
from reorg.serving.limits import Limits

EXTRA = ("starlette", "uvicorn", "mimeparse")


def serve(
    files: Sequence[str],
    *,
    host: str,
    port: int,
    limits: Limits,
    base: str,
    origins: Sequence[str],
    told: Callable[[str], None],
) -> None:
    """Serve a graph until SIGINT or SIGTERM.

    Args:
        files: Graphs and records, served as one; the shipped graph where empty.
        host: A name or an address of this machine.
        port: A port; 0 for any that is free.
        limits: What one query may take.
        base: The IRI below which the graph's things stand.
        origins: Web sites whose pages may ask, such as ``https://example.org``; ``*`` for any.
        told: Called with a line that says where, once requests are answered.

    Raises:
        ReorgError: A library is missing, the graph cannot be read, or the port is taken.
    """
    _have_extra()
    allowed = frozenset(map(_origin, origins))
    from reorg.serving import server
    from reorg.serving.app import Application, Front, behind
    from reorg.serving.pool import Pool
    from reorg.serving.site import Served
    from reorg.serving.source import Source

    source = Source(files)
    listening = server.listen(host, port)
    pool = Pool(source.nquads, limits)
    app = behind(Application(Served(source, pool, base)), Front(host, allowed))
    name = f"[{host}]" if ":" in host else host
    address = f"http://{name}:{listening.getsockname()[1]}/"

    def ready() -> None:
        told(f"serving {source.triples:,} triples at {address} (Ctrl-C ends)")

    try:
        server.run(app, listening, ready)
    finally:
        pool.close()
        listening.close()


def default_workers() -> int:
    """Return how many queries run at a time unasked: one a processor, and never only one."""
    return max(2, os.cpu_count() or 2)


def _have_extra() -> None:
    from importlib.util import find_spec

    missing = [name for name in EXTRA if find_spec(name) is None]
    if missing:
        raise ReorgError(
            f"`reorg serve` needs {', '.join(missing)}",
            remedy="install what it needs with `pip install starlette uvicorn python-mimeparse`",
        )


def _origin(text: str) -> str:
    parts = urlsplit(text)
    if text == "*" or (parts.scheme and parts.netloc and not (parts.path or parts.query)):
        return text.lower()
    raise ReorgError(
        f"`{text}` is no web site",
        where="--allow-origin",
        remedy="write it as https://example.org, or * for any",
    )
