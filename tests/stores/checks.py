"""What a server must do with the graphs that it is given."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from reorg.errors import ReorgError
from reorg.remote.endpoint import Endpoint
from reorg.remote.push import DEFAULT, RECORD, push
from reorg.sparql import results
from stores import questions, samples
from stores.questions import Answers, Question
from stores.servers import SECONDS, WITH_GRAPHS, RefusedError, Server
from support import answers

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
TRIPLES = "SELECT DISTINCT ?s ?p ?o { ?s ?p ?o }"
FIRST, SECOND = "https://w3id.org/reorg/id/graph/first", "https://w3id.org/reorg/id/graph/second"


def answer(server: Server, asked: Sequence[Question]) -> Answers:
    """Load each file in turn and ask what is to be asked of it."""
    given: list[str | Exception] = []
    held: Path | None = None
    for question in asked:
        if question.data != held:
            server.clear()
            server.load(question.data)
            held = question.data
        try:
            given.append(server.select(question.query))
        except RefusedError as error:
            given.append(error)
    return given


def formats(server: Server) -> list[str]:
    """Return the formats that arrive whole."""
    return [format_ for format_ in samples.FORMATS if _arrives(server, samples.shipped(format_))]


def _arrives(server: Server, file: Path) -> bool:
    query = TRIPLES if server.union else questions.EVERYTHING
    server.clear()
    before = questions.as_told(server.select(query))
    try:
        server.load(file)
    except RefusedError:
        return False
    held = questions.as_told(server.select(query)) - before
    expected = questions.as_held(file) - before
    if file.suffix[1:] in WITH_GRAPHS and held != expected:
        return False
    assert held == expected, f"{file.suffix} changes: {_difference(held, expected)}"
    return True


def loading_twice_doubles_nothing(server: Server) -> None:
    """Load the shipped graph once more, in the default graph and in a named one."""
    for graph in ("", FIRST) if server.default else (FIRST,):
        server.clear()
        counts = []
        for _ in range(2):
            server.load(answers.GRAPH, graph)
            counts.append(_count(server, graph))
        assert counts == [len(samples.triples(answers.GRAPH))] * 2, counts


def two_pushed_reports_answer_together(server: Server) -> dict[str, str]:
    """Push two reports, each to its graph, and return the queries that answer otherwise.

    Then push a later version of the second, take the first out, and push to the default graph.
    """
    server.clear()
    first, second = samples.two_reports()
    sent = _push(server, [first, second], "new", graph=RECORD)
    assert _push(server, [first, second], "unchanged", graph=RECORD) == sent
    endpoint = Endpoint(server.endpoint, timeout=SECONDS)
    asked = questions.asked_together()
    given: list[str | Exception] = []
    for question in asked:
        graphs = () if server.union else sent
        try:
            answer = endpoint.query(question.query, default_graphs=graphs, prefixes={})
            given.append(results.write(answer, "json"))
        except ReorgError as error:
            given.append(error)
    assert _push(server, [samples.newer()], "replaced", graph=RECORD) == sent[1:]
    _push(server, [first], "removed", graph=RECORD, remove=True)
    _holds(server, sent[0], [])
    _holds(server, sent[1], questions.as_held(samples.newer()))
    _push(server, [answers.GRAPH], "new", graph=DEFAULT)
    _push(server, [answers.GRAPH], "unchanged", graph=DEFAULT)
    return questions.faults(asked, given)


def _push(server: Server, files: Sequence[Path], state: str, **how: Any) -> tuple[str, ...]:
    """Push files, and return the graphs that they went to."""
    report = push(files, server.home, credentials=server.credentials, **how)
    assert report.right, report
    assert [one.state for one in report.outcomes] == [state] * len(files), report
    return tuple(one.graph for one in report.outcomes)


def deleting_one_graph_leaves_the_other(server: Server) -> None:
    """Load two reports, which share triples, and delete the graph of the first."""
    _load_two(server)
    server.drop(FIRST)
    _holds(server, FIRST, [])
    _holds(server, SECOND, questions.as_held(samples.two_reports()[1]))


def newer_version_replaces_the_older(server: Server) -> None:
    """Put a later version in the place of a graph, whether it has a name or not."""
    _load_two(server)
    server.replace(samples.newer(), SECOND)
    _holds(server, FIRST, questions.as_held(samples.two_reports()[0]))
    _holds(server, SECOND, questions.as_held(samples.newer()))
    if server.default:
        first = questions.as_held(samples.two_reports()[0])
        server.clear()
        server.load(samples.two_reports()[0], FIRST)
        server.load(samples.two_reports()[1])
        server.replace(samples.newer())
        seen = first if server.union else set()
        _holds(server, "", questions.as_held(samples.newer()) | seen)
        _holds(server, FIRST, first)


STATES = (
    loading_twice_doubles_nothing,
    deleting_one_graph_leaves_the_other,
    newer_version_replaces_the_older,
)


def _load_two(server: Server) -> None:
    server.clear()
    for graph, file in zip((FIRST, SECOND), samples.two_reports(), strict=True):
        server.load(file, graph)


def _holds(server: Server, graph: str, expected: Iterable[tuple[object, ...]]) -> None:
    found = questions.as_told(server.select(TRIPLES, (graph,) if graph else ()))
    assert found == set(expected), _difference(found, set(expected))


def _count(server: Server, graph: str) -> int:
    told = json.loads(server.select(COUNT, (graph,) if graph else ()))
    return int(told["results"]["bindings"][0]["n"]["value"])


def _difference(
    found: set[tuple[object, ...]], expected: set[tuple[object, ...]]
) -> tuple[object, ...]:
    return sorted(map(str, expected - found))[:3], sorted(map(str, found - expected))[:3]
