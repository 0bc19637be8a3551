"""How a statement is meant, in words: no part of it may read as its opposite."""

from __future__ import annotations

from typing import NamedTuple

from reorg.rdf.triples import Triples, local_name, plain_words

#: Local names of qualities that go without saying, or that the predicate's words say.
USUAL = frozenset({"certainty-certain", "polarity-positive", "polarity-negative"})


class Quality(NamedTuple):
    """How a statement is meant, in one respect.

    Attributes:
        respect: ``certainty``, ``extent``, ``frame``, ``polarity`` or ``condition``.
        value: Local name of the concept; of a condition, the IRIs of its statements.
        label: What to write.
    """

    respect: str
    value: str
    label: str


def predicate_words(triples: Triples, statement: str) -> str:
    """Return a statement's predicate in words, with ``not`` where it is denied."""
    label = predicate_label(triples, statement)
    return f"not: {label}" if is_denied(triples, statement) else label


def qualities(triples: Triples, statement: str) -> list[Quality]:
    """Return how a statement is meant, what it depends on last."""
    meant = [
        Quality(name, triples.name(statement, f"reorg:{name}"), label)
        for name in ("certainty", "extent", "frame", "polarity")
        if (label := triples.concept(statement, f"reorg:{name}"))
    ]
    if others := conditions(triples, statement):
        words = [_words(triples, other) for other in others]
        meant.append(Quality("condition", " ".join(others), "; ".join(dict.fromkeys(words))))
    return meant


def conditions(triples: Triples, statement: str) -> list[str]:
    """Return the IRIs of the statements that a statement depends on, sorted."""
    others = {
        other
        for claim in triples.subjects("reorg:content", statement)
        for other in triples.values(claim, "reorg:condition")
    }
    return sorted(others)


def _words(triples: Triples, statement: str) -> str:
    subject, value = (triples.value(statement, f"rdf:{part}") for part in ("subject", "object"))
    named = triples.label(value) if value in triples else value
    words = f"{triples.label(subject)} {predicate_words(triples, statement)} {named}"
    how = ", ".join(one.label for one in qualities(triples, statement) if one.value not in USUAL)
    return f"{words} ({how})" if how else words


def predicate_label(triples: Triples, statement: str) -> str:
    """Return a statement's predicate in words."""
    predicate = triples.value(statement, "rdf:predicate")
    return triples.label(predicate) if predicate in triples else plain_words(local_name(predicate))


def is_denied(triples: Triples, statement: str) -> bool:
    """Return whether what a statement says is denied."""
    return triples.name(statement, "reorg:polarity") == "polarity-negative"
