"""Drafts the utterances: claims where something can be said of the plan, else plain ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reorg.draft import cues, speakers
from reorg.draft.anchoring import anchor
from reorg.draft.documents import part_of
from reorg.draft.excerpts import Excerpt
from reorg.draft.figures import drafted
from reorg.draft.identifiers import ARTICLE, COMMENTS, PLAN
from reorg.draft.state import Draft, DraftedUtterance
from reorg.draft.text import dateforms
from reorg.draft.text.annotation import Sentence
from reorg.draft.text.attribution import Attribution
from reorg.draft.text.blocks import THREAD
from reorg.draft.text.quantities import Figure
from reorg.draft.yamltext import Mapped
from reorg.limits import LITERAL_CHARACTERS


@dataclass(frozen=True)
class Utterance:
    """Something said in a sentence.

    Attributes:
        sentence: The sentence.
        manner: How the text gives it, such as ``quoted`` or ``reported``.
        excerpt: The words to pin it by; None where none will do.
        speaker: The identifier of its speaker.
        act: A word of the act scheme.
        attribution: To whom the text attributes it; None where to nobody.
        carried: True where the speaker is taken over from a sentence before.
        figures: The figures that it states.
        term: What it calls the plan; empty where it does not.
        quotes: The identifier of the utterance that it repeats; empty where none.
    """

    sentence: Sentence
    manner: str
    excerpt: Excerpt | None
    speaker: str
    act: str
    attribution: Attribution | None = None
    carried: bool = False
    figures: Sequence[Figure] = ()
    term: str = ""
    quotes: str = ""


def add_utterance(draft: Draft, utterance: Utterance) -> str:
    """Draft an utterance and return its identifier; empty where nothing can pin it."""
    held = anchor(draft.sections, utterance.sentence, utterance.excerpt)
    if not held:
        return ""
    content = _content(draft, utterance)
    kind = "claim" if content else "utterance"
    identifier = draft.sections.fresh(f"{kind}:{held.removeprefix('anchor:')}")
    block, words = utterance.sentence.block, draft.article.words(utterance.sentence)
    values: Mapped = {
        "id": identifier,
        "guess": _guess(draft, utterance, claim=bool(content)),
        "speaker": utterance.speaker,
        "attribution": speakers.attributed(block, utterance.speaker, carried=utterance.carried),
    }
    voices = speakers.outer_voices(draft, block, utterance.speaker, repeated=bool(utterance.quotes))
    if voices:
        values["reportedBy"] = [{"voice": v, "commitment": "reports"} for v in voices]
    values |= {"inPart": part_of(draft, block), "anchor": held, "act": utterance.act}
    if utterance.quotes:
        values["quotes"] = utterance.quotes
    if content:
        values |= {"standing": cues.standing(words), "sourceMode": "stated"}
    values |= {"topic": cues.topic(words), "wording": ""}
    if content:
        values["content"] = content
    draft.sections.add(values)
    draft.utterances.append(
        DraftedUtterance(utterance.sentence.start, identifier, utterance.speaker)
    )
    return identifier


def _content(draft: Draft, utterance: Utterance) -> list[dict[str, str]]:
    words = draft.article.words(utterance.sentence)
    manner = {
        "polarity": cues.polarity(words),
        "certainty": cues.certainty(words),
        "frame": cues.frame(words),
    }
    subject = COMMENTS if utterance.sentence.block.role == THREAD else PLAN
    content: dict[str, dict[str, str]] = {}
    for figure in utterance.figures:
        node = drafted(draft, figure)
        if node is not None and (named := str(node["id"])) not in content:
            now = {"frame": "as-is"} if figure.role == "baseline" else {}
            stated = {"subject": subject, "predicate": "hasFigure", "object": named}
            content[named] = stated | manner | now
    termed = {
        "subject": PLAN,
        "predicate": "isTermed",
        "literal": utterance.term[:LITERAL_CHARACTERS],
    }
    return [*content.values(), *([termed | manner] if utterance.term else [])]


def _guess(draft: Draft, utterance: Utterance, *, claim: bool) -> str:
    """Return what a person has to decide about an utterance."""
    attribution = utterance.attribution
    if utterance.speaker == ARTICLE:
        parts = [f"{utterance.manner} by the article itself?"]
    elif attribution and attribution.verb and attribution.speaker:
        named = f"“{attribution.speaker.name} … {attribution.verb}”"
        parts = [f"{utterance.manner}: is {named} {utterance.speaker}?"]
    else:
        parts = [f"{utterance.manner}: is the speaker {utterance.speaker}?"]
    parts.append("Act and topic are guessed")
    if claim:
        parts.append("what is each content said of?")
    if days := dateforms.find(draft.text, *utterance.sentence.span):
        parts.append(f"the date {', '.join(d.iso or d.written for d in days)} is named")
    return "; ".join(parts).replace("?;", "?")
