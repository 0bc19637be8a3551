"""Tells who says what stands in a sentence, and whose voices it comes through."""

from __future__ import annotations

from reorg.draft.sections import ARTICLE, PAGE
from reorg.draft.text import speech
from reorg.draft.text.blocks import PROSE, Block
from reorg.draft.text.material import Sentence
from reorg.draft.text.names import PRONOUN, Mention
from reorg.draft.text.speech import Attribution, Quote
from reorg.draft.work import Work


def of_quote(work: Work, sentence: Sentence, quote: Quote) -> Attribution | None:
    """Return to whom the part of a quotation that stands in a sentence is attributed.

    Where the sentence does not tell, a quotation that goes on keeps its speaker, and one that
    fills its sentence is taken for the last speaker's.
    """
    mentions = work.read.mentions[sentence.place]
    found = speech.attribution(work.read.page, mentions, sentence.span, quote)
    prose = sentence.block.kind == PROSE
    if found is None and (quote.goes_on or quote.start < sentence.start):
        found = work.open
    elif found is None and prose and not sentence.block.comment and _fills(work, sentence, quote):
        found = Attribution(None, carried=True) if work.cast.last else None
    if prose:
        work.open = found
    return found


def of_report(work: Work, sentence: Sentence, ignored: frozenset[str]) -> Attribution | None:
    """Return to whom a sentence attributes what it reports, or None where to nobody.

    Args:
        ignored: Verbs of saying that belong to something else in the sentence.
    """
    if sentence.block.kind != PROSE:
        return None
    mentions = work.read.mentions[sentence.place]
    return speech.attribution(work.read.page, mentions, sentence.span, ignored=ignored)


def speaker(work: Work, sentence: Sentence, found: Attribution | None) -> tuple[str, bool]:
    """Return the identifier of a speaker, and whether it is carried over.

    Whatever is attributed to nobody is said by the article, or by the reader whose comment it
    stands in.
    """
    block = sentence.block
    # A reader's "they said" rarely means the last speaker of the article.
    if found is not None and not (block.comment and _is_vague(found)):
        identifier, carried = _resolved(work, sentence, found.speaker)
        if identifier:
            return identifier, carried or found.carried
    return (work.reader(block).id if block.comment else ARTICLE), False


def outer_voices(work: Work, block: Block, speaker: str, *, repeated: bool) -> list[str]:
    """Return the voices that an utterance comes through, nearest first.

    Args:
        speaker: The identifier of its speaker.
        repeated: True where a reader quotes what is said above.
    """
    if not block.comment:
        return [] if speaker in (ARTICLE, PAGE) else [ARTICLE]
    reader = work.reader(block).id
    if speaker == reader:
        return []
    return [ARTICLE, reader] if repeated and speaker != ARTICLE else [reader]


def attributed(block: Block, speaker: str, *, carried: bool) -> str:
    """Return how an utterance is attributed: a word of the attribution scheme."""
    if speaker in (ARTICLE, PAGE) and not block.comment:
        return "none"
    return "carried-over" if carried else "explicit"


def _fills(work: Work, sentence: Sentence, quote: Quote) -> bool:
    whole = work.read.words(sentence).strip("“”\"'‘’. ,")
    return len(whole) <= (quote.end - quote.start) + 12


def _is_vague(found: Attribution) -> bool:
    return found.speaker is not None and found.speaker.kind == PRONOUN


def _resolved(work: Work, sentence: Sentence, subject: Mention | None) -> tuple[str, bool]:
    if subject is None:
        return work.cast.last, True
    before = [m for m in work.read.mentions[sentence.place] if m.start < subject.start]
    if subject.name.lower() not in ("he", "she"):
        before.sort(key=lambda mention: (mention.start < sentence.start, mention.start))
    return work.cast.resolve(subject, before)
