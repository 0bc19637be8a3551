"""Terms that the vocabulary had and has no longer, and what says it now.

They stand in ``ontology/deprecated.ttl``, apart from the vocabulary, so that no data can use them;
it is read only where a term is unknown.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from reorg import resources
from reorg.namespaces import NAMESPACE, PREFIXES, expand
from reorg.terms import value_of
from reorg.vocab.keys import concept_iri
from reorg.vocab.kinds import KINDS
from reorg.vocab.vocabulary import vocabulary

FILE = "deprecated.ttl"

KEYS = {"order": ("position", "The steps of a tour are counted by `position`.")}
"""Keys that records had and have no longer, though their properties remain: the key in place of
each, and a note."""

_DEPRECATED = PREFIXES["owl"] + "deprecated"
_REPLACED = PREFIXES["dcterms"] + "isReplacedBy"
_NOTE = PREFIXES["skos"] + "changeNote"
_SCHEME = "-scheme"


class Change(NamedTuple):
    """What became of a term.

    Attributes:
        term: The IRI that it had.
        became: The IRI of the term in its place; empty if there is none.
        note: What else is to be known, as a sentence; may be empty.
    """

    term: str
    became: str
    note: str

    @property
    def reason(self) -> str:
        """The note, without a capital or a full stop."""
        return _clause(self.note)

    @property
    def remedy(self) -> str:
        """What to do about it in a record, without a capital or a full stop."""
        return _remedy(written(self.became) if self.became else "", self.note)


@lru_cache(maxsize=1)
def changes() -> dict[str, Change]:
    """Return what became of each deprecated term, by its IRI, in the order of the file."""
    from pyoxigraph import RdfFormat, parse

    said: dict[str, dict[str, str]] = {}
    for quad in parse(resources.read("ontology", FILE), RdfFormat.TURTLE):
        of_term = said.setdefault(value_of(quad.subject), {})
        of_term[quad.predicate.value] = value_of(quad.object)
    return {
        iri: Change(iri, of_term.get(_REPLACED, ""), of_term.get(_NOTE, ""))
        for iri, of_term in said.items()
        if _DEPRECATED in of_term
    }


def remedy_of(iri: str) -> str:
    """Return what to do about a term that the vocabulary had, or the empty string."""
    change = changes().get(iri)
    return change.remedy if change else ""


def remedy_of_key(name: str) -> str:
    """Return what to do about a key that records had, or the empty string."""
    return _remedy(*KEYS[name]) if name in KEYS else remedy_of(NAMESPACE + name)


def remedy_of_value(key: str, scheme: str, value: str) -> str:
    """Return what to do about a word that a key's closed list had, or the empty string."""
    change = changes().get(concept_iri(scheme, value))
    if change is None:
        return ""
    became, _, word = written(change.became).partition(":")
    return _remedy(f"{key}: {word}", change.note) if became == scheme else change.remedy


def named(name: str) -> list[Change]:
    """Return what became of all that a name meant.

    Args:
        name: As people write it: ``denial``, ``act:denial``, ``reorg:act-denial``, ``teaches``.
    """
    wanted = name.removeprefix("reorg:")
    return [
        change
        for iri, change in changes().items()
        if wanted in {iri, iri.removeprefix(NAMESPACE), *_names(written(iri))}
    ]


def written(iri: str) -> str:
    """Return how records write a term that there is or was: ``act:denial``, ``teaches``.

    Of a class it is the kind of its things.
    """
    local = iri.removeprefix(NAMESPACE)
    for scheme in _schemes():
        if local.startswith(f"{scheme}-"):
            value = local.removeprefix(f"{scheme}-")
            return scheme if f"-{value}" == _SCHEME else f"{scheme}:{value}"
    return _kinds().get(iri, local)


def _names(text: str) -> set[str]:
    return {text, text.partition(":")[2] or text}


def _kinds() -> dict[str, str]:
    return {expand(kind.type): kind.name for kind in KINDS.values()}


@lru_cache(maxsize=1)
def _schemes() -> tuple[str, ...]:
    """Return the names of the closed lists that there are or were, the longest first."""
    terms = vocabulary().defined | changes().keys()
    names = {
        iri.removeprefix(NAMESPACE).removesuffix(_SCHEME)
        for iri in terms
        if iri.startswith(NAMESPACE) and iri.endswith(_SCHEME)
    }
    return tuple(sorted(names, key=lambda name: (-len(name), name)))


def _remedy(instead: str, note: str) -> str:
    return ": ".join(
        filter(None, (f"write `{instead}`" if instead else "delete it", _clause(note)))
    )


def _clause(note: str) -> str:
    return note[:1].lower() + note[1:].removesuffix(".")
