"""Where made queries are answered otherwise than by ARQ, and by whose fault."""

from __future__ import annotations

from typing import NamedTuple


class Fault(NamedTuple):
    """A fault of an engine.

    Attributes:
        says: What the engine does.
        query: The smallest query that shows it of pyoxigraph, on no data at all; empty where the
            fault is ARQ's.
        right: The truth value, or the number of rows, that the standard wants.
    """

    says: str
    query: str = ""
    right: bool | int = True


TRUTH = Fault(
    "a text with a language has no truth value (it is true unless empty, section 17.2.2)",
    'ASK { FILTER("a"@en) }',
)
BOOLEAN = Fault(
    "truth values are not compared by `<`, `>`, `<=`, `>=` (section 17.3)",
    "ASK { FILTER(false < true) }",
)
PATH = Fault(
    "no path of no steps is found at a literal, or at a term that the graph does not hold "
    "(section 18.4)",
    'SELECT * { BIND("x" AS ?x) ?x <urn:p>* ?y }',
    1,
)
WRITTEN = Fault("a number is written anew", 'ASK { FILTER(STR(1.0E3) = "1.0E3") }')
NOT_A_NUMBER = Fault("ARQ finds a number to be at most NaN")
BY_VALUE = Fault("ARQ's graph in memory finds a number by its value, whatever its datatype")
DURATION = Fault("SPARQL has no arithmetic of durations, and the engines differ in theirs")

OURS = {"truth": TRUTH, "boolean": BOOLEAN, "path": PATH, "written": WRITTEN}

KNOWN = {
    **dict.fromkeys(
        [47, 339, 399, 936, 1558, 1899, 2195, 2365, 2368, 2905, 3459, 4668, 4864], TRUTH
    ),
    **dict.fromkeys([454, 4445], BOOLEAN),
    **dict.fromkeys([1023, 2237, 2460, 3250], PATH),
    2762: WRITTEN,
    1226: NOT_A_NUMBER,
    2844: BY_VALUE,
    **dict.fromkeys([524, 3291], DURATION),
}
