"""Tells who says what stands in a sentence, and whose voices it comes through."""

from __future__ import annotations

from reorg.draft.identifiers import ARTICLE, PAGE
from reorg.draft.state import Draft
from reorg.draft.text.annotation import Sentence
from reorg.draft.text.attribution import Attribution, attribute
from reorg.draft.text.blocks import PROSE, Block
from reorg.draft.text.mentions import PRONOUN, Mention
from reorg.draft.text.quotations import QuotedSpan


def of_quote(draft: Draft, sentence: Sentence, quote: QuotedSpan) -> Attribution | None:
    """Return to whom the part of a quotation that stands in a sentence is attributed.

    Where the sentence does not tell, a quotation that goes on keeps its speaker, and one that
    fills its sentence is taken for the last speaker's.
    """
    mentions = draft.article.mentions[sentence.place]
    attribution = attribute(draft.article.page, mentions, sentence.span, quote)
    prose = sentence.block.kind == PROSE
    if attribution is None and (quote.goes_on or quote.start < sentence.start):
        attribution = draft.continued
    elif (
        attribution is None
        and prose
        and not sentence.block.comment
        and _fills(draft, sentence, quote)
    ):
        attribution = Attribution(None, carried=True) if draft.entities.last else None
    if prose:
        draft.continued = attribution
    return attribution


def of_report(draft: Draft, sentence: Sentence, ignored: frozenset[str]) -> Attribution | None:
    """Return to whom a sentence attributes what it reports, or None where to nobody.

    Args:
        ignored: Verbs of saying that belong to something else in the sentence.
    """
    if sentence.block.kind != PROSE:
        return None
    mentions = draft.article.mentions[sentence.place]
    return attribute(draft.article.page, mentions, sentence.span, ignored=ignored)


def speaker(draft: Draft, sentence: Sentence, attribution: Attribution | None) -> tuple[str, bool]:
    """Return the identifier of a speaker, and whether it is carried over.

    Whatever is attributed to nobody is said by the article, or by the reader whose comment it
    stands in.
    """
    block = sentence.block
    # A reader's "they said" rarely means the last speaker of the article.
    if attribution is not None and not (block.comment and _is_vague(attribution)):
        identifier, carried = _resolved(draft, sentence, attribution.speaker)
        if identifier:
            return identifier, carried or attribution.carried
    return (draft.commenter(block).id if block.comment else ARTICLE), False


def outer_voices(draft: Draft, block: Block, speaker: str, *, repeated: bool) -> list[str]:
    """Return the voices that an utterance comes through, nearest first.

    Args:
        speaker: The identifier of its speaker.
        repeated: True where a reader quotes what is said above.
    """
    if not block.comment:
        return [] if speaker in (ARTICLE, PAGE) else [ARTICLE]
    reader = draft.commenter(block).id
    if speaker == reader:
        return []
    return [ARTICLE, reader] if repeated and speaker != ARTICLE else [reader]


def attributed(block: Block, speaker: str, *, carried: bool) -> str:
    """Return how an utterance is attributed: a word of the attribution scheme."""
    if speaker in (ARTICLE, PAGE) and not block.comment:
        return "none"
    return "carried-over" if carried else "explicit"


def _fills(draft: Draft, sentence: Sentence, quote: QuotedSpan) -> bool:
    whole = draft.article.words(sentence).strip("“”\"'‘’. ,")
    return len(whole) <= (quote.end - quote.start) + 12


def _is_vague(attribution: Attribution) -> bool:
    return attribution.speaker is not None and attribution.speaker.kind == PRONOUN


def _resolved(draft: Draft, sentence: Sentence, subject: Mention | None) -> tuple[str, bool]:
    if subject is None:
        return draft.entities.last, True
    before = [m for m in draft.article.mentions[sentence.place] if m.start < subject.start]
    if subject.name.lower() not in ("he", "she"):
        before.sort(key=lambda mention: (mention.start < sentence.start, mention.start))
    return draft.entities.resolve(subject, before)
