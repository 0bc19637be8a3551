"""Starts serving a graph."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from reorg.errors import ReorgError
from reorg.serve.limits import Limits

if TYPE_CHECKING:
    from reorg.serve.app.application import Front
    from reorg.serve.http.proxy import Network

EXTRA = {
    "starlette": "starlette",
    "uvicorn": "uvicorn",
    "mimeparse": "python-mimeparse",
    "prometheus_client": "prometheus-client",
}
"""The libraries of the extra ``serve``: their modules, and how they are installed."""


class Settings(NamedTuple):
    """How to serve.

    Attributes:
        host: A name or an address of this machine.
        port: A port; 0 for any that is free.
        limits: What one query may take.
        base: The IRI below which the graph's things stand.
        origins: Web sites whose pages may ask, such as ``https://example.org``; ``*`` for any.
        public_url: Where the world finds the server; empty where that is not told.
        proxies: Addresses and networks of the proxies whose word on a request is taken.
        access_log: A file, ``-`` for standard output; empty for none.
        log_format: ``common`` or ``json``.
        metrics_to: Addresses and networks that may see the figures, besides this machine.
        watch: Whether to take a graph up anew when one of its files is changed.
    """

    host: str
    port: int
    limits: Limits
    base: str
    origins: Sequence[str] = ()
    public_url: str = ""
    proxies: Sequence[str] = ()
    access_log: str = ""
    log_format: str = "common"
    metrics_to: Sequence[str] = ()
    watch: bool = False


def serve(files: Sequence[str], settings: Settings, tell: Callable[[str], None]) -> None:
    """Serve a graph until SIGINT or SIGTERM.

    Args:
        files: Graphs and records, served as one; the shipped graph where empty.
        settings: How to serve it.
        tell: Called with a line that says where, once requests are answered.

    Raises:
        ReorgError: A library is missing, the graph cannot be read, or the port is taken.
    """
    _have_extra()
    from reorg.serve.app.application import Application, behind
    from reorg.serve.http import accesslog, server
    from reorg.serve.pages.site import Served
    from reorg.serve.servedgraph import Source
    from reorg.serve.workers.pool import Pool

    front = _front(settings)
    heard = []
    if settings.access_log:
        heard.append(accesslog.writer(settings.access_log, settings.log_format))
    _tell_of_workers()
    source = Source(files)
    listening = server.listen(settings.host, settings.port)
    pool = Pool(source.nquads, settings.limits)
    served = Served(source, pool, settings.base)
    app = Application(served, watching=settings.watch, shown_to=front.shown_to, tell=_remark)

    def ready() -> None:
        address = _address(settings.host, listening.getsockname()[1])
        tell(f"serving {source.triples:,} triples at {address} (Ctrl-C ends)")

    try:
        server.run(behind(app, front, [app.metrics.visited, *heard]), listening, ready, app.reload)
    finally:
        pool.close()
        listening.close()


def _front(settings: Settings) -> Front:
    from reorg.serve.app.application import Front
    from reorg.serve.http.proxy import public

    return Front(
        settings.host,
        frozenset(map(_origin, settings.origins)),
        public(settings.public_url) if settings.public_url else None,
        _networks("--trusted-proxy", settings.proxies),
        _networks("--allow-metrics", settings.metrics_to),
    )


def _networks(option: str, texts: Sequence[str]) -> list[Network]:
    from reorg.serve.http.proxy import network

    networks = []
    for text in texts:
        try:
            networks.append(network(text))
        except ValueError:
            raise ReorgError(
                f"`{text}` is no address",
                where=option,
                remedy="write it as 192.0.2.1, or a network as 192.0.2.0/24",
            ) from None
    return networks


def _address(host: str, port: int) -> str:
    name = f"[{host}]" if ":" in host else host
    return f"http://{name}:{port}/"


def _tell_of_workers() -> None:
    """Write what is logged of the workers to standard error, as other remarks."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("reorg: serve: %(message)s"))
    log = logging.getLogger("reorg.serve")
    log.handlers, log.propagate = [handler], False


def _remark(line: str) -> None:
    print(f"reorg: serve: {line}", file=sys.stderr, flush=True)


def default_workers() -> int:
    """Return how many queries run at a time unasked: one a processor, and never only one."""
    return max(2, os.cpu_count() or 2)


def _have_extra() -> None:
    from importlib.util import find_spec

    missing = [name for module, name in EXTRA.items() if find_spec(module) is None]
    if missing:
        raise ReorgError(
            f"`reorg serve` needs {', '.join(missing)}",
            remedy=f"install what it needs with `pip install {' '.join(EXTRA.values())}`",
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
