"""Labels of what a record names by its own keys alone.

What is called by others' names, such as a statement by its subject, the rules label.
"""

from __future__ import annotations

from typing import Any

from reorg.record.model import Node
from reorg.vocab.kinds import RECORD, SPOKEN

ENGLISH = "en"


def own_label(node: Node) -> Any:
    """Return the label of a thing that has none as a key, in JSON-LD; None where it needs none."""
    if node.kind in SPOKEN:
        return node.text("wording") or None
    if node.kind == RECORD.name:
        return node.text("title") or None
    if node.kind == "sentence":
        return english(f"Sentence {node.id.partition(':')[2]} of the text")
    return None


def quoted(anchor: Node) -> str:
    """Return the words of an anchor between quotation marks, or how many they are."""
    if anchor.has("exact"):
        return f"“{anchor.text('exact')}”"
    return f"{anchor.text('words')} words of paragraph {anchor.text('paragraph')}, not reproduced"


def english(text: str) -> dict[str, str]:
    """Return a text of ours, in whichever language the record is."""
    return {"@value": text, "@language": ENGLISH}
