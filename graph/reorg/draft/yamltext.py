"""Writes a drafted record as YAML that people go on editing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from reorg.jsontext import in_one_line

Scalar: TypeAlias = str | int
Mapped: TypeAlias = "dict[str, Scalar | list[str] | list[dict[str, str]]]"

# Characters and beginnings that YAML never reads as anything but text, in lists as outside.
_PLAIN = re.compile(r"[\w£€“‘/](?:[\w£€“”‘’()/%.+;$ –—-]|:(?=[\w/]))*")
WIDTH = 150

_REMARK = """A draft: each `guess` says what to decide. Correct what is wrong, delete the `guess`.
Write each empty `wording` in your own words. What can be disputed is a claim: change
`utterance:` to `claim:`, and add `content`, and `standing` where it is more than asserted.
What follows from the rest is left out: see `reorg explain defaults`.
`reorg check` lists what is left. Delete these lines when nothing is."""
ABOVE = {
    "sentences": "The sentences of the text and what kind each is.",
    "anchors": "Quotations, exact, fifteen words at most. Others are added in the same way.",
    "utterances": "What is said, in the order of the text.",
    "gaps": "What a careful reader would ask and the report leaves unsaid.",
}
"""Remarks above the sections of a draft."""


def record(values: Mapped, nodes: Mapping[str, list[Mapped]]) -> str:
    """Return a drafted record as YAML, with remarks for whoever goes on with it.

    Args:
        values: The record's own mapping.
        nodes: Its things, by section.
    """
    from reorg.guide.schema import FILE
    from reorg.vocab.kinds import SECTIONS

    remark = "".join(f"# {line}\n" for line in _REMARK.splitlines())
    schema = f"# yaml-language-server: $schema={FILE}\n"
    sections = (section(name, nodes.get(name, []), ABOVE.get(name, "")) for name in SECTIONS)
    return f"{schema}{remark}\n{head(values)}{''.join(sections)}"


def scalar(value: Scalar) -> str:
    """Return a value as YAML text, quoted where it must be."""
    text = str(value)
    if _PLAIN.fullmatch(text) and not text.endswith(" "):
        return text
    return in_one_line(text)


def node(values: Mapped) -> str:
    """Return a thing as an item of a list: on one line where it is short and needs no editing."""
    nested = any(isinstance(v, list) and v and isinstance(v[0], dict) for v in values.values())
    if not nested and "guess" not in values and "" not in values.values():
        line = f"  - {_flow(values)}\n"
        if len(line) <= WIDTH:
            return line
    lines = []
    for key, value in values.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            lines.append(f"{key}:")
            lines.extend(f"  - {_flow(item)}" for item in value if isinstance(item, dict))
        else:
            lines.append(f"{key}: {_value(value)}".rstrip())
    return "".join(f"  {'- ' if n == 0 else '  '}{line}\n" for n, line in enumerate(lines))


def head(values: Mapped) -> str:
    """Return the record's own mapping."""
    return "record:\n" + "".join(f"  {key}: {_value(value)}\n" for key, value in values.items())


def section(name: str, nodes: Sequence[Mapped], remark: str = "") -> str:
    """Return a section with its things, or nothing for an empty one."""
    if not nodes:
        return ""
    above = "".join(f"# {line}\n" for line in remark.splitlines())
    return f"\n{above}{name}:\n" + "".join(node(values) for values in nodes)


def _flow(values: Mapping[str, object]) -> str:
    return "{" + ", ".join(f"{key}: {_value(value)}" for key, value in values.items()) + "}"


def _value(value: object) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(scalar(item) for item in value if isinstance(item, str)) + "]"
    return "" if value == "" else scalar(value if isinstance(value, int) else str(value))
