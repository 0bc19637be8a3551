"""axe, which judges whether a page can be used by everybody."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from support.tools import missing

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def source() -> str:
    """Return axe's script."""
    spec = find_spec("axe_playwright_python")
    if spec is None or spec.origin is None:
        missing("axe", "pip install '.[test]'")
    return next(Path(spec.origin).parent.rglob("axe.min.js")).read_text(encoding="utf-8")
