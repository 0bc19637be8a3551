"""Makes text fit for a terminal."""

from __future__ import annotations


def visible(value: object) -> str:
    """Return a value on one line, without characters that would steer a terminal."""
    text = " ".join(str(value).split())
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in text)
