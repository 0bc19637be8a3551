"""Opens graphs and runs queries on the embedded engine, so that nothing can hang or harm."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from reorg.errors import ReorgError
from reorg.namespaces import PREFIXES
from reorg.sparql import QueryError, QueryTimeoutError, refuse, syntax_error

if TYPE_CHECKING:
    from pathlib import Path

    import pyoxigraph as ox
    from rdflib import Graph

    Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
    Source = str | Path | bytes | Graph | ox.Store

SHIPPED = "northamptonshire-2015.ttl"

FORMATS = {
    ".ttl": "TURTLE",
    ".nt": "N_TRIPLES",
    ".trig": "TRIG",
    ".nq": "N_QUADS",
    ".jsonld": "JSON_LD",
    ".rdf": "RDF_XML",
}
_WITH_GRAPHS = frozenset({".trig", ".nq", ".jsonld"})

# The engine recurses over long expressions; this is address space, touched only if needed.
_STACK = 256 * 1024 * 1024
_CHUNK = 1000
# The byte order mark, which some editors write before UTF-8.
_MARK = b"\xef\xbb\xbf"
_stack_size = threading.Lock()
_T = TypeVar("_T")


class Answer(NamedTuple):
    """What a query answers; exactly one of the three is there.

    Attributes:
        rows: For SELECT, one tuple a solution, ``None`` where a variable is unbound.
        triples: For CONSTRUCT and DESCRIBE.
        truth: For ASK.
        variables: The names of the columns of ``rows``.
    """

    rows: list[tuple[Term | None, ...]] | None = None
    triples: list[ox.Triple] | None = None
    truth: bool | None = None
    variables: tuple[str, ...] = ()


def open_store(source: Source, *, suffix: str = ".ttl") -> ox.Store:
    """Return a store whose default graph holds every triple of ``source``.

    Named graphs are kept too: a query needs no ``GRAPH``, and may use it. A store writes some
    literals anew (``1.50`` becomes ``1.5``): it answers questions, and is no copy to publish.

    Args:
        source: A path (its suffix, one of ``FORMATS``, tells the format), the bytes of a file,
            an rdflib ``Graph`` or ``Dataset``, or a store, which is returned as it is.
        suffix: The format of bytes.

    Raises:
        ReorgError: The file is missing, empty, of another kind, or not well-formed.
    """
    import pyoxigraph as ox

    if isinstance(source, ox.Store):
        return source
    if not isinstance(source, str | bytes | os.PathLike):
        from reorg.bridge import indexed

        return indexed(source)
    file = _read(source, suffix)
    store = ox.Store()
    with _Explained(file):
        if file.suffix in _WITH_GRAPHS:
            quads = list(ox.parse(file.data, format=file.format))
            store.extend(quads)
            store.extend(ox.Quad(q.subject, q.predicate, q.object) for q in quads)
        else:
            store.load(file.data, format=file.format)
    if not len(store) and not isinstance(source, bytes):
        raise ReorgError("the graph holds no triples", where=file.name, remedy="build it again")
    return store


def parse(source: str | Path | bytes, *, suffix: str = ".ttl") -> list[ox.Quad]:
    """Return the quads of a file as they are written in it.

    Args:
        source: As for `open_store`.
        suffix: The format of bytes.

    Raises:
        ReorgError: The file is missing, of another kind, or not well-formed.
    """
    import pyoxigraph as ox

    file = _read(source, suffix)
    with _Explained(file):
        return list(ox.parse(file.data, format=file.format))


@lru_cache(maxsize=1)
def shipped() -> ox.Store:
    """Return the graph that ships with the package; it is not to be changed."""
    return open_store(shipped_data())


def shipped_data() -> bytes:
    """Return the Turtle that ships with the package."""
    from reorg import resources

    return resources.read("graphs", SHIPPED).encode()


class _File(NamedTuple):
    name: str
    suffix: str
    data: bytes

    @property
    def format(self) -> ox.RdfFormat:
        import pyoxigraph as ox

        found: ox.RdfFormat = getattr(ox.RdfFormat, FORMATS[self.suffix])
        return found


def _read(source: str | Path | bytes, suffix: str) -> _File:
    if isinstance(source, bytes):
        return _File("graph", suffix, source.removeprefix(_MARK))
    path = os.fspath(source)
    # Without pathlib, whose import would be a tenth of a short query's time.
    suffix = os.path.splitext(path)[1].lower()  # noqa: PTH122
    if suffix not in FORMATS:
        raise ReorgError(
            "the format cannot be told from the file's name",
            where=path,
            remedy=f"end the name with one of {', '.join(FORMATS)}",
        )
    try:
        with open(path, "rb") as file:  # noqa: PTH123
            return _File(path, suffix, file.read().removeprefix(_MARK))
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise ReorgError(
            f"the graph cannot be read ({reason})", where=path, remedy="check its name"
        ) from None


class _Explained:
    """Turns what the engine says of a file into a message for its reader."""

    def __init__(self, file: _File) -> None:
        self._file = file

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        name, suffix, _ = self._file
        if isinstance(error, SyntaxError):
            place = f"{name}:{error.lineno}:{error.offset}" if error.lineno else name
            said = str(error.msg).rpartition(": ")[2].partition(" (line")[0]
            what = f"not well-formed {suffix[1:]}: {said}"
            raise ReorgError(what, where=place, remedy="mend the file") from None
        if isinstance(error, ValueError | OSError | RuntimeError):
            raise ReorgError(f"the graph cannot be read ({error})", where=name) from None


def run(
    store: ox.Store,
    text: str,
    *,
    where: str = "query",
    prefixes: Mapping[str, str] = PREFIXES,
    base: str = "",
    timeout: float | None = None,
    allow_service: bool = False,
) -> Answer:
    """Run a query and return the whole of its answer.

    Args:
        store: What to ask.
        text: A SPARQL 1.1 query.
        where: What to call the query in messages, such as its file.
        prefixes: Prefixes known without being declared.
        base: What relative IRIs are read against; empty: they are an error.
        timeout: Seconds after which to give up; None for no limit.
        allow_service: Let ``SERVICE`` ask other servers.

    Raises:
        QueryError: The query is an update, would fetch, cannot be read, or fails.
        QueryTimeoutError: It took too long. The engine cannot be stopped: its thread goes on
            until it ends by itself or the process does.
    """
    known = dict(prefixes)

    def work(cancelled: threading.Event) -> Answer:
        refuse(text, where, allow_service=allow_service, prefixes=known, base=base)

        def take(items: Iterable[Any], _: str) -> list[Any]:
            return _drain(items, cancelled)

        return solve(store, text, take, known, base=base, where=where)

    try:
        return Task(work).result(timeout)
    except TimeoutError:
        raise QueryTimeoutError(
            f"the query took longer than {timeout:g} seconds",
            where=where,
            remedy="narrow it, or allow more with --timeout",
        ) from None


def solve(
    store: ox.Store,
    text: str,
    take: Callable[[Iterable[Any], str], list[Any]],
    prefixes: Mapping[str, str] = PREFIXES,
    *,
    base: str = "",
    where: str = "query",
    **options: Any,
) -> Answer:
    """Return the answer to a query that may be asked, in the thread that calls.

    Args:
        store: What to ask.
        text: The query.
        take: Returns what there is of rows or triples, or raises; the second argument is what
            they are, "rows" or "triples".
        prefixes: Prefixes known without being declared.
        base: What relative IRIs are read against; empty: they are an error.
        where: What to call the query in messages, such as its file.
        options: As for the ``query`` of a store.

    Raises:
        QueryError: The query cannot be read, or fails.
        MemoryError: There is too little memory to put the answer in order.
    """
    import pyoxigraph as ox

    from reorg import ordering

    try:
        found = ordering.query(store, text, prefixes, base, **options)
        if isinstance(found.items, ox.QueryBoolean):
            answer = Answer(truth=bool(found.items))
        elif isinstance(found.items, ox.QueryTriples):
            answer = Answer(triples=take(found.items, "triples"))
        else:
            rows = found.in_order(take(map(tuple, found.items), "rows"))
            answer = Answer(rows=rows, variables=found.names)
    except SyntaxError as error:
        raise syntax_error(text, where, str(error), prefixes, base) from None
    except (RuntimeError, OSError, ValueError) as error:
        raise QueryError(f"the query failed: {error}", where=where) from None
    if found.failures:
        raise found.failures[0]
    return answer


def _drain(items: Any, cancelled: threading.Event) -> list[Any]:
    """Return all items, unless the caller has gone: then memory must not go on filling."""
    kept: list[Any] = []
    items = iter(items)
    while not cancelled.is_set() and (chunk := list(islice(items, _CHUNK))):
        kept += chunk
    return kept


class Task(Generic[_T]):
    """Work done aside: the engine holds no lock meanwhile, so Ctrl-C and the clock are heard."""

    def __init__(self, work: Callable[[threading.Event], _T]) -> None:
        """Start the work; it is given an event that is set when nobody waits any more."""
        self._done, self._cancelled = threading.Event(), threading.Event()
        self._outcome: list[_T] = []
        self._failure: list[BaseException] = []
        self._work = work
        with _stack_size:
            before = threading.stack_size(_STACK)
            try:
                threading.Thread(target=self._run, name="reorg", daemon=True).start()
            finally:
                threading.stack_size(before)

    def _run(self) -> None:
        try:
            self._outcome.append(self._work(self._cancelled))
        except BaseException as error:  # handed over to the caller's thread
            self._failure.append(error)
        finally:
            self._done.set()

    def result(self, timeout: float | None = None) -> _T:
        """Wait for the work and return what came of it, or raise what it raised.

        Raises:
            TimeoutError: It takes longer than ``timeout`` seconds.
        """
        try:
            in_time = self._done.wait(timeout)
        except BaseException:
            self._cancelled.set()
            raise
        if not in_time:
            self._cancelled.set()
            raise TimeoutError
        if self._failure:
            raise self._failure[0]
        return self._outcome[0]
