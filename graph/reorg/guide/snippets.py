"""Shows how terms are written, by examples out of the shipped record."""

from __future__ import annotations

import re
import textwrap
from functools import lru_cache

from reorg import resources
from reorg.record.loading import load
from reorg.record.model import Node
from reorg.record.strictyaml import Value
from reorg.vocab.keys import GUESS
from reorg.vocab.kinds import CONTENT, PARTS, RECORD

WIDTH = 88
"""Width of a line, in characters."""

_RECORD = "northamptonshire-2015.yaml"
_INVENTED: dict[str, tuple[str, dict[str, Value]]] = {
    "id": ("claim:some-name", {}),
    GUESS: ("claim:some-name", {GUESS: "Who says this?"}),
    "file": ("text:article", {"file": "report.txt"}),
}
"""How keys are written that the shipped record does not have: the id of a thing, and its keys."""


@lru_cache(maxsize=1)
def shipped_nodes() -> tuple[Node, ...]:
    """Return the things of the shipped record."""
    record, _ = load(resources.folder("records") / _RECORD)
    return tuple(record.nodes)


def of_kind(kind: str) -> list[str]:
    """Return how a thing, or a part of one, is written; nothing where the record has none."""
    for node in shipped_nodes():
        if node.kind == kind and not any("\n" in text for text in map(str, node.values.values())):
            return snippet(node.id, node.values)
        if kind in PARTS and (parts := node.nested(kind)):
            return snippet(node.id, {kind: [parts[0].values]})
    return []


def of_key(key: str) -> list[str]:
    """Return how a key is written; nothing where there is no example."""
    for node in shipped_nodes():
        if node.has(key):
            return snippet(
                node.id, {key: node.listed(key)[:1] if key in PARTS else node.values[key]}
            )
        for outer in PARTS:
            for part in node.nested(outer):
                if part.has(key):
                    return snippet(node.id, {outer: [part.values]})
    return snippet(*_INVENTED[key]) if key in _INVENTED else []


def of_predicate(name: str) -> list[str]:
    """Return how a content predicate is written; nothing where the record does not use it."""
    for node in shipped_nodes():
        for part in node.nested(CONTENT):
            if part.text("predicate") == name:
                return snippet(node.id, {CONTENT: [part.values]})
    return []


def of_value(keys: list[str], value: str) -> list[str]:
    """Return how a value of a closed list is written under the first of some keys that has it."""
    for key in keys:
        for node in shipped_nodes():
            if value in node.texts(key):
                return snippet(node.id, {key: value})
    return []


def snippet(identifier: str, values: dict[str, Value]) -> list[str]:
    """Return the lines that show keys and values of a thing as a record writes them."""
    import yaml

    class Dumper(yaml.SafeDumper):
        """Writes breaks of lines as \\n, as records do."""

    def text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
        style = '"' if "\n" in value else None
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)

    Dumper.add_representer(str, text)
    node = {"id": identifier, **values}
    written = yaml.dump(
        node if identifier.startswith(f"{RECORD.name}:") else [node],
        Dumper=Dumper,
        sort_keys=False,
        allow_unicode=True,
        width=WIDTH,
        default_flow_style=False,
    )
    return ["", "in a record:", *textwrap.indent(_plain(written), "  ").splitlines()]


def _plain(text: str) -> str:
    """Return YAML without quotation marks that a record's own reader does not need."""
    return re.sub(r"'(\d[\d.-]*)'", r"\1", text)
