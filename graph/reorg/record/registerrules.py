"""What a record may say of a thing that the register defines."""

from __future__ import annotations

from reorg.record.model import Fields, Register
from reorg.record.problems import Problems
from reorg.record.strictyaml import Steps
from reorg.vocab.keys import MENTION


def compare(
    identifier: str, fields: Fields, path: Steps, register: Register, problems: Problems
) -> None:
    """Add a problem for each key that says other of a thing than the register does.

    Args:
        identifier: The thing.
        fields: What the record says of it.
        path: Where it says so.
        register: What is to agree with it.
        problems: Where problems are added.
    """
    known = register.nodes.get(identifier)
    for key in fields.values.keys() - MENTION if known else ():
        if known and sorted(fields.texts(key)) != sorted(known.texts(key)):
            what = f"`{key}` of `{identifier}` is not as the register has it"
            remedy = "delete it here, or correct one of the two"
            problems.add((*path, key), what, remedy, at_key=True)
