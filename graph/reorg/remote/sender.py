"""Sends graphs to a store one by one, and goes on where another push comes between."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import uniform
from time import monotonic, sleep
from typing import TypeVar

from reorg.errors import ReorgError
from reorg.pipeline.namedgraphs import Outgoing
from reorg.remote import fidelity
from reorg.remote.connection import StoreError
from reorg.remote.exchange import IN_DEFAULT, NONE, Change, exchange, removal, replacement, turn
from reorg.remote.graphstore import GraphStore, Nature
from reorg.remote.report import Sent, triples

TRIES = 12
"""How often a change is tried that other pushes come between."""

_PAUSE, _LONGEST_PAUSE = 0.05, 2.0
# A push is taken for dead that has waited longer than its turn can last, by the graph's size.
_PATIENCE, _TRIPLES_A_SECOND = 2.0, 2_000
_LOOK = 0.1
_REPLACE = "name another with --graph IRI, or replace it with --graph {graph} --replace"
_DELETE = "give the file that was put there, or remove it with --graph {graph} --remove --replace"
_MOST_READ = 1_000_000
_T = TypeVar("_T")


class RefusedError(ReorgError):
    """A graph that is not pushed, since what is there is not ours."""


@dataclass(frozen=True)
class Sender:
    """Sends graphs to a store.

    Attributes:
        target: The store.
        nature: What it does with graphs.
        in_default: Put them into the default graph, which is shared with others.
        by_iri: The user named the graph.
        replace: Replace named graphs even if they hold something else.
    """

    target: GraphStore
    nature: Nature
    in_default: bool
    by_iri: bool
    replace: bool

    @property
    def by_turns(self) -> bool:
        """Whether a new version waits in a graph of its own, which no plain query reads."""
        return not self.nature.union and bool(self.target.profile.update)

    def place(self, one: Outgoing) -> str:
        """Return the named graph that holds a graph, or that lists what is there of it."""
        return one.graph + IN_DEFAULT if self.in_default else one.graph

    def send(self, one: Outgoing) -> Sent:
        """Send a graph unless it is there already.

        Raises:
            ReorgError: The store cannot be reached or refuses, what is there is not ours, or other
                pushes of the same graph do not end.
        """
        return self._until_done(lambda: self._send(one), one.graph)

    def _send(self, one: Outgoing) -> Sent | None:
        """Send a graph, or return None if another push came between."""
        place = self.place(one)
        state = self.target.state(one.graph) if self.in_default else NONE
        before = self.target.count(place)
        if before == len(one.lines) and self._is_there(one, place):
            return self._sent(one, "unchanged", state)
        told = "replaced" if before else "new"
        if not self.in_default:
            self._refuse_others(one, before, _REPLACE)
            gone = self._not_in(one, place, before)
            there = self._put(one)
            return self._sent(one, told, NONE)._replace(gone=gone) if there else None
        adopt = self._is_strange(one, before)
        now = self._exchange(one, state, adopt=adopt)
        return self._sent(one, "adopted" if adopt else told, now) if now else None

    def _exchange(self, one: Outgoing, state: str, *, adopt: bool) -> str:
        """Put a graph into the default graph; return its push, or nothing if it was not done."""
        change = self._prepared(one, state, adopt=adopt)
        if change is None or not self._has_turn(one, change.coming):
            return ""
        self.target.update(exchange(change))
        return change.coming if self.target.state(one.graph) == change.coming else ""

    def _put(self, one: Outgoing) -> bool:
        """Put a graph in the place of its named graph, and say whether it is there."""
        if not self.by_turns:
            self.target.put(one.graph, one.data)
            return True
        change = self._prepared(one)
        if change is None or not self._has_turn(one, change.coming):
            return False
        self.target.update(turn(change))
        return self.target.is_done(change)

    def _prepared(self, one: Outgoing, state: str = NONE, *, adopt: bool = False) -> Change | None:
        """Put a version where it waits for its turn; return None if another push dropped it.

        Raises:
            StoreError: The store does not keep all of it.
        """
        change = self.target.prepare(one, state, exact=self.nature.exact, adopt=adopt)
        if change.size == len(one.lines) + 1:
            return change
        if not change.size:
            return None
        # Two triples may be one there, as of 1.50 and 1.5.
        lost = fidelity.others(one.lines, self.target.held(change.coming), exact=False)
        if lost or not self.target.is_marked(change):
            raise StoreError(
                f"the store takes {triples(len(one.lines))} and keeps fewer",
                where=self.target.url,
                remedy="push again; what was there before is there still",
            )
        return change

    def _has_turn(self, one: Outgoing, *ours: str) -> bool:
        """Say whether no other push is at work; if one is, give way and wait until it has ended.

        Each push has announced itself before it looks, so of two at least one gives way.

        Args:
            one: What is to be done has this size.
            ours: The coming graphs by which this push has announced itself.
        """
        rivals = self.target.rivals()
        if not rivals:
            return True
        for coming in ours:
            self.target.delete(coming)
        end = monotonic() + _PATIENCE + len(one.lines) / _TRIPLES_A_SECOND
        while rivals and monotonic() < end:
            sleep(_LOOK)
            rivals &= self.target.rivals()
        for coming in sorted(rivals):
            self.target.delete(coming)
        return False

    def _sent(self, one: Outgoing, told: str, state: str) -> Sent:
        """Return what became of one graph, counted.

        Args:
            one: The graph.
            told: What was done.
            state: Which push its ledger named then.
        """
        place = self.place(one)
        counted = self.target.count(place)
        if self.in_default:
            counted = min(counted, self.target.in_default(place))
        if counted != len(one.lines) and self._overtaken(one, state):
            return Sent(one.source, place, self.in_default, len(one.lines), None, "overtaken")
        return Sent(one.source, place, self.in_default, len(one.lines), counted, told)

    def _overtaken(self, one: Outgoing, state: str) -> bool:
        """Say whether another push has put another version there since."""
        if self.in_default:
            return self.target.state(one.graph) != state
        return bool(fidelity.others(self.target.held(one.graph), one.lines, exact=False))

    def plan(self, one: Outgoing, *, remove: bool, replace_all: bool) -> Sent:
        """Return what would become of a graph; the store is only read."""
        place = self.place(one)
        before = self.target.count(place)
        there = Sent(one.source, place, self.in_default, len(one.lines), None, "planned")
        if replace_all:
            return there
        same = before == len(one.lines) and self._is_there(one, place)
        if same and not remove:
            return there._replace(state="unchanged")
        adopted = False
        gone: int | None = 0
        try:
            if self.in_default:
                adopted = self._is_strange(one, before, removing=remove)
            elif not same:
                self._refuse_others(one, before, _DELETE if remove else _REPLACE)
                gone = self._not_in(one, place, before)
        except RefusedError as error:
            return there._replace(state="refused", refusal=str(error))
        if remove:
            held = len(one.lines) if adopted else before
            return there._replace(state="unremoved", triples=held, gone=gone)
        if adopted:
            return there._replace(state="unadopted")
        return there._replace(state="would replace", gone=gone) if before else there

    def remove(self, one: Outgoing) -> Sent:
        """Take a graph out, whichever version of it is there.

        Raises:
            ReorgError: As for `send`.
        """
        step = self._take_out if self.in_default else self._delete
        return self._until_done(lambda: step(one), one.graph)

    def _delete(self, one: Outgoing) -> Sent | None:
        """Delete the named graph of a graph, or return None if another push is at work."""
        before = self.target.count(one.graph)
        gone: int | None = 0
        if not self._is_there(one, one.graph):
            self._refuse_others(one, before, _DELETE)
            gone = self._not_in(one, one.graph, before)
        announced = self._announced(one) if self.by_turns else ""
        if announced is None:
            return None
        self.target.delete(one.graph)
        if announced:
            self.target.delete(announced)
        left = self.target.count(one.graph)
        return Sent(one.source, one.graph, False, before, left, "removed", gone)

    def _announced(self, one: Outgoing) -> str | None:
        """Tell other pushes of a removal; return by which graph, or None if another is at work."""
        coming = self.target.announce(one)
        return coming if self._has_turn(one, coming) else None

    def _take_out(self, one: Outgoing) -> Sent | None:
        """Take a graph out of the default graph, or return None if another push came between."""
        place = self.place(one)
        state = self.target.state(one.graph)
        before = self.target.count(place)
        if self._is_strange(one, before, removing=True):
            state = self._exchange(one, state, adopt=True)
            if not state:
                return None
            before = len(one.lines)
        announced = self._announced(one)
        if announced is None:
            return None
        self.target.update(removal(one.graph, state))
        self.target.delete(announced)
        if self.target.state(one.graph) != NONE:
            return None
        return Sent(one.source, place, True, before, 0, "removed")

    def replace_all(self, graphs: Sequence[Outgoing]) -> tuple[list[Sent], list[tuple[str, int]]]:
        """Make graphs all that the store holds; return what became of them, and what was deleted.

        What is new is there before anything old is deleted.

        Raises:
            ReorgError: As for `send`.
        """
        work = self._replaced_at_once if self.by_turns else self._replaced_one_by_one
        removed, states = self._until_done(lambda: work(graphs), self.target.url)
        sent = [self._sent(one, "new", state) for one, state in zip(graphs, states, strict=True)]
        return sent, removed

    def _replaced_at_once(
        self, graphs: Sequence[Outgoing]
    ) -> tuple[list[tuple[str, int]], list[str]] | None:
        states = [self.target.state(one.graph) if self.in_default else NONE for one in graphs]
        doomed = self.doomed(graphs)
        prepared = [self._prepared(one, state) for one, state in zip(graphs, states, strict=True)]
        changes = [change for change in prepared if change]
        if len(changes) < len(graphs) or not self._has_turn(
            graphs[0], *(change.coming for change in changes)
        ):
            return None
        places = set(map(self.place, graphs))
        others = [graph for graph, _ in doomed if graph and graph not in places]
        self.target.update(replacement(changes, others, in_default=self.in_default))
        done = all(
            self.target.state(one.graph) == change.coming
            if self.in_default
            else self.target.is_done(change)
            for one, change in zip(graphs, changes, strict=True)
        )
        for graph in filter(self.target.endpoint.count, others if done else ()):
            self.target.delete(graph)  # Jena's TDB2 leaves decimals such as 1.50
        return (doomed, [change.coming for change in changes]) if done else None

    def _replaced_one_by_one(
        self, graphs: Sequence[Outgoing]
    ) -> tuple[list[tuple[str, int]], list[str]]:
        doomed = self.doomed(graphs)
        for one in graphs:
            self.target.put(one.graph, one.data)
        names = {one.graph for one in graphs}
        for graph, _ in doomed:
            if graph and graph not in names:
                self.target.delete(graph)
        if self.target.profile.default:
            self.target.delete("")
        return doomed, [NONE] * len(graphs)

    def doomed(self, graphs: Sequence[Outgoing]) -> list[tuple[str, int]]:
        """Return what replacing everything deletes: graphs, and how many triples each holds.

        What it puts the new versions over is named too.
        """
        target = self.target
        held = [(graph, target.endpoint.count(graph)) for graph in sorted(target.graphs())]
        if target.profile.default:
            union = self.nature.union
            held.insert(0, ("", target.in_no_named_graph() if union else target.endpoint.count()))
        ours = {self.place(one) for one in graphs} if self.in_default else set()
        return [(graph, count) for graph, count in held if count and graph not in ours]

    def _until_done(self, step: Callable[[], _T | None], where: str) -> _T:
        """Do what another push may come between, until it is done."""
        for count in range(TRIES):
            done = step()
            if done is not None:
                return done
            sleep(uniform(0, min(_PAUSE * 2**count, _LONGEST_PAUSE)))
        raise StoreError(
            "others push the same graph at the same time, and came first each time",
            where=where,
            remedy="push again when they have ended; what is there is whole",
        )

    def _is_there(self, one: Outgoing, place: str) -> bool:
        """Say whether a graph is there as it would be sent: compared whole, not by a mark."""
        if self.in_default and self.target.in_default(place) != len(one.lines):
            return False
        try:
            return fidelity.same(one.lines, self.target.held(place), exact=self.nature.exact)
        except ReorgError:
            return False

    def _not_in(self, one: Outgoing, place: str, before: int) -> int | None:
        """Return how many triples of a named graph are not in this version, whoever put them."""
        if not before:
            return 0
        try:
            held = self.target.held(place)
            return len(fidelity.others(held, one.lines, exact=self.nature.exact))
        except ReorgError:
            return None

    def _is_strange(self, one: Outgoing, before: int, *, removing: bool = False) -> bool:
        """Say whether the default graph holds all of a graph that no push put there.

        Raises:
            ReorgError: It holds another version of it.
        """
        there = [] if before else self.target.strangers(sorted(one.records))
        if not there:
            return False
        try:
            whole = not fidelity.others(one.lines, self._in_default(), exact=self.nature.exact)
        except ReorgError:
            whole = False
        if whole and not any(fidelity.is_blank(line) for line in one.lines):
            return True
        remedy = (
            "give the file that was put there, or delete it with the store's own means"
            if removing
            else "empty the default graph first, use --graph record, or replace everything "
            "with --replace-all"
        )
        raise RefusedError(
            f"the default graph holds another version of <{there[0]}>, which reorg did not push "
            "there: which of its triples are that version's cannot be told",
            where=self.target.url,
            remedy=remedy,
        )

    def _in_default(self) -> set[bytes]:
        """Return the default graph, or nothing of one too large to be read for a comparison."""
        return self.target.held("") if self.target.endpoint.count() <= _MOST_READ else set()

    def _refuse_others(self, one: Outgoing, before: int, remedy: str) -> None:
        """Refuse to replace a named graph that is no older version of what is sent.

        That is told by its records; without any, by a name that only a push gives.
        """
        if not before or self.replace:
            return
        there = self.target.records(one.graph)
        without_records = not there and not one.records and not self.by_iri
        if (there and there <= one.records) or without_records:
            return
        held = f"<{min(there - one.records)}>" if there else f"{triples(before)} of something else"
        raise RefusedError(
            f"the graph <{one.graph}> holds {held}",
            where=self.target.url,
            remedy=remedy.format(graph="IRI" if self.by_iri else "record"),
        )
