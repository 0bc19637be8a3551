"""Drafts the gaps: what a reader would ask of any article and this one leaves unsaid."""

from __future__ import annotations

from reorg.draft.identifiers import ARTICLE
from reorg.draft.sections import Sections

_ASKED = (
    ("creator", "author", "Author not stated", "Who wrote the article?"),
    ("issued", "date", "Date of the article not stated", "When was the article published?"),
)


def add_gaps(sections: Sections) -> None:
    """Draft a gap for each thing that is not known of the article."""
    article = next(node for node in sections.of("documents") if node["id"] == ARTICLE)
    for key, name, label, question in _ASKED:
        if key not in article:
            sections.add(
                {
                    "id": f"gap:{name}",
                    "label": label,
                    "question": question,
                    "gapAbout": ARTICLE,
                    "topic": "naming",
                },
            )
