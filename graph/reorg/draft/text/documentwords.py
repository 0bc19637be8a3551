"""The words for documents that a text lets speak: reports, plans, letters."""

from __future__ import annotations

WORDS = (
    r"reports?|plans?|papers?|letters?|reviews?|business case"
    r"|statement|documents?|memo|study|consultation|white paper|strategy|minutes"
    r"|assessment|bill|order|notice|prospectus|blueprint"
)
"""Kinds of documents, as alternatives of a regular expression."""

AFTER_OTHERS = r"papers?|reports?|documents?|plans?"
"""Those that may follow another: a consultation paper."""
