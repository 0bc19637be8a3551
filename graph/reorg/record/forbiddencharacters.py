"""The characters that a record may not hold, and how they are named."""

from __future__ import annotations

import re

# Control characters other than tab and line ends, and a byte order mark inside the text.
_CONTROL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff"
# The explicit bidirectional formatting characters of Unicode UAX 9 that reorder what is shown.
_BIDIRECTIONAL = "\u202a-\u202e\u2066-\u2069"
FORBIDDEN = re.compile(f"[{_CONTROL}{_BIDIRECTIONAL}]")
"""Characters that a record may not hold."""


def named(character: str) -> str:
    """Return a forbidden character's name for a message."""
    kind = "bidirectional override" if character >= "\u202a" and character < "\u2070" else "control"
    if "\u2028" <= character <= "\u2029":
        kind = "control"
    return f"{kind} character U+{ord(character):04X}"
