"""Makes queries of SPARQL 1.1 at random, over the terms of a graph; a number gives the same one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Any, NamedTuple

import pyoxigraph as ox

PROLOGUE = (
    "BASE <http://example.org/base/>\n"
    "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n"
    "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"
)
# Values near the ends of what an engine can hold, and of every kind.
_CONSTANTS = (
    *("0", "1", "-7", "42", "2.5", "1.0E3", "true", "false", '"1z"', '"10"', '"2015"', '""'),
    *('"staff"@en', '"é"@fr', '"2015-02-24"^^xsd:date', '"2015-02-24T10:00:00Z"^^xsd:dateTime'),
    *('"2015-02-24T10:00:00"^^xsd:dateTime', '"NaN"^^xsd:double', '"INF"^^xsd:double'),
    *("9223372036854775807", "170141183460469231731.0", "1e308", '"P1D"^^xsd:dayTimeDuration'),
    *("<urn:a>", '"x"^^<urn:type>', '"2015"^^xsd:gYear', '"abc"^^xsd:integer'),
)
_PATTERNS = ('"a"', '"^[A-Z]"', '"(.)(.)"', '"s$"', '"[0-9]+"', '"\\\\."')
# Functions by what they take: any term, text, a number, a point in time.
_ANY = ("STR", "DATATYPE", "LANG", "isIRI", "isBlank", "isLiteral", "isNumeric")
_TEXT = ("STRLEN", "UCASE", "LCASE", "ENCODE_FOR_URI", "MD5", "SHA1", "SHA256", "SHA384", "SHA512")
_TWO_TEXTS = ("CONTAINS", "STRSTARTS", "STRENDS", "STRBEFORE", "STRAFTER", "LANGMATCHES")
_NUMBER = ("ABS", "CEIL", "FLOOR", "ROUND")
_TIME = ("YEAR", "MONTH", "DAY", "HOURS", "MINUTES", "SECONDS", "TIMEZONE", "TZ")
_CASTS = tuple(
    f"xsd:{name}"
    for name in ("integer", "decimal", "double", "float", "boolean", "string", "dateTime")
)
_RANDOM = ("RAND()", "NOW()", "UUID()", "STRUUID()", "BNODE()")
_AGGREGATES = ("COUNT", "COUNT", "SUM", "AVG", "MIN", "MAX")
_COMPARE = ("=", "!=", "<", ">", "<=", ">=")


class Made(NamedTuple):
    """A query.

    Attributes:
        form: What it is made of: ``select``, ``group``, ``construct``, ``ask`` or ``describe``.
        text: The query.
        exact: Whether the standard leaves nothing of its answer open but the order of rows.
        counted: Whether it settles the number of rows at least.
        by: The columns of its ``ORDER BY``, and whether the greatest comes first.
    """

    form: str
    text: str
    exact: bool
    counted: bool
    by: tuple[tuple[str, bool], ...]


class Grammar:
    """Makes one query after the other."""

    def __init__(self, store: ox.Store) -> None:
        """Learn the terms of a graph."""
        triples = sorted(
            (str(quad.subject), str(quad.predicate), str(quad.object))
            for quad in store.quads_for_pattern(None, None, None, None)
        )
        of: dict[str, set[str]] = {}
        objects: dict[str, set[str]] = {}
        for subject, predicate, thing in triples:
            of.setdefault(subject, set()).add(predicate)
            objects.setdefault(predicate, set()).add(thing)
        beside: dict[str, set[str]] = {predicate: set() for predicate in objects}
        for all_ in of.values():
            for predicate in all_:
                beside[predicate] |= all_
        behind = {
            predicate: set[str]().union(*(of.get(thing, set()) for thing in things))
            for predicate, things in objects.items()
        }
        self._terms = Terms(
            sorted(of), _sorted(objects), _sorted(beside), _sorted(behind), sorted(objects)
        )

    def make(self, number: int) -> Made:
        """Return the query of a number."""
        return _Maker(Random(number), self._terms).query()


def _sorted(sets: dict[str, set[str]]) -> dict[str, list[str]]:
    return {key: sorted(found) for key, found in sets.items()}


class Terms(NamedTuple):
    """What a graph holds.

    Attributes:
        subjects: Subjects.
        objects: The objects of each predicate.
        beside: For each predicate those that its subjects have.
        behind: For each predicate those that its objects have.
        predicates: Predicates.
    """

    subjects: list[str]
    objects: dict[str, list[str]]
    beside: dict[str, list[str]]
    behind: dict[str, list[str]]
    predicates: list[str]


class _Maker:
    def __init__(self, random: Random, terms: Terms) -> None:
        self._random, self._terms = random, terms
        # Predicates that the values of a variable may have.
        self._likely_of: dict[str, list[str]] = {}
        self._count = 0
        self._exact = self._counted = True

    def _likely(self, chance: float) -> bool:
        return self._random.random() < chance

    def _one(self, choices: Sequence[Any]) -> Any:
        return self._random.choice(choices)

    def _new(self) -> str:
        self._count += 1
        return f"?v{self._count}"

    # --- forms

    def query(self) -> Made:
        form = self._one(["select"] * 8 + ["group", "group", "construct", "ask", "describe"])
        text, by = getattr(self, f"_{form}")()
        return Made(form, PROLOGUE + text, self._exact, self._counted, by)

    def _select(self, depth: int = 0) -> tuple[str, tuple[tuple[str, bool], ...]]:
        body, scope = self._group_pattern(depth)
        shown = self._random.sample(scope, self._random.randint(1, len(scope)))
        items, names = list(shown), list(shown)
        if self._likely(0.4):
            name = self._new()
            items.append(f"({self._expression(scope, 2)} AS {name})")
            names.append(name)
        columns = "*" if self._likely(0.2) and not depth else " ".join(items)
        names = scope if columns == "*" else names
        distinct = self._one(["", "", "", "DISTINCT ", "DISTINCT ", "REDUCED "])
        if distinct == "REDUCED ":
            self._exact = self._counted = False
        usable = names if distinct else [*scope, *(n for n in names if n not in scope)]
        end, by = self._modifiers(usable, names, depth)
        return f"SELECT {distinct}{columns} WHERE {body}{end}", by

    def _group(self, depth: int = 0) -> tuple[str, tuple[tuple[str, bool], ...]]:
        body, scope = self._group_pattern(depth)
        keys = self._random.sample(scope, self._random.randint(0, min(2, len(scope))))
        items = list(keys)
        names = list(keys)
        for _ in range(self._random.randint(1, 3)):
            name = self._new()
            items.append(f"({self._aggregate(scope)} AS {name})")
            names.append(name)
        by = f" GROUP BY {' '.join(keys)}" if keys else ""
        if self._likely(0.3):
            by += f" HAVING({self._aggregate(scope)} {self._one(_COMPARE)} {self._constant()})"
        end, order = self._modifiers(names, names, depth, scope)
        return f"SELECT {' '.join(items)} WHERE {body}{by}{end}", order

    def _construct(self) -> tuple[str, tuple[tuple[str, bool], ...]]:
        body, scope = self._group_pattern(0)
        subject, object_ = self._one(scope), self._one(scope)
        template = f"{subject} <urn:p> {object_} . {subject} <urn:q> {self._constant()}"
        return f"CONSTRUCT {{ {template} }} WHERE {body}{self._modifiers(scope, scope, 0)[0]}", ()

    def _ask(self) -> tuple[str, tuple[tuple[str, bool], ...]]:
        return f"ASK {self._group_pattern(0)[0]}", ()

    def _describe(self) -> tuple[str, tuple[tuple[str, bool], ...]]:
        self._exact = self._counted = False  # what describes a thing is the engine's choice
        body, scope = self._group_pattern(0)
        return f"DESCRIBE {self._one(scope)} WHERE {body}{self._modifiers(scope, scope, 0)[0]}", ()

    def _modifiers(
        self, scope: Sequence[str], names: Sequence[str], depth: int, inside: Sequence[str] = ()
    ) -> tuple[str, tuple[tuple[str, bool], ...]]:
        text, by = "", []
        plain = True
        if self._likely(0.6):
            for _ in range(self._random.randint(1, 3)):
                falling = self._likely(0.4)
                what = self._one(scope)
                if self._likely(0.3):
                    what = self._aggregate(inside) if inside else self._expression(scope, 1)
                    plain = False
                elif plain and what in names:
                    by.append((what, falling))
                else:
                    plain = False
                shape = "DESC({})" if falling else self._one(["ASC({})", "({})"])
                if what.startswith("?") and not falling:
                    shape = self._one(["{}", "ASC({})"])
                text += " " + shape.format(what)
            text = f" ORDER BY{text}"
        if self._likely(0.25):
            text += f" LIMIT {self._random.randint(0, 20)}"
            self._exact = False
            if depth:
                self._counted = False
            if self._likely(0.4):
                text += f" OFFSET {self._random.randint(0, 10)}"
        return text, tuple(by)

    # --- patterns

    def _group_pattern(self, depth: int) -> tuple[str, list[str]]:
        text, scope = self._triples()
        parts = (
            *(self._optional, self._union, self._minus, self._filter, self._filter, self._bind),
            *(self._values, self._exists, self._subquery, self._nested),
        )
        for _ in range(self._random.choice([0, 0, 1, 1, 2, 3])):
            text += " " + self._one(parts)(scope, depth)
        return f"{{ {text} }}", scope

    def _triples(self, scope: list[str] | None = None) -> tuple[str, list[str]]:
        scope = [] if scope is None else scope
        lines = []
        for _ in range(self._random.choice([1, 1, 2, 2, 3])):
            subject = self._one(scope) if scope else self._new()
            usual = self._likely_of.get(subject) if self._likely(0.9) else None
            predicate = self._one(usual or self._terms.predicates)
            thing = self._thing(predicate, scope)
            verb = self._verb(predicate)
            self._likely_of.setdefault(subject, self._terms.beside[predicate])
            self._likely_of.setdefault(thing, self._terms.behind[predicate])
            lines.append(f"{subject} {verb} {thing} .")
            scope += [x for x in (subject, verb, thing) if x.startswith("?") and x not in scope]
        return " ".join(lines), scope

    def _thing(self, predicate: str, scope: list[str]) -> str:
        if self._likely(0.15):
            found: str = self._one(self._terms.objects[predicate])
            return found
        if scope and self._likely(0.1):
            again: str = self._one(scope)
            return again
        return self._new()

    def _verb(self, predicate: str) -> str:
        if self._likely(0.04):
            return self._new()
        if self._likely(0.85):
            return predicate
        other = self._one(self._terms.predicates)
        shapes = ("^{0}", "{0}/{1}", "{0}|{1}", "{0}?", "{0}+", "!({0}|{1})", "({0}/^{1})", "{0}*")
        return str(self._one(shapes)).format(predicate, other)

    def _optional(self, scope: list[str], depth: int) -> str:
        inner = [self._one(scope)]
        text, inner = self._triples(inner)
        if self._likely(0.3):
            text += f" FILTER({self._expression(inner, 1)})"
        scope += [name for name in inner if name not in scope]
        return f"OPTIONAL {{ {text} }}"

    def _union(self, scope: list[str], depth: int) -> str:
        sides = []
        for _ in range(2):
            text, inner = self._triples([self._one(scope)])
            scope += [name for name in inner if name not in scope]
            sides.append(f"{{ {text} }}")
        return " UNION ".join(sides)

    def _minus(self, scope: list[str], depth: int) -> str:
        text, _ = self._triples([self._one(scope)])
        return f"MINUS {{ {text} }}"

    def _filter(self, scope: list[str], depth: int) -> str:
        return f"FILTER({self._expression(scope, 2)})"

    def _bind(self, scope: list[str], depth: int) -> str:
        name = self._new()
        text = f"BIND({self._expression(scope, 2)} AS {name})"
        scope.append(name)
        return text

    def _values(self, scope: list[str], depth: int) -> str:
        if self._likely(0.5):
            name = self._one(scope)
            values = [self._one(self._terms.subjects) for _ in range(3)] + [self._constant()]
        else:
            name = self._new()
            scope.append(name)
            values = [self._constant() for _ in range(self._random.randint(1, 4))] + ["UNDEF"]
        return f"VALUES {name} {{ {' '.join(values)} }}"

    def _exists(self, scope: list[str], depth: int) -> str:
        text, _ = self._triples([self._one(scope)])
        return f"FILTER {self._one(['', 'NOT '])}EXISTS {{ {text} }}"

    def _subquery(self, scope: list[str], depth: int) -> str:
        if depth:
            return ""
        inner = _Names(self)
        make: Callable[..., tuple[str, Any]] = self._one([self._select, self._select, self._group])
        with inner:
            text, _ = make(depth=1)
        return f"{{ {text} }}"

    def _nested(self, scope: list[str], depth: int) -> str:
        text, inner = self._triples([self._one(scope)])
        scope += [name for name in inner if name not in scope]
        return f"{{ {text} }}"

    # --- expressions

    def _constant(self) -> str:
        found: str = self._one(_CONSTANTS)
        return found

    def _leaf(self, scope: Sequence[str]) -> str:
        return str(self._one(scope)) if scope and self._likely(0.75) else self._constant()

    def _expression(self, scope: Sequence[str], depth: int) -> str:
        if not depth:
            return self._leaf(scope)

        def inner() -> str:
            return self._expression(scope, depth - 1)

        def text() -> str:
            return f"STR({inner()})"

        makers: list[Callable[[], str]] = [
            lambda: f"{self._one(_ANY)}({inner()})",
            lambda: f"{self._one(_TEXT)}({text()})",
            lambda: f"{self._one(_TWO_TEXTS)}({text()}, {self._one(_PATTERNS)})",
            lambda: f"{self._one(_NUMBER)}({inner()})",
            lambda: f"{self._one(_TIME)}({inner()})",
            lambda: f"{self._one(_CASTS)}({inner()})",
            lambda: f"({inner()} {self._one(_COMPARE)} {inner()})",
            lambda: f"({inner()} {self._one(['+', '-', '*', '/'])} {inner()})",
            lambda: f"({inner()} {self._one(['&&', '||'])} {inner()})",
            lambda: f"(!{inner()})",
            lambda: f"IF({inner()}, {inner()}, {inner()})",
            lambda: f"COALESCE({inner()}, {inner()})",
            lambda: f"CONCAT({text()}, {inner()})",
            lambda: f"REGEX({text()}, {self._one(_PATTERNS)}, {self._one(['', 'i'])!r})",
            lambda: f"REPLACE({text()}, {self._one(_PATTERNS)}, 'x')",
            lambda: f"SUBSTR({text()}, {self._random.randint(-2, 9)}, {self._one([0, 1, 3, 99])})",
            lambda: f"({inner()} {self._one(['', 'NOT '])}IN ({inner()}, {inner()}))",
            lambda: f"sameTerm({inner()}, {inner()})",
            lambda: f"BOUND({self._one(scope)})",
            lambda: f"STRDT({text()}, {self._one(['xsd:string', 'xsd:integer', '<urn:t>'])})",
            lambda: f"STRLANG({text()}, 'en')",
            lambda: f"IRI({text()})",
            lambda: self._unsettled(),
        ]
        return str(self._one(makers)())

    def _unsettled(self) -> str:
        if self._likely(0.9):
            return self._constant()
        self._exact = self._counted = False
        return str(self._one(_RANDOM))

    def _aggregate(self, scope: Sequence[str]) -> str:
        name = self._one([*_AGGREGATES * 2, "SAMPLE", "GROUP_CONCAT"])
        distinct = self._one(["", "DISTINCT "])
        if name == "COUNT" and self._likely(0.3):
            return f"COUNT({distinct}*)"
        what = self._one(scope)
        if name in {"SAMPLE", "GROUP_CONCAT"}:
            self._exact = self._counted = False
        return f"{name}({distinct}{what})"


class _Names:
    """Gives a subquery the names of the query around it now and then, so that they join."""

    def __init__(self, maker: _Maker) -> None:
        self._maker = maker

    def __enter__(self) -> None:
        self._before = self._maker._count
        if self._maker._likely(0.5):
            self._maker._count = 0

    def __exit__(self, *_: object) -> None:
        self._maker._count = max(self._before, self._maker._count)
