"""Drafts the utterances: claims where something can be said of the plan, else plain ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reorg.draft import readings, speakers
from reorg.draft.anchoring import anchor
from reorg.draft.excerpts import Excerpt
from reorg.draft.figures import drafted
from reorg.draft.parts import COMMENTS, part_of
from reorg.draft.sections import ARTICLE, PLAN
from reorg.draft.text import dates
from reorg.draft.text.blocks import THREAD
from reorg.draft.text.material import Sentence
from reorg.draft.text.quantities import Figure
from reorg.draft.text.speech import Attribution
from reorg.draft.work import Said, Work
from reorg.draft.yamltext import Mapped


@dataclass(frozen=True)
class Saying:
    """Something said in a sentence.

    Attributes:
        sentence: The sentence.
        manner: How the text gives it, such as ``quoted`` or ``reported``.
        excerpt: The words to pin it by; None where none will do.
        speaker: The identifier of its speaker.
        act: A word of the act scheme.
        found: To whom the text attributes it; None where to nobody.
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
    found: Attribution | None = None
    carried: bool = False
    figures: Sequence[Figure] = ()
    term: str = ""
    quotes: str = ""


def add_utterance(work: Work, saying: Saying) -> str:
    """Draft an utterance and return its identifier; empty where nothing can pin it."""
    held = anchor(work.made, saying.sentence, saying.excerpt)
    if not held:
        return ""
    content = _content(work, saying)
    kind = "claim" if content else "utterance"
    identifier = work.made.fresh(f"{kind}:{held.removeprefix('anchor:')}")
    block, words = saying.sentence.block, work.read.words(saying.sentence)
    values: Mapped = {
        "id": identifier,
        "guess": _guess(work, saying, claim=bool(content)),
        "speaker": saying.speaker,
        "attribution": speakers.attributed(block, saying.speaker, carried=saying.carried),
    }
    voices = speakers.outer_voices(work, block, saying.speaker, repeated=bool(saying.quotes))
    if voices:
        values["reportedBy"] = [{"voice": v, "commitment": "reports"} for v in voices]
    values |= {"inPart": part_of(work, block), "anchor": held, "act": saying.act}
    if saying.quotes:
        values["quotes"] = saying.quotes
    if content:
        values |= {"standing": readings.standing(words), "sourceMode": "stated"}
    values |= {"topic": readings.topic(words), "wording": ""}
    if content:
        values["content"] = content
    work.made.add("utterances", values)
    work.said.append(Said(saying.sentence.start, identifier, saying.speaker))
    return identifier


def _content(work: Work, saying: Saying) -> list[dict[str, str]]:
    words = work.read.words(saying.sentence)
    manner = {
        "polarity": readings.polarity(words),
        "certainty": readings.certainty(words),
        "frame": readings.frame(words),
    }
    subject = COMMENTS if saying.sentence.block.role == THREAD else PLAN
    content: dict[str, dict[str, str]] = {}
    for figure in saying.figures:
        node = drafted(work, figure)
        if node is not None and (named := str(node["id"])) not in content:
            now = {"frame": "as-is"} if figure.role == "baseline" else {}
            stated = {"subject": subject, "predicate": "hasFigure", "object": named}
            content[named] = stated | manner | now
    termed = {"subject": PLAN, "predicate": "isTermed", "literal": saying.term[:200]}
    return [*content.values(), *([termed | manner] if saying.term else [])]


def _guess(work: Work, saying: Saying, *, claim: bool) -> str:
    """Return what a person has to decide about an utterance."""
    found = saying.found
    if saying.speaker == ARTICLE:
        parts = [f"{saying.manner} by the article itself?"]
    elif found and found.verb and found.speaker:
        named = f"“{found.speaker.name} … {found.verb}”"
        parts = [f"{saying.manner}: is {named} {saying.speaker}?"]
    else:
        parts = [f"{saying.manner}: is the speaker {saying.speaker}?"]
    parts.append("Act and topic are guessed")
    if claim:
        parts.append("what is each content said of?")
    if days := dates.find(work.text, *saying.sentence.span):
        parts.append(f"the date {', '.join(d.iso or d.written for d in days)} is named")
    return "; ".join(parts).replace("?;", "?")
