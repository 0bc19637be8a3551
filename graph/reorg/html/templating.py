"""The one way to read templates: all is escaped, and what is missing is an error."""

from __future__ import annotations

from contextlib import suppress

from jinja2 import Environment, FileSystemBytecodeCache, FunctionLoader, StrictUndefined
from jinja2.bccache import Bucket

from reorg import resources


def environment(room: str) -> Environment:
    """Return what reads the templates of a room.

    Args:
        room: The package that holds them, such as ``html.templates``.
    """
    return Environment(
        loader=FunctionLoader(lambda name: resources.read(room, name)),
        undefined=StrictUndefined,
        bytecode_cache=_cache(),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )


class _CompiledTemplates(FileSystemBytecodeCache):
    """Keeps compiled templates in the user's own folder below the system's temporary one.

    In the installed package, pip would leave them behind; what is left of its folder then hides
    the next installation.
    """

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a compiled template, where there is room for it."""
        with suppress(OSError):
            super().dump_bytecode(bucket)


def _cache() -> _CompiledTemplates | None:
    """Return the compiled templates, or None where the user can have no folder for them."""
    try:
        return _CompiledTemplates(pattern="reorg-%s.cache")
    except (OSError, RuntimeError):
        return None
