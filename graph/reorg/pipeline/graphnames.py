"""The names of the graphs that a record's triples stand in, where a format keeps graphs apart.

Plain facts stand in the default graph.
"""

from __future__ import annotations

CLAIMS = "claims"
"""What claims say, as reified statements."""

BACKGROUND = "background"
"""What comes from outside the report."""

DERIVED = "derived"
"""What the rules derive."""


def graph_iri(base: str, name: str, part: str) -> str:
    """Return the IRI of a named graph.

    Args:
        base: The IRI under which all data stands.
        name: The name of the record, or of the product of several.
        part: ``CLAIMS``, ``BACKGROUND`` or ``DERIVED``.
    """
    return f"{base}{name}/graph/{part}"
