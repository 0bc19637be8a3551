"""The files that ship with the package."""

from __future__ import annotations

import pkgutil
from pathlib import Path


def read(package: str, name: str) -> str:
    """Return the text of a shipped file, for example ``read("ontology", "shapes.ttl")``.

    Raises:
        FileNotFoundError: The package holds no such file.
    """
    data = pkgutil.get_data(f"reorg.{package}", name)
    if data is None:
        raise FileNotFoundError(name)
    return data.decode("utf-8")


def names(package: str, suffix: str) -> list[str]:
    """Return the sorted names of a package's shipped files that end with ``suffix``."""
    from importlib.resources import files

    found = (entry.name for entry in files(f"reorg.{package}").iterdir())
    return sorted(name for name in found if name.endswith(suffix))


def folder(package: str) -> Path:
    """Return where a package's shipped files lie; no folder if they lie in an archive."""
    from importlib.resources import files

    return Path(str(files(f"reorg.{package}")))
