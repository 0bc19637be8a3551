"""Looks at what stands in a store before anything is sent, and tells what a push would do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reorg.errors import ReorgError
from reorg.pipeline.inputgraphs import NamedGraph
from reorg.remote import fidelity
from reorg.remote.graphstore import GraphStore, Nature
from reorg.remote.pushreport import Outcome, triples
from reorg.remote.updates import IN_DEFAULT

REPLACE = "name another with --graph IRI, or replace it with --graph {graph} --replace"
DELETE = "give the file that was put there, or remove it with --graph {graph} --remove --replace"
"""What to do where a named graph that is to be replaced or removed is not ours."""

_MOST_READ = 1_000_000


class RefusedError(ReorgError):
    """A graph that is not pushed, since what is there is not ours."""


@dataclass(frozen=True)
class Inspector:
    """Looks at what a store holds in the places of graphs; it only reads.

    Attributes:
        target: The store.
        nature: What it does with graphs.
        in_default: The graphs' place is the default graph, which is shared with others.
        by_iri: The user named the graph.
        replace: Named graphs are to be replaced even if they hold something else.
    """

    target: GraphStore
    nature: Nature
    in_default: bool
    by_iri: bool
    replace: bool

    def place(self, graph: NamedGraph) -> str:
        """Return the named graph that holds a graph, or that lists what is there of it."""
        return graph.iri + IN_DEFAULT if self.in_default else graph.iri

    def plan(self, graph: NamedGraph, *, remove: bool, replace_all: bool) -> Outcome:
        """Return what would become of a graph; the store is only read."""
        place = self.place(graph)
        before = self.target.count(place)
        there = Outcome(graph.source, place, self.in_default, len(graph.lines), None, "planned")
        if replace_all:
            return there
        same = before == len(graph.lines) and self.is_there(graph, place)
        if same and not remove:
            return there._replace(state="unchanged")
        adopted = False
        gone: int | None = 0
        try:
            if self.in_default:
                adopted = self.is_strange(graph, before, removing=remove)
            elif not same:
                self.refuse_others(graph, before, DELETE if remove else REPLACE)
                gone = self.not_in(graph, place, before)
        except RefusedError as error:
            return there._replace(state="refused", refusal=str(error))
        if remove:
            held = len(graph.lines) if adopted else before
            return there._replace(state="unremoved", triples=held, gone=gone)
        if adopted:
            return there._replace(state="unadopted")
        return there._replace(state="would replace", gone=gone) if before else there

    def doomed(self, graphs: Sequence[NamedGraph]) -> list[tuple[str, int]]:
        """Return what replacing everything deletes: graphs, and how many triples each holds.

        What it puts the new versions over is named too.
        """
        target = self.target
        held = [(iri, target.endpoint.count(iri)) for iri in sorted(target.graphs())]
        if target.profile.default:
            union = self.nature.union
            held.insert(0, ("", target.in_no_named_graph() if union else target.endpoint.count()))
        ours = {self.place(graph) for graph in graphs} if self.in_default else set()
        return [(iri, count) for iri, count in held if count and iri not in ours]

    def is_there(self, graph: NamedGraph, place: str) -> bool:
        """Say whether a graph is there as it would be sent: compared whole, not by a mark."""
        if self.in_default and self.target.in_default(place) != len(graph.lines):
            return False
        try:
            return fidelity.same(graph.lines, self.target.held(place), exact=self.nature.exact)
        except ReorgError:
            return False

    def not_in(self, graph: NamedGraph, place: str, before: int) -> int | None:
        """Return how many triples of a named graph are not in this version, whoever put them."""
        if not before:
            return 0
        try:
            held = self.target.held(place)
            return len(fidelity.others(held, graph.lines, exact=self.nature.exact))
        except ReorgError:
            return None

    def is_strange(self, graph: NamedGraph, before: int, *, removing: bool = False) -> bool:
        """Say whether the default graph holds all of a graph that no push put there.

        Raises:
            ReorgError: It holds another version of it.
        """
        there = [] if before else self.target.strangers(sorted(graph.records))
        if not there:
            return False
        try:
            whole = not fidelity.others(graph.lines, self._in_default(), exact=self.nature.exact)
        except ReorgError:
            whole = False
        if whole and not any(fidelity.is_blank(line) for line in graph.lines):
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

    def refuse_others(self, graph: NamedGraph, before: int, remedy: str) -> None:
        """Refuse to replace a named graph that is no older version of what is sent.

        That is told by its records; without any, by a name that only a push gives.
        """
        if not before or self.replace:
            return
        there = self.target.records(graph.iri)
        without_records = not there and not graph.records and not self.by_iri
        if (there and there <= graph.records) or without_records:
            return
        held = (
            f"<{min(there - graph.records)}>" if there else f"{triples(before)} of something else"
        )
        raise RefusedError(
            f"the graph <{graph.iri}> holds {held}",
            where=self.target.url,
            remedy=remedy.format(graph="IRI" if self.by_iri else "record"),
        )
