"""Finds stances in records of several plans that do not say towards which of them."""

from __future__ import annotations

from collections.abc import Iterator

from reorg.errors import Problem
from reorg.record.model import Record
from reorg.vocab.defaults import TOWARDS
from reorg.vocab.kinds import SPOKEN


def check(record: Record) -> Iterator[Problem]:
    """Yield a problem for each stance that could be towards any of several plans."""
    plans = [f"`{node.id}`" for node in record.of_kind("plan")]
    if len(plans) < 2:
        return
    for node in record.of_kind(*SPOKEN):
        if node.has("stance") and not node.has(TOWARDS):
            what = f"`{node.id}` has a `stance`, and the record has {len(plans)} plans"
            remedy = f"say towards what under `{TOWARDS}`: {', '.join(plans)}, or another thing"
            yield record.document.problem((*node.path, "stance"), what, remedy, at_key=True)
