"""Puts graphs into a running store and takes them out, by the Graph Store Protocol or its like."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from reorg.connection import TIMEOUT, Connection, StoreError
from reorg.credentials import Credentials
from reorg.endpoint import Endpoint, iri
from reorg.errors import ReorgError
from reorg.namespaces import BASE, PREFIXES
from reorg.outgoing import RECORD, Outgoing
from reorg.sparql import QueryError, QueryTimeoutError
from reorg.stores import Profile

IN_DEFAULT = "/in-default-graph"
"""Ends the name of the named graph that lists what a push put into the default graph."""

NOT_OURS = "/not-from-reorg"
"""Ends the name of the named graph that lists what of it was there before, from others."""

COMING = "/coming"
"""Ends the name of the named graph in which a new version waits for its turn."""

_PROBE = BASE + "graph/probe"
_LITERALS = tuple(
    f'"{lexical}"^^<{PREFIXES["xsd"]}{kind}>'
    for lexical, kind in (
        ("1", "nonNegativeInteger"),
        ("1.50", "decimal"),
        ("1", "positiveInteger"),
    )
)
_ALL = "?s ?p ?o"
_SOME = 1000


class Nature(NamedTuple):
    """What a store does with what it is given.

    Attributes:
        union: A query that names no graph reads all named graphs.
        exact: Literals come back as they were written, and not only with the same value.
        doubles: Such a query finds a triple as often as there are graphs that hold it.
    """

    union: bool
    exact: bool
    doubles: bool


class GraphStore:
    """A store and its graphs.

    Args:
        profile: Which kind of store it is.
        url: Its address, as the profile has an example of.
        timeout: Seconds that each request may take.
        credentials: Who asks; looked for in the environment and netrc where left out.
    """

    def __init__(
        self,
        profile: Profile,
        url: str,
        *,
        timeout: float = TIMEOUT,
        credentials: Credentials | None = None,
    ) -> None:
        self.profile = profile
        self.url = profile.base(url)
        self.connection = Connection(self.url, timeout=timeout, credentials=credentials)
        self.endpoint = Endpoint(
            self.url + profile.query,
            timeout=timeout,
            credentials=self.connection.credentials,
            profile=profile,
        )

    def put(self, graph: str, data: bytes) -> None:
        """Replace a named graph, or the default graph if ``graph`` is empty, by N-Triples.

        Raises:
            ReorgError: The store cannot be reached or refuses. Where it replaces in one step,
                the old graph stays.
        """
        headers = {"Content-Type": self.profile.upload}
        for method in self.profile.replace:
            if method == "DELETE":
                self.delete(graph)
            else:
                self.connection.request(
                    method, self.profile.graph_url(self.url, graph), data=data, headers=headers
                )

    def delete(self, graph: str) -> None:
        """Delete a named graph, or empty the default graph; one that is not there is no fault."""
        address = self.profile.graph_url(self.url, graph, method="DELETE")
        try:
            self.connection.request("DELETE", address)
        except StoreError as error:
            if error.status != 404:
                raise

    def update(self, text: str) -> None:
        """Run a SPARQL update.

        Raises:
            ReorgError: The store cannot be reached or refuses.
        """
        self.connection.request("POST", self.url + self.profile.update, data=[("update", text)])

    def held(self, graph: str) -> set[bytes]:
        """Return a graph's triples as lines of N-Triples; language tags in lower case.

        That is what a query reads that names no graph if ``graph`` is empty.
        """
        from reorg.dataset import lines_of

        inner = f"GRAPH {iri(graph)} {{ {_ALL} }}" if graph else _ALL
        answer = self.endpoint.query(f"CONSTRUCT {{ {_ALL} }} {{ {inner} }}")
        return set(lines_of(answer.triples or []))

    def records(self, graph: str) -> frozenset[str]:
        """Return the IRIs of the records in a named graph."""
        return self._iris(f"GRAPH {iri(graph)} {{ ?x a {iri(RECORD)} }}")

    def graphs(self) -> frozenset[str]:
        """Return the IRIs of all named graphs but the store's own."""
        found = self._iris(f"GRAPH ?x {{ {_ALL} }}")
        return frozenset(name for name in found if not name.startswith(self.profile.keep))

    def _iris(self, pattern: str) -> frozenset[str]:
        rows = self.endpoint.query(f"SELECT DISTINCT ?x {{ {pattern} }}").rows or []
        return frozenset(getattr(term, "value", "") for (term,) in rows)

    def nature(self) -> Nature:
        """Return what the store does with named graphs and literals; by trying it.

        Raises:
            ReorgError: The store keeps no named graphs, or cannot be reached.
        """
        triple = f"{iri(_PROBE)} {iri(_PROBE)} {iri(_PROBE)} ."
        # Asked before anything is deleted: Blazegraph without quads refuses this question, but
        # takes the deletion of one named graph for that of everything.
        self._in_named_graph(triple)
        lines = [triple, *(f"{iri(_PROBE)} {iri(_PROBE)} {literal} ." for literal in _LITERALS)]
        try:
            for probe in (_PROBE, _PROBE + "/again"):
                self.put(probe, "\n".join(lines).encode())
            if not self._in_named_graph(triple):
                raise self._no_named_graphs()
            found = self.endpoint.query(f"SELECT ?x {{ ?x {iri(_PROBE)} {iri(_PROBE)} }}").rows
            held = self.held(_PROBE)
            exact = {line[:-2].encode() for line in lines} == held
            return Nature(bool(found), exact, doubles=len(found or ()) > 1)
        finally:
            for probe in (_PROBE, _PROBE + "/again"):
                self.delete(probe)

    def nature_as_read(self) -> Nature:
        """Return what the store does, as far as reading tells; else what its profile says.

        Literals count by value, since how the store writes them is told only by trying it.

        Raises:
            ReorgError: As for `nature`.
        """
        node = iri(_PROBE)
        self._in_named_graph(f"{node} {node} {node} .")
        return Nature(self._reads_all(), exact=False, doubles=False)

    def _reads_all(self) -> bool:
        if self.profile.default_graph == "union":
            return True
        graphs = self.graphs()
        # Only a push to a default graph of its own makes such a list.
        if not graphs or any(graph.endswith(IN_DEFAULT) for graph in graphs):
            return False
        some = f"{{ SELECT {_ALL} {{ GRAPH ?g {{ {_ALL} }} }} LIMIT {_SOME} }}"
        return not self.endpoint.query(f"ASK {{ {some} FILTER NOT EXISTS {{ {_ALL} }} }}").truth

    def _in_named_graph(self, triple: str) -> bool:
        try:
            return bool(self.endpoint.query(f"ASK {{ GRAPH {iri(_PROBE)} {{ {triple} }} }}").truth)
        except QueryTimeoutError:
            raise
        except QueryError:
            raise self._no_named_graphs() from None

    def _no_named_graphs(self) -> ReorgError:
        return ReorgError(
            "the store keeps no named graphs",
            where=self.url,
            remedy="make a dataset, repository or namespace that does",
        )

    def in_default(self, ledger: str) -> int:
        """Return how many triples of a named graph a query finds that names no graph."""
        return self.endpoint.number(
            f"SELECT (COUNT(*) AS ?n) {{ GRAPH {iri(ledger)} {{ {_ALL} }} {_ALL} }}"
        )

    def in_no_named_graph(self) -> int:
        """Return how many triples a query finds that names no graph, and that no graph has."""
        nowhere = f"FILTER NOT EXISTS {{ GRAPH ?g {{ {_ALL} }} }}"
        return self.endpoint.number(f"SELECT (COUNT(*) AS ?n) {{ {_ALL} {nowhere} }}")

    def strangers(self, records: Sequence[str]) -> list[str]:
        """Return which records the default graph holds that no push put there."""
        return [
            record
            for record in records
            if self.endpoint.query(
                f"ASK {{ {iri(record)} a {iri(RECORD)} FILTER NOT EXISTS {{ "
                f"GRAPH ?g {{ {iri(record)} a {iri(RECORD)} }} {_is_ledger()} }} }}"
            ).truth
        ]

    def put_into_default(self, graph: Outgoing) -> None:
        """Replace a graph within the default graph, and nothing that others have there.

        A named graph lists what a push put there; another, what of it was there before. So the
        next version takes out what the last one put in, unless somebody else holds it too. The
        change is one update, which stores do as a whole or not at all.
        """
        if not self.profile.update:
            raise ReorgError("this store's default graph cannot be shared", remedy="use --graph")
        self.put(graph.graph + COMING, graph.data)
        self.update(exchange(graph.graph))

    def take_from_default(self, graph: str) -> None:
        """Take a graph out of the default graph, but for what others have there too."""
        self.delete(graph + COMING)
        self.update(exchange(graph))


def _is_ledger(but: str = "") -> str:
    other = f" && ?g != {iri(but)}" if but else ""
    return f'FILTER(STRENDS(STR(?g), "{IN_DEFAULT}"){other})'


def exchange(name: str) -> str:
    """Return the update that exchanges a graph within the default graph for its new version."""
    ledger, theirs, coming = (iri(name + end) for end in (IN_DEFAULT, NOT_OURS, COMING))
    pushed = f"EXISTS {{ GRAPH ?g {{ {_ALL} }} {_is_ledger(name + IN_DEFAULT)} }}"
    strange = f'EXISTS {{ GRAPH ?g {{ {_ALL} }} FILTER(STRENDS(STR(?g), "{NOT_OURS}")) }}'

    def within(graph: str) -> str:
        return f"GRAPH {graph} {{ {_ALL} }}"

    def unless(graph: str) -> str:
        return f"FILTER NOT EXISTS {{ {within(graph)} }}"

    steps = (
        f"DELETE {{ {_ALL} }} WHERE {{ {within(ledger)} "
        f"{unless(coming)} {unless(theirs)} FILTER NOT {pushed} }}",
        f"DELETE {{ {within(theirs)} }} WHERE {{ {within(theirs)} {unless(coming)} }}",
        f"INSERT {{ {within(theirs)} }} WHERE {{ {within(coming)} {_ALL} "
        f"{unless(ledger)} FILTER(NOT {pushed} || {strange}) }}",
        f"INSERT {{ {_ALL} }} WHERE {{ {within(coming)} }}",
        f"DROP SILENT GRAPH {ledger}",
        f"INSERT {{ {within(ledger)} }} WHERE {{ {within(coming)} }}",
        f"DROP SILENT GRAPH {coming}",
    )
    return " ;\n".join(steps)
