"""The formats of graphs and of answers: how each is called, by whom, and what it can hold.

A new format is one entry here. Where the engine cannot write it, a function that does stands in
`reorg.rdf.serialise` (graphs) or `reorg.sparql.results` (answers).
"""

from __future__ import annotations

# Every start of the command line reads this table: no import of typing or dataclasses.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import TypeVar

    _F = TypeVar("_F", bound="Format")

W3C = "http://www.w3.org/ns/formats/"
"""The namespace of the W3C's list of formats, https://www.w3.org/ns/formats/."""


class Format:
    """A format of graphs or of answers.

    Attributes:
        name: Its name in addresses and options, and the extension of its files' names.
        title: What people call it.
        media: Its media types, the one registered with IANA first, each with the quality that it
            has among all that are offered, from 1 down (as ``qs`` in Apache's negotiation, after
            RFC 2295); one of quality 0 is read and never offered.
        engine: Its name in pyoxigraph's ``RdfFormat`` or ``QueryResultsFormat``.
        w3c: Its name in `W3C`.
    """

    __slots__ = ("engine", "media", "name", "title", "w3c")

    def __init__(
        self, name: str, title: str, media: Mapping[str, float], engine: str, w3c: str
    ) -> None:
        self.name, self.title, self.media = name, title, media
        self.engine, self.w3c = engine, w3c

    @property
    def media_type(self) -> str:
        """Its media type, as registered with IANA."""
        return next(iter(self.media))


class GraphFormat(Format):
    """A format of graphs.

    Attributes:
        rdflib: Its name among rdflib's parsers and serialisers.
        in_files: Whether files in it are read and built; others are spoken over HTTP alone.
        named_graphs: Whether it can hold named graphs.
        apart: Whether named graphs are written in it apart; else all together.
        link: Its place among the links to formats on a page, 0 where it has none.
    """

    __slots__ = ("apart", "in_files", "link", "named_graphs", "rdflib")

    def __init__(
        self,
        name: str,
        title: str,
        media: Mapping[str, float],
        *,
        engine: str,
        w3c: str,
        rdflib: str,
        in_files: bool = True,
        named_graphs: bool = False,
        apart: bool = False,
        link: int = 0,
    ) -> None:
        super().__init__(name, title, media, engine, w3c)
        self.rdflib, self.in_files, self.link = rdflib, in_files, link
        self.named_graphs, self.apart = named_graphs, apart


class ResultFormat(Format):
    """A format of answers with rows.

    Attributes:
        printed: Whether the command line prints answers in it.
        typed: Whether it tells an IRI from a text, and a language and a datatype.
        remarks: Whether it can hold a remark beside the answer.
    """

    __slots__ = ("printed", "remarks", "typed")

    def __init__(
        self,
        name: str,
        title: str,
        media: Mapping[str, float] | None = None,
        *,
        engine: str = "",
        w3c: str = "",
        printed: bool = True,
        typed: bool = False,
        remarks: bool = False,
    ) -> None:
        super().__init__(name, title, media or {}, engine, w3c)
        self.printed, self.typed, self.remarks = printed, typed, remarks


GRAPHS = {
    format_.name: format_
    for format_ in (
        GraphFormat(
            "ttl",
            "Turtle",
            {"text/turtle": 1, "application/x-turtle": 0.3},
            engine="TURTLE",
            w3c="Turtle",
            rdflib="turtle",
            link=1,
        ),
        GraphFormat(
            "nt",
            "N-Triples",
            {"application/n-triples": 0.9, "text/plain": 0.25},
            engine="N_TRIPLES",
            w3c="N-Triples",
            rdflib="nt",
            link=3,
        ),
        GraphFormat(
            "trig",
            "TriG",
            {"application/trig": 0.6},
            engine="TRIG",
            w3c="TriG",
            rdflib="trig",
            named_graphs=True,
            apart=True,
        ),
        GraphFormat(
            "nq",
            "N-Quads",
            {"application/n-quads": 0.5},
            engine="N_QUADS",
            w3c="N-Quads",
            rdflib="nquads",
            named_graphs=True,
            apart=True,
        ),
        GraphFormat(
            "jsonld",
            "JSON-LD",
            {"application/ld+json": 0.7, "application/json": 0.2},
            engine="JSON_LD",
            w3c="JSON-LD",
            rdflib="json-ld",
            named_graphs=True,
            link=2,
        ),
        GraphFormat(
            "rdf",
            "RDF/XML",
            {"application/rdf+xml": 0.8, "application/xml": 0.15},
            engine="RDF_XML",
            w3c="RDF_XML",
            rdflib="xml",
            link=4,
        ),
        GraphFormat(
            "n3",
            "N3",
            {"text/n3": 0.4, "text/rdf+n3": 0},
            engine="N3",
            w3c="N3",
            rdflib="n3",
            in_files=False,
        ),
    )
}
"""The formats of graphs by name, in the order in which help names them."""

RESULTS = {
    format_.name: format_
    for format_ in (
        ResultFormat("table", "text in columns", remarks=True),
        ResultFormat(
            "csv",
            "CSV",
            {"text/csv": 0.8},
            engine="CSV",
            w3c="SPARQL_Results_CSV",
        ),
        ResultFormat(
            "tsv",
            "TSV",
            {"text/tab-separated-values": 0.7},
            engine="TSV",
            w3c="SPARQL_Results_TSV",
            typed=True,
        ),
        ResultFormat(
            "json",
            "JSON",
            {"application/sparql-results+json": 1, "application/json": 0.3},
            engine="JSON",
            w3c="SPARQL_Results_JSON",
            typed=True,
        ),
        ResultFormat(
            "xml",
            "XML",
            {"application/sparql-results+xml": 0.9, "application/xml": 0.2, "text/xml": 0.1},
            engine="XML",
            w3c="SPARQL_Results_XML",
            printed=False,
            typed=True,
        ),
        ResultFormat("md", "Markdown", remarks=True),
    )
}
"""The formats of answers with rows by name, in the order in which help names them."""


def in_files() -> dict[str, GraphFormat]:
    """Return the formats of files, by file name extension."""
    return {name: format_ for name, format_ in GRAPHS.items() if format_.in_files}


def printed() -> tuple[str, ...]:
    """Return the names of the formats in which the command line prints answers."""
    return tuple(name for name, format_ in RESULTS.items() if format_.printed)


def offered(formats: Iterable[_F]) -> dict[str, _F]:
    """Return the media types in which a server answers, the preferred first, with the formats."""
    qualities = [
        (quality, media_type, format_)
        for format_ in formats
        for media_type, quality in format_.media.items()
        if quality
    ]
    ordered = sorted(qualities, key=lambda offer: -offer[0])
    return {media_type: format_ for _, media_type, format_ in ordered}


def addressed() -> list[GraphFormat]:
    """Return the formats of graphs as an address asks for them, those with a link first."""
    return sorted(GRAPHS.values(), key=lambda format_: format_.link or len(GRAPHS))
