"""What a record may say of each kind of thing, read out of the ontology and its shapes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from reorg import resources
from reorg.namespaces import NAMESPACE, PREFIXES, expand
from reorg.record.model import NESTED, RECORD_PREFIX
from reorg.terms import value_of
from reorg.vocab.glossary import CLASSES, KEYS
from reorg.vocab.keys import Form, Term, terms
from reorg.vocab.kinds import KINDS
from reorg.vocab.vocabulary import FILES, wider_classes

if TYPE_CHECKING:
    from pyoxigraph import BlankNode, Literal, NamedNode, Triple

    Node = NamedNode | BlankNode
    Object = NamedNode | BlankNode | Literal | Triple

STATEMENT = "content"
COMMITMENT = "reportedBy"

_PARTS = {
    RECORD_PREFIX: ("reorg:Record",),
    "anchor": ("oa:Annotation", "oa:TextQuoteSelector", "oa:TextPositionSelector"),
    STATEMENT: ("rdf:Statement",),
    COMMITMENT: ("reorg:Commitment",),
}
"""Classes of the nodes that one mapping of a record becomes, where it is not its kind's alone."""

# An anchor's offsets are found in the text where the record leaves them out.
_FILLED_IN = {"anchor": frozenset({"start", "end"})}


@dataclass(frozen=True)
class KeyRule:
    """What the shapes demand of one key on one kind of thing.

    Attributes:
        term: The key.
        least: Fewest values.
        most: Most values; None where any number may be given.
        values: The words that it may have, where it has a closed list.
        pattern: A regular expression that text must match; empty for none.
        shortest: Least length of text, in characters.
        longest: Greatest length; None for any.
        advice: What the shapes' messages say of it.
    """

    term: Term
    least: int = 0
    most: int | None = None
    values: tuple[str, ...] = ()
    pattern: str = ""
    shortest: int = 0
    longest: int | None = None
    advice: str = ""


class Shapes:
    """The ontology and its shapes as a graph, by subject."""

    def __init__(self) -> None:
        from pyoxigraph import RdfFormat, parse

        self._found: dict[Object, dict[str, list[Object]]] = defaultdict(lambda: defaultdict(list))
        for name in (*FILES, "shapes.ttl"):
            for quad in parse(resources.read("ontology", name), RdfFormat.TURTLE):
                self._found[quad.subject][quad.predicate.value].append(quad.object)

    def values(self, node: Object, name: str) -> list[Object]:
        """Return the values of a property, given by its prefixed name."""
        prefix, _, local = name.partition(":")
        iri = _SHACL + local if prefix == "sh" else expand(name)
        return self._found[node][iri] if node in self._found else []

    def text(self, node: Object, name: str) -> str:
        """Return the first value of a property as text, or the empty string."""
        return next((value_of(value) for value in self.values(node, name)), "")

    def number(self, node: Object, name: str) -> int | None:
        """Return the first value of a property as a whole number."""
        text = self.text(node, name)
        return int(text) if text else None

    def typed(self, classes: set[str]) -> set[str]:
        """Return the IRIs of what the ontology says to be of one of some classes."""
        return {
            value_of(node)
            for node in list(self._found)
            if classes & set(map(value_of, self.values(node, "rdf:type")))
        }

    def most(self, iri: str) -> list[int | None]:
        """Return how many values of a property the shapes allow, one number a constraint."""
        found = [node for node in list(self._found) if self.text(node, "sh:path") == iri]
        return [self.number(node, "sh:maxCount") for node in found]

    def members(self, head: Object) -> Iterator[Object]:
        """Go through an RDF list."""
        while value_of(head) != PREFIXES["rdf"] + "nil":
            yield from self.values(head, "rdf:first")
            head = self.values(head, "rdf:rest")[0]

    def listed(self, node: Object, name: str) -> list[Object]:
        """Return the members of the list that a property has as its value."""
        return [item for head in self.values(node, name) for item in self.members(head)]

    def describe(self, iri: str, name: str) -> str:
        """Return one text about a term of the ontology, or the empty string."""
        from pyoxigraph import NamedNode

        return self.text(NamedNode(iri), name)

    @cached_property
    def by_class(self) -> dict[str, list[Object]]:
        """The node shapes that aim at each class."""
        found: dict[str, list[Object]] = defaultdict(list)
        for node in list(self._found):
            for target in self.values(node, "sh:targetClass"):
                found[value_of(target)].append(node)
        return found

    def classes(self, kind: str) -> tuple[str, ...]:
        """Return the IRIs of the classes of a kind's things, the wider ones included."""
        own = _PARTS.get(kind) or (KINDS[kind].type,)
        iris = [expand(name) for name in own]
        wider = [iri for name in iris for iri in sorted(wider_classes().get(name, ()))]
        return tuple(dict.fromkeys([*iris, *wider]))

    def shapes_of(self, kind: str) -> list[Object]:
        """Return the node shapes that a kind's things must meet."""
        found = []
        for iri in self.classes(kind):
            for shape in self.by_class.get(iri, ()):
                found.append(shape)
                found.extend(self._only_choice(kind, shape))
        return found

    def _only_choice(self, kind: str, shape: Object) -> list[Object]:
        """Return the shape that remains of a choice once classes of other kinds are out."""
        choices = self.listed(shape, "sh:or")
        classes = self.classes(kind)
        left = [
            choice
            for choice in choices
            if not self.values(choice, "sh:class") or self.text(choice, "sh:class") in classes
        ]
        return self.values(left[0], "sh:node") if len(left) == 1 else []

    def rules(self, kind: str) -> dict[str, KeyRule]:
        """Return what may and must be said of a kind of thing, by key."""
        allowed = NESTED.get(kind)
        found: dict[str, KeyRule] = {}
        for shape in self.shapes_of(kind):
            for constraint in self.values(shape, "sh:property"):
                for key in keys_of(self.text(constraint, "sh:path")):
                    if allowed is None or key in allowed:
                        found[key] = self._narrow(found.get(key, KeyRule(terms()[key])), constraint)
        for iri in self._kept_for_others(kind):
            for key in keys_of(iri):
                found.pop(key, None)
        for key in _FILLED_IN.get(kind, ()):
            found[key] = replace(found[key], least=0)
        return dict(sorted(found.items(), key=lambda item: (not item[1].least, item[0])))

    def _kept_for_others(self, kind: str) -> Iterator[str]:
        """Yield the properties that only things of other classes may have."""
        classes = self.classes(kind)
        for node in list(self._found):
            only = self.text(node, "sh:class")
            if only and only not in classes:
                yield from map(value_of, self.values(node, "sh:targetSubjectsOf"))

    def _narrow(self, rule: KeyRule, constraint: Object) -> KeyRule:
        most = self.number(constraint, "sh:maxCount")
        longest = self.number(constraint, "sh:maxLength")
        listed = tuple(map(value_of, self.listed(constraint, "sh:in")))
        start = f"{NAMESPACE}{rule.term.scheme}-"
        values = tuple(iri.removeprefix(start) for iri in listed)
        if rule.term.form is Form.CONCEPT and not values:
            values = rule.values or self.concepts(rule.term.scheme)
        message = self.text(constraint, "sh:message").partition(": ")[2]
        return replace(
            rule,
            least=max(rule.least, self.number(constraint, "sh:minCount") or 0),
            most=most if rule.most is None else min(rule.most, rule.most if most is None else most),
            values=tuple(v for v in values if not rule.values or v in rule.values),
            pattern=self.text(constraint, "sh:pattern") or rule.pattern,
            shortest=max(rule.shortest, self.number(constraint, "sh:minLength") or 0),
            longest=longest if rule.longest is None else rule.longest,
            advice=rule.advice if rule.advice and not rule.least else message,
        )

    def kind_example(self, kind: str) -> str:
        """Return the example that the ontology gives of a kind's class, or the empty string."""
        return self.describe(self.classes(kind)[0], "skos:example")

    def kinds_with(self, key: str) -> dict[str, KeyRule]:
        """Return the kinds of thing on which a key may stand, with what it must be there."""
        kinds = [RECORD_PREFIX, *KINDS, *NESTED]
        return {kind: self.rules(kind)[key] for kind in kinds if key in self.rules(kind)}

    def together(self, key: str) -> list[str]:
        """Return the keys that stand wherever a key stands, and nowhere without it."""
        iri = terms()[key].iri
        found: list[str] = []
        for node in list(self._found):
            choices = self.listed(node, "sh:xone") + self.listed(node, "sh:or")
            none = [self._counted(choice, "sh:maxCount", 0) for choice in choices]
            both = [self._counted(choice, "sh:minCount", 1) for choice in choices]
            for paths in none:
                if iri in paths and paths in both:
                    found += [other for path in paths if path != iri for other in keys_of(path)]
        return found

    def _counted(self, choice: Object, name: str, number: int) -> list[str]:
        """Return the properties that one side of a choice counts, where it counts all alike."""
        constraints = self.values(choice, "sh:property")
        alike = all(self.number(one, name) == number for one in constraints)
        return sorted(self.text(one, "sh:path") for one in constraints) if alike else []

    def names_statements(self, key: str) -> bool:
        """Return whether the values of a key must be single statements of claims."""
        iri, statement = terms()[key].iri, expand("rdf:Statement")
        return bool(iri) and any(
            self.text(node, "sh:path") == iri and self.text(node, "sh:class") == statement
            for node in list(self._found)
        )

    def takes(self, predicate: str) -> dict[str, tuple[str, tuple[str, ...]]]:
        """Return what the subject and the object of a content predicate must be.

        Args:
            predicate: Its IRI.

        Returns:
            By ``subject`` and ``object``, where there is a rule: what to give, in the words of
            the shapes' messages, and the kinds of thing that this means, as far as they tell.
        """
        found = {}
        for shape in self.by_class[expand("rdf:Statement")]:
            choices = self.listed(shape, "sh:or")
            if predicate not in self._excepted(choices):
                continue
            for rule in (rule for choice in choices for rule in self.values(choice, "sh:property")):
                end = self.text(rule, "sh:path").removeprefix(PREFIXES["rdf"])
                advice = self.text(shape, "sh:message").partition(": give ")[2].rstrip(".")
                options = [self.text(one, "sh:class") for one in self.listed(rule, "sh:or")]
                wanted = {self.text(rule, "sh:class"), *options}
                kinds = tuple(kind for kind in KINDS if wanted & set(self.classes(kind)))
                found[end] = (advice or "words, under `literal`", kinds)
        return found

    def _excepted(self, choices: list[Object]) -> set[str]:
        """Return the predicates outside which a choice demands nothing."""
        rules = (
            rule
            for choice in choices
            for denied in self.values(choice, "sh:not")
            for rule in self.values(denied, "sh:property")
        )
        return {value_of(iri) for rule in rules for iri in self.listed(rule, "sh:in")}

    def concepts(self, scheme: str) -> tuple[str, ...]:
        """Return the values of a closed list, in the order of the ontology."""
        start = f"{NAMESPACE}{scheme}-"
        return tuple(
            value_of(node).removeprefix(start)
            for node in list(self._found)
            if start + "scheme" in map(value_of, self.values(node, "skos:inScheme"))
        )


_SHACL = "http://www.w3.org/ns/shacl#"


@lru_cache(maxsize=1)
def shapes() -> Shapes:
    """Return the shipped ontology and shapes, read once."""
    return Shapes()


def keys_of(iri: str) -> list[str]:
    """Return the keys that stand for a property."""
    return [key for key, term in terms().items() if term.iri == iri] if iri else []


def meaning(key: str) -> str:
    """Return what a key means: the definition of its property."""
    term = terms().get(key)
    own = shapes().describe(term.iri, "skos:definition") if term and term.iri else ""
    return own or KEYS.get(key, "")


def class_meaning(kind: str) -> str:
    """Return what a kind of thing is: the definition of its class."""
    name = (_PARTS.get(kind) or (KINDS[kind].type,))[0]
    return CLASSES.get(name) or shapes().describe(expand(name), "skos:definition")
