"""The nouns for what figures count: people, bodies, sites and comments."""

from __future__ import annotations

import re

PERSONS = (
    r"staff|people|persons?|posts?|jobs?|employees?|workers?|officers?|roles?|nurses?|doctors?"
    r"|teachers?|constables?|residents?|pupils?|patients?|redundanc\w+|members?|civil servants?"
    r"|librarians?|managers?|volunteers?|inspectors?|posties|firefighters?|drivers?|redundant"
    r"|of us|of them|councillors?|governors?|carers?|scientists?|engineers?|full-time|fte"
    r"|wardens?|rangers?"
    r"|detectives?|students?|children|passengers?|customers?|households?|directors?|trustees?"
)
BODIES = (
    r"bod(?:y|ies)|agenc(?:y|ies)|councils?|trusts?|compan(?:y|ies)|forces?|organisations?"
    r"|organizations?|authorit(?:y|ies)|departments?|ministr(?:y|ies)|firms?|groups?|boards?"
    r"|associations?|mutuals?|enterprises?|partnerships?|units?|offices?|services?|colleges?"
    r"|universit(?:y|ies)|commissions?|districts?|boroughs?|inspectorates?|regulators?"
)
SITES = (
    r"hospitals?|schools?|depots?|stations?|libraries|library|branches|branch|laborator(?:y|ies)"
    r"|centres?|sites?|wards?|buildings?|clinics?|campuses|premises|museums?|courts?|rooms?|offices"
)
COMMENTS = r"comments?|responses?|replies|reply"
# Nouns for people that no list holds: "186 collectors", "40 machinists".
AGENTS = re.compile(
    r"\s(?:[a-z-]+\s)?(?!(?:numb|oth|pap|lett|cent|quart|matt|ord|off|answ|tend|bord|comput|met|lit"
    r"|do|flo|fact|err|tow|pow|chapt|wat|riv|cov|lay|sens|corn|work st|fewer |years)(?:e?rs|ors)\b)"
    r"[a-z]+(?:ers|ors|ists|men|women)\b"
)
