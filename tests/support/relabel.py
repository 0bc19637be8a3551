"""Graphs whose vocabulary is labelled in other words."""

from __future__ import annotations

import re
from collections.abc import Callable
from string import ascii_letters

from pyoxigraph import Literal, NamedNode, Quad, Store

from reorg.namespaces import NAMESPACE, PREFIXES

LABELS = frozenset(
    {
        PREFIXES["rdfs"] + "label",
        PREFIXES["skos"] + "prefLabel",
        PREFIXES["skos"] + "altLabel",
    }
)
IN_SCHEME = NamedNode(PREFIXES["skos"] + "inScheme")

#: Letters of a private alphabet, in the reverse order: words keep their length, not their place.
_ALPHABET = "".join(chr(0xE000 + i) for i in range(len(ascii_letters)))
_THERE = str.maketrans(ascii_letters, _ALPHABET[::-1])
_BACK = str.maketrans(_ALPHABET[::-1], ascii_letters)


def relabelled(store: Store, label: Callable[[str, str], str]) -> Store:
    """Return a copy of a graph with each label of the vocabulary replaced.

    Args:
        store: The graph, which carries the labels of the terms that it uses.
        label: Returns a term's new label, given the term's IRI and its label.
    """
    copy, count = Store(), 0
    for quad in store:
        subject, value = quad.subject, quad.object
        if (
            quad.predicate.value in LABELS
            and isinstance(subject, NamedNode)
            and subject.value.startswith(NAMESPACE)
            and isinstance(value, Literal)
        ):
            count += 1
            new = Literal(label(subject.value, value.value), language=value.language)
            quad = Quad(subject, quad.predicate, new, quad.graph_name)
        copy.add(quad)
    assert count > 0
    return copy


def in_other_letters(store: Store) -> Store:
    """Return a graph whose vocabulary is labelled in the letters of a private alphabet."""
    return relabelled(store, lambda _, label: label.translate(_THERE))


def read_back(text: str) -> str:
    """Return a text with the letters of `in_other_letters` as they were, codes of JSON too."""
    plain = re.sub(r"\\u(e0[0-9a-f]{2})", lambda match: chr(int(match[1], 16)), text)
    return plain.translate(_BACK)


def all_alike(store: Store) -> Store:
    """Return a graph in which the concepts of a scheme have one label, and all other terms one."""
    schemes = {
        quad.subject.value: quad.object.value.rpartition("#")[2]
        for quad in store.quads_for_pattern(None, IN_SCHEME, None)
    }
    return relabelled(store, lambda iri, _: schemes.get(iri, "term"))
