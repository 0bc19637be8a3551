"""What the page writes of statements and of what joins two things, in its language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from reorg.analysis.edges import CONFLICT, relation_labels, relation_of
from reorg.rdf import statement as meant
from reorg.rdf.triples import Triples

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyoxigraph import Quad

    from reorg.html.translation import Language

#: Edges whose label is the predicate of a statement.
ENDS = frozenset({"subject", "object"})


class Translated(Triples):
    """A graph that gives the vocabulary's labels in another language than its own.

    Args:
        quads: The graph.
        labels: The labels by IRI; what has none keeps the graph's.
    """

    def __init__(self, quads: Iterable[Quad], labels: dict[str, str]) -> None:
        super().__init__(quads)
        self._labels = labels

    def label(self, subject: str) -> str:
        """Return what to call a thing."""
        return self._labels.get(subject) or super().label(subject)


class Relation(NamedTuple):
    """A kind of edge: its name, by which the script goes, and its words from either end."""

    name: str
    words: str
    back: str


class Condition(NamedTuple):
    """What a statement depends on, a statement itself: its parts in words, and how it is meant."""

    subject: str
    predicate: str
    object: str
    qualities: tuple[str, ...]
    since: str = ""
    until: str = ""


class Phrasing:
    """Writes what a graph's statements and edges say.

    Args:
        triples: The graph.
        words: The page's language.
    """

    def __init__(self, triples: Triples, words: Language) -> None:
        self._triples = triples
        self._words = words
        self._concepts = relation_labels(triples)

    def predicate(self, statement: str) -> str:
        """Return a statement's predicate in words, with ``not`` where it is denied."""
        label = meant.predicate_label(self._triples, statement)
        denied = meant.is_denied(self._triples, statement)
        return self._words.text("statement.not", words=label) if denied else label

    def qualities(self, statement: str) -> tuple[str, ...]:
        """Return how a statement is meant, what goes without saying left out."""
        return tuple(
            quality.label
            for quality in meant.qualities(self._triples, statement)
            if quality.respect != "condition" and quality.value not in meant.USUAL
        )

    def conditions(self, statement: str) -> tuple[Condition, ...]:
        """Return what a statement depends on."""
        others = meant.conditions(self._triples, statement)
        return tuple(dict.fromkeys(self._condition(other) for other in others))

    def _condition(self, statement: str) -> Condition:
        t = self._triples
        value = t.value(statement, "rdf:object")
        return Condition(
            subject=t.label(t.value(statement, "rdf:subject")),
            predicate=self.predicate(statement),
            object=t.label(value) if value in t else value,
            qualities=self.qualities(statement),
            since=t.concept(statement, "reorg:since"),
            until=t.concept(statement, "reorg:until"),
        )

    def relation(self, edge: dict[str, Any]) -> Relation:
        """Return the relation of an edge, in its concept's or its role's words if it has any."""
        name = str(edge["relation"])
        role = self._triples.concept(str(edge.get("iri", "")), "org:role")
        words = role or self._concepts.get(name) or self._word(name, "forth") or name
        back = self._word(name, "back") or self._words.text("panel.from", relation=words)
        return Relation(name, words, back)

    def passed_on(self, commitment: str) -> str:
        """Return how a voice passed words on, from the words' end: ``reported by``."""
        name, words = relation_of(self._triples, commitment, "reorg:commitment")
        return self._word(name, "back") or words

    def label(self, edge: dict[str, Any], evidence: str) -> str:
        """Return what stands beside an edge.

        Args:
            edge: The edge's attributes.
            evidence: IRI of the statement that the edge stands for, if it stands for one.
        """
        relation = self.relation(edge)
        if relation.name in ENDS:
            return self.predicate(evidence)
        if relation.name == "answers":
            answer = self._triples.concept(evidence, "reorg:answer")
            return (
                self._words.text("panel.fact", term=relation.words, value=answer)
                if answer
                else relation.words
            )
        if (used := edge.get("words")) and not self._triples.concept(str(edge["iri"]), "org:role"):
            return self._words.text("relations.quoted", relation=relation.words, words=used)
        return relation.words

    def conflict(self) -> str:
        """Return what joins two claims of which nobody says how hard they conflict."""
        return self._word(CONFLICT, "forth")

    def _word(self, name: str, end: str) -> str:
        key = f"relations.{name.replace(' ', '-')}.{end}"
        return self._words.text(key) if key in self._words.messages else ""
