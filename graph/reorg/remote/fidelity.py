"""Tells what a store does with a graph otherwise than others, by reading the graph back."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from reorg.errors import ReorgError
from reorg.namespaces import PREFIXES
from reorg.pipeline.inputgraphs import NamedGraph
from reorg.remote.graphstore import GraphStore
from reorg.sparql import library

CHECKS = ("verify-claim-leaked-as-fact", "verify-planned-thing-is-real")
"""The queries whose every row is a claim that became a fact."""

_XSD = PREFIXES["xsd"]
_INTEGERS = (
    "integer|nonNegativeInteger|positiveInteger|nonPositiveInteger|negativeInteger|"
    "long|int|short|byte|unsignedLong|unsignedInt|unsignedShort|unsignedByte"
)
_NUMBER = re.compile(
    rf'"([^"]*)"\^\^<{re.escape(_XSD)}({_INTEGERS}|decimal|double|float)> \.$'.encode()
)
_TAG = re.compile(rb'"@([A-Za-z0-9-]+) \.$|"@([A-Za-z0-9-]+)$')
_BLANK = re.compile(rb"^_:| _:\S+ \.$")
_FEW = 3


def same(sent: Iterable[bytes], held: set[bytes], *, exact: bool) -> bool:
    """Say whether a store holds what was sent and nothing besides.

    Args:
        sent: Lines of N-Triples.
        held: Lines of N-Triples, as the store gives them.
        exact: Whether the store writes numbers as it got them; else they count by value.
    """
    there = set(sent)
    if exact:
        return there == held
    return {_by_value(line) for line in there - held} == {_by_value(line) for line in held - there}


def has_regions(sent: NamedGraph) -> bool:
    """Say whether a graph has language tags that are usually written with capitals (en-GB)."""
    return any(b"-" in (m[1] or m[2]) for line in sent.lines if (m := _TAG.search(line)))


def is_blank(line: bytes) -> bool:
    """Say whether a line of N-Triples holds a blank node."""
    return _BLANK.search(line) is not None


def others(held: Iterable[bytes], sent: Iterable[bytes], *, exact: bool) -> set[bytes]:
    """Return which lines of N-Triples are not among others.

    Args:
        held: The lines; those with blank nodes are left out, since stores rename these.
        sent: The others.
        exact: As for `same`.
    """
    there = set(sent)
    missing = {line for line in held if line not in there and not is_blank(line)}
    if exact:
        return missing
    values = {_by_value(line) for line in there}
    return {line for line in missing if _by_value(line) not in values}


def remarks(store: GraphStore, sent: NamedGraph, graph: str) -> Iterable[str]:
    """Yield what a store does with a graph otherwise than others, in sentences.

    Args:
        store: The store.
        sent: What was sent.
        graph: The named graph that holds it.
    """
    yield from _texts(store, sent, graph)
    yield from _tags(store, sent, graph)
    yield from _numbers(store, sent, graph)


def facts(store: GraphStore, default_graphs: Sequence[str]) -> Iterable[str]:
    """Yield what was only claimed and stands as a fact, in sentences.

    Args:
        store: The store.
        default_graphs: What must be named so that a plain query reads it.
    """
    for name in CHECKS:
        query = library.get(name)
        rows = store.endpoint.query(query.text, default_graphs=default_graphs, where=name).rows
        if rows:
            yield f"`{name}` finds {len(rows)} rows: what was only claimed stands as a fact."


def _texts(store: GraphStore, sent: NamedGraph, graph: str) -> Iterable[str]:
    """Yield what became of the triples themselves."""
    try:
        held = store.held(graph)
    except ReorgError as error:
        yield f"The graph could not be read back to compare it ({error.what})."
        return
    there = set(sent.lines)
    if any(b"_:" in line for line in there - held):
        yield "The graph holds blank nodes, which stores rename: only its size was compared."
        return
    back = {_by_value(line) for line in held - there}
    lost = sorted(line for line in there - held if _by_value(line) not in back)
    if lost:
        shown = lost[0].decode()[:200]
        yield f"{len(lost):,} triples come back otherwise than they were sent, such as {shown}"


def _tags(store: GraphStore, sent: NamedGraph, graph: str) -> Iterable[str]:
    tags = {
        row["t"]["value"]
        for row in _rows(
            store, f"SELECT DISTINCT (LANG(?o) AS ?t) {{ {_in(graph)} FILTER(isLiteral(?o)) }}"
        )
        if "t" in row
    } - {""}
    wanted = {(m[1] or m[2]).decode() for line in sent.lines if (m := _TAG.search(line))}
    lost = sorted(wanted - {tag.lower() for tag in tags})
    written = sorted(tags - wanted)
    if lost:
        yield f"Language tags are lost: {', '.join(lost)}."
    if written:
        yield (
            f"Language tags come back as {', '.join(written)}: compare them with LANGMATCHES, "
            "as the library's queries do."
        )


def _numbers(store: GraphStore, sent: NamedGraph, graph: str) -> Iterable[str]:
    rows = _rows(
        store,
        f"SELECT DISTINCT ?o (isNumeric(?o) AS ?n) {{ {_in(graph)} "
        f'FILTER(isLiteral(?o) && STRSTARTS(STR(DATATYPE(?o)), "{_XSD}")) }}',
    )
    held = {_number(row["o"]) for row in rows if "o" in row}
    wanted = {(m[1].decode(), m[2].decode()) for line in sent.lines if (m := _NUMBER.search(line))}
    values = {_value(lexical) for lexical, _ in held}
    lost = sorted(lexical for lexical, _ in wanted if _value(lexical) not in values)
    if lost:
        yield f"Numbers are not kept by value: {', '.join(lost[:_FEW])}."
        return
    types = {(_value(lexical), kind) for lexical, kind in held}
    others = sorted({kind for lexical, kind in wanted if (_value(lexical), kind) not in types})
    if others:
        changes = "; ".join(_becomes(kind, wanted, held) for kind in others)
        yield f"Numbers get another datatype and keep their value: {changes}."
    elif wanted - held:
        one = min(wanted - held)[0]
        yield f"Numbers come back in another form, such as {one}: compare them by value."
    strange = {
        kind
        for row in rows
        if "o" in row and row.get("n", {}).get("value") in {"false", "0"}
        for _, kind in {_number(row["o"])} & held & wanted
    }
    if strange:
        yield f"`isNumeric` does not take these for numbers: {', '.join(sorted(strange))}."


def _becomes(kind: str, wanted: set[tuple[str, str]], held: set[tuple[str, str]]) -> str:
    """Return which datatypes a store gives to the numbers of one."""
    sent = {(_value(lexical), other) for lexical, other in wanted}
    values = {value for value, other in sent if other == kind}
    there = {(_value(lexical), other) for lexical, other in held if _value(lexical) in values}
    return f"{kind} becomes {' or '.join(sorted({other for _, other in there - sent or there}))}"


def _number(term: dict[str, Any]) -> tuple[str, str]:
    return term["value"], term.get("datatype", "").removeprefix(_XSD)


def _rows(store: GraphStore, query: str) -> list[dict[str, Any]]:
    """Return rows as the store wrote them: a parser would make all stores look alike."""
    response = store.endpoint.response(query)
    try:
        rows: list[dict[str, Any]] = json.loads(response.body)["results"]["bindings"]
    except (ValueError, KeyError, TypeError):
        return []
    return rows


def _in(graph: str) -> str:
    from reorg.remote.endpoint import iri

    return f"GRAPH {iri(graph)} {{ ?s ?p ?o }}"


def _by_value(line: bytes) -> bytes:
    """Return a line with its number in one form, and integers of all kinds as integers.

    The kinds of integers differ in what they may hold, and not in what they mean.
    """

    def number(match: re.Match[bytes]) -> bytes:
        kind = b"integer" if match[2].decode() in _INTEGERS.split("|") else match[2]
        return b'"%s" %s' % (_value(match[1].decode()).encode(), kind)

    return _NUMBER.sub(number, line)


def _value(lexical: str) -> str:
    try:
        return str(Decimal(lexical).normalize())
    except InvalidOperation:
        return lexical
