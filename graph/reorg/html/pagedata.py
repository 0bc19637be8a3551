"""What the page's script reads: nodes, edges and conflicts as compact JSON.

Names, addresses and terms that repeat stand once in a table and are referred to by place, so
that the file stays small enough to send.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from reorg.analysis.edges import CONFLICT
from reorg.html.entries import Entry
from reorg.html.filters import Facet, facets
from reorg.html.pagecontent import Reading
from reorg.html.pagegraph import Concept, Link, PageGraph
from reorg.html.passages import Passage, text_fragment
from reorg.html.phrasing import Relation
from reorg.html.statements import ContentWords
from reorg.html.turtleterms import terms_of
from reorg.namespaces import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Mapping

_Row = TypeVar("_Row")

#: Bow of the second, third, … edge between the same two nodes.
BOW = 0.16
#: What an edge's last values are where they are left out.
USUAL = (None, None, None, -1, 0, -1)


class Table(Generic[_Row]):
    """Distinct texts or rows of texts, each with its place."""

    def __init__(self) -> None:
        self.places: dict[_Row, int] = {}

    def place(self, row: _Row) -> int:
        """Return the place of a row, which gets one where it has none."""
        return self.places.setdefault(row, len(self.places))

    def rows(self) -> list[_Row]:
        """Return the rows in their places."""
        return list(self.places)


class Data(NamedTuple):
    """What the script reads: the nodes, all else by name, and values in the page's language."""

    nodes: list[dict[str, Any]]
    tables: dict[str, Any]
    own: frozenset[str]


class Writer:
    """Writes one graph's data."""

    def __init__(self, graph: PageGraph, reading: Reading) -> None:
        self.graph = graph
        self.reading = reading
        self.places = {iri: i for i, iri in enumerate(graph.network)}
        self.by_id = {graph.ids[iri]: i for iri, i in self.places.items()}
        self.pages: Table[str] = Table()
        self.terms: Table[str] = Table()
        self.words: Table[str] = Table()
        self.relations: Table[Relation] = Table()
        self.filters: dict[str, Table[Facet]] = defaultdict(Table)
        self.own: set[str] = set()
        self.records = graph.triples.of_type("reorg:Record")
        pairs = terms_of(graph.triples.quads, graph.ids.keys(), graph.base)
        self.triples = {
            iri: [self.terms.place(term) for pair in several for term in pair]
            for iri, several in pairs.items()
        }

    def data(self, drawn: Mapping[str, Mapping[str, Any]]) -> Data:
        """Return all of the data.

        Args:
            drawn: Where and how large each node is drawn, by IRI, under the script's own names.
        """
        nodes = [
            {
                "id": self.graph.ids[iri],
                "name": data["label"],
                "kind": data["kind"],
                **drawn[iri],
                **self.details(self.reading.entries[iri]),
            }
            for iri, data in self.graph.network.nodes(data=True)
        ]
        edges, conflicts = self.edges(), self.disputes()
        # The tables are full only now that all who refer to them are written.
        return Data(
            nodes, {"edges": edges, "conflicts": conflicts, **self._tables()}, frozenset(self.own)
        )

    def details(self, entry: Entry) -> dict[str, Any]:
        """Return what the panel shows of a thing, what is empty left out."""
        self.own.update(fact.value for fact in entry.facts if fact.own)
        details: dict[str, Any] = {
            "iri": entry.iri,
            "by": [self.link(one) for one in entry.speakers],
            "role": entry.role,
            "value": entry.value,
            "note": entry.note,
            "quotes": [self.quotation(one) for one in entry.quotations],
            "facts": [
                [self.words.place(one.term), self.words.place(one.value)] for one in entry.facts
            ],
            "says": [self.statement(one) for one in entry.statements],
            "told": [self.statement(one) for one in entry.told],
            "came": [self.statement(one) for one in entry.outcome],
            "stance": self.position(entry.stance.stance, entry.stance.towards),
            "silence": self.position(entry.silence.kind, entry.silence.on),
            "interests": [
                [one.kind, [self.link(thing) for thing in one.things], self.link(one.source)]
                for one in entry.interests
            ],
            "more": [[one.term, one.value, one.source] for one in entry.background],
            "chain": list(entry.chain),
            "in": self.facets(entry.iri),
            "t": self.triples.get(entry.iri, []),
        }
        return {name: value for name, value in details.items() if value}

    def facets(self, iri: str) -> dict[str, list[int]]:
        """Return what filters go by, by place."""
        own = facets(self.graph, iri, self.records)
        return {
            name: [self.filters[name].place(facet) for facet in several]
            for name, several in own.items()
        }

    def link(self, link: Link) -> int | str:
        """Return a thing's place, or its bare name."""
        return self.by_id.get(link.id, link.text)

    def position(self, own: Concept, things: tuple[Link, ...]) -> list[Any]:
        """Return a stance or a silence with what it is towards or on; empty where there is none."""
        return [own.label, [self.link(one) for one in things]] if own.name else []

    def statement(self, one: ContentWords) -> list[Any]:
        """Return a statement: its parts, and as far as it has them how, on what, when and whose."""
        row: list[Any] = [
            self.link(one.subject),
            self.words.place(one.predicate),
            self.link(one.object),
            one.qualities,
            one.conditions,
            one.since,
            one.until,
            [self.link(claim) for claim in one.claims],
        ]
        while not row[-1] and len(row) > 3:
            row.pop()
        return row

    def quotation(self, passage: Passage) -> list[Any]:
        """Return a quotation with its page and, where it is not the usual, its fragment.

        A sealed passage has its seal in place of the fragment, and no page where none is known.
        """
        if passage.seal:
            place = self.pages.place(passage.href) if passage.href else -1
            return [passage.text, place, list(passage.seal)]
        if not passage.href:
            return [passage.text]
        page, _, fragment = passage.href.partition("#:~:text=")
        plain = text_fragment(exact=passage.text) == f"#:~:text={fragment}"
        return [passage.text, self.pages.place(page), *([] if plain else [fragment])]

    def edges(self) -> list[list[Any]]:
        """Return the edges: ends, relation, label where another, bow, conflict."""
        disputes = {one.iri: i for i, one in enumerate(self.reading.disputes)}
        between: dict[frozenset[str], int] = defaultdict(int)
        edges = []
        for source, target, key, data in self.graph.network.edges(keys=True, data=True):
            relation = self.graph.phrasing.relation(data)
            label = self.graph.phrasing.label(data, key.removeprefix(f"{relation.name} "))
            pair = frozenset((source, target))
            bow = (between[pair] + 1) // 2 * BOW * (1 if between[pair] % 2 else -1)
            between[pair] += 1
            conflict = disputes.get(data.get("iri", ""), -1) if relation.name == CONFLICT else -1
            row: list[Any] = [
                self.places[source],
                self.places[target],
                self.relations.place(relation),
                self.words.place(label) if label != relation.words else -1,
                round(bow, 2),
                conflict,
            ]
            while len(row) > 3 and row[-1] == USUAL[len(row) - 1]:
                row.pop()
            edges.append(row)
        return edges

    def disputes(self) -> list[dict[str, Any]]:
        """Return the conflicts, their claims by place."""
        rows = []
        for one in self.reading.disputes:
            row = one._asdict()
            row["strength_id"], row["strength"] = one.strength
            row["sides"] = [self.by_id[side.id] for side in one.sides]
            row["t"] = self.triples.get(one.iri, [])
            rows.append(row)
        return rows

    def _tables(self) -> dict[str, Any]:
        return {
            "pages": self.pages.rows(),
            "terms": self.terms.rows(),
            "words": self.words.rows(),
            "relations": self.relations.rows(),
            "facets": {name: table.rows() for name, table in self.filters.items()},
            "base": self.graph.base,
            "prefixes": PREFIXES,
        }
