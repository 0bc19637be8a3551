"""What claims say, in words: none without how it is meant, since or until when, and on what."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from reorg.html.pagegraph import Link, PageGraph
from reorg.html.phrasing import Condition
from reorg.rdf.statement import is_denied

#: Kinds of nodes of which no claim's wording says when, where and by whom: their entry does.
TOLD = frozenset({"event", "planned", "plan"})
#: Kinds of nodes of which it is told what came of them.
FORESEEN = frozenset({"planned", "plan"})
#: What may have come of something, by the standing that it is said to have.
ENDS = frozenset(
    f"standing-{end}" for end in ("implemented", "abandoned", "postponed", "reversed", "rejected")
)


class ContentWords(NamedTuple):
    """What a claim says: subject, predicate, object, how it says so, and on which conditions.

    Attributes:
        subject: Of what it is said; without text where that is the thing whose entry this is in.
        predicate: What is said, ``not`` included.
        object: With what.
        qualities: How it is meant, what goes without saying left out.
        conditions: What it depends on.
        since: The date since when, in words.
        until: The date until when, in words.
        claims: Who says so, by claim; empty in the claim's own entry.
    """

    subject: Link
    predicate: str
    object: Link
    qualities: tuple[str, ...]
    conditions: tuple[Condition, ...]
    since: str = ""
    until: str = ""
    claims: tuple[Link, ...] = ()


class Statements:
    """All statements of a graph's claims, by what they are of.

    Args:
        graph: The graph.
    """

    def __init__(self, graph: PageGraph) -> None:
        self._graph = graph
        self._by_end: dict[str, list[tuple[str, str]]] = {}
        t = graph.triples
        self._groups = frozenset(t.of_type("reorg:BodyGroup"))
        for claim in graph.in_order(t.of_type("reorg:Claim")):
            for statement in t.values(claim, "reorg:content"):
                for end in ("rdf:subject", "rdf:object"):
                    self._by_end.setdefault(t.value(statement, end), []).append((claim, statement))

    def content(self, claim: str) -> Iterable[ContentWords]:
        """Yield what a claim says."""
        for statement in self._graph.triples.values(claim, "reorg:content"):
            yield self._words(statement)

    def told(self, iri: str) -> list[ContentWords]:
        """Return what is said of an event, a plan or what is planned, and who is in a group."""
        t = self._graph.triples
        rows = []
        for claim, statement in self._by_end.get(iri, ()):
            of = t.value(statement, "rdf:subject") == iri
            predicate = t.name(statement, "rdf:predicate")
            if of and self._graph.network.nodes[iri]["kind"] in TOLD:
                if predicate != "hasStatus" or t.name(statement, "rdf:object") not in ENDS:
                    rows.append((claim, self._words(statement)._replace(subject=Link(""))))
            elif not of and predicate == "isMemberOf" and iri in self._groups:
                rows.append((claim, self._words(statement)))
        return self._once(rows)

    def outcome(self, iri: str) -> list[ContentWords]:
        """Return what is said to have come of a plan or of what is planned."""
        t = self._graph.triples
        rows = []
        if self._graph.network.nodes[iri]["kind"] not in FORESEEN:
            return []
        for claim, statement in self._by_end.get(iri, ()):
            of = t.value(statement, "rdf:subject") == iri
            predicate = t.name(statement, "rdf:predicate")
            if of and predicate == "hasStatus" and t.name(statement, "rdf:object") in ENDS:
                rows.append((claim, self._words(statement)._replace(subject=Link(""))))
            elif not of and predicate == "realises":
                rows.append((claim, self._realised(statement)))
        return self._once(rows)

    def _realised(self, statement: str) -> ContentWords:
        """Return a realisation from the end of what was planned: ``realised partly by`` a thing."""
        t, words = self._graph.triples, self._graph.words
        extent = t.name(statement, "reorg:extent").removeprefix("extent-")
        denied = is_denied(t, statement)
        came = f"came.{'not-' if denied else ''}"
        key = f"{came}{extent or 'plain'}"
        known = key if key in words.messages else f"{came}plain"
        told = self._words(statement)
        label = t.concept(statement, "reorg:extent")
        return told._replace(
            subject=Link(""),
            predicate=words.text(known),
            object=told.subject,
            qualities=tuple(one for one in told.qualities if one != label or known != key),
        )

    def _words(self, statement: str) -> ContentWords:
        graph, t = self._graph, self._graph.triples
        value = t.value(statement, "rdf:object")
        is_thing = value in graph.network or value in t
        return ContentWords(
            subject=graph.link(t.value(statement, "rdf:subject")),
            predicate=graph.phrasing.predicate(statement),
            object=graph.link(value) if is_thing else Link(value),
            qualities=graph.phrasing.qualities(statement),
            conditions=graph.phrasing.conditions(statement),
            since=t.concept(statement, "reorg:since"),
            until=t.concept(statement, "reorg:until"),
        )

    def _once(self, rows: Iterable[tuple[str, ContentWords]]) -> list[ContentWords]:
        """Return what is said, each once, with all claims that say it."""
        claims: dict[ContentWords, list[str]] = {}
        for claim, words in rows:
            claims.setdefault(words, []).append(claim)
        return [
            words._replace(claims=tuple(map(self._graph.link, dict.fromkeys(several))))
            for words, several in claims.items()
        ]
