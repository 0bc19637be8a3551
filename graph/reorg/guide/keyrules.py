"""What a record may say of each kind of thing: the rules of its keys, read out of the shapes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

from reorg.guide.shapesgraph import shapes_graph
from reorg.namespaces import NAMESPACE, PREFIXES, expand
from reorg.terms import value_of
from reorg.vocab.defaults import Default, default_of, may_be_left_out
from reorg.vocab.glossary import KEYS
from reorg.vocab.keys import Form, Key, keys_by_name
from reorg.vocab.kinds import CONTENT, KINDS, PARTS, RECORD, filled_in, help_of, types_of
from reorg.vocab.vocabulary import wider_classes

if TYPE_CHECKING:
    from reorg.guide.shapesgraph import Object


@dataclass(frozen=True)
class KeyRule:
    """What the shapes demand of one key on one kind of thing.

    Attributes:
        key: The key.
        least: Fewest values.
        most: Most values; None where any number may be given.
        values: The words that it may have, where it has a closed list.
        pattern: A regular expression that text must match; empty for none.
        longest: Greatest length; None for any.
        advice: What the shapes' messages say of it.
        default: What it is where it is left out; None where then it is not said.
    """

    key: Key
    least: int = 0
    most: int | None = None
    values: tuple[str, ...] = ()
    pattern: str = ""
    longest: int | None = None
    advice: str = ""
    default: Default | None = None


def classes(kind: str) -> tuple[str, ...]:
    """Return the IRIs of the classes of a kind's things, the wider ones included."""
    iris = [expand(name) for name in types_of(kind)]
    wider = [iri for name in iris for iri in sorted(wider_classes().get(name, ()))]
    return tuple(dict.fromkeys([*iris, *wider]))


def shapes_of(kind: str) -> list[Object]:
    """Return the node shapes that a kind's things must meet."""
    shapes = []
    for iri in classes(kind):
        for shape in shapes_graph().by_class.get(iri, ()):
            shapes.append(shape)
            shapes.extend(_only_choice(kind, shape))
    return shapes


def _only_choice(kind: str, shape: Object) -> list[Object]:
    """Return the shape that remains of a choice once classes of other kinds are out."""
    graph, own = shapes_graph(), classes(kind)
    left = [
        choice
        for choice in graph.listed(shape, "sh:or")
        if not graph.values(choice, "sh:class") or graph.text(choice, "sh:class") in own
    ]
    return graph.values(left[0], "sh:node") if len(left) == 1 else []


def rules(kind: str) -> dict[str, KeyRule]:
    """Return what may and must be said of a kind of thing, by key."""
    graph, known = shapes_graph(), keys_by_name()
    allowed = PARTS[kind].keys if kind in PARTS else known.keys()
    narrowed: dict[str, KeyRule] = {}
    for shape in shapes_of(kind):
        for constraint in graph.values(shape, "sh:property"):
            for name in keys_of(graph.text(constraint, "sh:path")):
                if name in allowed:
                    rule = narrowed.get(name, KeyRule(known[name]))
                    narrowed[name] = _narrow(rule, constraint)
    for iri in _kept_for_others(kind):
        for name in keys_of(iri):
            narrowed.pop(name, None)
    either = KINDS[kind].either if kind in KINDS else ()
    for name in (*filled_in(kind), *chain(*either)):
        narrowed[name] = replace(narrowed[name], least=0)
    for name in may_be_left_out(kind) & narrowed.keys():
        narrowed[name] = replace(narrowed[name], least=0, default=default_of(name, kind))
    return dict(sorted(narrowed.items(), key=lambda item: (not item[1].least, item[0])))


def _kept_for_others(kind: str) -> Iterator[str]:
    """Yield the properties that only things of other classes may have."""
    graph, own = shapes_graph(), classes(kind)
    for node in graph.having("sh:targetSubjectsOf"):
        choices = [node, *graph.listed(node, "sh:or")]
        named = {name for choice in choices for name in graph.texts(choice, "sh:class")}
        if named and not named & {*own}:
            yield from graph.texts(node, "sh:targetSubjectsOf")


def _narrow(rule: KeyRule, constraint: Object) -> KeyRule:
    graph = shapes_graph()
    most = graph.number(constraint, "sh:maxCount")
    longest = graph.number(constraint, "sh:maxLength")
    start = f"{NAMESPACE}{rule.key.scheme}-"
    listed = graph.listed(constraint, "sh:in")
    values = tuple(value_of(value).removeprefix(start) for value in listed)
    if rule.key.form is Form.CONCEPT and not values:
        values = rule.values or graph.concepts(rule.key.scheme)
    message = graph.text(constraint, "sh:message").partition(": ")[2]
    return replace(
        rule,
        least=max(rule.least, graph.number(constraint, "sh:minCount") or 0),
        most=most if rule.most is None else min(rule.most, rule.most if most is None else most),
        values=tuple(v for v in values if not rule.values or v in rule.values),
        pattern=graph.text(constraint, "sh:pattern") or rule.pattern,
        longest=longest if rule.longest is None else rule.longest,
        advice=rule.advice if rule.advice and not rule.least else message,
    )


def kinds_with(key: str) -> dict[str, KeyRule]:
    """Return the kinds of thing on which a key may stand, with what it must be there."""
    rules_of = {kind: rules(kind) for kind in (RECORD.name, *KINDS, *PARTS)}
    return {kind: of_kind[key] for kind, of_kind in rules_of.items() if key in of_kind}


def together(key: str) -> list[str]:
    """Return the keys that stand wherever a key stands, and nowhere without it."""
    graph, iri = shapes_graph(), keys_by_name()[key].iri
    others: list[str] = []
    for node in graph.having("sh:xone", "sh:or"):
        choices = graph.listed(node, "sh:xone") + graph.listed(node, "sh:or")
        none = [_counted(choice, "sh:maxCount", 0) for choice in choices]
        both = [_counted(choice, "sh:minCount", 1) for choice in choices]
        for paths in none:
            if iri in paths and paths in both:
                others += [name for path in paths if path != iri for name in keys_of(path)]
    return others


def _counted(choice: Object, name: str, number: int) -> list[str]:
    """Return the properties that one side of a choice counts, where it counts all alike."""
    graph = shapes_graph()
    constraints = graph.values(choice, "sh:property")
    alike = all(graph.number(constraint, name) == number for constraint in constraints)
    return sorted(graph.text(constraint, "sh:path") for constraint in constraints) if alike else []


def takes(predicate: str) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Return what the subject and the object of a content predicate must be.

    Args:
        predicate: Its IRI.

    Returns:
        By ``subject`` and ``object``, where there is a rule: what to give, in the words of
        the shapes' messages, and the kinds of thing that this means, as far as they tell.
    """
    graph = shapes_graph()
    ends = {}
    for shape in graph.by_class[expand(PARTS[CONTENT].type)]:
        choices = graph.listed(shape, "sh:or")
        if predicate not in _excepted(choices):
            continue
        for rule in (rule for choice in choices for rule in graph.values(choice, "sh:property")):
            end = graph.text(rule, "sh:path").removeprefix(PREFIXES["rdf"])
            advice = graph.text(shape, "sh:message").partition(": give ")[2].rstrip(".")
            options = [graph.text(option, "sh:class") for option in graph.listed(rule, "sh:or")]
            wanted = {graph.text(rule, "sh:class"), *options}
            kinds = tuple(kind for kind in KINDS if wanted & set(classes(kind)))
            ends[end] = (advice or "words, under `literal`", kinds)
    return ends


def _excepted(choices: list[Object]) -> set[str]:
    """Return the predicates outside which a choice demands nothing."""
    graph = shapes_graph()
    constraints = (
        constraint
        for choice in choices
        for denied in graph.values(choice, "sh:not")
        for constraint in graph.values(denied, "sh:property")
    )
    return {value_of(iri) for each in constraints for iri in graph.listed(each, "sh:in")}


def kind_example(kind: str) -> str:
    """Return the example that the ontology gives of a kind's class, or the empty string."""
    return shapes_graph().describe(classes(kind)[0], "skos:example")


def keys_of(iri: str) -> list[str]:
    """Return the keys that stand for a property."""
    return [name for name, key in keys_by_name().items() if key.iri == iri] if iri else []


def meaning(key: str) -> str:
    """Return what a key means: the definition of its property."""
    known = keys_by_name().get(key)
    own = shapes_graph().describe(known.iri, "skos:definition") if known and known.iri else ""
    return own or KEYS.get(key, "")


def class_meaning(kind: str) -> str:
    """Return what a kind of thing is: the definition of its class."""
    return help_of(kind) or shapes_graph().describe(expand(types_of(kind)[0]), "skos:definition")
