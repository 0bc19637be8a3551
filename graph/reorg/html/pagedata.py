"""What the page's script reads: nodes, edges and conflicts as compact JSON.

Names, addresses and terms that repeat stand once in a table and are referred to by place, so
that the file stays small enough to send.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from reorg.analysis.projection import CLAIM_KINDS, CONFLICT
from reorg.html.phrasing import Relation
from reorg.html.reading import Entry, Link, Reader, Reading, text_fragment
from reorg.namespaces import PREFIXES
from reorg.rdf.triples import RDF_TYPE, local_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from reorg.analysis.measures import Network

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
    """What the script reads: the nodes, and all else by name."""

    nodes: list[dict[str, Any]]
    tables: dict[str, Any]


class Facet(NamedTuple):
    """What a filter lets through: its value in the page's address, and its label."""

    value: str
    label: str


#: Facet of a claim to the property that it goes by, and what its concepts' local names begin with.
CONCEPTS = (("act", "reorg:act", "act-"), ("status", "reorg:standing", "standing-"))


class Writer:
    """Writes one graph's data."""

    def __init__(self, network: Network, reader: Reader, reading: Reading) -> None:
        self.network = network
        self.reader = reader
        self.reading = reading
        self.triples = reader.triples
        self.phrasing = reader.phrasing
        self.places = {iri: i for i, iri in enumerate(network)}
        self.by_id = {reader.ids[iri]: i for iri, i in self.places.items()}
        self.pages: Table[str] = Table()
        self.terms: Table[str] = Table()
        self.words: Table[str] = Table()
        self.relations: Table[Relation] = Table()
        self.filters: dict[str, Table[Facet]] = defaultdict(Table)
        self.outgoing = self._outgoing()
        self.records = self.triples.of_type("reorg:Record")

    def data(self, drawn: Mapping[str, Mapping[str, Any]]) -> Data:
        """Return all of the data.

        Args:
            drawn: Where and how large each node is drawn, by IRI, under the script's own names.
        """
        nodes = [
            {
                "id": self.reader.ids[iri],
                "name": data["label"],
                "kind": data["kind"],
                **drawn[iri],
                **self.details(self.reading.entries[iri]),
            }
            for iri, data in self.network.nodes(data=True)
        ]
        edges, conflicts = self.edges(), self.disputes()
        # The tables are full only now that all who refer to them are written.
        return Data(nodes, {"edges": edges, "conflicts": conflicts, **self._tables()})

    def details(self, entry: Entry) -> dict[str, Any]:
        """Return what the panel shows of a thing, what is empty left out."""
        found: dict[str, Any] = {
            "iri": entry.iri,
            "by": [self.link(one) for one in entry.speakers],
            "role": entry.role,
            "note": entry.note,
            "quotes": [self.quotation(one.text, one.href) for one in entry.quotations],
            "facts": [
                [self.words.place(one.term), self.words.place(one.value)] for one in entry.facts
            ],
            "says": [
                [self.link(one.subject), self.words.place(one.predicate), self.link(one.object)]
                + ([one.qualities, one.conditions] if one.qualities or one.conditions else [])
                for one in entry.statements
            ],
            "more": [[one.term, one.value, one.source] for one in entry.background],
            "chain": list(entry.chain),
            "in": self.facets(entry.iri),
            "t": self.outgoing.get(entry.iri, []),
        }
        return {name: value for name, value in found.items() if value}

    def facets(self, iri: str) -> dict[str, list[int]]:
        """Return what filters go by: who says a thing, how, how surely, where."""
        t = self.triples
        found: dict[str, list[Facet]] = {}
        if self.network.nodes[iri]["kind"] in CLAIM_KINDS:
            found = {
                "speaker": self._things(self.reader.speakers(iri)),
                "document": self._things(t.values(iri, "reorg:inPart")[:1]),
                "certainty": [
                    self._concept(statement, "reorg:certainty", "certainty-")
                    for statement in t.values(iri, "reorg:content")
                ],
                **{facet: [self._concept(iri, name, start)] for facet, name, start in CONCEPTS},
            }
        if len(self.records) > 1:
            found["report"] = self._things(t.values(iri, "reorg:inRecord") or self._record(iri))
        return {
            name: [self.filters[name].place(one) for one in dict.fromkeys(several) if one.value]
            for name, several in found.items()
            if any(one.value for one in several)
        }

    def _things(self, iris: Iterable[str]) -> list[Facet]:
        ids = self.reader.ids
        return [Facet(ids.get(iri) or local_name(iri), self.triples.label(iri)) for iri in iris]

    def _concept(self, subject: str, name: str, start: str) -> Facet:
        local = self.triples.name(subject, name).removeprefix(start)
        return Facet(local, self.triples.concept(subject, name))

    def _record(self, iri: str) -> list[str]:
        """Return the record under whose address a thing stands."""
        return [
            record
            for record in self.records
            if iri.startswith(record.replace("record/", "", 1) + "/")
        ]

    def link(self, link: Link) -> int | str:
        """Return a thing's place, or its bare name."""
        return self.by_id.get(link.id, link.text)

    def quotation(self, text: str, href: str) -> list[Any]:
        """Return a quotation with its page and, where it is not the usual, its fragment."""
        if not href:
            return [text]
        page, _, fragment = href.partition("#:~:text=")
        plain = text_fragment(exact=text) == f"#:~:text={fragment}"
        return [text, self.pages.place(page), *([] if plain else [fragment])]

    def edges(self) -> list[list[Any]]:
        """Return the edges: ends, relation, label where another, bow, conflict."""
        disputes = {one.iri: i for i, one in enumerate(self.reading.disputes)}
        between: dict[frozenset[str], int] = defaultdict(int)
        edges = []
        for source, target, key, data in self.network.edges(keys=True, data=True):
            relation = self.phrasing.relation(data)
            label = self.phrasing.label(data, key.removeprefix(f"{relation.name} "))
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
        found = []
        for one in self.reading.disputes:
            row = one._asdict()
            row["strength_id"], row["strength"] = one.strength
            row["sides"] = [self.by_id[side.id] for side in one.sides]
            row["t"] = self.outgoing.get(one.iri, [])
            found.append(row)
        return found

    def _tables(self) -> dict[str, Any]:
        return {
            "pages": self.pages.rows(),
            "terms": self.terms.rows(),
            "words": self.words.rows(),
            "relations": self.relations.rows(),
            "facets": {name: table.rows() for name, table in self.filters.items()},
            "base": self.base,
            "prefixes": PREFIXES,
        }

    def _outgoing(self) -> dict[str, list[int]]:
        """Return the triples of each thing on the page: predicate and object by turns."""
        from pyoxigraph import Literal, NamedNode

        short = sorted(((iri, name) for name, iri in PREFIXES.items()), key=lambda p: -len(p[0]))
        known: dict[str, str] = {}
        self.base = self.reader.base

        def named(iri: str) -> str:
            if iri not in known:
                known[iri] = f"<{iri.removeprefix(self.base) if self.base else iri}>"
                for start, name in short:
                    tail = iri[len(start) :]
                    if iri.startswith(start) and tail.replace("-", "").replace("_", "").isalnum():
                        known[iri] = f"{name}:{tail}"
                        break
            return known[iri]

        wanted = {*self.network, *self.triples.of_type("reorg:Conflict")}
        found: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for quad in self.triples.quads:
            subject, value = quad.subject, quad.object
            if not isinstance(subject, NamedNode) or subject.value not in wanted:
                continue
            if isinstance(value, NamedNode):
                words = named(value.value)
            elif isinstance(value, Literal):
                words = str(value)
                if value.datatype.value.startswith(PREFIXES["xsd"]) and "^^" in words:
                    words = f"{words.rpartition('^^')[0]}^^{named(value.datatype.value)}"
            else:
                continue
            predicate = quad.predicate.value
            found[subject.value].add(("a" if predicate == RDF_TYPE else named(predicate), words))
        return {
            subject: [self.terms.place(term) for pair in sorted(pairs) for term in pair]
            for subject, pairs in sorted(found.items())
        }
