"""The order of keys in JSON-LD, which its published context keeps."""

from __future__ import annotations

FIRST = (
    *("label", "prefLabel", "name", "title", "question", "wording", "speaker", "possibleSpeaker"),
    *("attribution", "onBehalfOf", "act", "standing", "sourceMode", "subject", "predicate"),
    *("object", "literal", "polarity", "certainty", "frame", "extent", "condition", "content"),
    *("exact", "prefix", "suffix", "start", "end", "anchor", "reportedBy"),
)
"""The keys that come first in a node, in this order; the others follow by the alphabet."""
