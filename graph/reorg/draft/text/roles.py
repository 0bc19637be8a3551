"""The words for roles, titles and ranks, and for speakers who are not named."""

from __future__ import annotations

from functools import lru_cache

WORDS = (
    r"[Ll]eader|[Mm]inister|secretary of state|chief executive|chief constable"
    r"|chair(?:man|woman|person)?"
    r"|director(?: general)?|head|general secretary|secretary|commissioner|superintendent|manager"
    r"|mayor|president|professor|governor|councillor|chancellor|chief|convenor|convener|organiser"
    r"|lecturer|researcher|analyst|economist|solicitor|librarian|headteacher|principal"
    r"|inspector|sergeant|constable|officer|trustee|founder|rector|dean|farmer|nurse|teacher"
    r"|engineer|resident|campaigner|member|MP|spokes(?:man|woman|person)"
)
"""Roles that people are named with, as alternatives of a regular expression."""

UNNAMED = (
    r"spokes(?:man|woman|person|people)|source|insider|official|officials|minister|ministers"
    r"|union|unions|critics|campaigners|opponents|residents|staff representatives|whistleblower"
    r"|representative|aide|adviser|manager|officer|leader|auditors|inspectors|experts"
)
"""Speakers without a name, likewise."""

UNNAMED_GROUPS = (
    r"Ministers|Critics|Officials|Unions|Campaigners"
    r"|Residents|Opponents|Auditors|Inspectors|Experts|ministers|critics|officials|unions"
)
"""Those of them that may stand without an article."""

MODIFIERS = (
    r"deputy|vice|chief|senior|former|council|union"
    r"|police|health|branch|regional|national|shadow|acting|interim|executive|general|managing"
    r"|assistant|environment|finance|education|housing|transport|culture|opposition|party|group"
)
"""Words before a role that belong to it."""


@lru_cache(maxsize=1)
def titles() -> frozenset[str]:
    """Return the titles and ranks before names, in lower case."""
    from nameparser.config import titles

    ranks = "cllr supt chief constable superintendent inspector sergeant commissioner minister"
    return frozenset(titles.TITLES) | frozenset(ranks.split())
