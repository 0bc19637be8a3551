"""Full-width letters, which no word of ours has: what stays in plain ones is no message."""

from __future__ import annotations

import re
import string
from typing import Any

from pyoxigraph import Literal, Quad, Store

from reorg.html import translation
from reorg.html.translation import Language

WIDE_LETTERS = str.maketrans(
    string.ascii_uppercase + string.ascii_lowercase,
    "".join(chr(first + i) for first in (0xFF21, 0xFF41) for i in range(26)),
)
PLAIN = re.compile(r"[A-Za-z]")
PLACE = re.compile(r"(\{\w+\})")
#: Messages that are no words.
CODES = frozenset({"language.tag", "language.date"})
#: Properties of texts without a language that people read.
READ = ("rdf-syntax-ns#object", "asWritten", "value", "exact")


def widened(text: str) -> str:
    """Return a message with full-width letters, its places as they are."""
    pieces = PLACE.split(text)
    return "".join(
        piece if PLACE.fullmatch(piece) else piece.translate(WIDE_LETTERS) for piece in pieces
    )


def strange_language(_: str = "") -> Language:
    """Return English in full-width letters."""
    english: dict[str, Any] = dict(translation.language().messages)
    for key in english.keys() - CODES:
        message = english[key]
        english[key] = (
            widened(message)
            if isinstance(message, str)
            else {form: widened(text) for form, text in message.items()}
        )
    return Language("en", english)


def strange_graph(graph: Store) -> Store:
    """Return a graph with its texts in full-width letters."""
    store = Store()
    for quad in graph:
        value = quad.object
        if isinstance(value, Literal) and (value.language or quad.predicate.value.endswith(READ)):
            value = Literal(value.value.translate(WIDE_LETTERS), language=value.language)
        store.add(Quad(quad.subject, quad.predicate, value, quad.graph_name))
    return store
