"""Tells where a query shows the inside of a statement without saying how it is meant.

A claim's content is a reified statement. Its subject, predicate and object alone read as a fact;
only with polarity, certainty, frame and condition do they read as what was said. So a variable
is followed from where a statement's part is bound to where it is shown: through labels and other
properties, ``BIND``, aggregates, paths, equalities and sub-selects.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any, NamedTuple

from rdflib import URIRef
from rdflib.paths import AlternativePath, InvPath, MulPath, NegatedPath, SequencePath
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import BNode, Variable

from reorg.namespaces import NAMESPACE, PREFIXES

QUALITIES = ("polarity", "certainty", "frame", "condition")
_QUALITY = {URIRef(NAMESPACE + name): name for name in QUALITIES[:3]}
_PARTS = {URIRef(PREFIXES["rdf"] + name) for name in ("subject", "predicate", "object")}
_PARTS.add(URIRef(NAMESPACE + "answer"))
_LABELS = {URIRef(PREFIXES["skos"] + "prefLabel"), URIRef(PREFIXES["rdfs"] + "label")}
_CONTENT, _CONDITION = URIRef(NAMESPACE + "content"), URIRef(NAMESPACE + "condition")

Branches = Mapping[int, int]


class Node(NamedTuple):
    """A variable in its scope, a place within a path, or a constant.

    Attributes:
        name: As the query writes it.
        number: What tells it from others of that name; 0 for a constant.
        depth: In how many sub-selects it is local.
    """

    name: str
    number: int
    depth: int


class Step(NamedTuple):
    """One property between two nodes; the property is None where it may be any."""

    start: Node
    property: URIRef | None
    end: Node


class Flow(NamedTuple):
    """A value that becomes another's: as it is, or made into something to read."""

    start: Node
    end: Node
    made: bool


class Mark(NamedTuple):
    """What a node carries: the inside of a statement, or one of its qualities, maybe to read."""

    kind: str
    statement: Node
    readable: bool = False


def faults(text: str) -> list[str]:
    """Return what a SELECT query shows of statements without saying how it is meant."""
    query = _Query(text)
    shown = [(node, query.marks[node]) for node in query.shown]
    told = {(mark.kind, mark.statement) for _, marks in shown for mark in marks if mark.readable}
    found = []
    for node, marks in shown:
        inside = {mark.statement for mark in marks if mark.kind == "inside"}
        # What is local to a sub-select only says that there is such a statement.
        outer = {one for one in inside if not one.depth} or inside
        for statement in sorted(outer):
            # A condition is open and planned or not as its claim is; but it may be denied.
            needed = QUALITIES[:1] if statement in query.conditions else QUALITIES
            if lacking := [name for name in needed if (name, statement) not in told]:
                found.append(f"{node.name} shows {statement.name} without {', '.join(lacking)}")
    return found


class _Query:
    """The nodes of a query, and what each of them carries."""

    def __init__(self, text: str) -> None:
        self._numbers = count(1)
        self._steps: list[Step] = []
        self._flows: list[Flow] = []
        self._uses: dict[Node, list[tuple[int, Branches]]] = defaultdict(list)
        self._within: dict[Node, Node] = {}
        algebra = translateQuery(parseQuery(text)).algebra
        names = {name: self._fresh(name, 0) for name in algebra.PV}
        self.shown = [names[name] for name in algebra.PV]
        for node in self.shown:
            self._use(node, {})
        self._scope(algebra.p, names, {}, 0)
        self.conditions = self._conditions()
        self.marks: dict[Node, set[Mark]] = defaultdict(set)
        self._mark()

    # --- reading the algebra

    def _scope(
        self, part: Any, outer: dict[Variable, Node], branches: Branches, depth: int
    ) -> None:
        """Read a select: variables that it does not show are its own."""
        while part.name != "Project":
            part = part.p
        names = {name: outer[name] for name in part.PV if name in outer}
        self._read(part.p, names, branches, depth)

    def _read(self, part: Any, names: dict[Variable, Node], branches: Branches, depth: int) -> None:
        if isinstance(part, list | tuple):
            for one in part:
                self._read(one, names, branches, depth)
            return
        if not isinstance(part, CompValue):
            return
        here = lambda term: self._node(term, names, depth)  # noqa: E731
        if part.name == "Project":
            shown = {name: here(name) for name in part.PV}
            self._scope(part, shown, branches, depth + 1)
        elif part.name in {"BGP", "TriplesBlock"}:
            for start, predicate, end in _triples(part.triples):
                self._triple(here(start), predicate, here(end), branches, here)
        elif part.name == "Union":
            number = next(self._numbers)
            for side, half in enumerate((part.p1, part.p2)):
                self._read(half, names, {**branches, number: side}, depth)
        elif part.name == "Minus":
            self._read(part.p1, names, branches, depth)
        elif part.name == "Builtin_NOTEXISTS":
            return
        else:
            self._values(part, here, branches)
            for one in part.values():
                self._read(one, names, branches, depth)

    def _values(self, part: CompValue, here: Any, branches: Branches) -> None:
        """Read where a value becomes another's."""
        if part.name == "Extend":
            self._becomes(part.expr, here(part.var), here, branches)
        elif part.name == "AggregateJoin":
            for aggregate in part.A:
                if aggregate.name != "Aggregate_Count":
                    self._becomes(aggregate.vars, here(aggregate.res), here, branches)
        elif part.name == "RelationalExpression" and part.op in {"=", "IN"}:
            sides = [[*_variables(part.expr)], [*_variables(part.other)]]
            for one in sides[0]:
                for other in sides[1]:
                    self._flows += [
                        Flow(here(one), here(other), False),
                        Flow(here(other), here(one), False),
                    ]

    def _becomes(self, expression: Any, end: Node, here: Any, branches: Branches) -> None:
        for name in _variables(expression):
            self._flows.append(Flow(here(name), end, not isinstance(expression, Variable)))
            self._use(here(name), branches)

    def _triple(
        self, start: Node, predicate: Any, end: Node, branches: Branches, here: Any
    ) -> None:
        self._use(start, branches)
        self._use(end, branches)
        if isinstance(predicate, Variable):
            self._use(here(predicate), branches)
        self._path(start, predicate, end)

    def _path(self, start: Node, path: Any, end: Node) -> None:
        if isinstance(path, URIRef):
            self._steps.append(Step(start, path, end))
        elif isinstance(path, SequencePath):
            places = [start, *(self._place(start) for _ in path.args[1:]), end]
            for one, piece, other in zip(places, path.args, places[1:], strict=False):
                self._path(one, piece, other)
        elif isinstance(path, AlternativePath):
            for piece in path.args:
                self._path(start, piece, end)
        elif isinstance(path, InvPath):
            self._path(end, path.arg, start)
        elif isinstance(path, MulPath):
            self._path(start, path.path, end)
            self._flows.append(Flow(start, end, False))
        else:
            assert isinstance(path, NegatedPath | Variable), path
            self._steps.append(Step(start, None, end))

    def _place(self, start: Node) -> Node:
        place = self._fresh(f"{start.name}/…", start.depth)
        self._within[place] = start
        return place

    def _node(self, term: Any, names: dict[Variable, Node], depth: int) -> Node:
        if not isinstance(term, Variable | BNode):
            return Node(str(term), 0, 0)
        return names.setdefault(term, self._fresh(term, depth))

    def _fresh(self, name: Any, depth: int) -> Node:
        shown = name if isinstance(name, str) and "/" in name else f"?{name}"
        return Node(shown, next(self._numbers), depth)

    def _use(self, node: Node, branches: Branches) -> None:
        self._uses[node].append((next(self._numbers), branches))

    # --- following the values

    def _is_told_of(self, node: Node) -> bool:
        """Say whether anything else is asked of a node: else its part is any statement's part."""
        node = self._within.get(node, node)
        uses = self._uses[node]
        return not node.number or any(
            all(first[1][key] == second[1][key] for key in first[1].keys() & second[1].keys())
            for place, first in enumerate(uses)
            for second in uses[:place]
        )

    def _conditions(self) -> dict[Node, set[Node]]:
        """Return the statements that depend on each condition."""
        content: dict[Node, set[Node]] = defaultdict(set)
        for step in self._steps:
            if step.property == _CONTENT:
                content[step.start].add(step.end)
        found: dict[Node, set[Node]] = defaultdict(set)
        for step in self._steps:
            if step.property == _CONDITION:
                found[step.end] |= content[step.start]
        return found

    def _mark(self) -> None:
        for step in self._steps:
            if step.property in _PARTS and self._is_told_of(step.start):
                self.marks[step.end].add(Mark("inside", step.start))
            if step.property in _QUALITY:
                self.marks[step.end].add(Mark(_QUALITY[step.property], step.start))
        while any(self._passed(end, found) for end, found in self._arriving()):
            pass

    def _passed(self, end: Node, found: set[Mark]) -> bool:
        dependent = {
            Mark("condition", statement, True)
            for mark in found
            if mark.kind == "inside"
            for statement in self.conditions.get(mark.statement, ())
        }
        before = len(self.marks[end])
        self.marks[end] |= found | dependent
        return len(self.marks[end]) > before

    def _arriving(self) -> Iterator[tuple[Node, set[Mark]]]:
        for step in self._steps:
            label = step.property in _LABELS
            yield (
                step.end,
                {
                    mark if mark.kind == "inside" else mark._replace(readable=True)
                    for mark in self.marks[step.start]
                    if mark.kind == "inside" or (label and not mark.readable)
                },
            )
        for flow in self._flows:
            marks = self.marks[flow.start]
            yield (
                flow.end,
                {
                    mark._replace(readable=True) if flow.made and mark.kind != "inside" else mark
                    for mark in marks
                },
            )


def _triples(found: Any) -> Iterator[tuple[Any, Any, Any]]:
    """Yield triples; those of a pattern within ``EXISTS`` stand in lists, one after another."""
    for one in found:
        for place in range(0, len(one), 3):
            start, predicate, end = one[place : place + 3]
            yield start, predicate, end


def _variables(expression: Any) -> Iterator[Variable]:
    """Yield the variables that an expression's value is made from."""
    if isinstance(expression, Variable):
        yield expression
    elif isinstance(expression, list | tuple):
        for one in expression:
            yield from _variables(one)
    elif isinstance(expression, CompValue) and not expression.name.endswith("EXISTS"):
        for one in expression.values():
            yield from _variables(one)
