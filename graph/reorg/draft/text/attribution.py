"""Finds who is likely to have said what is quoted or reported in a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from reorg.draft.text import mentions as kinds
from reorg.draft.text import verbs
from reorg.draft.text.blocks import Page
from reorg.draft.text.mentions import Mention
from reorg.draft.text.quotations import QuotedSpan

_VERB = re.compile(rf"\b(?P<verb>{verbs.REPORTING})\b")
_BETWEEN = re.compile(
    r"(?:,\s\d{1,3}(?=,))?(?:,[^,”“]{2,90},|,)?\s*"
    r"(?:(?:published|released|dated|leaked|written|drawn up)\b[^,.”“]{0,60}\s)?"
    r"(?:has|have|had|does|do|did|not|also|later|then|now|yesterday|today|last night|\w+ly"
    r"|what|who|that|reportedly|\s)*$"
)
_ACCORDING = re.compile(r"\b[Aa]ccording to (?:the |an? )?")
_RELATIVE = re.compile(
    r"(?:,\s\d{1,3})?,\s(?:who|which|whose)\b[^,“”]{2,80},\s(?:has |have |had |also |later )?"
)
_NOT_SAID = re.compile(rf"\b(?:did|do|does|would|could) not (?:{verbs.WITHHOLDING})$")
_DESCRIBED = re.compile(r"\s(?:to|by|for|from|of|on)\s[\w’' -]{2,60}\s")
_ARTICLES = ("", "the", "a", "an", "by", "its")
_PLANNED = re.compile(rf"\b(?:{verbs.PLANNING})\s+to\b")


@dataclass(frozen=True)
class Attribution:
    """Who is likely to have said something.

    Attributes:
        speaker: The mention that names the speaker; None where the text names none.
        verb: The verb of saying; empty where there is none.
        carried: True where the speaker is taken over from a sentence before.
    """

    speaker: Mention | None
    verb: str = ""
    carried: bool = False


def attribute(
    page: Page,
    mentions: Sequence[Mention],
    span: tuple[int, int],
    quote: QuotedSpan | None = None,
    ignored: frozenset[str] = frozenset(),
) -> Attribution | None:
    """Return who says what stands in a sentence, or None where nothing tells.

    Args:
        mentions: The mentions of the block, in order.
        span: The sentence.
        quote: The quoted passage in question; without one, reported speech is meant.
        ignored: Verbs of saying that belong to something else in the sentence.
    """
    text = page.text
    candidates = []
    for match in _VERB.finditer(text, *span):
        if match["verb"] in ignored or _is_noun(text, match):
            continue
        if _quoted(text, span, match.start()):
            continue
        subject, inverted = _subject(text, mentions, match, span)
        if subject is None or _NOT_SAID.search(text, subject.end, match.end()):
            continue
        distance = 0
        if quote is not None:
            after = match.start() >= quote.end
            distance = match.start() - quote.end if after else max(0, quote.start - match.end())
        candidates.append((distance, match.start(), Attribution(subject, match["verb"]), inverted))
    if not candidates:
        if indirect := _according(text, mentions, span) or (
            _plans(text, mentions, span) if quote is None else None
        ):
            return indirect
        return _after_dash(text, mentions, quote) if quote else None
    return min(candidates, key=lambda c: (c[0], c[1]))[2]


def _quoted(text: str, span: tuple[int, int], at: int) -> bool:
    before = text[span[0] : at]
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1


def _is_noun(text: str, match: re.Match[str]) -> bool:
    """Return whether "claims" or "calls" is a noun here: "the claims", "their calls"."""
    if match["verb"] not in verbs.ALSO_NOUNS:
        return False
    return bool(
        re.search(r"\b(?:the|of|their|its|his|her|a|no|new|to|have)\s$", text[: match.start()][-8:])
    )


def _subject(
    text: str, mentions: Sequence[Mention], match: re.Match[str], span: tuple[int, int]
) -> tuple[Mention | None, bool]:
    earlier = [m for m in mentions if span[0] <= m.start and m.end <= match.start()]
    for mention in earlier:
        if _RELATIVE.fullmatch(text[mention.end : match.start()]):
            return mention, False
    # "Jo Bee, who chairs the Trust, said": the name before the aside speaks, not one in it.
    order = {kinds.PERSON: 0, kinds.DOCUMENT: 1, kinds.UNNAMED: 2}
    earlier.sort(key=lambda m: (order.get(m.kind, 3), -m.start))
    for mention in earlier:
        between = text[mention.end : match.start()]
        if _BETWEEN.fullmatch(between) or (
            mention.kind == kinds.DOCUMENT and _DESCRIBED.fullmatch(between)
        ):
            return mention, False
    if match["verb"] not in verbs.INVERTED or not re.search(
        r"[”\"’,?!.]\s*$", text[: match.start()][-3:]
    ):
        return None, False
    for mention in mentions:
        following = mention.start >= match.end() and mention.kind != kinds.PRONOUN
        if following and text[match.end() : mention.start].strip() in _ARTICLES:
            return mention, True
    return None, False


def _according(text: str, mentions: Sequence[Mention], span: tuple[int, int]) -> Attribution | None:
    match = _ACCORDING.search(text, *span)
    if match:
        for mention in mentions:
            if match.start() < mention.start + 13 and mention.start <= match.end() <= mention.end:
                return Attribution(mention, "according to")
    return None


def _plans(text: str, mentions: Sequence[Mention], span: tuple[int, int]) -> Attribution | None:
    match = _PLANNED.search(text, *span)
    if match and not _quoted(text, span, match.start()):
        for mention in mentions:
            if mention.kind == kinds.PRONOUN and text[mention.end : match.start()] == " ":
                return Attribution(mention, match.group(), carried=True)
    return None


def _after_dash(text: str, mentions: Sequence[Mention], quote: QuotedSpan) -> Attribution | None:
    match = re.compile(r"[”\"’]?[.,]?\s*[—–-]+\s*").match(text, quote.end)
    if match:
        for mention in mentions:
            if mention.start == match.end():
                return Attribution(mention)
    return None
