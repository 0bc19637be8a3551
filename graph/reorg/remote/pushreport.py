"""What a push did and found, in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

_PLANNED = ("planned", "would replace", "unadopted", "unremoved", "refused")
_TOLD = {
    "unremoved": "would be removed",
    "planned": "would be sent",
    "would replace": "would be sent in the place of the old version",
    "unadopted": "there already, and would be listed",
    "refused": "would be refused",
    "new": "sent",
    "replaced": "sent in the place of the old version",
    "unchanged": "there already",
    "adopted": "there already, and listed from now on",
    "removed": "removed",
    "overtaken": "sent, and replaced by another push since",
}


class Outcome(NamedTuple):
    """What became of one graph.

    Attributes:
        source: The file that it comes from.
        graph: The IRI of the named graph that holds it; on the way to the default graph, of the
            one that lists what is there of it.
        in_default: Whether it was put into the default graph.
        triples: How many triples it has.
        counted: How many the store counts; None if it was not asked.
        state: ``new``, ``replaced``, ``unchanged``, ``adopted`` if somebody else had put the same
            into the default graph, ``overtaken`` if another push has put another version there
            since, ``removed``, or, if nothing was done, ``planned``, ``would replace``,
            ``unadopted``, ``unremoved`` or ``refused``.
        gone: How many triples were deleted from the named graph that are not in this version;
            None if that cannot be told.
        refusal: Why it would be refused.
    """

    source: str
    graph: str
    in_default: bool
    triples: int
    counted: int | None
    state: str
    gone: int | None = 0
    refusal: str = ""

    def __str__(self) -> str:
        where = f"<{self.graph}>"
        if self.in_default:
            where = f"the default graph, listed in {where}"
        counted = "" if self.counted is None else f", {self.counted:,} counted"
        became = f"{self.triples:,} triples {_TOLD[self.state]}{counted}{self._deleted()}"
        return f"{self.source} → {where}: {became}"

    @property
    def planned(self) -> bool:
        """Whether nothing was done yet."""
        return self.state in _PLANNED

    def _deleted(self) -> str:
        """Return what is deleted besides: an old version's and other people's look alike."""
        if self.gone is None:
            was = "would be" if self.planned else "was"
            return f"; what was there before and is not in this version {was} deleted, uncounted"
        if not self.gone:
            return ""
        are, was = ("that is", "was") if self.gone == 1 else ("that are", "were")
        was = "would be" if self.planned else was
        return f"; {triples(self.gone)} {are} not in this version {was} deleted"


class Report(NamedTuple):
    """What a push did and found.

    Attributes:
        store: What the store is called.
        url: Its address.
        outcomes: What became of each graph.
        removed: What was deleted because everything was to be replaced: the names of the named
            graphs, or an empty one for the default graph, and how many triples each held.
        remarks: What the store will do otherwise than others, in sentences.
        faults: What is wrong, in sentences.
    """

    store: str
    url: str
    outcomes: tuple[Outcome, ...]
    removed: tuple[tuple[str, int], ...] = ()
    remarks: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()

    @property
    def right(self) -> bool:
        """Whether every graph is there, whole, and no claim became a fact."""
        return not self.faults

    def __str__(self) -> str:
        lines = [f"store: {self.store}, at {self.url}", *map(str, self.outcomes)]
        planned = any(outcome.planned for outcome in self.outcomes)
        deleted = "would be deleted" if planned else "deleted"
        lines += [f"{deleted}: {_held(graph, count)}" for graph, count in self.removed]
        lines += [f"wrong: {fault}" for fault in self.faults]
        if self.remarks:
            lines += ["what to know:", *(f"- {remark}" for remark in self.remarks)]
        return "".join(f"{line}\n" for line in lines)


def left(outcomes: Sequence[Outcome]) -> tuple[str, ...]:
    """Return what is wrong after a removal."""
    return tuple(
        f"<{outcome.graph}> still has {outcome.counted:,} triples."
        for outcome in outcomes
        if outcome.counted
    )


def triples(count: int) -> str:
    """Return a number of triples in words."""
    return f"{count:,} triple{'' if count == 1 else 's'}"


def _held(graph: str, count: int) -> str:
    return f"{f'<{graph}>' if graph else 'the default graph'}, {triples(count)}"
