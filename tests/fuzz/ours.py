"""Answers queries through the public API: paths of files come in, and a line for each goes out.

An answer stands beside its query, in a file that ends in ``.ours``.
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path

from rdflib import Graph

import reorg
from reorg.errors import QueryError, QueryTimeoutError


def main(graph: str, seconds: float) -> None:
    """Answer until there are no more paths."""
    # rdflib tells of every literal that has no value.
    logging.getLogger("rdflib").setLevel(logging.ERROR)
    loaded = reorg.load(graph)
    for line in sys.stdin:
        file = Path(line.strip())
        print(_answer(file, loaded, seconds), flush=True)


def _answer(file: Path, graph: Graph, seconds: float) -> str:
    try:
        text = file.read_text(encoding="utf-8")
        found = reorg.query(text, graph, timeout=seconds)
    except QueryTimeoutError:
        return "slow"
    except QueryError as error:
        file.with_suffix(".said").write_text(str(error), encoding="utf-8")
        return "refused"
    kind = "json" if found.type in {"SELECT", "ASK"} else "nt"
    found.serialize(destination=str(file.with_suffix(".ours")), format=kind, encoding="utf-8")
    return "answered"


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
