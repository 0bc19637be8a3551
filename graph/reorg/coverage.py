"""Counts which sentences of the text a record accounts for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from reorg.anchors import Article, is_source
from reorg.errors import Problem
from reorg.record import Node, Record, texts_of
from reorg.yamlfile import Value

PROSE = "prose"


@dataclass(frozen=True)
class Coverage:
    """How much of a text a record accounts for.

    Attributes:
        sentences: The number of sentences of each kind.
        accounted: How many of each kind are accounted for.
        open: The sentences that are not, in the order of the text.
    """

    sentences: dict[str, int]
    accounted: dict[str, int]
    open: tuple[Node, ...]

    @property
    def total(self) -> int:
        """The number of sentences of all kinds."""
        return sum(self.sentences.values())

    @property
    def covered(self) -> int:
        """The number of sentences accounted for."""
        return sum(self.accounted.values())


def coverage(record: Record) -> Coverage:
    """Return which sentences are accounted for.

    Prose needs an utterance or claim that is anchored in it. Any other sentence may instead
    have another thing anchored in it, name an entity, or give a reason from the closed list.
    """
    spoken, named = _anchored(record)
    kinds: Counter[str] = Counter()
    accounted: Counter[str] = Counter()
    open_: list[Node] = []
    for node in record.of_kind("sentence"):
        kind = next(iter(texts_of(node.values.get("sentenceKind"))), PROSE)
        kinds[kind] += 1
        span = span_of(node)
        enough = any(_inside(place, span) for place in spoken)
        if kind != PROSE:
            enough = (
                enough
                or any(_inside(place, span) for place in named)
                or "accountedBy" in node.values
                or "unclaimedReason" in node.values
            )
        if enough:
            accounted[kind] += 1
        else:
            open_.append(node)
    return Coverage(dict(sorted(kinds.items())), dict(sorted(accounted.items())), tuple(open_))


def check(record: Record, article: Article | None) -> list[Problem]:
    """Return a problem for each sentence not accounted for, and for spans that cannot be right."""
    problems = list(_spans(record))
    if article is not None and is_source(record, article):
        problems.extend(_left_out(record, article))
    for node in coverage(record).open:
        kind = next(iter(texts_of(node.values.get("sentenceKind"))), PROSE)
        what = f"no utterance is anchored in `{node.id}`"
        remedy = "anchor one in it"
        if kind != PROSE:
            what = f"nothing accounts for `{node.id}`"
            remedy = "anchor something in it, or give `accountedBy` or `unclaimedReason`"
        problems.append(record.document.problem(node.path, what, remedy))
    return problems


def span_of(node: Node) -> tuple[int, int]:
    """Return the recorded start and end of a sentence or anchor, -1 where one is missing."""
    return _number(node.values.get("start")), _number(node.values.get("end"))


def _number(value: Value | None) -> int:
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else -1


def _anchored(record: Record) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Return where utterances are anchored, and where other things are."""
    places = {node.id: span_of(node) for node in record.of_kind("anchor")}
    spoken: list[tuple[int, int]] = []
    named: list[tuple[int, int]] = []
    for node in record.nodes:
        used = [places[name] for name in texts_of(node.values.get("anchor")) if name in places]
        (spoken if node.kind in ("utterance", "claim") else named).extend(used)
    return spoken, named


def _inside(place: tuple[int, int], span: tuple[int, int]) -> bool:
    return span[0] <= place[0] and place[1] <= span[1] and place[0] >= 0


def _spans(record: Record) -> Iterator[Problem]:
    length = max((_number(n.values.get("codePoints")) for n in record.of_kind("text")), default=-1)
    reached, before = 0, ""
    nodes = [node for node in record.of_kind("sentence") if min(span_of(node)) >= 0]
    for node in sorted(nodes, key=span_of):
        start, end = span_of(node)
        if start >= end or (length >= 0 and end > length):
            what = f"`{node.id}` runs from {start} to {end}, which is no stretch of the text"
            yield record.document.problem((*node.path, "end"), what, "correct its offsets")
        elif start < reached:
            what = f"`{node.id}` overlaps `{before}`"
            yield record.document.problem((*node.path, "start"), what, "correct their offsets")
        reached, before = max(reached, end), node.id


def _left_out(record: Record, article: Article) -> Iterator[Problem]:
    """Yield a problem where words of the text stand in no sentence: coverage counts sentences."""
    nodes = sorted(record.of_kind("sentence"), key=span_of)
    reached = 0
    for start, end in [*map(span_of, nodes), (len(article.text), len(article.text))]:
        between = article.text[reached:start]
        if between.strip():
            what = f"the text from {reached} to {start} is in no sentence"
            yield record.document.problem(("sentences",), what, "add its sentences", at_key=True)
        reached = max(reached, end)
