"""Counts which sentences of the text a record accounts for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from reorg.article.sourcetext import Article, is_source
from reorg.errors import Problem
from reorg.record.model import Node, Record
from reorg.vocab.kinds import SPOKEN

PROSE = "prose"

SHARE = 0.8
"""Least part of the sentences of prose in which a claim or other utterance is anchored."""

PROSE_REASONS = ("not-about-the-reorganisation", "repeated-text")
"""Values of `unclaimedReason` that excuse a sentence of prose."""


@dataclass(frozen=True)
class Account:
    """How a record accounts for one sentence.

    Attributes:
        node: The sentence.
        kind: Its kind, such as ``prose``.
        utterances: How many claims and other utterances are anchored in it.
        things: Ids of what else is anchored in it or stands for it.
        reason: Why nothing needs to; empty where no reason is given.
    """

    node: Node
    kind: str
    utterances: int
    things: tuple[str, ...]
    reason: str

    @property
    def enough(self) -> bool:
        """Whether the sentence is accounted for."""
        if self.kind == PROSE:
            return bool(self.utterances) or self.reason in PROSE_REASONS
        return bool(self.utterances or self.things or self.reason)


@dataclass(frozen=True)
class Coverage:
    """How much of a text a record accounts for.

    Attributes:
        accounts: How it accounts for each sentence, in the order of the file.
    """

    accounts: tuple[Account, ...]

    @property
    def sentences(self) -> dict[str, int]:
        """The number of sentences of each kind."""
        return dict(sorted(Counter(account.kind for account in self.accounts).items()))

    @property
    def open(self) -> tuple[Node, ...]:
        """The sentences not accounted for."""
        return tuple(account.node for account in self.accounts if not account.enough)

    @property
    def total(self) -> int:
        """The number of sentences of all kinds."""
        return len(self.accounts)

    @property
    def covered(self) -> int:
        """The number of sentences accounted for."""
        return self.total - len(self.open)

    @property
    def prose(self) -> tuple[int, int]:
        """The sentences of prose with a claim or other utterance, and all sentences of prose."""
        prose = [account for account in self.accounts if account.kind == PROSE]
        return sum(account.utterances > 0 for account in prose), len(prose)


def coverage(record: Record) -> Coverage:
    """Return how each sentence is accounted for.

    Prose needs an utterance or claim that is anchored in it, or one of the reasons that excuse
    prose. Any other sentence may instead have another thing anchored in it, name an entity, or
    give any reason from the closed list.
    """
    spoken, named = _anchored(record)
    accounts = []
    for node in record.of_kind("sentence"):
        span = span_of(node)
        things = [name for place, name in named if _inside(place, span)]
        accounts.append(
            Account(
                node,
                node.text("partKind") or PROSE,
                len({name for place, name in spoken if _inside(place, span)}),
                tuple(dict.fromkeys([*node.texts("accountedBy"), *things])),
                node.text("unclaimedReason"),
            )
        )
    return Coverage(tuple(accounts))


def check(record: Record, article: Article | None) -> list[Problem]:
    """Return a problem for each sentence not accounted for, and for spans that cannot be right."""
    problems = list(_spans(record))
    if article is not None and is_source(record, article):
        problems.extend(_left_out(record, article))
    accounted = coverage(record)
    left_open = [account for account in accounted.accounts if not account.enough]
    problems.extend(_unaccounted(record, account) for account in left_open)
    with_claim, prose = accounted.prose
    # Those that are open are named already; if all of them get a claim, it may be enough.
    left = sum(account.kind == PROSE for account in left_open)
    if with_claim + left < SHARE * prose:
        what = f"{with_claim} of {prose} sentences of prose have a claim or other utterance"
        remedy = f"anchor some in others, until at least {SHARE:.0%} have one"
        problems.append(record.document.problem(("sentences",), what, remedy, at_key=True))
    return problems


def _unaccounted(record: Record, account: Account) -> Problem:
    node = account.node
    if account.kind != PROSE:
        what = f"nothing accounts for `{node.id}`"
        remedy = "anchor something in it, or give `accountedBy` or `unclaimedReason`"
        return record.document.problem(node.path, what, remedy)
    what = f"no utterance is anchored in `{node.id}`"
    reasons = " or ".join(PROSE_REASONS)
    remedy = f"anchor one in it, or give `unclaimedReason`: {reasons}"
    return record.document.problem(node.path, what, remedy)


def chart(record: Record, article: Article | None, mark: Callable[[str], str] = str) -> str:
    """Return a map of the text: each sentence with its place and what accounts for it.

    Args:
        article: The record's own text, if at hand: the first words of what is open are shown.
        mark: Makes the lines of what is not yet accounted for stand out.
    """
    accounted = coverage(record)
    with_claim, prose = accounted.prose
    share = f" ({with_claim / prose:.0%})" if prose else ""
    lines = [
        f"{record.name}: {accounted.covered} of {accounted.total} sentences accounted for; "
        f"{with_claim} of {prose} of prose{share} by a claim or other utterance"
    ]
    text = article.text if article is not None and is_source(record, article) else ""
    rows = [(span_of(account.node), account) for account in accounted.accounts]
    stray = [(span, None) for span in gaps(record, text)]
    for (start, end), account in sorted([*rows, *stray], key=lambda row: row[0]):
        place = f"{f'{start}-{end}':>13}"
        words = _first_words(text[max(0, start) : end])
        if account is None:
            lines.append(mark(f"! {place}  in no sentence{words}"))
        elif account.enough:
            lines.append(f"  {place}  {account.kind:<12}  {_how(account)}")
        else:
            lines.append(mark(f"! {place}  {account.kind:<12}  not yet accounted for{words}"))
    return "\n".join(lines) + "\n"


def _how(account: Account) -> str:
    parts = []
    if account.utterances:
        parts.append(f"{account.utterances} utterance{'s' if account.utterances > 1 else ''}")
    elif account.things:
        parts.append(", ".join(account.things))
    if account.reason:
        parts.append(f"reason: {account.reason}")
    return "; ".join(parts)


def _first_words(text: str) -> str:
    words = text.split()
    return f": {' '.join(words[:8])}{' …' if len(words) > 8 else ''}" if words else ""


def span_of(node: Node) -> tuple[int, int]:
    """Return the recorded start and end of a sentence or anchor, -1 where one is missing."""
    return _offset(node, "start"), _offset(node, "end")


def _offset(node: Node, key: str) -> int:
    number = node.number(key)
    return -1 if number is None else number


Placed = tuple[tuple[int, int], str]


def _anchored(record: Record) -> tuple[list[Placed], list[Placed]]:
    """Return where utterances are anchored, and where other things are, with their ids."""
    places = {node.id: span_of(node) for node in record.of_kind("anchor")}
    spoken: list[Placed] = []
    named: list[Placed] = []
    for node in record.nodes:
        used = [places[name] for name in node.texts("anchor") if name in places]
        kept = spoken if node.kind in SPOKEN else named
        kept.extend((place, node.id) for place in used)
    return spoken, named


def _inside(place: tuple[int, int], span: tuple[int, int]) -> bool:
    return span[0] <= place[0] and place[1] <= span[1] and place[0] >= 0


def _spans(record: Record) -> Iterator[Problem]:
    length = max((_offset(node, "codePoints") for node in record.of_kind("text")), default=-1)
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
    for start, end in gaps(record, article.text):
        what = f"the text from {start} to {end} is in no sentence"
        yield record.document.problem(("sentences",), what, "add its sentences", at_key=True)


def gaps(record: Record, text: str) -> Iterator[tuple[int, int]]:
    """Go through the stretches of the record's own text that stand in no sentence."""
    reached = 0
    spans = sorted(map(span_of, record.of_kind("sentence")))
    for start, end in [*spans, (len(text), len(text))]:
        if text[reached:start].strip():
            yield reached, start
        reached = max(reached, end)
