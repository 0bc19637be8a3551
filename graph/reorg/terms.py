"""What a term of RDF is as text, whichever kind of term it is."""

from __future__ import annotations


def value_of(term: object) -> str:
    """Return the IRI, the lexical form or the blank node's name that the engine's term holds.

    The default graph and a triple as a term hold none: for them the text is empty.
    """
    return str(getattr(term, "value", ""))
