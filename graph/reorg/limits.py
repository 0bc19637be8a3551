"""What the project allows at most: in quotations, texts of a record, files, queries.

Shapes and queries hold these numbers too, since other tools run them; a test compares them.
What one request to `reorg serve` may take stands in `reorg.serve.limits`.
"""

from __future__ import annotations

QUOTED_WORDS = 15
"""Most words that one anchor may quote, context included."""

QUOTED_SHARE = 0.40
"""Largest part of a text's words that all its anchors together may quote."""

QUOTED_CHARACTERS = 200
"""Longest quotation of one anchor, without its context, in characters."""

SEALED_WORDS = 6
"""Fewest words that a sealed anchor may pin: fewer can be looked up in lists of word sequences."""

SEALED_WORDS_AT_MOST = 100
"""Most words that it may pin, so that the time to look for it is bounded."""

LABEL_CHARACTERS = 120
"""Longest label of most kinds of thing."""

LONG_LABEL_CHARACTERS = 160
"""Longest label of an utterance or a relation."""

CONFLICT_LABEL_CHARACTERS = 200
"""Longest label of a conflict, which names two claims."""

TITLE_CHARACTERS = 200
"""Longest title of a record or a document."""

PERSON_NAME_CHARACTERS = 120
"""Longest name of a person."""

ORGANISATION_NAME_CHARACTERS = 160
"""Longest name of an organisation."""

LITERAL_CHARACTERS = 200
"""Longest words that a statement has for an object, under ``literal``."""

FIGURE_CHARACTERS = 60
"""Longest words or signs by which a report gives a figure, under ``asWritten``."""

FILE_BYTES = 10_000_000
"""Largest file that is read: some seventy times the size of a long report's record."""

NESTING = 12
"""Deepest nesting of lists and mappings in a record; records need five."""

QUERY_CHARACTERS = 100_000
"""Longest query that is run."""

QUERY_NESTING = 200
"""Deepest nesting of a query's brackets: the engine's parser recurses, and a stack has an end."""
