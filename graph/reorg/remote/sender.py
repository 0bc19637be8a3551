"""Sends graphs to a store one by one, and goes on where another push comes between."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import uniform
from time import monotonic, sleep
from typing import TypeVar

from reorg.pipeline.inputgraphs import NamedGraph
from reorg.remote import fidelity
from reorg.remote.connection import StoreError
from reorg.remote.inspection import DELETE, REPLACE, Inspector
from reorg.remote.pushreport import Outcome, triples
from reorg.remote.updates import NONE, Change, exchange, removal, replacement, turn

ROUNDS = 12
"""How often a change is tried that other pushes come between."""

_GIVE_WAY, _LONGEST_PAUSE = 0.05, 2.0
# A push is taken for dead that has waited longer than its turn can last, by the graph's size.
_PATIENCE, _TRIPLES_A_SECOND = 2.0, 2_000
_LOOK = 0.1
_T = TypeVar("_T")


@dataclass(frozen=True)
class Sender(Inspector):
    """Sends graphs to a store where nothing stands there that is not ours."""

    @property
    def by_turns(self) -> bool:
        """Whether a new version waits in a graph of its own, which no plain query reads."""
        return not self.nature.union and bool(self.target.profile.update)

    def send(self, graph: NamedGraph) -> Outcome:
        """Send a graph unless it is there already.

        Raises:
            ReorgError: The store cannot be reached or refuses, what is there is not ours, or other
                pushes of the same graph do not end.
        """
        return self._until_done(lambda: self._send(graph), graph.iri)

    def _send(self, graph: NamedGraph) -> Outcome | None:
        """Send a graph, or return None if another push came between."""
        place = self.place(graph)
        state = self.target.state(graph.iri) if self.in_default else NONE
        before = self.target.count(place)
        if before == len(graph.lines) and self.is_there(graph, place):
            return self._outcome(graph, "unchanged", state)
        done = "replaced" if before else "new"
        if not self.in_default:
            self.refuse_others(graph, before, REPLACE)
            gone = self.not_in(graph, place, before)
            there = self._put(graph)
            return self._outcome(graph, done, NONE)._replace(gone=gone) if there else None
        adopt = self.is_strange(graph, before)
        now = self._exchange(graph, state, adopt=adopt)
        return self._outcome(graph, "adopted" if adopt else done, now) if now else None

    def _exchange(self, graph: NamedGraph, state: str, *, adopt: bool) -> str:
        """Put a graph into the default graph; return its push, or nothing if it was not done."""
        change = self._in_turn(graph, state, adopt=adopt)
        if change is None:
            return ""
        self.target.update(exchange(change))
        return change.coming if self.target.state(graph.iri) == change.coming else ""

    def _put(self, graph: NamedGraph) -> bool:
        """Put a graph in the place of its named graph, and say whether it is there."""
        if not self.by_turns:
            self.target.put(graph.iri, graph.data)
            return True
        change = self._in_turn(graph)
        if change is None:
            return False
        self.target.update(turn(change))
        return self.target.is_done(change)

    def _in_turn(
        self, graph: NamedGraph, state: str = NONE, *, adopt: bool = False, removing: bool = False
    ) -> Change | None:
        """Announce a change and return it when its turn has come; None if another push is at work.

        Raises:
            ReorgError: As for `_announced`.
        """
        change = self._announced(graph, state, adopt=adopt, removing=removing)
        return change if change and self._has_turn(graph, change.coming) else None

    def _announced(
        self, graph: NamedGraph, state: str, *, adopt: bool = False, removing: bool = False
    ) -> Change | None:
        """Tell other pushes of a change by its coming graph; return None if one has dropped it.

        Args:
            graph: The graph.
            state: Which push its ledger names.
            adopt: See `Change`.
            removing: The graph is to be removed: no version waits.

        Raises:
            StoreError: The store does not keep all of a version.
        """
        lines = () if removing else graph.lines
        change = self.target.announce(graph, lines, state, exact=self.nature.exact, adopt=adopt)
        if change.size == len(lines) + 1:
            return change
        if not change.size:
            return None
        # Two triples may be one there, as of 1.50 and 1.5.
        lost = fidelity.others(lines, self.target.held(change.coming), exact=False)
        if lost or not self.target.is_marked(change):
            raise StoreError(
                f"the store takes {triples(len(lines))} and keeps fewer",
                where=self.target.url,
                remedy="push again; what was there before is there still",
            )
        return change

    def _has_turn(self, graph: NamedGraph, *ours: str) -> bool:
        """Say whether no other push is at work; if one is, give way and wait until it has ended.

        Each push has announced itself before it looks, so of two at least one gives way.

        Args:
            graph: What is to be done has this size.
            ours: The coming graphs by which this push has announced itself.
        """
        rivals = self.target.rivals()
        if not rivals:
            return True
        for coming in ours:
            self.target.delete(coming)
        end = monotonic() + _PATIENCE + len(graph.lines) / _TRIPLES_A_SECOND
        while rivals and monotonic() < end:
            sleep(_LOOK)
            rivals &= self.target.rivals()
        for coming in sorted(rivals):
            self.target.delete(coming)
        return False

    def _outcome(self, graph: NamedGraph, done: str, state: str) -> Outcome:
        """Return what became of one graph, counted.

        Args:
            graph: The graph.
            done: What was done.
            state: Which push its ledger named then.
        """
        place = self.place(graph)
        counted = self.target.count(place)
        if self.in_default:
            counted = min(counted, self.target.in_default(place))
        size = len(graph.lines)
        if counted != size and self._overtaken(graph, state):
            return Outcome(graph.source, place, self.in_default, size, None, "overtaken")
        return Outcome(graph.source, place, self.in_default, size, counted, done)

    def _overtaken(self, graph: NamedGraph, state: str) -> bool:
        """Say whether another push has put another version there since."""
        if self.in_default:
            return self.target.state(graph.iri) != state
        return bool(fidelity.others(self.target.held(graph.iri), graph.lines, exact=False))

    def remove(self, graph: NamedGraph) -> Outcome:
        """Take a graph out, whichever version of it is there.

        Raises:
            ReorgError: As for `send`.
        """
        step = self._take_out if self.in_default else self._delete
        return self._until_done(lambda: step(graph), graph.iri)

    def _delete(self, graph: NamedGraph) -> Outcome | None:
        """Delete the named graph of a graph, or return None if another push is at work."""
        before = self.target.count(graph.iri)
        gone: int | None = 0
        if not self.is_there(graph, graph.iri):
            self.refuse_others(graph, before, DELETE)
            gone = self.not_in(graph, graph.iri, before)
        change = self._in_turn(graph, removing=True) if self.by_turns else None
        if self.by_turns and change is None:
            return None
        self.target.delete(graph.iri)
        if change:
            self.target.delete(change.coming)
        left = self.target.count(graph.iri)
        return Outcome(graph.source, graph.iri, False, before, left, "removed", gone)

    def _take_out(self, graph: NamedGraph) -> Outcome | None:
        """Take a graph out of the default graph, or return None if another push came between."""
        place = self.place(graph)
        state = self.target.state(graph.iri)
        before = self.target.count(place)
        if self.is_strange(graph, before, removing=True):
            state = self._exchange(graph, state, adopt=True)
            if not state:
                return None
            before = len(graph.lines)
        change = self._in_turn(graph, state, removing=True)
        if change is None:
            return None
        self.target.update(removal(graph.iri, state))
        self.target.delete(change.coming)
        if self.target.state(graph.iri) != NONE:
            return None
        return Outcome(graph.source, place, True, before, 0, "removed")

    def replace_all(
        self, graphs: Sequence[NamedGraph]
    ) -> tuple[list[Outcome], list[tuple[str, int]]]:
        """Make graphs all that the store holds; return what became of them, and what was deleted.

        What is new is there before anything old is deleted.

        Raises:
            ReorgError: As for `send`.
        """
        work = self._replaced_at_once if self.by_turns else self._replaced_one_by_one
        removed, states = self._until_done(lambda: work(graphs), self.target.url)
        outcomes = [
            self._outcome(graph, "new", state) for graph, state in zip(graphs, states, strict=True)
        ]
        return outcomes, removed

    def _replaced_at_once(
        self, graphs: Sequence[NamedGraph]
    ) -> tuple[list[tuple[str, int]], list[str]] | None:
        states = [self.target.state(graph.iri) if self.in_default else NONE for graph in graphs]
        doomed = self.doomed(graphs)
        changes = [
            change
            for graph, state in zip(graphs, states, strict=True)
            if (change := self._announced(graph, state))
        ]
        if len(changes) < len(graphs) or not self._has_turn(
            graphs[0], *(change.coming for change in changes)
        ):
            return None
        places = set(map(self.place, graphs))
        others = [iri for iri, _ in doomed if iri and iri not in places]
        self.target.update(replacement(changes, others, in_default=self.in_default))
        done = all(
            self.target.state(graph.iri) == change.coming
            if self.in_default
            else self.target.is_done(change)
            for graph, change in zip(graphs, changes, strict=True)
        )
        for iri in filter(self.target.endpoint.count, others if done else ()):
            self.target.delete(iri)  # Jena's TDB2 leaves decimals such as 1.50
        return (doomed, [change.coming for change in changes]) if done else None

    def _replaced_one_by_one(
        self, graphs: Sequence[NamedGraph]
    ) -> tuple[list[tuple[str, int]], list[str]]:
        doomed = self.doomed(graphs)
        for graph in graphs:
            self.target.put(graph.iri, graph.data)
        names = {graph.iri for graph in graphs}
        for iri, _ in doomed:
            if iri and iri not in names:
                self.target.delete(iri)
        if self.target.profile.default:
            self.target.delete("")
        return doomed, [NONE] * len(graphs)

    def _until_done(self, step: Callable[[], _T | None], where: str) -> _T:
        """Do what another push may come between, until it is done."""
        for count in range(ROUNDS):
            done = step()
            if done is not None:
                return done
            sleep(uniform(0, min(_GIVE_WAY * 2**count, _LONGEST_PAUSE)))
        raise StoreError(
            "others push the same graph at the same time, and came first each time",
            where=where,
            remedy="push again when they have ended; what is there is whole",
        )
