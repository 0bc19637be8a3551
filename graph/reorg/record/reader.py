"""Reads a record and finds everything in it that could not become a graph."""

from __future__ import annotations

from reorg.errors import Problem
from reorg.record.keyvalues import KeyValues
from reorg.record.model import Record, Register
from reorg.record.problems import Problems
from reorg.record.references import References
from reorg.record.things import Things
from reorg.vocab.vocabulary import vocabulary


def read_things(
    record: Record, register: Register, identifiers: type[Things] = Things
) -> list[Problem]:
    """Fill a record with its things, in one pass for identifiers and one for values.

    Args:
        record: A record with its document, and as yet without things.
        register: What it may borrow from.
        identifiers: How identifiers are taken: a register has other rules than a record.

    Returns:
        What is wrong, in the order of finding.
    """
    problems, known = Problems(record.document), vocabulary()
    identifiers(record, register, problems).collect()
    references = References(record, known, register, problems)
    values = KeyValues(record, known, references, problems)
    for node in record.nodes:
        values.check(node)
    return problems.list
