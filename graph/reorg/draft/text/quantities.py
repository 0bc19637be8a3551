"""Finds figures in a text: money, headcount, counts, shares, ages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from reorg.draft.text import dates

MOST = 20
"""Figures taken from one sentence; what holds more is a table and no sentence."""

_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_MULTIPLE = r"(?:bn|billion|m|mn|million|k|thousand|tn|trillion)"
_UNITS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TEENS = [
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_SCALES = ["hundred", "thousand", "million", "billion"]
_WORD = "|".join([*_UNITS, *_TEENS, *_TENS, *_SCALES])
_WORDS = rf"(?:a (?={'|'.join(_SCALES)}))?(?:{_WORD})(?:(?:[ -]| and )(?:{_WORD}))*"
_FRACTION = r"half|(?:a|one|two|three)[ -](?:thirds?|quarters?|fifths?|tenths?)"
_FIGURE = re.compile(
    rf"(?P<money>(?:US|A|C)?[£€$]\s?(?:{_DIGITS})(?:\s?{_MULTIPLE}\b)?)"
    rf"|(?P<share>\b(?:{_DIGITS}|{_WORDS})(?:\s?%|[ -]per[ -]?cent\b))"
    rf"|(?P<fraction>\b(?:{_FRACTION})(?= (?:of|its|the|their)\b))"
    rf"|(?<![\w.#£€$])(?P<number>(?:{_DIGITS})(?:\s?{_MULTIPLE}\b)?)(?![\w%]|\.\d|:\d|/\d)"
    rf"|\b(?P<words>{_WORDS}|both)\b",
    re.I,
)
_FACTORS = {"k": 3, "thousand": 3, "m": 6, "mn": 6, "million": 6}
_FACTORS |= {"bn": 9, "billion": 9, "tn": 12, "trillion": 12}
_PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "tenth": 10}

_PERSONS = (
    r"staff|people|persons?|posts?|jobs?|employees?|workers?|officers?|roles?|nurses?|doctors?"
    r"|teachers?|constables?|residents?|pupils?|patients?|redundanc\w+|members?|civil servants?"
    r"|librarians?|managers?|volunteers?|inspectors?|posties|firefighters?|drivers?|redundant"
    r"|of us|of them|councillors?|governors?|carers?|scientists?|engineers?|full-time|fte"
    r"|wardens?|rangers?"
    r"|detectives?|students?|children|passengers?|customers?|households?|directors?|trustees?"
)
_BODIES = (
    r"bod(?:y|ies)|agenc(?:y|ies)|councils?|trusts?|compan(?:y|ies)|forces?|organisations?"
    r"|organizations?|authorit(?:y|ies)|departments?|ministr(?:y|ies)|firms?|groups?|boards?"
    r"|associations?|mutuals?|enterprises?|partnerships?|units?|offices?|services?|colleges?"
    r"|universit(?:y|ies)|commissions?|districts?|boroughs?|inspectorates?|regulators?"
)
_SITES = (
    r"hospitals?|schools?|depots?|stations?|libraries|library|branches|branch|laborator(?:y|ies)"
    r"|centres?|sites?|wards?|buildings?|clinics?|campuses|premises|museums?|courts?|rooms?|offices"
)
_COMMENTS = r"comments?|responses?|replies|reply"
_NOUNS = re.compile(
    rf"\b(?:(?P<person>{_PERSONS})|(?P<comment>{_COMMENTS})|(?P<body>{_BODIES})"
    rf"|(?P<site>{_SITES})"
    r"|(?P<year>years? old|year-old|years? of age)|(?P<time>years?|months?|weeks?|days?|hours?"
    r"|minutes?)|(?P<place>miles?|km|kilometres?|tonnes?|acres?|hectares?|metres?))\b"
    r"(?![’'](?:s\b|\s[a-z]))",
    re.I,
)
_COMMENTS_BEFORE = re.compile(rf"\b(?:{_COMMENTS})\s?[(:]\s?$", re.I)
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
    rf"\s(?:for|single|new|{_BODIES}|{_PERSONS}|public|local|national|regional)\b", re.I
)
_LABELS = re.compile(
    r"\b(?:Section|Article|Route|Act|Chapter|Page|Figure|Table|Phase|Stage|Level|Grade|Band|Room|No"
    r"|Unit|Channel|Radio|Form|Clause|Part|Step)\.?\s$",
    re.I,
)
_CARRIED = ("headcount", "count-of-bodies", "count-of-sites")
_CLAUSE = re.compile(r"[.;:!?)”]|,\s|\s(?:than|who|which|that|and|but|with|by|from|to)\s")
# Nouns for people that no list holds: "186 collectors", "40 machinists".
_AGENTS = re.compile(
    r"\s(?:[a-z-]+\s)?(?!(?:numb|oth|pap|lett|cent|quart|matt|ord|off|answ|tend|bord|comput|met|lit"
    r"|do|flo|fact|err|tow|pow|chapt|wat|riv|cov|lay|sens|corn|work st|fewer |years)(?:e?rs|ors)\b)"
    r"[a-z]+(?:ers|ors|ists|men|women)\b"
)
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
    taken = [(date.start, date.end) for date in dates.find(text, begin, end)]
    taken += [(begin + a, begin + b) for a, b in dates.times(text[begin:end])]
    found: list[Figure] = []
    for match in _FIGURE.finditer(text, begin, end):
        if len(found) > 2 * MOST:
            break
        if not any(a < match.end() and match.start() < b for a, b in taken):
            found.extend(_figures(text, match, begin, end, found))
    return [figure for figure in found if figure.start >= start][:MOST]


def _figures(
    text: str, match: re.Match[str], start: int, end: int, earlier: list[Figure]
) -> Iterator[Figure]:
    before = text[max(start, match.start() - 160) : match.start()]
    after = text[match.end() : min(end, match.end() + 160)]
    value = _value(match)
    if value is None or (match["words"] and not _counts(match.group(), before, after)):
        return
    unit, measure, role = _meaning(match, before, after)
    if not unit and (measure or match["words"] or _LABELS.search(before)):
        return  # a distance, a manner of speaking or a name: "on two fronts", "Section 114"
    last = next((f for f in earlier[::-1] if f.measure in _CARRIED), None)
    if not unit and last and not _OTHER.match(after):
        unit, measure, role = last.unit, last.measure, _role(before, after)
    yield Figure(match.start(), match.end(), match.group(), _plain(value), unit, measure, role)


def _counts(word: str, before: str, after: str) -> bool:
    if word.lower() == "one" and re.search(r"\b(?:into|become|becomes|becoming)\s$", before):
        return True
    if word.lower() == "one":
        return bool(_ONE.match(after)) and not re.search(r"\b(?:no|any|every|some)\s$", before)
    # "Two" may stand alone ("into two"), but "first of two minds" and the like are rare.
    return not re.match(r"[-’']", after) or bool(re.match(r"-(?:year|member|person)", after))


def _value(match: re.Match[str]) -> Decimal | None:
    written = match.group()
    if match["fraction"]:
        return _fraction(written.lower())
    if match["words"] or (match["share"] and not written[0].isdigit()):
        return _from_words(re.sub(r"[ -]per[ -]?cent|\s?%", "", written.lower()))
    if match["money"]:
        from price_parser import Price

        amount = Price.fromstring(written, decimal_separator=".").amount
    else:
        try:
            digits = re.match(r"[\d,.]+", written)
            amount = Decimal(digits[0].replace(",", "")) if digits else None
        except InvalidOperation:
            return None
    factor = re.search(rf"({_MULTIPLE})$", written, re.I)
    if amount is None:
        return None
    return amount.scaleb(_FACTORS[factor[1].lower()]) if factor else amount


def _fraction(words: str) -> Decimal:
    count = next((n for n, word in enumerate(_UNITS, 1) if words.startswith(word)), 1)
    part = next(size for name, size in _PARTS.items() if name in words)
    return (Decimal(count * 100) / part).quantize(Decimal("0.1"))


def _from_words(words: str) -> Decimal | None:
    from text_to_num import text2num

    if words == "both":
        return Decimal(2)
    try:
        return Decimal(text2num(re.sub(r"^a ", "one ", words), "en"))
    except ValueError:
        return None


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


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
    if re.search(rf"\b(?:{_PERSONS})\b", near, re.I):
        return "headcount"
    return "cost" if re.search(r"\b(?:budget|spen\w+|costs?|money)\b", near, re.I) else ""


def _counted(match: re.Match[str], before: str, after: str) -> tuple[str, str]:
    if _AGE_BEFORE.search(before) or _is_age(match.group(), before, after):
        return "year", "age"
    if _COMMENTS_BEFORE.search(before):
        return "comment", "count-of-comments"
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
    if kind == "person" or (not kind and _AGENTS.match(clause)):
        return "person", "headcount"
    if kind == "comment":
        return "comment", "count-of-comments"
    if kind == "year" or re.match(r"[- ]years?[- ]old", after):
        return "year", "age"
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
