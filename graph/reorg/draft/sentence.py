"""Takes a sentence apart into what is quoted in it and what is told beside the quotations."""

from __future__ import annotations

from reorg.draft import excerpts, readings, speakers
from reorg.draft.excerpts import Excerpt
from reorg.draft.figures import add_figures, anchor_figure
from reorg.draft.sections import PAGE
from reorg.draft.text import dates
from reorg.draft.text.blocks import CAPTION, HEADLINE, PROSE, STANDFIRST, THREAD
from reorg.draft.text.material import Sentence
from reorg.draft.text.quantities import Figure
from reorg.draft.text.speech import Attribution, Quote
from reorg.draft.utterances import Saying, add_utterance
from reorg.draft.work import Said, Work

SHORT = 8
"""Most words of a quotation that may be no more than a term, and that is quoted at more length."""

_TERMED = frozenset(
    ["termed", "terms", "called", "calls", "described", "describes", "dubbed", "labelled"]
)


def add_utterances(work: Work, sentence: Sentence) -> None:
    """Draft what is said in a sentence, if it is one that says something."""
    if sentence.block.role == THREAD:
        _add_count(work, sentence)
    elif _says_something(work, sentence):
        figures = add_figures(work, sentence)
        inside = [
            quote
            for quote in work.read.quotes
            if quote.start < sentence.end and sentence.start < quote.end
        ]
        spoken = [_add_quoted(work, sentence, quote, figures) for quote in inside]
        if not (any(spoken) and _is_covered(work, sentence, inside)):
            _add_told(work, sentence, figures)


def _says_something(work: Work, sentence: Sentence) -> bool:
    """Return whether a sentence may be an utterance: a short caption only names what is shown."""
    if sentence.block.kind == CAPTION:
        long = len(work.read.words(sentence).split()) > 3
        return long and not work.read.is_alternative(sentence)
    return sentence.block.kind in (PROSE, HEADLINE, STANDFIRST)


def _is_covered(work: Work, sentence: Sentence, inside: list[Quote]) -> bool:
    """Return whether quotations leave little more of a sentence than who said them."""
    words = len(work.read.words(sentence).split())
    spans = [_overlap(sentence, quote) for quote in inside]
    left = words - sum(len(work.text[start:end].split()) for start, end in spans)
    return left <= max(8, words / 2)


def _overlap(sentence: Sentence, quote: Quote) -> tuple[int, int]:
    return max(quote.start, sentence.start), min(quote.end, sentence.end)


def _add_count(work: Work, sentence: Sentence) -> None:
    """Draft the count of the comments that opens them, which the page makes."""
    figures = add_figures(work, sentence)
    if figures:
        places = [(figure.start, figure.end) for figure in figures]
        excerpt = excerpts.telling(work.text, *sentence.span, 2, places)
        act = _act(None, work.read.words(sentence))
        add_utterance(work, Saying(sentence, "counted", excerpt, PAGE, act, figures=figures))


def _add_quoted(work: Work, sentence: Sentence, quote: Quote, figures: list[Figure]) -> str:
    """Draft an utterance for a quoted passage, and return its identifier."""
    start, end = _overlap(sentence, quote)
    passage = work.text[start:end]
    count = len(passage.split())
    mine = [figure for figure in figures if start <= figure.start < end]
    found = speakers.of_quote(work, sentence, quote)
    speaker, carried = speakers.speaker(work, sentence, found)
    act, original = _act(found, passage), _repeated(work, quote) if sentence.block.comment else None
    if original:
        act, speaker = "quotation", original.speaker
    termed = found is not None and found.verb in _TERMED and count <= SHORT
    saying = Saying(
        sentence,
        "quoted" if count > 3 else "words in quotation marks",
        _quoted_words(work, start, end, mine),
        speaker,
        act,
        found=found,
        carried=carried,
        figures=mine,
        term=passage.strip(" .,…") if termed else "",
        quotes=original.id if original else "",
    )
    return add_utterance(work, saying)


def _quoted_words(work: Work, start: int, end: int, figures: list[Figure]) -> Excerpt | None:
    """Choose the words to pin a quotation by: its first, or those with its figures."""
    longest = work.longest
    if len(work.text[start:end].split()) <= SHORT:
        longest = min(SHORT, longest + 2)
    if figures:
        places = [(figure.start, figure.end) for figure in figures]
        return excerpts.telling(work.text, start, end, longest, places)
    return excerpts.opening(work.text, start, end, longest)


def _repeated(work: Work, quote: Quote) -> Said | None:
    """Return the utterance that a reader's quotation repeats."""
    words = work.text[quote.start : quote.end]
    at = work.text.find(words)
    if len(words.split()) < 5 or at == quote.start:
        return None
    earlier = [said for said in work.said if said.start <= at + len(words)]
    return earlier[-1] if earlier else None


def _add_told(work: Work, sentence: Sentence, figures: list[Figure]) -> None:
    """Draft an utterance for what a sentence reports or tells outside quotation marks."""
    words = work.read.words(sentence)
    # In "cuts in what it termed “a reform”" only the quoted words are the speaker's.
    ignored = _TERMED if any(mark in words for mark in '“"‘') else frozenset()
    found = speakers.of_report(work, sentence, ignored)
    speaker, carried = speakers.speaker(work, sentence, found)
    excerpt = _told_words(work, sentence, figures)
    saying = Saying(
        sentence,
        "reported" if found else "told",
        excerpt,
        speaker,
        _act(found, words),
        found=found,
        carried=carried,
        figures=figures,
    )
    add_utterance(work, saying)
    for figure in figures:
        if excerpt is None or not (excerpt.start <= figure.start < excerpt.end):
            anchor_figure(work, sentence, figure)


def _told_words(work: Work, sentence: Sentence, figures: list[Figure]) -> Excerpt | None:
    """Choose the words to pin a report by: those with its figures, or else with its dates."""
    wanted = [(figure.start, figure.end) for figure in figures] or [
        (date.start, date.end) for date in dates.find(work.text, *sentence.span)
    ]
    quoted = [(q.start, q.end) for q in work.read.quotes if q.block == sentence.place]
    return excerpts.telling(work.text, *sentence.span, work.longest, wanted, quoted)


def _act(found: Attribution | None, words: str) -> str:
    return readings.act(f"{found.verb if found else ''} {words}")
