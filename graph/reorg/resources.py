"""The files that ship with the package."""

from __future__ import annotations

import os
from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any


def read(package: str, name: str) -> str:
    """Return the text of a shipped file, for example ``read("ontology", "shapes.ttl")``.

    Raises:
        FileNotFoundError: The package holds no such file.
    """
    holder = import_module(f"reorg.{package}")
    # As `pkgutil.get_data` does, whose import would be a twentieth of a short query's time.
    loader: Any = holder.__loader__
    data: bytes = loader.get_data(os.path.join(holder.__path__[0], name))  # noqa: PTH118
    return data.decode("utf-8")


def names(package: str, suffix: str) -> list[str]:
    """Return the sorted names of a package's shipped files that end with ``suffix``."""
    from importlib.resources import files

    shipped = (entry.name for entry in files(f"reorg.{package}").iterdir())
    return sorted(name for name in shipped if name.endswith(suffix))


def folder(package: str) -> Path:
    """Return where a package's shipped files lie; no folder if they lie in an archive."""
    from importlib.resources import files
    from pathlib import Path

    return Path(str(files(f"reorg.{package}")))
