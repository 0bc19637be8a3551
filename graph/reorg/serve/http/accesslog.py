"""The access log: a line for each request, in the common log format or as JSON."""

from __future__ import annotations

import json
import logging
import re
import sys
import time
from collections.abc import Callable
from logging.handlers import WatchedFileHandler

from reorg.errors import ReorgError
from reorg.serve.http.visits import Visit

# What could end a field or a line, or steer a terminal.
_UNSAFE = re.compile(r"[^ !#-\[\]-~]")


def common(visit: Visit) -> str:
    """Return a line in the common log format, with the seconds at its end."""
    when = time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime(visit.when))
    asked = f"{_safe(visit.method)} {_safe(visit.target)} HTTP/{_safe(visit.version)}"
    size = visit.size or "-"
    return f'{visit.client or "-"} - - [{when}] "{asked}" {visit.status} {size} {visit.seconds:.3f}'


def as_json(visit: Visit) -> str:
    """Return a line of JSON."""
    when = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(visit.when))
    fields = {
        "time": f"{when}.{int(visit.when % 1 * 1000):03}Z",
        "client": visit.client,
        "method": visit.method,
        "target": visit.target,
        "version": visit.version,
        "route": visit.route,
        "status": visit.status,
        "bytes": visit.size,
        "seconds": round(visit.seconds, 6),
    }
    return json.dumps(fields)


FORMATS: dict[str, Callable[[Visit], str]] = {"common": common, "json": as_json}
"""The formats by name."""


def writer(file: str, format_: str) -> Callable[[Visit], None]:
    """Return what writes visits to a file, which may be moved away and is then made anew.

    Args:
        file: The file; ``-`` for standard output.
        format_: One of `FORMATS`.

    Raises:
        ReorgError: The file cannot be written.
    """
    try:
        handler = logging.StreamHandler(sys.stdout) if file == "-" else _File(file)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ReorgError(
            f"cannot be written ({reason})", where=file, remedy="name another with --access-log"
        ) from None
    logger = logging.Logger("access")
    logger.addHandler(handler)
    line = FORMATS[format_]
    return lambda visit: logger.info("%s", line(visit))


class _File(WatchedFileHandler):
    """A file that costs a remark where it cannot be written any more, and no request."""

    def __init__(self, file: str) -> None:
        super().__init__(file, encoding="utf-8")
        self._told = False

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - of the library
        if not self._told:
            error = sys.exc_info()[1]
            print(
                f"reorg: serve: {self.baseFilename}: cannot be written ({error})", file=sys.stderr
            )
        self._told = True


def _safe(text: str) -> str:
    return _UNSAFE.sub(lambda match: f"\\x{ord(match.group()):02x}", text)
