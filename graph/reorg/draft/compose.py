"""Makes a draft of a record from what was found in an article, every guess marked as one."""

from __future__ import annotations

import hashlib
from datetime import date

from reorg.draft import yamltext
from reorg.draft.documents import add_comment, add_documents
from reorg.draft.entities import add_author, add_curator_and_plan, add_entities, collect_names
from reorg.draft.figures import anchor_figures
from reorg.draft.gaps import add_gaps
from reorg.draft.identifiers import CURATOR, PAGE
from reorg.draft.memberships import add_memberships
from reorg.draft.sections import Sections
from reorg.draft.sentences import add_sentence
from reorg.draft.speech import add_utterances
from reorg.draft.state import Draft
from reorg.draft.text.annotation import annotate
from reorg.draft.text.blocks import COMMENT, Page
from reorg.draft.yamltext import Mapped
from reorg.limits import QUOTED_SHARE, TITLE_CHARACTERS
from reorg.vocab.vocabulary import vocabulary

LONGEST = (6, 5, 4, 3, 2)
"""Words quoted from one sentence: fewer, where more would quote too much of the text in all."""

LICENCE = "https://creativecommons.org/licenses/by/4.0/"


def compose_record(page: Page, name: str, file: str, raw: bytes, today: date) -> str:
    """Return the draft of a record as YAML.

    Args:
        page: The article as read.
        name: The record's name.
        file: The file of the plain text, as the record names it.
        raw: The bytes of that file.
        today: The day of the record's making.
    """
    head: Mapped = {
        "id": f"record:{name}",
        "title": (page.title or name)[:TITLE_CHARACTERS],
        "guess": "give the record a title of your own",
        "version": "0.1.0",
        "language": "en-GB",
        "curator": CURATOR,
        "created": today.isoformat(),
        "modified": today.isoformat(),
        "license": LICENCE,
        "madeFrom": "text:article",
    }
    text: Mapped = {
        "id": "text:article",
        "label": "Plain text of the article",
        "sha256": hashlib.sha256(raw).hexdigest(),
        "codePoints": len(page.text),
        "copyOf": PAGE,
        "file": file,
    }
    return yamltext.record(head, {**_within_limits(page).nodes, "texts": [text]})


def _within_limits(page: Page) -> Sections:
    """Compose a draft that quotes no more of the text than is fair."""
    known = vocabulary().concepts
    concepts = {
        scheme: frozenset(iri.partition(f"#{scheme}-")[2] for iri in known if f"#{scheme}-" in iri)
        for scheme in ("unit", "measure")
    }
    sections = compose(page, LONGEST[0], concepts)
    for longest in LONGEST[1:]:
        if _share(page, sections.spans) <= QUOTED_SHARE - 0.03:
            break
        sections = compose(page, longest, concepts)
    return sections


def _share(page: Page, spans: list[tuple[int, int]]) -> float:
    quoted = bytearray(len(page.text))
    for start, end in spans:
        quoted[start:end] = b"\1" * (end - start)
    starts = [n for n, c in enumerate(page.text) if not c.isspace()]
    return sum(quoted[n] for n in starts) / len(starts) if starts else 0.0


def compose(page: Page, longest: int, concepts: dict[str, frozenset[str]]) -> Sections:
    """Go through a page once, then add who and what was met on the way.

    Args:
        page: The article as read.
        longest: Most words to quote from one sentence.
        concepts: The words of the schemes ``unit`` and ``measure``, by scheme.

    Returns:
        The sections of the draft.
    """
    draft = Draft(annotate(page), longest, concepts)
    collect_names(draft)
    add_documents(draft.sections, page)
    for sentence in draft.article.sentences:
        if sentence.block.role == COMMENT:
            add_comment(draft, sentence)
        add_sentence(draft, sentence)
        add_utterances(draft, sentence)
    anchor_figures(draft)
    add_entities(draft)
    add_author(draft)
    add_memberships(draft)
    add_curator_and_plan(draft)
    add_gaps(draft.sections)
    return draft.sections
