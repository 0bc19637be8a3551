"""Finds passages that a record pins without their words, and says how each fared in a copy."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from reorg.article.sourcetext import Article
from reorg.article.tally import tally
from reorg.article.wordforms import Words, words_of
from reorg.errors import Problem
from reorg.limits import SEALED_WORDS, SEALED_WORDS_AT_MOST
from reorg.record.model import Node, Record

KEYS = ("words", "sha256", "paragraph")
"""The keys of a seal."""

DOCUMENT = "inDocument"
"""The key that names the document in which the sealed passage stands."""

WHY = f"fewer than {SEALED_WORDS} can be guessed, since lists of word sequences go up to five"
"""Why there is a least length."""

_DIGEST = re.compile("[0-9a-f]{64}")

_NAMED = 5
"""Most places that one line names."""


class Fate(Enum):
    """How a sealed passage fared in a copy."""

    FOUND = "found in its paragraph"
    TWICE = "found in its paragraph, and elsewhere too"
    MOVED = "found in another paragraph"
    AMBIGUOUS = "found several times, so that its place is open"
    LOST = "lost"


@dataclass(frozen=True)
class Seal:
    """A passage that is pinned by the number and the digest of its words.

    Attributes:
        node: The anchor.
        words: How many words it has, as `reorg.article.wordforms` counts them.
        sha256: The digest of these words.
        paragraph: The number of the paragraph in which it starts.
    """

    node: Node
    words: int
    sha256: str
    paragraph: int


@dataclass(frozen=True)
class Spot:
    """A place in a copy: its paragraph, and where it starts and ends, in code points."""

    paragraph: int
    start: int
    end: int


@dataclass(frozen=True)
class Sighting:
    """What became of one sealed passage in a copy.

    Attributes:
        seal: The passage.
        fate: How it fared.
        spots: Where it stands; the one that is taken is the first, if its place is clear.
    """

    seal: Seal
    fate: Fate
    spots: tuple[Spot, ...] = ()

    @property
    def spot(self) -> Spot | None:
        """Its place, where it has one."""
        return None if self.fate in (Fate.AMBIGUOUS, Fate.LOST) else self.spots[0]


def is_sealed(node: Node) -> bool:
    """Return whether an anchor pins its passage without the words."""
    return any(node.has(key) for key in (*KEYS, DOCUMENT))


def seals(record: Record) -> Iterator[Seal]:
    """Go through the sealed anchors whose seal is whole and of a length that is allowed."""
    for node in record.of_kind("anchor"):
        words, paragraph, sha256 = (
            node.number("words"),
            node.number("paragraph"),
            node.text("sha256"),
        )
        if (
            _DIGEST.fullmatch(sha256)
            and paragraph
            and words
            and SEALED_WORDS <= words <= SEALED_WORDS_AT_MOST
        ):
            yield Seal(node, words, sha256, paragraph)


def sightings(record: Record, text: str) -> list[Sighting]:
    """Look for each sealed passage of a record in a copy of its text.

    Each stretch of words is digested once for each number of words that a seal has, so that the
    time grows with the length of the copy and not with the number of passages.
    """
    sought = list(seals(record))
    if not sought:
        return []
    found = spots_of({(seal.words, seal.sha256) for seal in sought}, words_of(text))
    return [_sighting(seal, found[seal.words, seal.sha256]) for seal in sought]


def spots_of(
    wanted: set[tuple[int, str]], words: Words
) -> defaultdict[tuple[int, str], list[Spot]]:
    """Return where passages stand, by their number of words and digest."""
    spots: defaultdict[tuple[int, str], list[Spot]] = defaultdict(list)
    for count in sorted({count for count, _ in wanted}):
        digests = {sha256 for number, sha256 in wanted if number == count}
        for first, sha256 in enumerate(words.windows(count)):
            if sha256 in digests:
                start, end = words.spans[first][0], words.spans[first + count - 1][1]
                spots[count, sha256].append(Spot(words.paragraphs[first], start, end))
    return spots


def _sighting(seal: Seal, spots: Sequence[Spot]) -> Sighting:
    here = [spot for spot in spots if spot.paragraph == seal.paragraph]
    if not spots:
        return Sighting(seal, Fate.LOST)
    if len(here) == 1:
        others = [spot for spot in spots if spot != here[0]]
        return Sighting(seal, Fate.TWICE if others else Fate.FOUND, (*here, *others))
    fate = Fate.MOVED if len(spots) == 1 else Fate.AMBIGUOUS
    return Sighting(seal, fate, tuple(spots))


def check(record: Record, own: Article | None, given: Article | None) -> list[Problem]:
    """Return what is wrong with the sealed anchors.

    Args:
        own: The record's own text, where it is at hand.
        given: Another copy that was given.
    """
    problems = [problem for node in record.of_kind("anchor") for problem in _whole(record, node)]
    for article, is_own in ((own, True), (given, False)):
        if article is not None:
            for sighting in sightings(record, article.text):
                problems.extend(_seen(record, sighting, article.file, is_own=is_own))
    return problems


def _whole(record: Record, node: Node) -> Iterator[Problem]:
    """Yield what an anchor lacks of a seal, or has beside it."""
    if not is_sealed(node):
        return
    path = node.path
    for key in ("exact", "prefix", "suffix"):
        if node.has(key):
            what = f"`{node.id}` is quoted and sealed at once"
            remedy = f"delete `{key}`, or else {', '.join(f'`{k}`' for k in (*KEYS, DOCUMENT))}"
            yield record.document.problem((*path, key), what, remedy)
            return
    for key in (*KEYS, DOCUMENT):
        if not node.has(key):
            yield record.document.problem(path, f"`{node.id}` needs `{key}`", f"add its `{key}`")
    words = node.number("words")
    if words is not None and words < SEALED_WORDS:
        what = f"`{node.id}` seals {words} word{'s' if words != 1 else ''}, and {WHY}"
        remedy = f"seal {SEALED_WORDS} words or more"
        yield record.document.problem((*path, "words"), what, remedy)
    if node.has(DOCUMENT) and not node.text(DOCUMENT).startswith("document:"):
        what = f"`{DOCUMENT}` of `{node.id}` is no document"
        remedy = "name the document in which the passage stands, listed under documents"
        yield record.document.problem((*path, DOCUMENT), what, remedy)


def _seen(record: Record, sighting: Sighting, file: str, *, is_own: bool) -> Iterator[Problem]:
    node, spots = sighting.seal.node, sighting.spots
    path, name = (*node.path, "sha256"), f"the sealed passage of `{node.id}`"
    where = _paragraphs(spots)
    if sighting.fate is Fate.LOST:
        what = f"{name} is not in {file}"
        remedy = "look whether the copy is whole, and whether the passage reads otherwise there"
        yield record.document.problem(path, what, remedy)
    elif sighting.fate is Fate.AMBIGUOUS:
        what = f"{name} is in {file} {len(spots)} times, in {where}"
        remedy = "seal a longer passage" if is_own else "look whether the copy is whole"
        yield record.document.problem(path, what, remedy)
    elif is_own and sighting.fate is Fate.MOVED:
        what = f"{name} is in {where}, not {sighting.seal.paragraph}"
        place = (*node.path, "paragraph")
        yield record.document.problem(place, what, "correct `paragraph`")
    elif is_own:
        yield from _misplaced(record, node, spots[0])


def _misplaced(record: Record, node: Node, spot: Spot) -> Iterator[Problem]:
    for key, number in (("start", spot.start), ("end", spot.end)):
        if node.number(key) not in (None, number):
            what = f"`{node.id}` {key}s at {number}, not {node.text(key)}"
            place = (*node.path, key)
            yield record.document.problem(place, what, "correct `start` and `end`")
            return


def report(record: Record, article: Article) -> str:
    """Return the lines that tell how the sealed passages fared in a copy; empty without any."""
    seen = sightings(record, article.text)
    if not seen:
        return ""
    fared = [(sighting.fate, _line(sighting)) for sighting in seen]
    return tally(f"{article.file}: sealed passages of {record.name}", fared, Fate.FOUND)


def _line(sighting: Sighting) -> str:
    seal, spots = sighting.seal, sighting.spots
    name = f"{seal.node.id}: paragraph {seal.paragraph}"
    if sighting.fate is Fate.TWICE:
        return f"{name} is taken; also in {_paragraphs(spots[1:])}"
    return f"{name} -> {_paragraphs(spots) or 'nowhere'}"


def _paragraphs(spots: Sequence[Spot]) -> str:
    numbers = list(dict.fromkeys(spot.paragraph for spot in spots))
    more = ", …" if len(numbers) > _NAMED else ""
    word = "paragraph" if len(numbers) == 1 else "paragraphs"
    return f"{word} {', '.join(map(str, numbers[:_NAMED]))}{more}" if numbers else ""
