"""Guesses what kind of thing is said, from the words that usually go with it."""

from __future__ import annotations

import re

_ACTS = (
    ("question", r"\?”?\s*$|\basked\b"),
    (
        "assertion",
        r"\b(?:den(?:y|ied|ies)|rejected|dismissed|was not|is not|would not|will not|no plans"
        r"|approved|decided|voted|agreed|has ruled|signed off)\b",
    ),
    ("announcement", r"\b(?:announced?|will|plans? to|is to|are to|to be)\b"),
    ("recommendation", r"\b(?:recommend\w*|urged?|should|must|ought|needs? to|called for)\b"),
    ("assertion", r"\b(?:predict\w*|warn\w*|expect\w*|would|forecast\w*)\b"),
    ("evaluation", r"\b(?:termed|called|described|dubbed|best|worst|wrong|right|biggest|unfair)\b"),
    ("explanation", r"\b(?:because|due to|reason|result of|explained?|in order to)\b"),
    ("feeling", r"\b(?:scared|afraid|hopes?|fear\w*|sad|angry|proud|worried|sorry)\b"),
)
_STANDINGS = (
    ("decided", r"\b(?:approved|decided|voted|agreed|signed off)\b"),
    ("drafted", r"\b(?:draft|drafts|leaked)\b"),
    ("proposed", r"\b(?:propos\w+|recommend\w*|suggest\w*|consult\w*)\b"),
    ("predicted", r"\b(?:predict\w*|warn\w*|expect\w*|forecast\w*)\b"),
    ("planned", r"\b(?:will|would|plans?|planned|is to|are to|to be|aims?)\b"),
)
_TOPICS = (
    ("staffing", r"\b(?:staff\w*|jobs?|posts?|redundan\w+|employ\w*|workers?|officers?|members)\b"),
    (
        "finance",
        r"[£€$]|\b(?:budget\w*|cuts?|sav\w+|costs?|fund\w*|grants?|income|money|deficit)\b",
    ),
    ("accountability", r"\b(?:responsib\w*|accountab\w*|control\w*|duty|duties|oversight)\b"),
    ("market", r"\b(?:private|compan\w+|market\w*|business\w*|contract\w*|bid\w*)\b"),
    ("services", r"\b(?:services?|care|protection|libraries|schools?|patients?|patrols?)\b"),
)


def act(sentence: str) -> str:
    """Return the likely act: a word of the act scheme."""
    return _first(_ACTS, sentence, "assertion")


def standing(sentence: str) -> str:
    """Return the likely standing: a word of the standing scheme."""
    return _first(_STANDINGS, sentence, "asserted")


def topic(sentence: str) -> str:
    """Return the likely topic: a word of the topic scheme."""
    return _first(_TOPICS, sentence, "governance")


def certainty(sentence: str) -> str:
    """Return the likely certainty: a word of the certainty scheme."""
    if re.search(r"\b(?:may|might|could|possibly|perhaps)\b", sentence):
        return "possible"
    return "probable" if re.search(r"\b(?:likely|probably|expected)\b", sentence) else "certain"


def frame(sentence: str) -> str:
    """Return the likely frame: a word of the frame scheme."""
    planned = r"\b(?:will|would|plans?|planned|is to|are to|to be|from next|propos\w+)\b"
    return "as-planned" if re.search(planned, sentence) else "as-is"


def polarity(sentence: str) -> str:
    """Return the likely polarity: a word of the polarity scheme."""
    return "negative" if re.search(r"\bnot\b|n[’']t\b|\bnever\b", sentence) else "positive"


def _first(table: tuple[tuple[str, str], ...], sentence: str, otherwise: str) -> str:
    return next((name for name, sign in table if re.search(sign, sentence, re.I)), otherwise)
