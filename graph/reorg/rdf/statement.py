"""How a statement is meant, in words: no part of it may read as its opposite."""

from __future__ import annotations

from reorg.rdf.triples import Triples, local_name, plain_words

ITSELF = "is itself the condition"


def predicate_words(triples: Triples, statement: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return a statement's predicate in words with ``not`` where denied, and its qualities."""
    qualities = [
        (name, found)
        for name in ("certainty", "extent", "frame", "polarity")
        if (found := triples.concept(statement, f"reorg:{name}"))
    ]
    if found := condition(triples, statement):
        qualities.append(("condition", found))
    label = _predicate(triples, statement)
    return (f"not: {label}" if _is_denied(triples, statement) else label), tuple(qualities)


def condition(triples: Triples, statement: str) -> str:
    """Return what a statement depends on, as the queries tell it; empty where on nothing."""
    conditions = {
        ITSELF if found == statement else _words(triples, found)
        for claim in triples.subjects("reorg:content", statement)
        for found in triples.values(claim, "reorg:condition")
    }
    return "; ".join(sorted(conditions))


def _words(triples: Triples, statement: str) -> str:
    subject, value = (triples.value(statement, f"rdf:{part}") for part in ("subject", "object"))
    named = triples.label(value) if value in triples else value
    words = f"{triples.label(subject)} {_predicate(triples, statement)} {named}"
    return f"{words} (negative)" if _is_denied(triples, statement) else words


def _predicate(triples: Triples, statement: str) -> str:
    predicate = triples.value(statement, "rdf:predicate")
    return triples.label(predicate) if predicate in triples else plain_words(local_name(predicate))


def _is_denied(triples: Triples, statement: str) -> bool:
    return local_name(triples.value(statement, "reorg:polarity")) == "polarity-negative"
