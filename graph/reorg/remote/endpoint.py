"""Asks SPARQL 1.1 endpoints over HTTP, read-only, and answers as the embedded engine does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from time import monotonic
from typing import TYPE_CHECKING, Any

from reorg.errors import QueryError, QueryTimeoutError, ReorgError
from reorg.namespaces import PREFIXES
from reorg.rdf.formats import GRAPHS, RESULTS
from reorg.remote.connection import MOST, Connection, Response, StoreError
from reorg.remote.timeouts import TIMEOUT
from reorg.sparql.engine import Answer
from reorg.sparql.ordering import by_text
from reorg.sparql.paging import paged
from reorg.sparql.prefixes import with_prefixes
from reorg.sparql.refusals import refuse
from reorg.sparql.syntax import syntax_error
from reorg.sparql.tokens import form, ordered

if TYPE_CHECKING:
    import pyoxigraph as ox

    from reorg.remote.credentials import Credentials
    from reorg.remote.profiles import Profile

_ROWS = {
    media_type: format_.engine
    for format_ in RESULTS.values()
    if format_.typed
    for media_type in format_.media
}
# What may be rows too, such as plain XML, does not say that it is a graph.
_TRIPLES = {
    media_type: format_.engine
    for format_ in GRAPHS.values()
    if not format_.named_graphs
    for media_type in format_.media
    if media_type not in _ROWS
}
_WANT_ROWS = f"{RESULTS['json'].media_type}, {RESULTS['xml'].media_type};q=0.5"
_WANT_TRIPLES = (
    f"{GRAPHS['nt'].media_type}, {GRAPHS['ttl'].media_type};q=0.8, {GRAPHS['rdf'].media_type};q=0.3"
)

_FORM = "application/x-www-form-urlencoded"
_OTHER_WAYS = (405, 415, 501)
"""Statuses that say that a question must be put in another way."""

FAILS = "the endpoint fails at the query"
"""How the message begins where a server fails at a query that is well-formed."""

_CUT = "X-SPARQL-MaxRows"
_STATE = "X-SQL-State"


class NoEndpointError(StoreError):
    """An address that takes no queries."""


class Endpoint:
    """A SPARQL 1.1 endpoint.

    Args:
        url: Where it takes queries.
        timeout: Seconds that an answer may take, all its pages together.
        credentials: Who asks; looked for in the environment and netrc where left out.
        profile: What store it is, if known: then the store is told the time limit too.
        most: Bytes of an answer that are taken in at most.
        ca: A file of certificates of authorities to trust.
        connection: A connection to its server, which knows already how to sign in there.

    Raises:
        ReorgError: The address is none, or holds a password, or the certificates cannot be read.
    """

    def __init__(
        self,
        url: str,
        *,
        timeout: float = TIMEOUT,
        credentials: Credentials | None = None,
        profile: Profile | None = None,
        most: int = MOST,
        ca: str = "",
        connection: Connection | None = None,
    ) -> None:
        self.url = url
        self.timeout = timeout
        self.profile = profile
        self.connection = connection or Connection(
            url, timeout=timeout, credentials=credentials, most=most, where="--endpoint", ca=ca
        )
        self._way = 0

    def recognise(self) -> None:
        """Ask the server once which store it is, so that it can be told the time limit too.

        Raises:
            ReorgError: The server cannot be reached.
        """
        from reorg.remote import profiles

        guess = profiles.guess(self.connection, probe=False)
        self.profile = guess[0] if guess else None

    def look_elsewhere(self) -> bool:
        """Find out where the store takes queries whose own address was given; say if it is new.

        Raises:
            ReorgError: The server cannot be reached.
        """
        from reorg.remote import profiles

        guess = profiles.guess(self.connection)
        url = guess[0].base(self.url) + guess[0].query if guess else self.url
        if guess is None or url == self.url:
            return False
        self.profile, self.url = guess[0], url
        return True

    def query(
        self,
        text: str,
        *,
        default_graphs: Sequence[str] = (),
        where: str = "query",
        page_size: int | None = None,
        allow_service: bool = False,
        prefixes: Mapping[str, str] = PREFIXES,
    ) -> Answer:
        """Ask, and return the whole of the answer.

        Args:
            text: A SPARQL 1.1 query.
            default_graphs: IRIs of the graphs that a query reads that names none; what the
                endpoint is set up for where left out.
            where: What to call the query in messages, such as its file.
            page_size: Ask for so many rows at a time.
            allow_service: Let ``SERVICE`` ask other servers.
            prefixes: Prefixes known without being declared.

        Raises:
            QueryError: The query is an update, would fetch, cannot be read, or is refused.
            QueryTimeoutError: It took too long.
            StoreError: The endpoint cannot be reached or fails, or gives no SPARQL answer.
        """
        refuse(text, where, allow_service=allow_service)
        known = with_prefixes(text, prefixes)
        deadline = monotonic() + self.timeout
        if page_size is not None and form(text) == "SELECT":
            answer = self._pages(known, text, where, default_graphs, page_size, deadline)
        else:
            answer = self._ask(known, text, where, default_graphs, deadline)
        if answer.rows is None or ordered(text):
            return answer
        return answer._replace(rows=by_text(answer.rows))

    def count(self, graph: str = "") -> int:
        """Return how many triples a named graph holds, or what a query reads that names none.

        Args:
            graph: The named graph's IRI.

        Raises:
            ReorgError: As for `query`.
        """
        inner = "?s ?p ?o"
        if graph:
            inner = f"GRAPH {iri(graph)} {{ {inner} }}"
        return self.number(f"SELECT (COUNT(*) AS ?n) {{ {inner} }}")

    def number(self, text: str, *, default_graphs: Sequence[str] = ()) -> int:
        """Return the one number that a query answers.

        Raises:
            ReorgError: As for `query`, or the answer is no number.
        """
        rows = self.query(text, default_graphs=default_graphs).rows
        try:
            return int(float(rows[0][0].value))  # type: ignore[index,union-attr]
        except (TypeError, IndexError, ValueError, AttributeError):
            raise StoreError("the answer is no number", where=self.url) from None

    def response(self, text: str, *, default_graphs: Sequence[str] = ()) -> Response:
        """Ask, and return the answer as the endpoint wrote it.

        Raises:
            ReorgError: As for `query`.
        """
        refuse(text, "query")
        known = with_prefixes(text, PREFIXES)
        return self._response(known, text, "query", default_graphs, monotonic() + self.timeout)

    def _pages(
        self,
        known: str,
        text: str,
        where: str,
        default_graphs: Sequence[str],
        size: int,
        deadline: float,
    ) -> Answer:
        """Ask page by page until one is empty: a store may give fewer rows than asked for."""
        if paged(text, 1, 0) is None:
            return self._ask(known, text, where, default_graphs, deadline)
        if not ordered(text):
            raise QueryError(
                "pages of an answer without an order may overlap",
                where=where,
                remedy="add ORDER BY, or leave out --page-size",
            )
        rows: list[Any] = []
        while True:
            page = paged(known, size, len(rows)) or known
            answer = self._ask(page, text, where, default_graphs, deadline)
            if not answer.rows:
                return answer._replace(rows=rows)
            rows += answer.rows

    def _ask(
        self, known: str, text: str, where: str, default_graphs: Sequence[str], deadline: float
    ) -> Answer:
        response = self._response(known, text, where, default_graphs, deadline)
        answer = _read(response, _without_secret(self.url), wants_rows=_wants_rows(text))
        if form(text) == "ASK" and answer.rows is not None:
            return Answer(truth=_truth(answer.rows))
        cut = response.headers.get(_CUT, "")
        if cut.isdigit() and answer.rows is not None and len(answer.rows) >= int(cut) > 0:
            wanted_more = paged(known, 1, 0) is not None
            if wanted_more:
                raise QueryError(
                    f"the endpoint cuts answers off after {int(cut):,} rows",
                    where=where,
                    remedy=f"ask with --page-size {max(1, int(cut) // 2)}",
                )
        if response.headers.get(_STATE, "").startswith("S1T"):
            raise QueryTimeoutError(
                "the endpoint ran out of time and gave a part of the answer",
                where=where,
                remedy="narrow the query, or ask with --page-size",
            )
        return answer

    def _response(
        self, known: str, text: str, where: str, default_graphs: Sequence[str], deadline: float
    ) -> Response:
        """Put the question in the way that the endpoint takes, and find that way first."""
        graphs = [("default-graph-uri", iri(graph)[1:-1]) for graph in default_graphs]
        left = deadline - monotonic()
        if left <= 0:
            raise QueryTimeoutError(
                f"the query took longer than {self.timeout:g} seconds",
                where=where,
                remedy="narrow it, or allow more with --timeout",
            )
        limits = [*self.profile.limit(left).items()] if self.profile else []
        accept = {"Accept": _WANT_ROWS if _wants_rows(text) else _WANT_TRIPLES}
        pairs = [("query", known), *graphs, *limits]
        ways: list[dict[str, Any]] = [
            {"method": "POST", "data": pairs, "headers": accept},
            {
                "method": "POST",
                "params": pairs[1:],
                "data": known.encode(),
                "headers": {**accept, "Content-Type": "application/sparql-query"},
            },
            {"method": "GET", "params": pairs, "headers": accept},
        ]
        while True:
            try:
                return self.connection.request(url=self.url, timeout=left, **ways[self._way])
            except StoreError as error:
                if error.status in _OTHER_WAYS and self._way < len(ways) - 1:
                    self._way += 1
                    continue
                raise _explained(error, text, where) from None


def iri(text: str) -> str:
    """Return an IRI as SPARQL writes it, in ``<>``.

    Raises:
        ReorgError: It is none.
    """
    import pyoxigraph as ox

    try:
        return str(ox.NamedNode(text))
    except ValueError:
        remedy = "give a whole one, such as https://example.org/graph"
        raise ReorgError(f"{text!r} is no IRI", where="graph", remedy=remedy) from None


def _wants_rows(text: str) -> bool:
    return form(text) in {"SELECT", "ASK"}


def _read(response: Response, where: str, *, wants_rows: bool) -> Answer:
    """Return an answer from what the endpoint sent.

    Raises:
        StoreError: It is no SPARQL answer.
    """
    import pyoxigraph as ox

    formats: Any = _ROWS if wants_rows else _TRIPLES
    name = formats.get(response.media_type)
    if name is None:
        raise _no_answer(response, where)
    try:
        if not wants_rows:
            parsed = ox.parse(response.body, format=getattr(ox.RdfFormat, name), lenient=True)
            triples = {quad.triple for quad in parsed}
            return Answer(triples=list(triples))
        return _rows(response.body, getattr(ox.QueryResultsFormat, name))
    except (SyntaxError, ValueError, OSError) as error:
        why = str(getattr(error, "msg", None) or error)
        raise StoreError(f"the answer cannot be read ({why})", where=where) from None


def _rows(body: bytes, format_: ox.QueryResultsFormat) -> Answer:
    import pyoxigraph as ox

    parsed = ox.parse_query_results(body, format=format_)
    try:
        if isinstance(parsed, ox.QueryBoolean):
            return Answer(truth=bool(parsed))
        names = tuple(variable.value for variable in parsed.variables)
        return Answer(rows=list(map(tuple, parsed)), variables=names)
    finally:
        # An error's traceback would keep it, and it may not be freed by another thread.
        del parsed


def _truth(rows: Sequence[tuple[Any, ...]]) -> bool:
    """Return the truth that Virtuoso writes as a table with one number."""
    return any(term is not None and term.value in {"1", "true"} for row in rows for term in row)


def _no_answer(response: Response, where: str) -> StoreError:
    kind = response.media_type or "something without a type"
    what = "a web page" if "html" in kind else kind
    kinds = NoEndpointError if "html" in kind else StoreError
    return kinds(
        f"this is no SPARQL endpoint: it answers with {what}",
        where=where,
        remedy=ADDRESSES,
    )


ADDRESSES = (
    "give the address of queries: Oxigraph …/query, Fuseki …/DATASET/query, RDF4J and GraphDB "
    "…/repositories/ID, Virtuoso …/sparql, Blazegraph …/namespace/NAME/sparql, reorg serve …/sparql"
)


def _explained(error: StoreError, text: str, where: str) -> ReorgError:
    """Return the error that helps most: the query's own where it is not well-formed."""
    if error.status in (400, 500) and (wrong := _unread(text)):
        # The server counts the prefixes that were put before the query; this place is the user's.
        return syntax_error(text, where, wrong)
    if error.status == 400:
        why = error.message or "it does not say why"
        return QueryError(f"the endpoint refuses the query: {why}", where=where)
    if error.status == 404:
        what = "there is no endpoint at this address"
        return NoEndpointError(what, where=error.where, remedy=ADDRESSES, status=404)
    if error.status == 500:
        why = error.message or "it does not say why"
        return QueryError(f"{FAILS}: {why}", where=where)
    return error


def _unread(text: str) -> str:
    """Return what the embedded engine says of a query that it cannot read."""
    from pyoxigraph import Store

    try:
        Store().query(text, prefixes=dict(PREFIXES))
    except SyntaxError as error:
        return str(error)
    except (RuntimeError, OSError, ValueError):
        pass
    return ""


def _without_secret(url: str) -> str:
    return url.partition("?")[0]
