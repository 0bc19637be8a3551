"""The files that ship with the package."""

from __future__ import annotations

from importlib.resources import files


def read(package: str, name: str) -> str:
    """Return the text of a shipped file, for example ``read("ontology", "shapes.ttl")``.

    Raises:
        FileNotFoundError: The package holds no such file.
    """
    return (files(f"reorg.{package}") / name).read_text(encoding="utf-8")


def names(package: str, suffix: str) -> list[str]:
    """Return the sorted names of a package's shipped files that end with ``suffix``."""
    found = (entry.name for entry in files(f"reorg.{package}").iterdir())
    return sorted(name for name in found if name.endswith(suffix))
