"""What the graph lacks of that which a query wants, for the query page."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING

from reorg.errors import ReorgError
from reorg.serve.job import Job
from reorg.sparql.engine import Answer
from reorg.sparql.hints import hints

if TYPE_CHECKING:
    from reorg.serve.workers.pool import Answered, Pool


async def lacking(text: str, prefixes: Mapping[str, str], pool: Pool, client: str) -> list[str]:
    """Return hints on a query that found nothing; see `reorg.sparql.hints`.

    The graph is asked as by anyone, so that the same limits hold.

    Args:
        text: The query.
        prefixes: The prefixes that it need not declare.
        pool: What answers.
        client: Who asks.
    """
    loop = asyncio.get_running_loop()

    def ask(question: str) -> Answer:
        asking = pool.ask(Job(question), client)
        return _read(asyncio.run_coroutine_threadsafe(asking, loop).result())

    return await asyncio.to_thread(hints, text, prefixes, ask)


def _read(answered: Answered) -> Answer:
    import pyoxigraph as ox

    try:
        body = b"".join(answered.body.pieces())
    finally:
        answered.body.close()
    if answered.status != 200:
        raise ReorgError(body.decode(errors="replace"))
    rows = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
    if isinstance(rows, ox.QueryBoolean):
        return Answer(truth=bool(rows))
    assert isinstance(rows, ox.QuerySolutions)
    return Answer(rows=[tuple(row) for row in rows])
