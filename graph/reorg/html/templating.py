"""The one way to read templates: all is escaped, and what is missing is an error.

Compiled templates are kept, so that they are compiled once an installation and not once a page.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from importlib.metadata import version
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any

from jinja2 import BytecodeCache, Environment, FunctionLoader, StrictUndefined
from jinja2.bccache import Bucket

from reorg import resources
from reorg.errors import ReorgError
from reorg.files import write_atomically

_SETTINGS: dict[str, Any] = {"autoescape": True, "trim_blocks": True, "lstrip_blocks": True}


def environment(room: str) -> Environment:
    """Return what reads the templates of a room.

    Args:
        room: The package that holds them, such as ``html.templates``.
    """
    return Environment(
        loader=FunctionLoader(lambda name: resources.read(room, name)),
        undefined=StrictUndefined,
        bytecode_cache=CompiledTemplates(resources.folder(room), _SETTINGS),
        **_SETTINGS,
    )


class CompiledTemplates(BytecodeCache):
    """Puts compiled templates where Python puts its compiled modules, or nowhere if it may not.

    Args:
        folder: Where the templates are.
        settings: The environment's settings, which decide what a template is compiled to.
    """

    def __init__(self, folder: Path, settings: object) -> None:
        self._folder = folder
        self._settings = f"{settings} {version('jinja2')}"

    def get_source_checksum(self, source: str) -> str:
        """Return what tells one source, compiled in one way, from all others."""
        return super().get_source_checksum(f"{source}{self._settings}")

    def load_bytecode(self, bucket: Bucket) -> None:
        """Read a compiled template, if it is there."""
        with suppress(OSError), self._file(bucket).open("rb") as file:
            bucket.load_bytecode(file)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a compiled template, where Python may keep modules."""
        if sys.dont_write_bytecode or not self._folder.is_dir():
            return
        with suppress(OSError, ReorgError):
            write_atomically(self._file(bucket), bucket.bytecode_to_string())

    def _file(self, bucket: Bucket) -> Path:
        return Path(cache_from_source(str(self._folder / f"{bucket.key}.j2")))
