"""Puts graphs into a running store and takes them out, by the Graph Store Protocol or its like."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from secrets import token_hex
from typing import NamedTuple

from reorg.errors import QueryError, QueryTimeoutError, ReorgError
from reorg.namespaces import BASE, PREFIXES
from reorg.pipeline.inputgraphs import RECORD, NamedGraph
from reorg.remote.connection import Connection, StoreError
from reorg.remote.credentials import Credentials
from reorg.remote.endpoint import FAILS, Endpoint, iri
from reorg.remote.profiles import Profile
from reorg.remote.timeouts import TIMEOUT
from reorg.remote.updates import (
    COMING,
    IN_DEFAULT,
    MARK,
    NONE,
    UNMARKED,
    Change,
    coming_name,
    is_ledger,
    mark,
    receipt,
)
from reorg.terms import value_of

_PROBE = BASE + "graph/probe"
_PROBES = 3
_UPDATE = "application/sparql-update; charset=utf-8"
_LITERALS = tuple(
    f'"{lexical}"^^<{PREFIXES["xsd"]}{kind}>'
    for lexical, kind in (
        ("1", "nonNegativeInteger"),
        ("1.50", "decimal"),
        ("1", "positiveInteger"),
    )
)
_DECIMAL = re.compile(
    rb'"([+-]?[0-9]+)(?:\.([0-9]*))?"(\^\^<%sdecimal> \.)$' % PREFIXES["xsd"].encode()
)
_ALL = "?s ?p ?o"
_NO_MARK = f"FILTER(?p != <{MARK}>)"
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
        connection: A connection to the store's server, which knows already how to sign in there.
    """

    def __init__(
        self,
        profile: Profile,
        url: str,
        *,
        timeout: float = TIMEOUT,
        credentials: Credentials | None = None,
        connection: Connection | None = None,
    ) -> None:
        self.profile = profile
        self.url = profile.base(url)
        self._own: set[str] = set()
        self.connection = connection or Connection(url, timeout=timeout, credentials=credentials)
        self.endpoint = Endpoint(
            self.url + profile.query, timeout=timeout, profile=profile, connection=self.connection
        )

    def put(self, graph: str, data: bytes) -> None:
        """Replace a named graph, or the default graph if ``graph`` is empty, by N-Triples.

        A named graph is replaced in one step: who asks meanwhile finds the old one or the new.

        Raises:
            ReorgError: The store cannot be reached or refuses; the old graph stays.
        """
        if graph and self.profile.replace == "UPDATE":
            name = iri(graph)
            self.update(
                f"DROP SILENT GRAPH {name} ;\nINSERT DATA {{ GRAPH {name} {{\n".encode()
                + data
                + b"\n} }"
            )
        else:
            self._upload(graph, data)

    def _upload(self, graph: str, data: bytes) -> None:
        """Put N-Triples to a graph's address."""
        address = self.profile.graph_url(self.url, graph)
        headers = {"Content-Type": self.profile.upload}
        self.connection.request("PUT", address, data=data, headers=headers)

    def delete(self, graph: str) -> None:
        """Delete a named graph, or empty the default graph; one that is not there is no fault."""
        address = self.profile.graph_url(self.url, graph, method="DELETE")
        try:
            self.connection.request("DELETE", address)
        except StoreError as error:
            if error.status != 404:
                raise

    def update(self, text: str | bytes) -> None:
        """Run a SPARQL update.

        Raises:
            ReorgError: The store cannot be reached or refuses.
        """
        if not self.profile.update:
            raise ReorgError("this store's default graph cannot be shared", remedy="use --graph")
        data = text.encode() if isinstance(text, str) else text
        address = self.url + self.profile.update
        self.connection.request("POST", address, data=data, headers={"Content-Type": _UPDATE})

    def held(self, graph: str) -> set[bytes]:
        """Return a graph's triples as lines of N-Triples; language tags in lower case.

        That is what a query reads that names no graph if ``graph`` is empty.
        """
        from reorg.rdf.dataset import lines_of

        inner = f"GRAPH {iri(graph)} {{ {_ALL} }}" if graph else _ALL
        answer = self.endpoint.query(f"CONSTRUCT {{ {_ALL} }} {{ {inner} {_NO_MARK} }}")
        return set(lines_of(answer.triples or []))

    def count(self, graph: str) -> int:
        """Return how many triples a named graph holds, but for what a push keeps its books by."""
        inner = f"GRAPH {iri(graph)} {{ {_ALL} }} {_NO_MARK}"
        return self.endpoint.number(f"SELECT (COUNT(*) AS ?n) {{ {inner} }}")

    def records(self, graph: str) -> frozenset[str]:
        """Return the IRIs of the records in a named graph."""
        return self._iris(f"GRAPH {iri(graph)} {{ ?x a {iri(RECORD)} }}")

    def graphs(self) -> frozenset[str]:
        """Return the IRIs of all named graphs but the store's own."""
        names = self._iris(f"GRAPH ?x {{ {_ALL} }}")
        return frozenset(name for name in names if not name.startswith(self.profile.keep))

    def _iris(self, pattern: str) -> frozenset[str]:
        rows = self.endpoint.query(f"SELECT DISTINCT ?x {{ {pattern} }}").rows or []
        return frozenset(value_of(term) for (term,) in rows)

    def nature(self) -> Nature:
        """Return what the store does with named graphs and literals; by trying it.

        Raises:
            ReorgError: The store keeps no named graphs, or cannot be reached.
        """
        for _ in range(_PROBES):  # a push that takes this one for dead may have deleted the probe
            if nature := self._tried(f"{_PROBE}/{token_hex(8)}"):
                return nature
        raise self._no_named_graphs()

    def _tried(self, probe: str) -> Nature | None:
        """Return what the store does with a graph of this name; None if it does not keep it."""
        triple = f"{iri(probe)} {iri(MARK)} {iri(probe)} ."
        lines = [triple, *(f"{iri(probe)} {iri(_PROBE)} {literal} ." for literal in _LITERALS)]
        try:
            for graph in (probe, probe + "/again"):
                self._own.add(graph)
                self.put(graph, "\n".join([*lines, mark(graph, graph).decode()]).encode())
            asked = f"?x {iri(MARK)} {iri(probe)}"
            if not self._iris(f"GRAPH {iri(probe)} {{ {asked} }}"):
                return None
            rows = self.endpoint.query(f"SELECT ?x {{ {asked} }}").rows
            held = self.held(probe)
            exact = {line.encode() for line in lines[1:]} == held
            return Nature(bool(rows), exact, doubles=len(rows or ()) > 1)
        finally:
            if not self.connection.refused:
                for graph in (probe, probe + "/again"):
                    self.delete(graph)

    def nature_as_read(self) -> Nature:
        """Return what the store does, as far as reading tells; else what its profile says.

        Literals count by value, since how the store writes them is told only by trying it.

        Raises:
            ReorgError: As for `nature`.
        """
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
                f"GRAPH ?g {{ {iri(record)} a {iri(RECORD)} }} {is_ledger('?g')} }} }}"
            ).truth
        ]

    def state(self, graph: str) -> str:
        """Return which push a graph's ledger names: a coming graph, or `NONE` or `UNMARKED`."""
        ledger = graph + IN_DEFAULT
        pushes = self._iris(f"GRAPH {iri(ledger)} {{ {iri(ledger)} {iri(MARK)} ?x }}")
        if pushes:
            return min(pushes)
        return UNMARKED if self.endpoint.count(ledger) else NONE

    def is_marked(self, change: Change) -> bool:
        """Say whether a coming graph holds the triple that was sent last."""
        return self._waits(change, f"{iri(change.ledger)} {iri(MARK)} {iri(change.coming)}")

    def is_done(self, change: Change) -> bool:
        """Say whether a version that waited has been put in the place of its named graph."""
        return self._waits(change, receipt(change))

    def _waits(self, change: Change, triple: str) -> bool:
        return bool(
            self.endpoint.query(f"ASK {{ GRAPH {iri(change.coming)} {{ {triple} }} }}").truth
        )

    def passing(self, graphs: Iterable[str]) -> frozenset[str]:
        """Return the named graphs that pushes which go on have, or have left behind.

        Args:
            graphs: The graphs of which those are told too that older releases left.

        Raises:
            ReorgError: The store keeps no named graphs, or cannot be reached.
        """
        named = (*(graph + COMING for graph in graphs), *sorted(self._own))
        known = " ".join(map(iri, named))
        patterns = [
            f"GRAPH ?x {{ ?s {iri(MARK)} ?x }}",
            f"GRAPH ?x {{ {iri(_PROBE)} {iri(_PROBE)} ?o }}",
        ]
        if known:
            patterns.append(f"VALUES ?x {{ {known} }} GRAPH ?x {{ {_ALL} }}")
        try:
            return self._iris(" UNION ".join(f"{{ {pattern} }}" for pattern in patterns))
        except QueryTimeoutError:
            raise
        except QueryError as error:
            if self.profile.after_a_kill and error.what.startswith(FAILS):
                remedy = self.profile.after_a_kill
                raise QueryError(error.what, where=self.url, remedy=remedy) from None
            raise self._no_named_graphs() from None

    def tidy(self, graphs: Iterable[str], before: frozenset[str]) -> None:
        """Delete what is left of this push, and what was there ``before`` it and is still."""
        for graph in sorted(self.passing(graphs) & (before | self._own)):
            self.delete(graph)

    def rivals(self) -> frozenset[str]:
        """Return the coming graphs of other pushes that wait for their turn now."""
        return self._iris(f"GRAPH ?x {{ ?s {iri(MARK)} ?x }} FILTER(?s != ?x)") - self._own

    def announce(
        self, graph: NamedGraph, lines: Iterable[bytes], after: str, *, exact: bool, adopt: bool
    ) -> Change:
        """Make a coming graph, by which other pushes know of this one; return what is to be done.

        Args:
            graph: The graph.
            lines: The triples that wait there for their turn: none where it is to be removed.
            after: Which push its ledger names.
            exact: Whether the store keeps literals as they are written.
            adopt: See `Change`.
        """
        coming = coming_name(graph, token_hex(8))
        self._own.add(coming)
        waiting = lines if exact else map(_plain, lines)
        marked = (*waiting, mark(graph.iri + IN_DEFAULT, coming))
        self._upload(coming, b"".join(line + b"\n" for line in marked))
        return Change(graph.iri, coming, self.endpoint.count(coming), after, adopt)


def _plain(line: bytes) -> bytes:
    """Return a line with its decimal as stores answer it: 1.5 for 1.50, and 4.0 for 4.

    Jena's TDB2 (5.6.0) keeps the scale of a decimal, tells it so nevertheless, and then does not
    find what an update that has read it wants deleted.
    """
    return _DECIMAL.sub(
        lambda number: (
            b'"%s.%s"%s' % (number[1], (number[2] or b"").rstrip(b"0") or b"0", number[3])
        ),
        line,
    )
