"""Queries made at random: none ends the process, and another engine gives the same answers."""

from __future__ import annotations

import os

import pytest

from browser import missing
from fuzz.run import run
from stores import fetch

pytestmark = pytest.mark.slow

COUNT = int(os.environ.get("REORG_FUZZ", "200"))


def test_made_queries_are_answered_as_by_jena() -> None:
    try:
        report = run(COUNT)
    except fetch.MissingError as error:
        missing(str(error), error.fix)
    assert report.differences == {}
    assert report.ends["answered"] + report.ends["slow"] == COUNT
    assert report.compared > COUNT * 0.9
