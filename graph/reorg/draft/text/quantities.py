"""Finds figures in a text: money, headcount, counts, shares, ages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from reorg.draft.text import countables, dateforms, numerals

MOST = 20
"""Figures taken from one sentence; what holds more is a table and no sentence."""

_FIGURE = re.compile(
    rf"(?P<money>(?:US|A|C)?[£€$]\s?(?:{numerals.DIGITS})(?:\s?{numerals.MULTIPLE}\b)?)"
    rf"|(?P<share>\b(?:{numerals.DIGITS}|{numerals.WORDS})(?:\s?%|[ -]per[ -]?cent\b))"
    rf"|(?P<fraction>\b(?:{numerals.FRACTION})(?= (?:of|its|the|their)\b))"
    rf"|(?<![\w.#£€$])(?P<number>(?:{numerals.DIGITS})(?:\s?{numerals.MULTIPLE}\b)?)(?![\w%]|\.\d|:\d|/\d)"
    rf"|\b(?P<words>{numerals.WORDS}|both)\b",
    re.I,
)

_NOUNS = re.compile(
    rf"\b(?:(?P<person>{countables.PERSONS})|(?P<comment>{countables.COMMENTS})|(?P<body>{countables.BODIES})"
    rf"|(?P<site>{countables.SITES})"
    r"|(?P<year>years? old|year-old|years? of age)|(?P<time>years?|months?|weeks?|days?|hours?"
    r"|minutes?)|(?P<place>miles?|km|kilometres?|tonnes?|acres?|hectares?|metres?))\b"
    r"(?![’'](?:s\b|\s[a-z]))",
    re.I,
)
_COMMENTS_BEFORE = re.compile(rf"\b(?:{countables.COMMENTS})\s?[(:]\s?$", re.I)
# "Ada Finch, 34, who": two names, so that no list of places is taken for people.
_NAME_BEFORE = re.compile(r"[A-Z][\w’'-]+ [A-Z][\w’'-]+,\s$")
# "Babies last year" is no time that is counted.
_WHEN = re.compile(r"\b(?:last|this|next|a|an|per|each|every|the|in)\s$|\w+\s\w+\s\w*$", re.I)
# A noun that no list holds, and that a number before does not count.
_OTHER = re.compile(
    r"-[a-z]|\sof (?:the|these|those|its|their) (?=[a-z])"
    r"|\s(?!is\b|was\b|has\b|does\b|as\b|across\b|less\b)[a-z]+s\b"
)
_AGE_BEFORE = re.compile(r"\b(?:I am|I’m|I'm|aged?|he is|she is)\s$", re.I)
_CUT = re.compile(
    r"\b(?:cut|cuts|cutting|sav\w+|shed\w*|los[es]\w*|lost|axe\w*|reduc\w+|fewer|redundan\w+"
    r"|go|close|clos\w+|slash\w*|deficit|shortfall|gap)\b",
    re.I,
)
_CHANGED = re.compile(r"\b(?:cuts?|by|fell|rose|down|up|saved?|saving)\b", re.I)
_TARGET = re.compile(
    r"\b(?:to|will|would|retain\w*|keep\w*|kept|into|create\w*|plan\w*|set up|become)\b", re.I
)
_BASELINE = re.compile(
    r"(?:\b(?:of (?:its|the|their|our)|[\d]{2,} of|from|current\w*"
    r"|existing|now|the)|\d,\d{3} of)\s$",
    re.I,
)
# "one" counts something only in some places: not in "no one", "one day", "one of us".
_ONE = re.compile(
    rf"\s(?:for|single|new|{countables.BODIES}|{countables.PERSONS}|public|local|national|regional)\b",
    re.I,
)
_LABELS = re.compile(
    r"\b(?:Section|Article|Route|Act|Chapter|Page|Figure|Table|Phase|Stage|Level|Grade|Band|Room|No"
    r"|Unit|Channel|Radio|Form|Clause|Part|Step)\.?\s$",
    re.I,
)
_CARRIED = ("headcount", "count-of-bodies", "count-of-sites")
_CLAUSE = re.compile(r"[.;:!?)”]|,\s|\s(?:than|who|which|that|and|but|with|by|from|to)\s")
_CURRENCIES = {"£": "pound-sterling", "€": "euro", "$": "us-dollar", "US$": "us-dollar"}


@dataclass(frozen=True)
class Figure:
    """A figure in a text, and what it may be a figure of.

    Attributes:
        start: Its first code point.
        end: The code point after its last.
        written: Its words or signs.
        quantity: Its value as a plain decimal, such as ``68000000``.
        unit: What it counts in: a word of the unit scheme, or one that might join it.
        measure: What it measures, likewise.
        role: A word of the figure-role scheme.
    """

    start: int
    end: int
    written: str
    quantity: str
    unit: str
    measure: str
    role: str


def find(text: str, start: int = 0, end: int | None = None) -> list[Figure]:
    """Return the figures of a stretch of text, in order. Dates and times are none.

    A number without a noun counts what the number before it counts: "12 depots, down from 31".
    """
    end = len(text) if end is None else end
    # What "2,090" counts may stand in the sentence before.
    begin = max(text.rfind("\n", 0, start) + 1, start - 200)
    taken = [(date.start, date.end) for date in dateforms.find(text, begin, end)]
    taken += [(begin + a, begin + b) for a, b in dateforms.times(text[begin:end])]
    figures: list[Figure] = []
    for match in _FIGURE.finditer(text, begin, end):
        if len(figures) > 2 * MOST:
            break
        if not any(a < match.end() and match.start() < b for a, b in taken):
            figures.extend(_figures(text, match, begin, end, figures))
    return [figure for figure in figures if figure.start >= start][:MOST]


def _figures(
    text: str, match: re.Match[str], start: int, end: int, earlier: list[Figure]
) -> Iterator[Figure]:
    before = text[max(start, match.start() - 160) : match.start()]
    after = text[match.end() : min(end, match.end() + 160)]
    value = numerals.value(match)
    if value is None or (match["words"] and not _counts(match.group(), before, after)):
        return
    unit, measure, role = _meaning(match, before, after)
    if not unit and (measure or match["words"] or _LABELS.search(before)):
        return  # a distance, a manner of speaking or a name: "on two fronts", "Section 114"
    last = next((f for f in earlier[::-1] if f.measure in _CARRIED), None)
    if not unit and last and not _OTHER.match(after):
        unit, measure, role = last.unit, last.measure, _role(before, after)
    yield Figure(
        match.start(), match.end(), match.group(), numerals.plain(value), unit, measure, role
    )


def _counts(word: str, before: str, after: str) -> bool:
    if word.lower() == "one" and re.search(r"\b(?:into|become|becomes|becoming)\s$", before):
        return True
    if word.lower() == "one":
        return bool(_ONE.match(after)) and not re.search(r"\b(?:no|any|every|some)\s$", before)
    # "Two" may stand alone ("into two"), but "first of two minds" and the like are rare.
    return not re.match(r"[-’']", after) or bool(re.match(r"-(?:year|member|person)", after))


def _meaning(match: re.Match[str], before: str, after: str) -> tuple[str, str, str]:
    near = before[-40:] + " " + after[:30]
    if match["money"]:
        sign = re.match(r"\D+", match.group())
        unit = _CURRENCIES.get(sign[0].strip() if sign else "", "pound-sterling")
        return unit, *_spent(before, after, near)
    if match["share"] or match["fraction"]:
        return "percent", _shared(near), "share"
    unit, measure = _counted(match, before, after)
    if unit not in ("person", "body", "site"):
        return unit, measure, "count"
    return unit, measure, _role(before, after)


def _spent(before: str, after: str, near: str) -> tuple[str, str]:
    """Return the measure and the role of a sum of money."""
    for measure in ("deficit", "budget"):
        of = re.search(rf"\b{measure}\b(?: \w+){{0,5}} $", before[-45:])
        if (of and not _CHANGED.search(of[0])) or re.match(
            rf"\s(?:\w+\s)?{measure}\b(?! \w*cut)", after
        ):
            return measure, "count"
    if re.search(r"\bcosts?\b", before[-12:]):
        return "cost", "count"
    if re.search(r"\bsav(?:e|es|ed|ing|ings)\b", near):
        return "saving", "target"
    return ("spending-cut", "cut") if _CUT.search(near) else ("cost", "count")


def _shared(near: str) -> str:
    """Return what a share is a share of; empty where nothing tells."""
    if re.search(r"\b(?:own\w*|stakes?|shares?|shareholding)\b", near, re.I):
        return "ownership"
    if re.search(rf"\b(?:{countables.PERSONS})\b", near, re.I):
        return "headcount"
    return "cost" if re.search(r"\b(?:budget|spen\w+|costs?|money)\b", near, re.I) else ""


def _counted(match: re.Match[str], before: str, after: str) -> tuple[str, str]:
    if _AGE_BEFORE.search(before) or _is_age(match.group(), before, after):
        return "year", "duration"
    if _COMMENTS_BEFORE.search(before):
        return "thing", "count-of-things"
    if match.group().lower() == "one" and re.search(r"\b(?:into|become|becoming)\s$", before):
        return "body", "count-of-bodies"
    # Of "28-bed unit" beds are counted, and no units.
    compound = re.match(r"-[a-z]+(?:-old)?", after)
    clause = compound[0] if compound else _CLAUSE.split(after, maxsplit=1)[0]
    words = " ".join(clause.replace("-", " ").split()[:7])
    noun = _NOUNS.search(words)
    kind = noun.lastgroup if noun else ""
    if noun and kind == "time" and _WHEN.search(words[: noun.start()]):
        return "", ""
    if kind == "person" or (not kind and countables.AGENTS.match(clause)):
        return "person", "headcount"
    if kind == "comment":
        return "thing", "count-of-things"
    if kind == "year" or re.match(r"[- ]years?[- ]old", after):
        return "year", "duration"
    if kind == "time" and noun and noun.group().lower().startswith("year"):
        return "year", "duration"
    if kind == "body":
        return "body", "count-of-bodies"
    if kind == "site":
        return "site", "count-of-sites"
    return "", kind if kind in ("time", "place") else ""


def _is_age(written: str, before: str, after: str) -> bool:
    """Return whether a number stands alone behind a name: "Ada Finch, 34, said"."""
    alone = written.isdigit() and 0 < int(written) < 120 and re.match(r"[,.;)”\"]|$", after)
    return bool(alone and _NAME_BEFORE.search(before))


def _role(before: str, after: str) -> str:
    if _BASELINE.search(before[-14:]):
        return "baseline"
    if after.lstrip().startswith("fewer"):
        return "cut"
    if _CUT.search(before[-30:]) and not re.search(r"\b(?:to|into)\s(?:a\s)?$", before):
        return "cut"
    if _TARGET.search(before[-40:]) or re.match(r"\s\w+ (?:will|would)\b", after):
        return "target"
    return "count"
