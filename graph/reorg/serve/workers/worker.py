"""The process that runs queries: it holds the graph, can be ended, and can reach nothing else.

The engine can neither stop a query nor bound its memory, so the process itself is bounded.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from reorg.errors import ReorgError
from reorg.namespaces import PREFIXES
from reorg.serve.job import Job, Outcome, failure
from reorg.serve.limits import MOST_ANSWER, Limits
from reorg.serve.workers.confinement import confine, size, step_back
from reorg.serve.workers.ending import OUT_OF_MEMORY
from reorg.serve.workers.messages import PIECE, Connection, Message, MessageType
from reorg.terms import value_of

if TYPE_CHECKING:
    from queue import SimpleQueue

    import pyoxigraph as ox

    from reorg.sparql.engine import Answer

# Numbers with a fraction are sorted by a module of their own.
_SORTED = "SELECT * { VALUES ?x { 1.5 <a:b> } } ORDER BY ?x STR(?x)"


class LoadedGraph(NamedTuple):
    """What a worker answers from.

    Attributes:
        store: The graph.
        graphs: IRIs of its named graphs.
        prefixes: Prefixes known without being declared.
    """

    store: ox.Store
    graphs: frozenset[str]
    prefixes: Mapping[str, str]


def main() -> None:
    """Answer from a graph that comes first, over standard input and output.

    The arguments of the command are ``sys.path``, the limits, and whether to confine itself.
    """
    deaf()
    # What anything prints is no message.
    stream = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    served = Connection(sys.stdin.buffer, stream)
    limits = Limits(*json.loads(sys.argv[2]))
    held = hold(served.receive().data, limits)
    run(served, held, limits, confined=json.loads(sys.argv[3]))


def hold(data: bytes, limits: Limits) -> LoadedGraph:
    """Return what workers answer from, with all that they need imported.

    Args:
        data: The graph as N-Quads.
        limits: What a query may take.
    """
    import pyoxigraph as ox

    from reorg.sparql.prefixes import known

    store = ox.Store()
    store.load(data, format=ox.RdfFormat.N_QUADS)
    graphs = frozenset(value_of(name) for name in store.named_graphs())
    _warm_up(limits)
    return LoadedGraph(store, graphs, known(store))


def deaf() -> None:
    """Leave signals to the server: it hangs up when all is to end."""
    import signal

    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if number := getattr(signal, name, None):
            signal.signal(number, signal.SIG_IGN)


def run(served: Connection, held: LoadedGraph, limits: Limits, *, confined: bool) -> None:
    """Answer messages until the server hangs up, even in the middle of a query; never return."""
    import threading
    from queue import SimpleQueue

    from reorg.threads import STACK

    messages: SimpleQueue[Message] = SimpleQueue()
    threading.stack_size(STACK)
    arguments = (served, messages, held, limits, confined)
    answering = threading.Thread(target=_answer_all, args=arguments, daemon=True)
    answering.start()
    try:
        while True:
            message = served.receive()
            if message.kind is MessageType.YIELD:
                step_back(answering.native_id)
            else:
                messages.put(message)
    except (EOFError, OSError):
        os._exit(0)


def _answer_all(
    served: Connection,
    messages: SimpleQueue[Message],
    held: LoadedGraph,
    limits: Limits,
    confined: bool,
) -> None:
    def send(piece: bytes) -> None:
        for start in range(0, len(piece), PIECE):
            served.send(MessageType.PIECE, piece[start : start + PIECE])

    try:
        if confined:
            confine(limits.megabytes)
        before = size()
        served.send(MessageType.READY)
        while True:
            message = messages.get()
            served.send(MessageType.TAKEN)
            if message.kind is MessageType.JOB:
                outcome = answer(held, Job.unpacked(message.data), limits, send)
            elif message.kind is MessageType.PAGE and not confined:
                outcome = _draw(held.store, message.data.decode(), send)
            else:
                continue
            served.send(MessageType.END, outcome._replace(grown=size() - before).packed())
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except (EOFError, OSError):
        os._exit(0)
    except BaseException:
        import traceback

        traceback.print_exc()
        os._exit(1)


def _draw(store: ox.Store, title: str, send: Callable[[bytes], None]) -> Outcome:
    from reorg.html.webpage import page

    send(page(store, title=title).encode())
    return Outcome(200, "text/html")


def _warm_up(limits: Limits) -> None:
    """Import whatever a query may need: afterwards no file can be opened."""
    from pyoxigraph import Store

    from reorg.serve.media import GRAPH, TABLE

    empty = LoadedGraph(Store(), frozenset(), PREFIXES)
    others = ("ASK {}", "SELECT ?service {", "DROP")
    for text in ("SELECT * { VALUES ?x { 1 <a:b> 'c' } }", _SORTED, *others):
        for table in TABLE:
            answer(empty, Job(text, table=table), limits, len)
    for graph in GRAPH:
        job = Job("CONSTRUCT { <a:b> <c:d> 1 } {}", graph=graph)
        answer(empty, job, limits, len)


def answer(held: LoadedGraph, job: Job, limits: Limits, send: Callable[[bytes], object]) -> Outcome:
    """Send the answer to a job, and return what is to be told of it.

    Args:
        held: What to ask.
        job: The query.
        limits: How many rows it may have.
        send: Takes the answer, piece by piece; void if the reply is of a failure.
    """
    from time import perf_counter

    start = perf_counter()
    try:
        outcome = _write(_run(*held, job, limits), job, send)
    except ReorgError as error:
        # Options are those of `reorg query`.
        remedy = "leave it out" if "--" in error.remedy else error.remedy
        explained = ReorgError(error.what, where=error.where, remedy=remedy)
        return failure(getattr(error, "status", 400), str(explained))
    except MemoryError:
        return failure(500, too_much_memory(limits))
    return outcome._replace(seconds=perf_counter() - start)


def too_much_memory(limits: Limits) -> str:
    """Return what to say of a query that needs too much memory."""
    return f"query: it needs more than {limits.megabytes:,} MB of memory; narrow it"


class _LimitError(ReorgError):
    """An answer that is longer than the server gives."""

    # The status by which the SPARQL 1.1 Protocol (section 2.1.4) lets a service refuse a query.
    status = 500


class _FormatError(ReorgError):
    """An answer of a kind that the client has no format for."""

    status = 406


def _run(
    store: ox.Store, graphs: frozenset[str], prefixes: Mapping[str, str], job: Job, limits: Limits
) -> Answer:
    import pyoxigraph as ox

    from reorg.sparql.engine import evaluate

    own = bool(job.default_graphs or job.named_graphs)
    _known([*job.default_graphs, *job.named_graphs], graphs)
    dataset: dict[str, Any] = {}
    if own:
        dataset["default_graph"] = [ox.NamedNode(iri) for iri in job.default_graphs]
        dataset["named_graphs"] = [ox.NamedNode(iri) for iri in job.named_graphs]

    def take(items: Any, what: str) -> list[Any]:
        if what == "triples":
            _wanted(job.graph, "a graph (CONSTRUCT, DESCRIBE)")
        else:
            _wanted(job.table, "a table (SELECT)")
        return _take(items, limits.rows, what)

    allowed = None if own else graphs
    return evaluate(
        store, job.text, take, prefixes=prefixes, base=job.base, graphs=allowed, **dataset
    )


def _known(names: list[str], graphs: frozenset[str]) -> None:
    for iri in names:
        if iri not in graphs:
            raise ReorgError(
                f"there is no graph <{iri}> here, and nothing is ever fetched",
                where="query",
                remedy="`SELECT DISTINCT ?g { GRAPH ?g {} }` lists those there are",
            )


def _wanted(media_type: str, what: str) -> None:
    if not media_type:
        raise _FormatError(f"the answer is {what}, and no accepted media type can hold it")


def _take(items: Any, most: int, what: str) -> list[Any]:
    from itertools import islice

    if what == "rows":
        # An answer repeats a few terms many times, which the engine makes anew for each row.
        known: dict[Any, Any] = {}
        items = (tuple(known.setdefault(term, term) for term in row) for row in items)
    kept = [*islice(items, most + 1)]
    if len(kept) > most:
        raise _LimitError(
            f"the answer has more than {most:,} {what}",
            where="query",
            remedy="narrow it, or take it in parts with ORDER BY, LIMIT and OFFSET",
        )
    return kept


def _write(solution: Answer, job: Job, send: Callable[[bytes], object]) -> Outcome:
    from reorg.serve.answers import write

    media_type = job.graph if solution.triples is not None else job.table
    _wanted(media_type, "a truth value (ASK)")
    length = 0
    for piece in write(solution, media_type):
        length += len(piece)
        if length > MOST_ANSWER:
            raise _LimitError(
                f"the answer is longer than {MOST_ANSWER // 1_000_000} MB",
                where="query",
                remedy="narrow it, or take it in parts with ORDER BY, LIMIT and OFFSET",
            )
        send(piece)
    count = len(solution.rows or solution.triples or ()) if solution.truth is None else 1
    return Outcome(200, media_type, count)
