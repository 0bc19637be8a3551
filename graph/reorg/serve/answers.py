"""Writes answers in the media types of the SPARQL 1.1 Protocol."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from reorg.errors import QueryError
from reorg.jsontext import in_one_line
from reorg.namespaces import BASE, PREFIXES
from reorg.rdf.dataset import lines_of
from reorg.rdf.serialise import WRITERS
from reorg.rdf.xmltext import NOT_XML, keep_returns
from reorg.serve.media import GRAPH, TABLE
from reorg.sparql import results
from reorg.terms import value_of

if TYPE_CHECKING:
    import pyoxigraph as ox

    from reorg.rdf.formats import GraphFormat
    from reorg.sparql.engine import Answer

# A graph in Turtle is one in N3 too, and in TriG the default graph.
_AS_TURTLE = frozenset({"ttl", "n3", "trig"})
_RESULTS = "http://www.w3.org/2005/sparql-results#"
_PIECE = 64 * 1024


def write(answer: Answer, media_type: str) -> Iterator[bytes]:
    """Return an answer in a media type, one of `TABLE` or `GRAPH` as the answer is, in pieces.

    Raises:
        ReorgError: The format cannot hold the answer, as may show only after some pieces.
    """
    if answer.triples is not None:
        yield triples(answer.triples, GRAPH[media_type])
        return
    kind = TABLE[media_type].name
    if kind == "xml":
        yield from (keep_returns(_well_formed(piece).encode()) for piece in _joined(_xml(answer)))
    elif kind == "json":
        yield from (piece.encode() for piece in _joined(_json(answer)))
    else:
        yield results.write(answer, kind).encode()


def _joined(texts: Iterable[str]) -> Iterator[str]:
    """Return texts joined to pieces of some length."""
    parts: list[str] = []
    size = 0
    for text in texts:
        parts.append(text)
        size += len(text)
        if size >= _PIECE:
            yield "".join(parts)
            parts, size = [], 0
    yield "".join(parts)


class _Once:
    """Writes each term once, however many rows hold it."""

    def __init__(self, write_term: Callable[[Any], str]) -> None:
        self._write, self._written = write_term, dict[int, str]()

    def __call__(self, term: Any) -> str:
        # The rows keep their terms alive, so that no other has the same identity.
        if (text := self._written.get(id(term))) is None:
            text = self._written[id(term)] = self._write(term)
        return text


def _json(answer: Answer) -> Iterator[str]:
    if answer.truth is not None:
        yield in_one_line({"head": {}, "boolean": answer.truth})
        return
    head = in_one_line({"vars": answer.variables})
    yield f'{{"head": {head}, "results": {{"bindings": ['
    keys = [in_one_line(name) for name in answer.variables]
    term_text = _Once(lambda term: in_one_line(results.json_term(term)))
    comma = ""
    for row in answer.rows or ():
        bound = zip(keys, row, strict=True)
        cells = [f"{key}: {term_text(term)}" for key, term in bound if term is not None]
        yield f"{comma}{{{', '.join(cells)}}}"
        comma = ", "
    yield "]}}"


def _xml(answer: Answer) -> Iterator[str]:
    names = "".join(f"<variable name={quoteattr(name)}/>" for name in answer.variables)
    yield f'<?xml version="1.0"?>\n<sparql xmlns="{_RESULTS}"><head>{names}</head>'
    if answer.truth is not None:
        yield f"<boolean>{str(answer.truth).lower()}</boolean>"
    else:
        yield "<results>"
        opening = [f"<binding name={quoteattr(name)}>" for name in answer.variables]
        term_text = _Once(_xml_term)
        for row in answer.rows or ():
            bound = zip(opening, row, strict=True)
            cells = [f"{tag}{term_text(term)}</binding>" for tag, term in bound if term is not None]
            yield f"<result>{''.join(cells)}</result>"
        yield "</results>"
    yield "</sparql>\n"


def _xml_term(term: Any) -> str:
    kind = type(term).__name__
    if kind == "Triple":
        pairs = (("subject", term.subject), ("predicate", term.predicate), ("object", term.object))
        inner = "".join(f"<{name}>{_xml_term(part)}</{name}>" for name, part in pairs)
        return f"<triple>{inner}</triple>"
    text = escape(term.value)
    if kind == "NamedNode":
        return f"<uri>{text}</uri>"
    if kind == "BlankNode":
        return f"<bnode>{text}</bnode>"
    if term.language:
        return f"<literal xml:lang={quoteattr(term.language)}>{text}</literal>"
    if term.datatype.value == PREFIXES["xsd"] + "string":
        return f"<literal>{text}</literal>"
    return f"<literal datatype={quoteattr(term.datatype.value)}>{text}</literal>"


def triples(
    graph: Iterable[ox.Triple], format_: GraphFormat, prefixes: Mapping[str, str] = PREFIXES
) -> bytes:
    """Return a graph in a format.

    Args:
        graph: Triples; order and repetitions don't matter.
        format_: The format.
        prefixes: The prefixes that the format may use.

    Raises:
        ReorgError: The format cannot hold them.
    """
    import pyoxigraph as ox

    if format_.name in _AS_TURTLE:
        return results.turtle(graph, prefixes).encode()
    if write_lines := WRITERS.get(format_.name):
        return write_lines(sorted(set(lines_of(list(graph)))), prefixes, BASE)
    ordered = sorted(set(graph), key=str)
    engine_s = getattr(ox.RdfFormat, format_.engine)
    try:
        written = ox.serialize(ordered, format=engine_s, prefixes=dict(prefixes)) or b""
    except (ValueError, OSError) as error:
        raise QueryError(
            f"the answer cannot be written as {engine_s.name} ({error})", remedy="ask for Turtle"
        ) from None
    if format_.name == "rdf":
        _well_formed(written.decode())
        return keep_returns(written)
    return written


def quads(
    dataset: Iterable[ox.Quad], format_: GraphFormat, prefixes: Mapping[str, str] = PREFIXES
) -> bytes:
    """Return named graphs in a format that keeps them apart; the default graph comes first."""
    import pyoxigraph as ox

    engine_s = getattr(ox.RdfFormat, format_.engine)
    ordered = sorted(set(dataset), key=lambda quad: (_graph(quad), str(quad)))
    declared = dict(prefixes) if format_.name == "trig" else None
    return ox.serialize(ordered, format=engine_s, prefixes=declared) or b""


def _graph(quad: ox.Quad) -> str:
    return value_of(quad.graph_name)


def _well_formed(text: str) -> str:
    if NOT_XML.search(text):
        raise QueryError(
            "the answer holds a control character that XML cannot",
            remedy="ask for JSON or Turtle",
        )
    return text
