"""Writes answers in the media types of the SPARQL 1.1 Protocol."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from reorg import results
from reorg.namespaces import PREFIXES
from reorg.serving.media import GRAPH, TABLE
from reorg.sparql import QueryError
from reorg.xmltext import NOT_XML, keep_returns

if TYPE_CHECKING:
    import pyoxigraph as ox

    from reorg.engine import Answer

_RESULTS = "http://www.w3.org/2005/sparql-results#"


def write(answer: Answer, media_type: str) -> bytes:
    """Return an answer in a media type, one of `TABLE` or `GRAPH` as the answer is.

    Raises:
        QueryError: The format cannot hold the answer.
    """
    if answer.triples is not None:
        return triples(answer.triples, GRAPH[media_type])
    kind = TABLE[media_type]
    if kind == "xml":
        return _xml(answer)
    if kind == "json":
        return _json(answer).encode()
    return results.write(answer, kind).encode()


def _json(answer: Answer) -> str:
    import json

    if answer.truth is not None:
        return json.dumps({"head": {}, "boolean": answer.truth})
    rows = [
        {
            name: results.json_term(term)
            for name, term in zip(answer.variables, row, strict=True)
            if term is not None
        }
        for row in answer.rows or ()
    ]
    whole = {"head": {"vars": answer.variables}, "results": {"bindings": rows}}
    return json.dumps(whole, ensure_ascii=False)


def _xml(answer: Answer) -> bytes:
    names = "".join(f"<variable name={quoteattr(name)}/>" for name in answer.variables)
    parts = [f'<?xml version="1.0"?>\n<sparql xmlns="{_RESULTS}"><head>{names}</head>']
    if answer.truth is not None:
        parts.append(f"<boolean>{str(answer.truth).lower()}</boolean>")
    else:
        parts.append("<results>")
        for row in answer.rows or ():
            bound = zip(answer.variables, row, strict=True)
            cells = (
                f"<binding name={quoteattr(name)}>{_xml_term(term)}</binding>"
                for name, term in bound
                if term is not None
            )
            parts.append(f"<result>{''.join(cells)}</result>")
        parts.append("</results>")
    return keep_returns(_well_formed("".join([*parts, "</sparql>\n"])).encode())


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


def triples(found: Iterable[ox.Triple], kind: str, prefixes: Mapping[str, str] = PREFIXES) -> bytes:
    """Return a graph in a format.

    Args:
        found: Triples; order and repetitions don't matter.
        kind: The format, as the engine calls it: one of the values of `GRAPH`.
        prefixes: The prefixes that the format may use.

    Raises:
        QueryError: The format cannot hold them.
    """
    import pyoxigraph as ox

    if kind == "TURTLE":
        return results.turtle(found, prefixes).encode()
    ordered = sorted(set(found), key=str)
    format_ = getattr(ox.RdfFormat, kind)
    try:
        written = ox.serialize(ordered, format=format_, prefixes=dict(prefixes)) or b""
    except (ValueError, OSError) as error:
        raise QueryError(
            f"the answer cannot be written as {format_.name} ({error})", remedy="ask for Turtle"
        ) from None
    if kind == "RDF_XML":
        _well_formed(written.decode())
        return keep_returns(written)
    return written


def _well_formed(text: str) -> str:
    if NOT_XML.search(text):
        raise QueryError(
            "the answer holds a control character that XML cannot",
            remedy="ask for JSON or Turtle",
        )
    return text
