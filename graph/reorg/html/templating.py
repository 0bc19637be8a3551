"""The one way to read templates: all is escaped, and what is missing is an error."""

from __future__ import annotations

from jinja2 import Environment, FunctionLoader, StrictUndefined

from reorg import resources


def environment(room: str) -> Environment:
    """Return what reads the templates of a room.

    Compiled templates are not kept. Jinja's cache of them would stand in the installed package,
    where pip leaves it behind; what is left of the folder then hides the next installation.

    Args:
        room: The package that holds them, such as ``html.templates``.
    """
    return Environment(
        loader=FunctionLoader(lambda name: resources.read(room, name)),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
