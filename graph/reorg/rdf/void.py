"""Describes a graph for catalogues and query engines: what it holds, who made it, where it is."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin

from reorg.namespaces import NAMESPACE, PREFIXES, split_iri
from reorg.rdf.dataset import Dataset
from reorg.rdf.formats import GRAPHS, W3C, GraphFormat, in_files
from reorg.terms import value_of

if TYPE_CHECKING:
    from pyoxigraph import Literal, Quad

    from reorg.rdf.triples import Triples

    Pairs = Iterable[tuple[str, str | Literal]]

EXTENSION = "void.ttl"
"""File name extension of the description, which is Turtle and no part of the graph."""

_VOCABULARIES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "formats": W3C,
    "void": "http://rdfs.org/ns/void#",
}
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_LANGUAGES = "http://id.loc.gov/vocabulary/iso639-1/"


def prefixes(name: str, base: str) -> dict[str, str]:
    """Return the prefixes for a description's file; its parts are among them."""
    parts = {kind: f"{base}{name}/graph/{kind}/" for kind in ("class", "property")}
    return {**PREFIXES, **_VOCABULARIES, **parts}


def describe(
    dataset: Dataset, triples: Triples, name: str, base: str, sizes: Mapping[str, int]
) -> Dataset:
    """Return a VoID description and a DCAT record of a graph.

    VoID: https://www.w3.org/TR/void/; DCAT 3: https://www.w3.org/TR/vocab-dcat-3/. Dates are
    those of the records; counts are of the union of all named graphs, each triple once.

    Args:
        dataset: The graph.
        triples: Its index.
        name: The name of the record, or of several together: the products' file name.
        base: The IRI under which all data stands; the files are taken to lie beside it.
        sizes: The size in bytes of each file, by extension; only the formats of files
            (`reorg.rdf.formats`) are described.
    """
    graph = f"{base}{name}/graph"
    files = {e: _beside(base, f"{name}.{e}") for e in in_files() if e in sizes}
    counts = _Counts(dataset, triples)
    quads: list[Quad] = []

    def add(subject: str, pairs: Pairs) -> None:
        quads.extend(_quads(subject, pairs))

    add(graph, _head(triples, name, counts))
    add(graph, _files(files))
    add(graph, counts.totals(base))
    for part, pairs in counts.parts(graph):
        add(graph, [(_PART_LINKS[pairs[0][0]], part)])
        add(part, pairs)
    for extension, address in files.items():
        links = [("dcat:accessURL", address), ("dcat:downloadURL", address)]
        add(address, links)
        add(address, _distribution(triples, GRAPHS[extension], sizes[extension], name))
    for agent in _agents(triples):
        names = [_plain(text) for text in triples.values(agent, "foaf:name")]
        add(agent, [("rdf:type", "foaf:Agent"), *(("foaf:name", text) for text in names)])
    add(
        f"{graph}/description",
        [
            ("rdf:type", "void:DatasetDescription"),
            ("dcterms:title", _english(f"Description of the graph {name}")),
            ("foaf:primaryTopic", graph),
            *(("dcterms:creator", agent) for agent in _agents(triples)),
        ],
    )
    description = Dataset()
    description.add(quads)
    return description


def _beside(base: str, file: str) -> str:
    """Return the address of a file that lies where the data stands."""
    return urljoin(base, file) if base.startswith("http") else base + file


def _quads(subject: str, pairs: Pairs) -> Iterator[Quad]:
    """Yield triples; what is text is an address or a prefixed name, and becomes an IRI."""
    from pyoxigraph import NamedNode, Quad

    for name, value in pairs:
        term = NamedNode(_iri(value)) if isinstance(value, str) else value
        yield Quad(NamedNode(subject), NamedNode(_iri(name)), term)


def _iri(name: str) -> str:
    prefix, _, local = name.partition(":")
    known = _VOCABULARIES.get(prefix) or PREFIXES.get(prefix)
    return known + local if known else name


def _english(text: str) -> Literal:
    from pyoxigraph import Literal

    return Literal(text, language="en")


def _typed(value: str | int, datatype: str) -> Literal:
    from pyoxigraph import Literal, NamedNode

    return Literal(str(value), datatype=NamedNode(_iri(datatype)))


def _agents(triples: Triples) -> list[str]:
    return _all(triples, triples.of_type("reorg:Record"), "reorg:curator")


def _all(triples: Triples, subjects: Iterable[str], name: str) -> list[str]:
    return sorted({value for subject in subjects for value in triples.values(subject, name)})


def _head(triples: Triples, name: str, counts: _Counts) -> Iterator[tuple[str, str | Literal]]:
    """Yield who made the graph, when, of what and on which terms, as the records have it."""
    records = triples.of_type("reorg:Record")
    texts = _all(triples, records, "prov:wasDerivedFrom")
    documents = _all(triples, texts, "reorg:copyOf")
    titles = _all(triples, records, "dcterms:title")
    yield from (("rdf:type", kind) for kind in ("dcat:Dataset", "void:Dataset"))
    yield "dcterms:title", _english("; ".join(titles) or name)
    yield (
        "dcterms:description",
        _english(
            f"{counts.triples} triples on what is reported, by whom and in which words. What was "
            "said is reified and stands nowhere as a fact."
        ),
    )
    yield "dcterms:identifier", _plain(name)
    for agent in _agents(triples):
        yield "dcterms:creator", agent
        yield "dcterms:publisher", agent
    for license_ in _all(triples, records, "dcterms:license"):
        yield "dcterms:license", license_
    if created := _all(triples, records, "dcterms:created"):
        yield "dcterms:issued", _typed(created[0], "xsd:date")
    if modified := _all(triples, records, "dcterms:modified"):
        yield "dcterms:modified", _typed(modified[-1], "xsd:date")
    if len(records) == 1 and (version := triples.value(records[0], "schema:version")):
        yield "dcat:version", _plain(version)
    for tag in _all(triples, records, "schema:inLanguage"):
        if re.match("[a-z]{2}(-|$)", tag):  # the list has those of two letters
            yield "dcterms:language", _LANGUAGES + tag[:2]
    yield "dcterms:conformsTo", NAMESPACE.rstrip("#")
    for source in (*records, *texts, *documents):
        yield "prov:wasDerivedFrom", source
    for address in _addresses(triples, documents):
        yield "dcterms:source", address
    yield from (("void:rootResource", record) for record in records)


def _plain(text: str) -> Literal:
    from pyoxigraph import Literal

    return Literal(text)


def _addresses(triples: Triples, documents: Iterable[str]) -> list[str]:
    """Return the documents' addresses on the web, as far as the background gives them."""
    from reorg.vocab.lexical import is_iri

    values = [
        triples.value(note, "reorg:value")
        for document in documents
        for note in triples.subjects("reorg:describes", document)
        if triples.value(note, "reorg:property") == f"{NAMESPACE}property-web-address"
    ]
    return sorted(address for address in values if is_iri(address))


def _files(files: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for extension, address in files.items():
        yield "dcat:distribution", address
        yield "void:dataDump", address
        yield "void:feature", f"formats:{GRAPHS[extension].w3c}"


def _distribution(
    triples: Triples, format_: GraphFormat, size: int, name: str
) -> Iterator[tuple[str, str | Literal]]:
    yield "rdf:type", "dcat:Distribution"
    title = f"{format_.title}, with named graphs" if format_.apart else format_.title
    yield "dcterms:title", _english(f"{name} as {title}")
    yield "dcat:mediaType", _MEDIA_TYPES + format_.media_type
    yield "dcterms:format", f"formats:{format_.w3c}"
    yield "dcat:byteSize", _typed(size, "xsd:nonNegativeInteger")
    for license_ in _all(triples, triples.of_type("reorg:Record"), "dcterms:license"):
        yield "dcterms:license", license_


_PART_LINKS = {
    "void:class": "void:classPartition",
    "void:property": "void:propertyPartition",
    "rdf:type": "void:subset",
}
"""How a part of the graph is linked to, by the property that comes first in its description."""


class _Counts:
    """Counts over a graph, taken in one pass over its lines."""

    def __init__(self, dataset: Dataset, triples: Triples) -> None:
        graphs: dict[str, set[bytes]] = defaultdict(set)
        for quad, line in zip(dataset.quads, dataset.lines, strict=True):
            graphs[value_of(quad.graph_name)].add(line)
        self.by_graph = {name: len(lines) for name, lines in sorted(graphs.items()) if name}
        rows = [line.split(b" ", 2) for line in set().union(*graphs.values())]
        self.triples = len(rows)
        self.objects = len({row[2] for row in rows})
        by_property = Counter([row[1] for row in rows])
        self.by_property = {name.decode()[1:-1]: count for name, count in by_property.items()}
        self.subjects = list(triples)
        self.by_class = Counter(
            [kind for subject in self.subjects for kind in triples.types(subject)]
        )

    def totals(self, base: str) -> Iterator[tuple[str, str | Literal]]:
        """Yield what VoID counts of a whole graph."""
        numbers = {
            "triples": self.triples,
            "entities": sum(subject.startswith(base) for subject in self.subjects),
            "classes": len(self.by_class),
            "properties": len(self.by_property),
            "distinctSubjects": len(self.subjects),
            "distinctObjects": self.objects,
        }
        for name, number in numbers.items():
            yield f"void:{name}", _typed(number, "xsd:integer")
        yield "void:uriSpace", _plain(base)
        terms = (*self.by_property, *self.by_class)
        for namespace in sorted(set(PREFIXES.values())):
            if any(term.startswith(namespace) for term in terms):
                yield "void:vocabulary", namespace

    def parts(self, graph: str) -> Iterator[tuple[str, list[tuple[str, str | Literal]]]]:
        """Yield the IRI and the description of each part: by class, property, named graph."""
        for kind, counts, number in (
            ("class", self.by_class, "void:entities"),
            ("property", self.by_property, "void:triples"),
        ):
            for iri, count in sorted(counts.items()):
                pairs: list[tuple[str, str | Literal]] = [(f"void:{kind}", iri)]
                pairs.append((number, _typed(count, "xsd:integer")))
                yield f"{graph}/{kind}/{_short(iri)}", pairs
        for name, count in sorted(self.by_graph.items()):
            if name:
                yield (
                    name,
                    [("rdf:type", "void:Dataset"), ("void:triples", _typed(count, "xsd:integer"))],
                )


def _short(iri: str) -> str:
    """Return a term's name with its prefix, so that it can be the end of an IRI."""
    prefix, local = split_iri(iri)
    return f"{prefix}-{local}" if prefix else quote(iri, safe="")
