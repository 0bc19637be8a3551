"""Queries made at random: none ends the process, and another engine gives the same answers."""

from __future__ import annotations

import os
from importlib.metadata import version

import pyoxigraph as ox
import pytest

from fuzz.known import OURS, Fault
from fuzz.run import run
from stores import fetch
from support.tools import missing

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


@pytest.mark.parametrize("fault", OURS.values(), ids=OURS)
def test_fault_is_still_there(fault: Fault) -> None:
    """An engine that is mended fails here: then its line in ``fuzz/known.py`` can go."""
    if version("pyoxigraph") != "0.5.13":
        pytest.skip("seen in pyoxigraph 0.5.13")
    found = ox.Store().query(fault.query)
    given = bool(found) if isinstance(found, ox.QueryBoolean) else len(list(found))
    assert given != fault.right
