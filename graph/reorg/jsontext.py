"""Writes JSON as text, for people and for programs."""

from __future__ import annotations


def indented(value: object, step: int = 2) -> str:
    """Return a value as lines for people, each level ``step`` spaces further in.

    Letters of every script stand for themselves, and the last line ends.
    """
    import json

    return json.dumps(value, ensure_ascii=False, indent=step) + "\n"


def in_one_line(value: object) -> str:
    """Return a value as one line without its end; letters of every script stand for themselves."""
    import json

    return json.dumps(value, ensure_ascii=False)
