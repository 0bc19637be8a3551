"""Where things lie: in the repository, and beside it."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2]
TESTS = ROOT / "tests"
DATA = TESTS / "data"

RECORD = ROOT / "graph" / "records" / "northamptonshire-2015.yaml"
"""The shipped record."""

GRAPH = ROOT / "graph" / "northamptonshire-2015.ttl"
"""The graph that is made of it."""

SHARED = ROOT.parent / "shared"
"""Files that are no part of the repository; see `support.tools.outside`."""

SOURCE = SHARED / "source" / "000_c9e3f7ec8fdb4b57.txt"
"""The text that the shipped record was made from."""

VOCABULARY = SHARED / "vocabulary"
"""The standard vocabularies."""
