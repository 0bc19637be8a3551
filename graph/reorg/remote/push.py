"""Sends graphs to a running store, replaces only its own, and tells what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from reorg.errors import QueryTimeoutError, ReorgError
from reorg.pipeline import inputgraphs
from reorg.pipeline.inputgraphs import NamedGraph
from reorg.remote import profiles
from reorg.remote.connection import Connection, LostError, StoreError
from reorg.remote.credentials import Credentials, refuse_in
from reorg.remote.endpoint import iri
from reorg.remote.graphstore import GraphStore
from reorg.remote.profiles import Profile
from reorg.remote.pushreport import Outcome, Report, left
from reorg.remote.sender import Sender
from reorg.remote.timeouts import TIMEOUT
from reorg.remote.verification import checked

if TYPE_CHECKING:
    from reorg.threads import Progress

__all__ = ["DEFAULT", "RECORD", "Outcome", "Report", "push"]

DEFAULT = "default"
"""Where a query that names no graph finds what was pushed."""

RECORD = "record"
"""One named graph a record, named after it."""


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
    ca: str = "",
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
        ca: A file of certificates of authorities to trust; what the environment names, or else
            the usual ones, where left out.
        progress: Called before each graph.

    Returns:
        What was done and found. It is ``right`` if every graph is there and whole.

    Raises:
        RecordError: A record has problems; nothing was sent.
        ReorgError: A file cannot be read, the store cannot be reached or refuses, or a graph
            there is not ours. What was sent before stays, and is not sent again next time.
    """
    refuse_in(url, "URL")
    profile = profiles.get(store) if store else None
    graphs = _named(inputgraphs.read(files), graph)
    connection = Connection(url, timeout=timeout, credentials=credentials, ca=ca)
    target, title = _store(connection, profile)
    with _going_on(), _tidied(target, [one.iri for one in graphs], dry_run=dry_run):
        nature = target.nature_as_read() if dry_run else target.nature()
        sender = Sender(
            target,
            nature,
            in_default=graph == DEFAULT and not nature.union,
            by_iri=graph not in (DEFAULT, RECORD),
            replace=replace,
        )
        if dry_run:
            return _plan(graphs, title, sender, remove=remove, replace_all=replace_all)
        if remove:
            return _removed(graphs, title, sender, progress)
        return _sent(graphs, title, sender, progress, replace_all=replace_all)


def _removed(
    graphs: Sequence[NamedGraph], title: str, sender: Sender, progress: Progress | None
) -> Report:
    """Take graphs out of the store, and report it."""
    outcomes = _one_by_one(graphs, sender.remove, progress)
    return Report(title, sender.target.url, tuple(outcomes), faults=left(outcomes))


def _sent(
    graphs: Sequence[NamedGraph],
    title: str,
    sender: Sender,
    progress: Progress | None,
    *,
    replace_all: bool,
) -> Report:
    """Send graphs, compare them with what is there then, and report it."""
    removed: list[tuple[str, int]] = []
    if replace_all:
        outcomes, removed = sender.replace_all(graphs)
    else:
        outcomes = _one_by_one(graphs, sender.send, progress)
    faults, remarks = checked(sender.target, graphs, outcomes, sender.nature)
    return Report(title, sender.target.url, tuple(outcomes), tuple(removed), remarks, faults)


def _one_by_one(
    graphs: Sequence[NamedGraph],
    act: Callable[[NamedGraph], Outcome],
    progress: Progress | None,
) -> list[Outcome]:
    outcomes = []
    for count, graph in enumerate(graphs):
        if progress:
            progress(count, len(graphs), graph.source)
        outcomes.append(act(graph))
    return outcomes


@contextmanager
def _tidied(target: GraphStore, names: Sequence[str], *, dry_run: bool) -> Iterator[None]:
    """Delete at the end what dead pushes have left behind, and this one.

    Whose push was dead is told by what was there before this push began and is there still; one
    that lives and is only slow finds its graph gone, and sends it again.
    """
    before = _passing(target, names)
    try:
        yield
    except (LostError, QueryTimeoutError):
        raise
    except ReorgError:
        if not target.connection.refused and not dry_run:
            with suppress(ReorgError):
                target.tidy(names, before)
        raise
    if not dry_run:
        target.tidy(names, before)


def _passing(target: GraphStore, names: Sequence[str]) -> frozenset[str]:
    """Return what pushes left behind; the first that a store is asked, so a wrong address shows.

    Asked before anything is deleted: Blazegraph without quads refuses this question, but takes
    the deletion of one named graph for that of everything.
    """
    try:
        return target.passing(names)
    except StoreError as error:
        if error.status not in (404, 405):
            raise
        remedy = f"give one such as {target.profile.address}"
        what = f"{target.profile.title} has nothing to push to at this address"
        raise StoreError(what, where=target.url, remedy=remedy, status=error.status) from None


def _store(connection: Connection, profile: Profile | None) -> tuple[GraphStore, str]:
    """Return the store at an address, and what it is called, with its version if it tells it."""
    version = ""
    if profile is None:
        guessed = profiles.guess(connection)
        if guessed is None:
            raise ReorgError(
                "the server does not tell which store it is",
                where=connection.url,
                remedy=f"check the address, or give --store: {', '.join(profiles.profiles())}",
            )
        profile, version = guessed
    target = GraphStore(profile, connection.url, timeout=connection.timeout, connection=connection)
    return target, f"{profile.title} ({version})" if version else profile.title


def _named(graphs: list[NamedGraph], graph: str) -> list[NamedGraph]:
    """Return graphs by the names that the user wants."""
    if graph in (DEFAULT, RECORD):
        return graphs
    iri(graph)
    return [inputgraphs.joined(graphs, graph)]


def _plan(
    graphs: Sequence[NamedGraph], title: str, sender: Sender, *, remove: bool, replace_all: bool
) -> Report:
    """Return what would be done; the store is only read."""
    outcomes = [sender.plan(graph, remove=remove, replace_all=replace_all) for graph in graphs]
    doomed = sender.doomed(graphs) if replace_all else []
    refusals = [outcome.refusal for outcome in outcomes if outcome.refusal]
    faults = tuple(f"it would be refused: {refusal}" for refusal in refusals)
    url = sender.target.url
    return Report(title, url, tuple(outcomes), tuple(doomed), ("Nothing was sent.",), faults)
