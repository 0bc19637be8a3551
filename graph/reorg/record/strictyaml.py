"""Reads a YAML file strictly: scalars are text, and nothing is overwritten or guessed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NoReturn, TypeAlias

import yaml

from reorg.errors import Problem, RecordError
from reorg.limits import NESTING
from reorg.record import forbiddencharacters, yamlsyntax
from reorg.textfiles import decode_utf8, failure, line_column, read_limited

Value: TypeAlias = "str | list[Value] | dict[str, Value]"
Steps: TypeAlias = "tuple[str | int, ...]"

_TOO_DEEP = ("lists and mappings nest too deeply", "flatten them")


@dataclass(frozen=True)
class Document:
    """A YAML file as plain values, and where each of them stands.

    Attributes:
        file: The file's name as the user gave it.
        data: The top mapping; every scalar in it is text.
        text: The file's characters.
    """

    file: str
    data: dict[str, Value]
    text: str

    @cached_property
    def _root(self) -> yaml.Node:
        # Read again for its places only when something is wrong; the first reading has made
        # sure that it does not nest so deeply as to overflow the composer's stack.
        root: yaml.Node = yaml.compose(self.text, Loader=_loader())  # type: ignore[assignment]
        return root

    def position(self, path: Steps, *, at_key: bool = False) -> tuple[int, int]:
        """Return the line and column, both from 1, of the value that ``path`` leads to.

        Args:
            path: Keys and list positions from the top. Where it leads nowhere, the deepest
                part that exists is meant.
            at_key: Point at the last key instead of at its value.
        """
        node, mark = self._root, self._root.start_mark
        for step in path:
            key, child = _step(node, step)
            if child is None:
                break
            node = child
            mark = (key or child).start_mark if at_key else child.start_mark
        return mark.line + 1, mark.column + 1

    def written(self, path: Steps) -> dict[str, Value]:
        """Return the mapping that ``path`` leads to as plain values; empty if it is none."""
        value: Value = self.data
        for step in path:
            if isinstance(step, str):
                value = value[step] if isinstance(value, dict) else ""
            elif isinstance(value, list):
                # Else one value stands where a list of them is meant.
                value = value[step]
        return value if isinstance(value, dict) else {}

    def pair(self, path: Steps) -> tuple[yaml.Node, yaml.Node]:
        """Return the value that ``path`` leads to, after its key or, in a list, after itself.

        Raises:
            KeyError: It leads nowhere.
        """
        key, node = None, self._root
        for step in path:
            key, child = _step(node, step)
            if child is None:
                raise KeyError(path)
            node = child
        return key or node, node

    def mapping(self, path: Steps) -> yaml.MappingNode | None:
        """Return the mapping that ``path`` leads to, with its marks; None if it is none."""
        _, node = self.pair(path)
        return node if isinstance(node, yaml.MappingNode) else None

    def problem(self, path: Steps, what: str, remedy: str, *, at_key: bool = False) -> Problem:
        """Return a problem placed at the value (or key) that ``path`` leads to."""
        line, column = self.position(path, at_key=at_key)
        return Problem(self.file, line, column, what, remedy)


def read(path: Path) -> Document:
    """Read a YAML file of at most ``FILE_BYTES`` bytes whose top is a mapping.

    Raises:
        RecordError: The file cannot be read, is not UTF-8, is not YAML, or uses what is refused:
            a key twice, aliases, tags, control characters, bidirectional overrides.
    """
    file = str(path)
    return parse(file, decode_utf8(file, read_limited(path)))


def parse(file: str, text: str) -> Document:
    """Do what `read` does with a file's text.

    Raises:
        RecordError: The text is not YAML, or uses what is refused.
    """
    _refuse_hidden_characters(file, text)
    return Document(file, _Builder(file, text).build(), text)


def _refuse_hidden_characters(file: str, text: str) -> None:
    problems = []
    for match in forbiddencharacters.FORBIDDEN.finditer(text):
        line, column = line_column(text, match.start())
        what = f"{forbiddencharacters.named(match.group())} in the text"
        problems.append(Problem(file, line, column, what, "delete it"))
        if len(problems) == 20:
            break
    if problems:
        raise RecordError(problems)


def _loader() -> Any:
    """Return the base loader in C, or in Python where PyYAML was built without libyaml."""
    return getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def _step(node: yaml.Node, step: str | int) -> tuple[yaml.Node | None, yaml.Node | None]:
    if isinstance(node, yaml.MappingNode):
        for key, child in node.value:
            if key.value == step:
                return key, child
        if step == 0:
            # One value may stand where a list of them is meant.
            return None, node
    elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
        if 0 <= step < len(node.value):
            return None, node.value[step]
    elif step == 0:
        return None, node
    return None, None


class _Builder:
    """Makes plain values of a file's events, and collects what is refused on the way.

    It keeps its own stack: the loader's composer recurses without a limit, so that a short
    file of nested lists takes the whole process down, and it hides anchors and tags.
    """

    def __init__(self, file: str, text: str) -> None:
        self._file = file
        self._text = text
        self._problems: list[Problem] = []
        self._containers: list[list[Value] | dict[str, Value]] = []
        # For each open container the key that waits for its value.
        self._keys: list[str | None] = []
        self._top: Value | None = None
        self._last: Any = None
        # The mapping that holds a second `id`.
        self._merged: dict[str, Value] | None = None

    def build(self) -> dict[str, Value]:
        """Return the file's mapping.

        Raises:
            RecordError: The file is not YAML, or holds what is refused.
        """
        event = None
        try:
            loader = _loader()(self._text)
            while (event := loader.get_event()) is not None:
                self._take(event)
        except yaml.MarkedYAMLError as error:
            self._refuse_syntax(error, event.end_mark.index if event else 0)
        except yaml.YAMLError:
            what = "not YAML: the file holds a character that YAML does not know"
            self._refuse(None, what, "save it as plain text in UTF-8")
        if self._problems:
            raise RecordError(self._problems)
        if self._top is None:
            raise failure(self._file, "the file is empty", "start it with `record:`")
        if not isinstance(self._top, dict):
            raise failure(
                self._file, "the file does not consist of keys", "start it with `record:`"
            )
        return self._top

    def _take(self, event: Any) -> None:
        kind = type(event)
        if kind is yaml.ScalarEvent:
            text: str = event.value
            self._last = event
            if event.anchor or event.tag:
                self._refuse_marks(event)
            # Only an escape between double quotation marks holds what the file itself does not.
            if event.style == '"' and (hidden := forbiddencharacters.FORBIDDEN.search(text)):
                what = f"{forbiddencharacters.named(hidden.group())} in the text"
                self._refuse(event.start_mark, what, "delete it")
            self._place(text, event)
        elif kind is yaml.MappingStartEvent:
            self._open({}, event)
        elif kind is yaml.SequenceStartEvent:
            self._open([], event)
        elif kind in (yaml.MappingEndEvent, yaml.SequenceEndEvent):
            self._containers.pop()
            self._keys.pop()
        elif kind is yaml.AliasEvent:
            remedy = "write the value out, or put words that begin with * in quotation marks"
            self._fail(event.start_mark, f"the alias *{event.anchor} is not allowed", remedy)
        elif kind is yaml.DocumentStartEvent and self._top is not None:
            self._fail(event.start_mark, "a second document begins here", "use one file for each")

    def _open(self, container: list[Value] | dict[str, Value], event: Any) -> None:
        if event.anchor or event.tag:
            self._refuse_marks(event)
        if len(self._containers) == NESTING:
            self._fail(event.start_mark, *_TOO_DEEP)
        self._place(container, event)
        self._containers.append(container)
        self._keys.append(None)

    def _place(self, value: Value, event: Any) -> None:
        if not self._containers:
            self._top = value
            return
        container = self._containers[-1]
        if isinstance(container, list):
            container.append(value)
            return
        key = self._keys[-1]
        if key is not None:
            container.setdefault(key, value)
            self._keys[-1] = None
        elif isinstance(value, str):
            if value in container:
                self._refuse_twice(value, container, event.start_mark)
            self._keys[-1] = value
        else:
            what = "a list or braces stand where a key is needed"
            self._fail(event.start_mark, what, "write the key as one word")

    def _refuse_syntax(self, error: yaml.MarkedYAMLError, start: int) -> None:
        mark = error.problem_mark or error.context_mark
        end = mark.index if mark else len(self._text)
        levels = NESTING - len(self._containers)
        deep = yamlsyntax.deeper(self._text, start, end, levels)
        if deep is None:
            fault = yamlsyntax.fault(error, self._text, self._last)
        else:
            fault = yamlsyntax.Fault(*line_column(self._text, deep), *_TOO_DEEP)
        self._problems.append(Problem(self._file, *fault))

    def _refuse_twice(self, key: str, container: dict[str, Value], mark: yaml.Mark) -> None:
        # A forgotten hyphen makes one thing of two; to name the first key is enough.
        if self._merged is not container:
            self._merged = container if key == "id" else self._merged
            hyphen = ", or begin the second thing with a hyphen" if key == "id" else ""
            what = f"the key `{key}` stands here twice"
            self._refuse(mark, what, f"keep one of the two{hyphen}")

    def _refuse_marks(self, event: Any) -> None:
        if event.tag:
            what = f"the tag {event.tag} is not allowed"
            remedy = "delete it, or put a value that begins with ! in quotation marks"
            self._refuse(event.start_mark, what, remedy)
        if event.anchor:
            what = f"the anchor &{event.anchor} is not allowed"
            self._fail(event.start_mark, what, "delete it, and write repeated values out")

    def _refuse(self, mark: yaml.Mark | None, what: str, remedy: str) -> None:
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        self._problems.append(Problem(self._file, line, column, what, remedy))

    def _fail(self, mark: yaml.Mark | None, what: str, remedy: str) -> NoReturn:
        self._refuse(mark, what, remedy)
        raise RecordError(self._problems[:20])
