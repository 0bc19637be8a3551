"""Sends graphs to a running store, replaces only its own, and tells what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from reorg import canaries, outgoing, stores
from reorg.connection import TIMEOUT, Connection, LostError, StoreError
from reorg.credentials import Credentials, refuse_in
from reorg.endpoint import iri
from reorg.errors import ReorgError
from reorg.graphstore import IN_DEFAULT, GraphStore, Nature
from reorg.outgoing import Outgoing
from reorg.sparql import QueryTimeoutError
from reorg.stores import Profile

DEFAULT = "default"
"""Where a query that names no graph finds what was pushed."""

RECORD = "record"
"""One named graph a record, named after it."""

_PLANNED = ("planned", "would replace", "unadopted", "unremoved", "refused")
_REPLACE = "name another with --graph IRI, or replace it with --graph {graph} --replace"
_DELETE = "give the file that was put there, or remove it with --graph {graph} --remove --replace"
_TAGS = "Language tags"
_MOST_READ = 1_000_000

Progress = Callable[[int, int, str], None]


class RefusedError(ReorgError):
    """A graph that is not pushed, since what is there is not ours."""


class Sent(NamedTuple):
    """What became of one graph.

    Attributes:
        source: The file that it comes from.
        graph: The IRI of the named graph that holds it; on the way to the default graph, of the
            one that lists what is there of it.
        in_default: Whether it was put into the default graph.
        triples: How many triples it has.
        counted: How many the store counts; None if it was not asked.
        state: ``new``, ``replaced``, ``unchanged``, ``adopted`` if somebody else had put the same
            into the default graph, ``removed``, or, if nothing was done, ``planned``,
            ``would replace``, ``unadopted``, ``unremoved`` or ``refused``.
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


class Report(NamedTuple):
    """What a push did and found.

    Attributes:
        store: What the store is called.
        url: Its address.
        sent: The graphs.
        removed: What was deleted because everything was to be replaced: the names of the named
            graphs, or an empty one for the default graph, and how many triples each held.
        remarks: What the store will do otherwise than others, in sentences.
        faults: What is wrong, in sentences.
    """

    store: str
    url: str
    sent: tuple[Sent, ...]
    removed: tuple[tuple[str, int], ...] = ()
    remarks: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()

    @property
    def right(self) -> bool:
        """Whether every graph is there, whole, and no claim became a fact."""
        return not self.faults

    def __str__(self) -> str:
        lines = [f"store: {self.store}, at {self.url}"]
        lines += [_line(one) for one in self.sent]
        planned = any(one.state in _PLANNED for one in self.sent)
        deleted = "would be deleted" if planned else "deleted"
        lines += [f"{deleted}: {_held(graph, count)}" for graph, count in self.removed]
        lines += [f"wrong: {fault}" for fault in self.faults]
        if self.remarks:
            lines += ["what to know:", *(f"- {remark}" for remark in self.remarks)]
        return "".join(f"{line}\n" for line in lines)


@contextmanager
def _going_on() -> Iterator[None]:
    """Tell of a connection lost on the way that the next push goes on."""
    try:
        yield
    except LostError as error:
        raise LostError(
            f"the connection was lost ({error.what})",
            where=error.where,
            remedy="push again when the server answers: what is there already is not sent again",
        ) from None


@contextmanager
def _allowing_more() -> Iterator[None]:
    """Advise one whose push took too long, who cannot ask for less."""
    try:
        yield
    except QueryTimeoutError as error:
        remedy = "allow more with --timeout; what is there already is not sent again"
        raise QueryTimeoutError(error.what, where=error.where, remedy=remedy) from None


@_allowing_more()
def push(
    files: Sequence[str | Path],
    url: str,
    *,
    store: str = "",
    graph: str = DEFAULT,
    replace: bool = False,
    replace_all: bool = False,
    remove: bool = False,
    dry_run: bool = False,
    timeout: float = TIMEOUT,
    credentials: Credentials | None = None,
    progress: Progress | None = None,
) -> Report:
    """Send graphs to a store; what is there unchanged is not sent again.

    Args:
        files: Graphs and records; the shipped graph if none is given.
        url: The store's address.
        store: Which store it is, by its profile's name; asked of the server if empty.
        graph: The IRI of the named graph to hold all files, or `DEFAULT`, or `RECORD`.
        replace: Replace or remove named graphs even if they hold something else.
        replace_all: Replace everything that the store holds.
        remove: Take the graphs out of the store again instead.
        dry_run: Only read from the store, and report what would be done.
        timeout: Seconds that each request may take.
        credentials: Who asks; looked for in the environment and netrc where left out.
        progress: Called before each graph.

    Returns:
        What was done and found. It is ``right`` if every graph is there and whole.

    Raises:
        RecordError: A record has problems; nothing was sent.
        ReorgError: A file cannot be read, the store cannot be reached or refuses, or a graph
            there is not ours. What was sent before stays, and is not sent again next time.
    """
    refuse_in(url, "URL")
    profile = stores.get(store) if store else None
    graphs = _named(outgoing.read(files), graph)
    connection = Connection(url, timeout=timeout, credentials=credentials)
    version = ""
    if profile is None:
        profile, version = _guessed(connection)
    target = GraphStore(profile, url, timeout=timeout, credentials=connection.credentials)
    title = f"{profile.title} ({version})" if version else profile.title
    nature = _nature(target, dry_run=dry_run)
    in_default = graph == DEFAULT and not nature.union
    removed: list[tuple[str, int]] = []
    sender = _Sender(
        target,
        in_default=in_default,
        by_iri=graph not in (DEFAULT, RECORD),
        replace=replace,
        exact=nature.exact,
    )
    with _going_on():
        if dry_run:
            return _plan(
                graphs, target, title, sender, nature, remove=remove, replace_all=replace_all
            )
        if replace_all:
            sent, removed = _replace_all(target, graphs, in_default=in_default, union=nature.union)
        else:
            act, sent = sender.remove if remove else sender.send, []
            for count, one in enumerate(graphs):
                if progress:
                    progress(count, len(graphs), one.source)
                sent.append(act(one))
        if remove:
            return Report(title, target.url, tuple(sent), faults=tuple(_left(sent)))
        faults, remarks = _checked(target, graphs, sent, nature)
        return Report(title, target.url, tuple(sent), tuple(removed), remarks, faults)


@dataclass(frozen=True)
class _Sender:
    """Sends graphs one by one, in one of the two ways."""

    target: GraphStore
    in_default: bool
    by_iri: bool
    replace: bool
    exact: bool

    def _place(self, one: Outgoing) -> str:
        return one.graph + IN_DEFAULT if self.in_default else one.graph

    def send(self, one: Outgoing) -> Sent:
        """Send a graph unless it is there already."""
        place = self._place(one)
        before = self.target.endpoint.count(place)
        if before == len(one.lines) and self._is_there(one, place):
            return _sent(self.target, one, place, "unchanged", self.in_default)
        gone: int | None = 0
        state = "replaced" if before else "new"
        if self.in_default and self._is_strange(one, before):
            self.target.put(place, one.data)
            state = "adopted"
        elif self.in_default:
            self.target.put_into_default(one)
        else:
            self._refuse_others(one, before, _REPLACE)
            gone = self._not_in(one, place, before)
            self.target.put(place, one.data)
        return _sent(self.target, one, place, state, self.in_default)._replace(gone=gone)

    def plan(self, one: Outgoing, *, remove: bool, replace_all: bool) -> Sent:
        """Return what would become of a graph; the store is only read."""
        place = self._place(one)
        before = self.target.endpoint.count(place)
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
        """Take a graph out, whichever version of it is there."""
        place = self._place(one)
        before = self.target.endpoint.count(place)
        gone: int | None = 0
        if self.in_default:
            if self._is_strange(one, before, removing=True):
                self.target.put(place, one.data)
                before = len(one.lines)
            self.target.take_from_default(one.graph)
        else:
            if not self._is_there(one, place):
                self._refuse_others(one, before, _DELETE)
                gone = self._not_in(one, place, before)
            self.target.delete(place)
        left = self.target.endpoint.count(place)
        return Sent(one.source, place, self.in_default, before, left, "removed", gone)

    def _is_there(self, one: Outgoing, place: str) -> bool:
        """Say whether a graph is there as it would be sent: compared whole, not by a mark."""
        if self.in_default and self.target.in_default(place) != len(one.lines):
            return False
        try:
            return canaries.same(one.lines, self.target.held(place), exact=self.exact)
        except ReorgError:
            return False

    def _not_in(self, one: Outgoing, place: str, before: int) -> int | None:
        """Return how many triples of a named graph are not in this version, whoever put them."""
        if not before:
            return 0
        try:
            return len(canaries.others(self.target.held(place), one.lines, exact=self.exact))
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
            whole = not canaries.others(one.lines, self._in_default(), exact=self.exact)
        except ReorgError:
            whole = False
        if whole and not any(canaries.is_blank(line) for line in one.lines):
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
        held = f"<{min(there - one.records)}>" if there else f"{_triples(before)} of something else"
        raise RefusedError(
            f"the graph <{one.graph}> holds {held}",
            where=self.target.url,
            remedy=remedy.format(graph="IRI" if self.by_iri else "record"),
        )


def _replace_all(
    target: GraphStore, graphs: Sequence[Outgoing], *, in_default: bool, union: bool
) -> tuple[list[Sent], list[tuple[str, int]]]:
    """Make graphs all that a store holds. What is new is there before anything old is deleted."""
    places = [one.graph + IN_DEFAULT if in_default else one.graph for one in graphs]
    removed = _doomed(target, places, union=union)
    if in_default:
        target.put("", outgoing.joined(graphs, "").data)
    for one, place in zip(graphs, places, strict=True):
        target.put(place, one.data)
    for graph, _ in removed:
        if graph and graph not in places:
            target.delete(graph)
    if not in_default and target.profile.default:
        target.delete("")
    sent = [
        _sent(target, one, place, "new", in_default)
        for one, place in zip(graphs, places, strict=True)
    ]
    return sent, removed


def _doomed(target: GraphStore, places: Sequence[str], *, union: bool) -> list[tuple[str, int]]:
    """Return what replacing everything deletes: graphs, by name, and how many triples each holds.

    What it puts the new versions over is named too.
    """
    held = [(graph, target.endpoint.count(graph)) for graph in sorted(target.graphs())]
    if target.profile.default:
        held.insert(0, ("", target.in_no_named_graph() if union else target.endpoint.count()))
    ours = {graph for graph in places if graph.endswith(IN_DEFAULT)}
    return [(graph, count) for graph, count in held if count and graph not in ours]


def _sent(target: GraphStore, one: Outgoing, place: str, state: str, in_default: bool) -> Sent:
    """Return what became of a graph, counted."""
    counted = target.endpoint.count(place)
    if in_default:
        counted = min(counted, target.in_default(place))
    return Sent(one.source, place, in_default, len(one.lines), counted, state)


def _checked(
    target: GraphStore, graphs: Sequence[Outgoing], sent: Sequence[Sent], nature: Nature
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what is wrong and what to know, each sentence once."""
    faults: dict[str, None] = {}
    remarks: dict[str, None] = {}
    asked = {() if nature.union or there.in_default else (there.graph,) for there in sent}
    for default_graphs in sorted(asked):
        faults |= dict.fromkeys(canaries.facts(target, default_graphs))
    for one, there in zip(graphs, sent, strict=True):
        if there.counted != there.triples:
            fault = (
                f"<{there.graph}> has {there.counted:,} triples there instead of {there.triples:,}."
            )
            faults[fault] = None
        if there.state != "unchanged":
            remarks |= dict.fromkeys(canaries.remarks(target, one, there.graph))
    if all(there.state == "unchanged" for there in sent):
        return tuple(faults), ()
    told = (*_reading(sent, nature), *_merged(graphs), *remarks, *_known(target.profile, graphs))
    return tuple(faults), told


def _merged(graphs: Sequence[Outgoing]) -> list[str]:
    """Return whose own named graphs are not kept."""
    return [
        f"{one.source} names {one.named} graph{'' if one.named == 1 else 's'} of its own: all its "
        "triples were sent as one graph."
        for one in graphs
        if one.named
    ]


def _reading(sent: Sequence[Sent], nature: Nature) -> list[str]:
    """Return how a query finds what was sent."""
    if nature.union:
        twice = (
            "It finds a triple once for each graph that holds it: write SELECT DISTINCT and "
            "COUNT(DISTINCT …), as the library's queries do."
        )
        reads = "A query that names no graph reads all named graphs together."
        return [reads, twice] if nature.doubles else [reads]
    if all(one.in_default for one in sent):
        return [
            "A query that names no graph reads the default graph alone, so the triples were put "
            f"there; the graphs that end in `{IN_DEFAULT}` hold a copy, by which the next push "
            "knows them."
        ]
    names = " ".join(f"--default-graph {one.graph}" for one in sent[:1])
    return [
        "A query that names no graph does not read named graphs: give `default-graph-uri`, "
        f"as `reorg query … {names}` does."
    ]


def _known(profile: Profile, graphs: Sequence[Outgoing]) -> list[str]:
    untried = f"How to address {profile.title} is from its documentation; nobody has tried it."
    tags = any(canaries.has_regions(one) for one in graphs)
    remarks = [remark for remark in profile.remarks if tags or not remark.startswith(_TAGS)]
    return [*remarks, *([] if profile.tried else [untried])]


def _nature(target: GraphStore, *, dry_run: bool) -> Nature:
    """Return what the store does; it is the first that it is asked, so a wrong address shows."""
    try:
        return target.nature_as_read() if dry_run else target.nature()
    except StoreError as error:
        if error.status not in (404, 405):
            raise
        remedy = f"give one such as {target.profile.address}"
        what = f"{target.profile.title} has nothing to push to at this address"
        raise StoreError(what, where=target.url, remedy=remedy, status=error.status) from None


def _guessed(connection: Connection) -> tuple[Profile, str]:
    found = stores.guess(connection)
    if found is None:
        raise ReorgError(
            "the server does not tell which store it is",
            where=connection.url,
            remedy=f"check the address, or give --store: {', '.join(stores.profiles())}",
        )
    return found


def _named(graphs: list[Outgoing], graph: str) -> list[Outgoing]:
    """Return graphs by the names that the user wants."""
    if graph in (DEFAULT, RECORD):
        return graphs
    iri(graph)
    return [outgoing.joined(graphs, graph)]


def _plan(
    graphs: Sequence[Outgoing],
    target: GraphStore,
    title: str,
    sender: _Sender,
    nature: Nature,
    *,
    remove: bool,
    replace_all: bool,
) -> Report:
    """Return what would be done; the store is only read."""
    sent = [sender.plan(one, remove=remove, replace_all=replace_all) for one in graphs]
    places = [one.graph for one in sent]
    doomed = _doomed(target, places, union=nature.union) if replace_all else []
    faults = tuple(f"it would be refused: {one.refusal}" for one in sent if one.refusal)
    return Report(title, target.url, tuple(sent), tuple(doomed), ("Nothing was sent.",), faults)


def _left(sent: Sequence[Sent]) -> list[str]:
    return [f"<{one.graph}> still has {one.counted:,} triples." for one in sent if one.counted]


def _line(one: Sent) -> str:
    """Return what became of a graph, on one line."""
    where = f"the default graph, listed in <{one.graph}>" if one.in_default else f"<{one.graph}>"
    told = {
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
    }[one.state]
    counted = "" if one.counted is None else f", {one.counted:,} counted"
    return f"{one.source} → {where}: {one.triples:,} triples {told}{counted}{_gone(one)}"


def _held(graph: str, count: int) -> str:
    return f"{f'<{graph}>' if graph else 'the default graph'}, {_triples(count)}"


def _triples(count: int) -> str:
    return f"{count:,} triple{'' if count == 1 else 's'}"


def _gone(one: Sent) -> str:
    """Return what is deleted besides: an old version's and other people's look alike."""
    would = one.state in _PLANNED
    if one.gone is None:
        was = "would be" if would else "was"
        return f"; what was there before and is not in this version {was} deleted, uncounted"
    if not one.gone:
        return ""
    are, was = ("that is", "was") if one.gone == 1 else ("that are", "were")
    return (
        f"; {_triples(one.gone)} {are} not in this version {'would be' if would else was} deleted"
    )
