"""The documentation of the vocabulary: every term, with what it means and how it is used."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from reorg.namespaces import NAMESPACE, PREFIXES
from reorg.serve.pages.lookup import LABELS, TYPE, Lookup, ontology
from reorg.serve.pages.presentation import Group, Presentation
from reorg.terms import value_of

if TYPE_CHECKING:
    import pyoxigraph as ox

_SKOS, _RDFS, _OWL = PREFIXES["skos"], PREFIXES["rdfs"], PREFIXES["owl"]
_DEFINITION, _EXAMPLE, _COMMENT = _SKOS + "definition", _SKOS + "example", _RDFS + "comment"
_ASSERTABLE = NAMESPACE + "assertable"
_CONTENT = NAMESPACE + "ContentPredicate"
_IN_SCHEME = _SKOS + "inScheme"
_PROPERTIES = {_OWL + f"{kind}Property" for kind in ("Object", "Datatype", "Annotation")}
_GOES_WITHOUT_SAYING = {
    *LABELS,
    TYPE,
    _DEFINITION,
    _EXAMPLE,
    _COMMENT,
    _ASSERTABLE,
    _IN_SCHEME,
    _RDFS + "isDefinedBy",
    _SKOS + "topConceptOf",
    _SKOS + "hasTopConcept",
}


class Entry(NamedTuple):
    """A term of the vocabulary.

    Attributes:
        iri: Its IRI.
        name: Its local name, by which an address leads to it.
        label: What it is called.
        definition: What it means.
        examples: Cases of it.
        comments: Remarks.
        groups: What else is said of it.
        used: How often the graph uses it.
        plain: Whether a plain triple may use the property.
    """

    iri: str
    name: str
    label: str
    definition: str
    examples: list[str]
    comments: list[str]
    groups: list[Group]
    used: int
    plain: bool


class Chapter(NamedTuple):
    """Terms of one kind; a scheme's chapter begins with the scheme."""

    name: str
    title: str
    lead: str
    entries: list[Entry]


class VocabularyPage(NamedTuple):
    """The whole documentation."""

    title: str
    lead: str
    about: list[Group]
    chapters: list[Chapter]
    schemes: list[Chapter]


def vocabulary_page(
    lookup: Lookup, presentation: Presentation, used: dict[str, int]
) -> VocabularyPage:
    """Return the documentation of the shipped vocabulary.

    Args:
        lookup: Where things are looked up.
        showing: Makes what is shown.
        used: How often the graph uses a term, by IRI.
    """
    from pyoxigraph import NamedNode

    maker = _Chapters(lookup, presentation, used)
    itself = NamedNode(NAMESPACE.rstrip("#"))
    statements = [(t.predicate, t.object) for t in lookup.outgoing(itself)]
    terms = PREFIXES["dcterms"]
    spoken = {TYPE, terms + "title", terms + "abstract", *LABELS}
    return VocabularyPage(
        lookup.texts(itself, terms + "title")[0],
        lookup.texts(itself, terms + "abstract")[0],
        presentation.groups(pair for pair in statements if pair[0].value not in spoken),
        maker.chapters(),
        maker.schemes(),
    )


class _Chapters:
    def __init__(self, lookup: Lookup, presentation: Presentation, used: dict[str, int]) -> None:
        self._lookup, self._presentation, self._used = lookup, presentation, used
        self._types: dict[str, set[str]] = {}
        for quad in ontology().quads_for_pattern(None, _node(TYPE), None, None):
            iri = value_of(quad.subject)
            if iri.startswith(NAMESPACE):
                self._types.setdefault(iri, set()).add(value_of(quad.object))

    def chapters(self) -> list[Chapter]:
        properties = {iri for iri, types in self._types.items() if types & _PROPERTIES}
        content = {iri for iri in properties if _CONTENT in self._types[iri]}
        classes = {iri for iri, types in self._types.items() if _OWL + "Class" in types}
        rules = {iri for iri, types in self._types.items() if NAMESPACE + "Rule" in types}
        return [
            Chapter("classes", "Classes", "The kinds of things.", self._entries(classes)),
            Chapter(
                "properties",
                "Properties of plain triples",
                "What may be said outright: documents and their parts, who said what where, "
                "names, roles and types.",
                self._entries(properties - content),
            ),
            Chapter(
                "content-predicates",
                "Content predicates",
                "What only the content of a claim may use: the predicate of a reified statement, "
                "never of a triple of its own.",
                self._entries(content),
            ),
            Chapter(
                "rules",
                "Rules",
                "What derives nodes and links from those recorded.",
                self._entries(rules),
            ),
        ]

    def schemes(self) -> list[Chapter]:
        kind = _SKOS + "ConceptScheme"
        chapters = []
        for iri in sorted(iri for iri, types in self._types.items() if kind in types):
            own = {
                value_of(quad.subject)
                for quad in ontology().quads_for_pattern(None, _node(_IN_SCHEME), _node(iri), None)
            }
            scheme = self._entry(iri)
            chapters.append(
                Chapter(scheme.name, scheme.label, scheme.definition, self._entries(own))
            )
        return chapters

    def _entries(self, iris: set[str]) -> list[Entry]:
        return [self._entry(iri) for iri in sorted(iris, key=str.lower)]

    def _entry(self, iri: str) -> Entry:
        node = _node(iri)
        texts = self._lookup.texts
        statements = [
            (quad.predicate, quad.object)
            for quad in ontology().quads_for_pattern(node, None, None, None)
            if quad.predicate.value not in _GOES_WITHOUT_SAYING
        ]
        return Entry(
            iri,
            iri.removeprefix(NAMESPACE),
            self._lookup.label(iri),
            " ".join(texts(node, _DEFINITION)),
            texts(node, _EXAMPLE),
            texts(node, _COMMENT),
            self._presentation.groups(statements),
            self._used.get(iri, 0),
            "true" in texts(node, _ASSERTABLE),
        )


def _node(iri: str) -> ox.NamedNode:
    from pyoxigraph import NamedNode

    return NamedNode(iri)
