"""Figures on the server, for Prometheus."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from reorg.serve.workers.memory import below

if TYPE_CHECKING:
    from reorg.serve.http.visits import Visit
    from reorg.serve.servedgraph import Source
    from reorg.serve.workers.pool import Answered, Pool

CONTENT_TYPE = CONTENT_TYPE_LATEST
"""The media type of the figures."""

_METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})
_SECONDS = (0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60)


class Metrics:
    """The figures of one server. No label takes more values than the program knows."""

    def __init__(self, pool: Pool, source: Callable[[], Source]) -> None:
        """Begin to count.

        Args:
            pool: The workers.
            source: Returns the graph that is served now.
        """
        # They double what is sent, and Prometheus reads none of them.
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._registry.register(_Now(pool, source))
        self._requests = Counter(
            "reorg_requests",
            "Requests, by method, template of the address and status.",
            ["method", "route", "status"],
            registry=self._registry,
        )
        self._bytes = Counter(
            "reorg_response_bytes", "Bytes of bodies sent.", registry=self._registry
        )
        self._request_seconds = self._seconds("reorg_request", "Time that requests took.", "route")
        self._query_seconds = self._seconds("reorg_query", "Time that queries ran.", "status")

    def _seconds(self, name: str, documentation: str, label: str) -> Histogram:
        return Histogram(
            f"{name}_seconds", documentation, [label], buckets=_SECONDS, registry=self._registry
        )

    def visited(self, visit: Visit) -> None:
        """Count a request."""
        method = visit.method if visit.method in _METHODS else "other"
        route = visit.route or "none"
        self._requests.labels(method, route, str(visit.status)).inc()
        self._bytes.inc(visit.size)
        self._request_seconds.labels(route).observe(visit.seconds)

    def answered(self, answered: Answered) -> None:
        """Count a query."""
        self._query_seconds.labels(str(answered.status)).observe(answered.seconds)

    def text(self) -> bytes:
        """Return all figures in Prometheus' text format."""
        return generate_latest(self._registry)


class _Now(Collector):
    """What is so at the moment at which it is asked for."""

    def __init__(self, pool: Pool, source: Callable[[], Source]) -> None:
        self._pool, self._source = pool, source

    def collect(self) -> Iterator[Metric]:
        """Return the figures."""
        source = self._source()
        for name, documentation, value in (
            ("queries_running", "Queries that run now.", self._pool.running),
            ("queries_waiting", "Queries that wait for a worker.", self._pool.waiting),
            ("graph_triples", "Triples of the graph that is served.", source.triples),
            ("graph_modified_timestamp_seconds", "When it was changed.", source.modified),
            ("workers_memory_bytes", "Memory of the processes that run queries.", below()),
        ):
            if value is not None:
                yield GaugeMetricFamily(f"reorg_{name}", documentation, value)
        deaths = CounterMetricFamily(
            "reorg_worker_deaths", "Workers that ended unasked, by reason.", labels=["reason"]
        )
        for reason, count in sorted(self._pool.deaths.items()):
            deaths.add_metric([reason], count)
        yield deaths
