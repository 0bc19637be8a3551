"""Finds quotations in the source text and holds them to the limits of fair quotation."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from reorg.article.sealed import is_sealed
from reorg.article.sourcetext import Article, is_source
from reorg.errors import Problem
from reorg.limits import QUOTED_SHARE, QUOTED_WORDS
from reorg.record import filling
from reorg.record.model import Node, Record

_NAMED = 10
"""Most anchors that one message names."""

_WORD = re.compile(r"\S+")
# Marks that copies of a text often differ in; each becomes one character, so that offsets stay.
_LOOK_ALIKE = str.maketrans("‘’“”–—\u00a0\n\t", "''\"\"--   ")


@dataclass(frozen=True)
class Quotation:
    """The words of an anchor, and what is recorded of their place."""

    node: Node
    exact: str
    prefix: str
    suffix: str
    start: int | None
    end: int | None

    @property
    def passage(self) -> str:
        """The quoted words with their context."""
        return self.prefix + self.exact + self.suffix


def quotations(record: Record) -> Iterator[Quotation]:
    """Go through the anchors whose quotation is written as text."""
    for node in record.of_kind("anchor"):
        if exact := node.text("exact"):
            yield Quotation(
                node,
                exact,
                node.text("prefix"),
                node.text("suffix"),
                node.number("start"),
                node.number("end"),
            )


def find(text: str, quotation: Quotation) -> list[int]:
    """Return every offset at which the exact words stand in their context, overlaps included."""
    offsets = []
    at = text.find(quotation.passage)
    while at >= 0:
        offsets.append(at + len(quotation.prefix))
        at = text.find(quotation.passage, at + 1)
    return offsets


def locate(record: Record, article: Article) -> dict[str, tuple[int, int]]:
    """Return the start and end of each anchor that stands in the text exactly once, by its id."""
    places = {}
    for quotation in quotations(record):
        offsets = find(article.text, quotation)
        if len(offsets) == 1:
            places[quotation.node.id] = (offsets[0], offsets[0] + len(quotation.exact))
    return places


def fill_offsets(record: Record, article: Article) -> None:
    """Give each anchor without offsets those that are found in the record's own text.

    With them it may show in which part an anchor stands, and what follows from that.
    """
    if not is_source(record, article):
        return
    places, found = locate(record, article), False
    for node in record.of_kind("anchor"):
        for key, place in zip(("start", "end"), places.get(node.id, ()), strict=False):
            if key not in node.values:
                node.values[key] = str(place)
                found = True
    if found:
        filling.fill(record)


def check(record: Record, article: Article | None) -> list[Problem]:
    """Return what is wrong with the anchors.

    With no article the recorded offsets are held against the quotations' own lengths.
    """
    problems = list(_one_text(record))
    own = article is not None and is_source(record, article)
    if article is not None and not own:
        problems.append(_another_text(record, article))
    if article is not None and own:
        problems.extend(_length(record, article))
    for quotation in quotations(record):
        problems.extend(_limits(record, quotation))
        if article is None:
            problems.extend(_consistent(record, quotation))
        else:
            problems.extend(_in_text(record, quotation, article, own=own))
    problems.extend(_share(record, article if own else None))
    return problems


def quoted_share(record: Record, article: Article | None) -> float:
    """Return which part of the text the anchors quote, context included, from 0 to 1.

    Counted in words where the record's own text is at hand, otherwise in code points.
    """
    spans = sorted(
        (q.start - len(q.prefix), q.start + len(q.exact) + len(q.suffix))
        for q in quotations(record)
        if q.start is not None
    )
    merged = _merged(spans)
    if article is not None:
        words = [match.span() for match in _WORD.finditer(article.text)]
        ends = [end for _, end in merged]
        quoted = sum(
            (at := bisect_right(ends, start)) < len(merged) and merged[at][0] < end
            for start, end in words
        )
        return quoted / len(words) if words else 0.0
    points = sum(end - start for start, end in merged)
    length = next((node.number("codePoints") for node in record.of_kind("text")), None)
    return points / length if length else 0.0


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return sorted spans with those that overlap joined."""
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            start, end = merged[-1][0], max(end, merged.pop()[1])
        merged.append((start, end))
    return merged


def _one_text(record: Record) -> Iterator[Problem]:
    anchors = [
        node for node in record.of_kind("anchor") if not is_sealed(node) or node.has("start")
    ]
    texts = list(record.of_kind("text"))
    if anchors and len(texts) != 1:
        what = f"the record has anchors and {len(texts)} texts for them to stand in"
        path = texts[1].path if texts else anchors[0].path
        yield record.document.problem(path, what, "describe exactly one text under `texts`")


def _another_text(record: Record, article: Article) -> Problem:
    for node in record.of_kind("text"):
        if str(Path(record.document.file).parent / node.text("file")) == article.file:
            what = f"{article.file} has another SHA-256: {article.sha256}"
            remedy = "write that, or give the text that the record was made from"
            return record.document.problem((*node.path, "sha256"), what, remedy)
    what = f"this is not the text that {record.name} was made from (its SHA-256 differs)"
    remedy = "its quotations were looked for here all the same, offsets were not compared"
    return Problem(article.file, 1, 1, what, remedy)


def _length(record: Record, article: Article) -> Iterator[Problem]:
    for node in record.of_kind("text"):
        written = node.number("codePoints")
        if written not in (None, len(article.text)):
            what = f"the text has {len(article.text)} code points, not {written}"
            yield record.document.problem((*node.path, "codePoints"), what, "correct the number")


def _limits(record: Record, quotation: Quotation) -> Iterator[Problem]:
    count = len(quotation.passage.split())
    if count > QUOTED_WORDS:
        what = f"`{quotation.node.id}` quotes {count} words with its context"
        remedy = f"shorten it to {QUOTED_WORDS} words or fewer"
        yield record.document.problem((*quotation.node.path, "exact"), what, remedy)


def _consistent(record: Record, quotation: Quotation) -> Iterator[Problem]:
    start, end, path = quotation.start, quotation.end, quotation.node.path
    if start is None or end is None:
        what = f"`{quotation.node.id}` has no offsets, and the text is not at hand"
        yield record.document.problem(path, what, "give the text with --article")
    elif end - start != len(quotation.exact):
        what = f"`{quotation.node.id}` is {len(quotation.exact)} characters long, not {end - start}"
        yield record.document.problem((*path, "end"), what, "give the text with --article")


def _in_text(
    record: Record, quotation: Quotation, article: Article, *, own: bool
) -> Iterator[Problem]:
    path = (*quotation.node.path, "exact")
    starts = find(article.text, quotation)
    if not starts:
        what = f"the quotation of `{quotation.node.id}` is not in {article.file}"
        yield record.document.problem(path, what, _near_miss(article.text, quotation))
    elif len(starts) > 1:
        what = f"the quotation of `{quotation.node.id}` is in {article.file} {len(starts)} times"
        remedy = "single it out with a `prefix` or `suffix`, or a longer quotation"
        yield record.document.problem(path, what, remedy)
    elif own and quotation.start not in (None, starts[0]):
        what = f"`{quotation.node.id}` starts at {starts[0]}, not {quotation.start}"
        yield record.document.problem((*path[:-1], "start"), what, "correct `start` and `end`")
    elif own and quotation.end not in (None, starts[0] + len(quotation.exact)):
        end = starts[0] + len(quotation.exact)
        what = f"`{quotation.node.id}` ends at {end}, not {quotation.end}"
        yield record.document.problem((*path[:-1], "end"), what, "correct `start` and `end`")


def _near_miss(text: str, quotation: Quotation) -> str:
    if quotation.exact in text:
        return "the words are there, but not in this context: correct `prefix` and `suffix`"
    like = quotation.exact.translate(_LOOK_ALIKE).casefold()
    at = text.translate(_LOOK_ALIKE).casefold().find(like)
    if at >= 0:
        return "quote marks, dashes, spaces or capitals differ: copy it from the text"
    return "copy it from the text, character by character"


def _share(record: Record, article: Article | None) -> Iterator[Problem]:
    share = quoted_share(record, article)
    if share > QUOTED_SHARE:
        what = f"the anchors quote {_above_limit(share)} of the text"
        remedy = f"shorten them to {QUOTED_SHARE:.0%} or less in all"
        if unused := _unused(record):
            more = f" and {len(unused) - _NAMED} more" if len(unused) > _NAMED else ""
            some = ", ".join(f"`{name}`" for name in unused[:_NAMED])
            remedy += f", or delete those that nothing uses: {some}{more}"
        yield record.document.problem(("anchors",), what, remedy, at_key=True)


def _above_limit(share: float) -> str:
    """Return a share above the limit in as few digits as show that it is above."""
    digits = 0
    while round(share, digits + 2) <= QUOTED_SHARE and digits < 9:
        digits += 1
    return f"{share:.{digits}%}"


def _unused(record: Record) -> list[str]:
    """Return the anchors that nothing in the record rests on."""
    used = {text for node in record.nodes for text in node.all_texts()}
    return [node.id for node in record.of_kind("anchor") if node.id not in used]
