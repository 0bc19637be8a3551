"""Finds what is quoted and what is reported as said, and who is likely to have said it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reorg.draft.text import names
from reorg.draft.text.blocks import PROSE, Block, Page
from reorg.draft.text.names import Mention
from reorg.draft.text.verbs import VERB

_VERB = re.compile(rf"\b(?P<verb>{VERB})\b")
_BETWEEN = re.compile(
    r"(?:,\s\d{1,3}(?=,))?(?:,[^,”“]{2,90},|,)?\s*"
    r"(?:(?:published|released|dated|leaked|written|drawn up)\b[^,.”“]{0,60}\s)?"
    r"(?:has|have|had|does|do|did|not|also|later|then|now|yesterday|today|last night|\w+ly"
    r"|what|who|that|reportedly|\s)*$"
)
_INVERTED = frozenset(
    [
        "said",
        "says",
        "added",
        "adds",
        "asked",
        "asks",
        "warned",
        "warns",
        "explained",
        "explains",
        "insisted",
        "argued",
        "claimed",
        "wrote",
        "replied",
        "admitted",
    ]
)
_ACCORDING = re.compile(r"\b[Aa]ccording to (?:the |an? )?")
_RELATIVE = re.compile(
    r"(?:,\s\d{1,3})?,\s(?:who|which|whose)\b[^,“”]{2,80},\s(?:has |have |had |also |later )?"
)
_NOT_SAID = re.compile(r"\b(?:did|do|does|would|could) not (?:say|explain|state|confirm)$")
_DESCRIBED = re.compile(r"\s(?:to|by|for|from|of|on)\s[\w’' -]{2,60}\s")
_ARTICLES = ("", "the", "a", "an", "by", "its")
_PLANNED = re.compile(r"\b(?:planned|plans|intends?|intended|wants?|decided)\s+to\b")


@dataclass(frozen=True)
class Quote:
    """A passage in quotation marks.

    Attributes:
        start: The first code point inside the marks.
        end: The code point after the last one inside.
        block: The number of its block.
        goes_on: True where it continues the quotation of the paragraph before.
    """

    start: int
    end: int
    block: int
    goes_on: bool = False


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


def quotes(page: Page) -> list[Quote]:
    """Return the quoted passages of a page, in order.

    A paragraph that opens a quotation and leaves it open is continued by the next one that opens
    with a mark, as is the custom of newspapers.
    """
    found: list[Quote] = []
    open_ = False
    for number, block in enumerate(page.blocks):
        text = page.words(block)
        passages = list(_passages(text))
        for index, (start, end, closed) in enumerate(passages):
            goes_on = open_ and index == 0 and not text[: max(0, start - 1)].strip()
            found.append(Quote(block.start + start, block.start + end, number, goes_on))
            if index + 1 == len(passages):
                open_ = not closed
        if not passages and block.kind == PROSE:
            open_ = False
    return found


def _passages(text: str) -> Iterator[tuple[int, int, bool]]:
    """Yield where the passages inside quotation marks begin and end, and whether they close."""
    at = 0
    while match := re.compile(r"[“\"]|(?<![\w])‘|(?<!\w)'(?=\w)").search(text, at):
        opening = match.group()
        closing = {"“": "”", '"': '"', "‘": "’", "'": "'"}[opening]
        stop = match.end()
        while True:
            stop = text.find(closing, stop)
            # An apostrophe looks like a closing single mark.
            if stop < 0 or closing in '”"' or not text[stop + 1 : stop + 2].isalnum():
                break
            stop += 1
        if stop < 0 and opening in "‘'":
            at = match.end()
            continue
        if stop < 0:
            stop = text.find(opening, match.end()) if opening == "“" else -1
        end = stop if stop >= 0 else len(text.rstrip())
        if text[match.end() : end].strip():
            yield match.end(), end, stop >= 0
        at = end + 1


def attribution(
    page: Page,
    mentions: Sequence[Mention],
    span: tuple[int, int],
    quote: Quote | None = None,
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
        if found := _according(text, mentions, span) or (
            _plans(text, mentions, span) if quote is None else None
        ):
            return found
        return _after_dash(text, mentions, quote) if quote else None
    return min(candidates, key=lambda c: (c[0], c[1]))[2]


def _quoted(text: str, span: tuple[int, int], at: int) -> bool:
    before = text[span[0] : at]
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1


def _is_noun(text: str, match: re.Match[str]) -> bool:
    """Return whether "claims" or "calls" is a noun here: "the claims", "their calls"."""
    if match["verb"] not in (
        "claims",
        "claim",
        "calls",
        "notes",
        "hopes",
        "hope",
        "fear",
        "fears",
        "say",
    ):
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
    order = {names.PERSON: 0, names.DOCUMENT: 1, names.UNNAMED: 2}
    earlier.sort(key=lambda m: (order.get(m.kind, 3), -m.start))
    for mention in earlier:
        between = text[mention.end : match.start()]
        if _BETWEEN.fullmatch(between) or (
            mention.kind == names.DOCUMENT and _DESCRIBED.fullmatch(between)
        ):
            return mention, False
    if match["verb"] not in _INVERTED or not re.search(
        r"[”\"’,?!.]\s*$", text[: match.start()][-3:]
    ):
        return None, False
    for mention in mentions:
        following = mention.start >= match.end() and mention.kind != names.PRONOUN
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
            if mention.kind == names.PRONOUN and text[mention.end : match.start()] == " ":
                return Attribution(mention, match.group(), carried=True)
    return None


def _after_dash(text: str, mentions: Sequence[Mention], quote: Quote) -> Attribution | None:
    match = re.compile(r"[”\"’]?[.,]?\s*[—–-]+\s*").match(text, quote.end)
    if match:
        for mention in mentions:
            if mention.start == match.end():
                return Attribution(mention)
    return None


def block_mentions(page: Page, block: Block, known: frozenset[str]) -> list[Mention]:
    """Return the mentions of a block outside quotation marks, where a speaker may be named."""
    return names.find(page.text, block.start, block.end, known)
