"""Tells direct speech in a sentence from what is reported, and a quotation from scare quotes."""

from __future__ import annotations

from reorg.draft import cues, excerpts, speakers
from reorg.draft.excerpts import Excerpt
from reorg.draft.figures import add_figures, anchor_figure
from reorg.draft.identifiers import PAGE
from reorg.draft.state import Draft, DraftedUtterance
from reorg.draft.text import dateforms, quotations, verbs
from reorg.draft.text.annotation import Sentence
from reorg.draft.text.attribution import Attribution
from reorg.draft.text.blocks import CAPTION, HEADLINE, PROSE, STANDFIRST, THREAD
from reorg.draft.text.quantities import Figure
from reorg.draft.text.quotations import QuotedSpan
from reorg.draft.utterances import Utterance, add_utterance


def add_utterances(draft: Draft, sentence: Sentence) -> None:
    """Draft what is said in a sentence, if it is one that says something."""
    if sentence.block.role == THREAD:
        _add_count(draft, sentence)
    elif _says_something(draft, sentence):
        figures = add_figures(draft, sentence)
        inside = [
            quote
            for quote in draft.article.quotes
            if quote.start < sentence.end and sentence.start < quote.end
        ]
        spoken = [_add_quoted(draft, sentence, quote, figures) for quote in inside]
        if not (any(spoken) and _is_covered(draft, sentence, inside)):
            _add_told(draft, sentence, figures)


def _says_something(draft: Draft, sentence: Sentence) -> bool:
    """Return whether a sentence may be an utterance: a short caption only names what is shown."""
    if sentence.block.kind == CAPTION:
        long = len(draft.article.words(sentence).split()) > 3
        return long and not draft.article.is_alternative(sentence)
    return sentence.block.kind in (PROSE, HEADLINE, STANDFIRST)


def _is_covered(draft: Draft, sentence: Sentence, inside: list[QuotedSpan]) -> bool:
    """Return whether quotations leave little more of a sentence than who said them."""
    words = len(draft.article.words(sentence).split())
    spans = [_overlap(sentence, quote) for quote in inside]
    left = words - sum(len(draft.text[start:end].split()) for start, end in spans)
    return left <= max(8, words / 2)


def _overlap(sentence: Sentence, quote: QuotedSpan) -> tuple[int, int]:
    return max(quote.start, sentence.start), min(quote.end, sentence.end)


def _add_count(draft: Draft, sentence: Sentence) -> None:
    """Draft the count of the comments that opens them, which the page makes."""
    figures = add_figures(draft, sentence)
    if figures:
        places = [(figure.start, figure.end) for figure in figures]
        excerpt = excerpts.telling(draft.text, *sentence.span, 2, places)
        act = _act(None, draft.article.words(sentence))
        add_utterance(draft, Utterance(sentence, "counted", excerpt, PAGE, act, figures=figures))


def _add_quoted(draft: Draft, sentence: Sentence, quote: QuotedSpan, figures: list[Figure]) -> str:
    """Draft an utterance for a quoted passage, and return its identifier."""
    start, end = _overlap(sentence, quote)
    passage = draft.text[start:end]
    mine = [figure for figure in figures if start <= figure.start < end]
    attribution = speakers.of_quote(draft, sentence, quote)
    speaker, carried = speakers.speaker(draft, sentence, attribution)
    act = _act(attribution, passage)
    original = _repeated(draft, quote) if sentence.block.comment else None
    if original:
        act, speaker = "quotation", original.speaker
    termed = attribution is not None and quotations.is_term(passage, attribution.verb)
    utterance = Utterance(
        sentence,
        "words in quotation marks" if quotations.is_scare_quote(passage) else "quoted",
        _quoted_words(draft, start, end, mine),
        speaker,
        act,
        attribution=attribution,
        carried=carried,
        figures=mine,
        term=passage.strip(" .,…") if termed else "",
        quotes=original.id if original else "",
    )
    return add_utterance(draft, utterance)


def _quoted_words(draft: Draft, start: int, end: int, figures: list[Figure]) -> Excerpt | None:
    """Choose the words to pin a quotation by: its first, or those with its figures."""
    longest = draft.longest
    if len(draft.text[start:end].split()) <= quotations.SHORT:
        longest = min(quotations.SHORT, longest + 2)
    if figures:
        places = [(figure.start, figure.end) for figure in figures]
        return excerpts.telling(draft.text, start, end, longest, places)
    return excerpts.opening(draft.text, start, end, longest)


def _repeated(draft: Draft, quote: QuotedSpan) -> DraftedUtterance | None:
    """Return the utterance that a reader's quotation repeats."""
    words = draft.text[quote.start : quote.end]
    at = draft.text.find(words)
    if len(words.split()) < 5 or at == quote.start:
        return None
    earlier = [utterance for utterance in draft.utterances if utterance.start <= at + len(words)]
    return earlier[-1] if earlier else None


def _add_told(draft: Draft, sentence: Sentence, figures: list[Figure]) -> None:
    """Draft an utterance for what a sentence reports or tells outside quotation marks."""
    words = draft.article.words(sentence)
    # In "cuts in what it termed “a reform”" only the quoted words are the speaker's.
    ignored = verbs.TERMING if any(mark in words for mark in '“"‘') else frozenset()
    attribution = speakers.of_report(draft, sentence, ignored)
    speaker, carried = speakers.speaker(draft, sentence, attribution)
    excerpt = _told_words(draft, sentence, figures)
    utterance = Utterance(
        sentence,
        "reported" if attribution else "told",
        excerpt,
        speaker,
        _act(attribution, words),
        attribution=attribution,
        carried=carried,
        figures=figures,
    )
    add_utterance(draft, utterance)
    for figure in figures:
        if excerpt is None or not (excerpt.start <= figure.start < excerpt.end):
            anchor_figure(draft, sentence, figure)


def _told_words(draft: Draft, sentence: Sentence, figures: list[Figure]) -> Excerpt | None:
    """Choose the words to pin a report by: those with its figures, or else with its dates."""
    wanted = [(figure.start, figure.end) for figure in figures] or [
        (date.start, date.end) for date in dateforms.find(draft.text, *sentence.span)
    ]
    quoted = [(q.start, q.end) for q in draft.article.quotes if q.block == sentence.place]
    return excerpts.telling(draft.text, *sentence.span, draft.longest, wanted, quoted)


def _act(attribution: Attribution | None, words: str) -> str:
    return cues.act(f"{attribution.verb if attribution else ''} {words}")
