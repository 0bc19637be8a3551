"""How numbers are written, in digits and in words, and what number each is."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
MULTIPLE = r"(?:bn|billion|m|mn|million|k|thousand|tn|trillion)"
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
WORDS = rf"(?:a (?={'|'.join(_SCALES)}))?(?:{_WORD})(?:(?:[ -]| and )(?:{_WORD}))*"
FRACTION = r"half|(?:a|one|two|three)[ -](?:thirds?|quarters?|fifths?|tenths?)"
_FACTORS = {"k": 3, "thousand": 3, "m": 6, "mn": 6, "million": 6}
_FACTORS |= {"bn": 9, "billion": 9, "tn": 12, "trillion": 12}
_PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "tenth": 10}


def value(match: re.Match[str]) -> Decimal | None:
    """Return the number that a figure stands for, or None where it is none.

    Args:
        match: A figure, with the groups ``money``, ``share``, ``fraction`` and ``words``.
    """
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
    factor = re.search(rf"({MULTIPLE})$", written, re.I)
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


def plain(number: Decimal) -> str:
    """Return a number as a plain decimal, such as ``68000000``."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
