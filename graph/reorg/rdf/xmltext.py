"""What XML cannot hold, and what it holds only as a reference."""

from __future__ import annotations

import re

NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Finds a character that XML 1.0 (section 2.2) cannot hold, not even as a reference."""


def keep_returns(xml: bytes) -> bytes:
    """Return XML with its carriage returns as references.

    One that stands for itself is read as a line feed (XML 1.0, section 2.11).
    """
    return xml.replace(b"\r", b"&#13;")
