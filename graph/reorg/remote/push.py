"""Sends graphs to a running store, replaces only its own, and tells what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from reorg.errors import QueryTimeoutError, ReorgError
from reorg.pipeline import namedgraphs
from reorg.pipeline.namedgraphs import Outgoing
from reorg.remote import fidelity, profiles
from reorg.remote.connection import TIMEOUT, Connection, LostError, StoreError
from reorg.remote.credentials import Credentials, refuse_in
from reorg.remote.endpoint import iri
from reorg.remote.exchange import IN_DEFAULT
from reorg.remote.graphstore import GraphStore, Nature
from reorg.remote.profiles import Profile
from reorg.remote.report import Report, Sent, left
from reorg.remote.sender import Sender

if TYPE_CHECKING:
    from reorg.task import Progress

__all__ = ["DEFAULT", "RECORD", "Report", "Sent", "push"]

DEFAULT = "default"
"""Where a query that names no graph finds what was pushed."""

RECORD = "record"
"""One named graph a record, named after it."""

_TAGS = "Language tags"


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
    graphs = _named(namedgraphs.read(files), graph)
    connection = Connection(url, timeout=timeout, credentials=credentials, ca=ca)
    version = ""
    if profile is None:
        profile, version = _guessed(connection)
    target = GraphStore(profile, url, timeout=timeout, connection=connection)
    title = f"{profile.title} ({version})" if version else profile.title
    names = [one.graph for one in graphs]
    with _going_on(), _tidied(target, names, dry_run=dry_run):
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
        removed: list[tuple[str, int]] = []
        if replace_all:
            sent, removed = sender.replace_all(graphs)
        else:
            sent = _one_by_one(graphs, sender.remove if remove else sender.send, progress)
        if remove:
            return Report(title, target.url, tuple(sent), faults=left(sent))
        faults, remarks = _checked(target, graphs, sent, nature)
        return Report(title, target.url, tuple(sent), tuple(removed), remarks, faults)


def _one_by_one(
    graphs: Sequence[Outgoing], act: Callable[[Outgoing], Sent], progress: Progress | None
) -> list[Sent]:
    sent = []
    for count, one in enumerate(graphs):
        if progress:
            progress(count, len(graphs), one.source)
        sent.append(act(one))
    return sent


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


def _checked(
    target: GraphStore, graphs: Sequence[Outgoing], sent: Sequence[Sent], nature: Nature
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what is wrong and what to know, each sentence once."""
    faults: dict[str, None] = {}
    remarks: dict[str, None] = {}
    asked = {() if nature.union or there.in_default else (there.graph,) for there in sent}
    for default_graphs in sorted(asked):
        faults |= dict.fromkeys(fidelity.facts(target, default_graphs))
    for one, there in zip(graphs, sent, strict=True):
        if there.state == "overtaken":
            continue
        if there.counted != there.triples:
            fault = (
                f"<{there.graph}> has {there.counted:,} triples there instead of {there.triples:,}."
            )
            faults[fault] = None
        if there.state != "unchanged":
            remarks |= dict.fromkeys(fidelity.remarks(target, one, there.graph))
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
    tags = any(fidelity.has_regions(one) for one in graphs)
    remarks = [remark for remark in profile.remarks if tags or not remark.startswith(_TAGS)]
    return [*remarks, *([] if profile.tried else [untried])]


def _guessed(connection: Connection) -> tuple[Profile, str]:
    found = profiles.guess(connection)
    if found is None:
        raise ReorgError(
            "the server does not tell which store it is",
            where=connection.url,
            remedy=f"check the address, or give --store: {', '.join(profiles.profiles())}",
        )
    return found


def _named(graphs: list[Outgoing], graph: str) -> list[Outgoing]:
    """Return graphs by the names that the user wants."""
    if graph in (DEFAULT, RECORD):
        return graphs
    iri(graph)
    return [namedgraphs.joined(graphs, graph)]


def _plan(
    graphs: Sequence[Outgoing], title: str, sender: Sender, *, remove: bool, replace_all: bool
) -> Report:
    """Return what would be done; the store is only read."""
    sent = [sender.plan(one, remove=remove, replace_all=replace_all) for one in graphs]
    doomed = sender.doomed(graphs) if replace_all else []
    faults = tuple(f"it would be refused: {one.refusal}" for one in sent if one.refusal)
    url = sender.target.url
    return Report(title, url, tuple(sent), tuple(doomed), ("Nothing was sent.",), faults)
