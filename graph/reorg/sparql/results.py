"""Writes answers: for people as a table, for programs in the formats of the SPARQL standards."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from reorg.jsontext import indented
from reorg.namespaces import PREFIXES
from reorg.rdf.formats import RESULTS, printed
from reorg.sparql import texttables
from reorg.sparql.shortnames import shorten
from reorg.visibletext import visible

if TYPE_CHECKING:
    from reorg.rdf.bridge import Term
    from reorg.sparql.engine import Answer

FORMATS = printed()

# Turtle writes these without quotes and datatype, and so does SPARQL's TSV.
_BARE = {
    PREFIXES["xsd"] + "integer": re.compile(r"[+-]?[0-9]+"),
    PREFIXES["xsd"] + "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    PREFIXES["xsd"] + "double": re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)[eE][+-]?[0-9]+"),
    PREFIXES["xsd"] + "boolean": re.compile("true|false"),
}


def can_tell(answer: Answer, format_: str) -> bool:
    """Say whether a remark may stand beside an answer: the formats for programs hold none."""
    return answer.triples is not None or RESULTS[format_].remarks


def write(answer: Answer, format_: str, remark: str = "") -> str:
    """Return an answer as text that ends with a line end.

    Args:
        answer: What a query answered. Triples are always written as Turtle.
        format_: One of ``FORMATS``.
        remark: What to say beside it, as a comment or below a table; see `can_tell`.
    """
    if answer.triples is not None:
        comment = f"# {visible(remark)}\n" if remark else ""
        return comment + turtle(answer.triples)
    written = (
        _truth(answer.truth, format_) if answer.truth is not None else WRITERS[format_](answer)
    )
    if not remark or not can_tell(answer, format_):
        return written
    shown = visible(remark)
    return f"{written}\n{texttables.escaped(shown) if format_ == 'md' else shown}\n"


def cells(answer: Answer) -> list[list[str]]:
    """Return an answer's rows as text to read: IRIs by short names, literals without type."""
    rows = answer.rows or []
    names = shorten({_plain(term) for row in rows for term in row if _is_iri(term)})
    return [[_cell(term, names) for term in row] for row in rows]


def turtle(triples: Iterable[Any], prefixes: Mapping[str, str] = PREFIXES) -> str:
    """Return triples as sorted Turtle, with the project's prefixes or others."""
    import pyoxigraph as ox

    ordered = sorted(set(triples), key=str)
    written = (
        ox.serialize(ordered, format=ox.RdfFormat.TURTLE, prefixes=dict(prefixes)) or b""
    ).decode()
    lines = written.splitlines(keepends=True)
    # The engine declares every prefix, and in an order of its own.
    count = sum(1 for _ in takewhile(lambda line: line.startswith("@prefix "), lines))
    body = "".join(lines[count:])
    used = [line for line in lines[:count] if re.search(rf"(?<!\w){line.split()[1]}", body)]
    return "".join([*sorted(used), body])


def _truth(truth: bool, format_: str) -> str:
    if format_ == "json":
        return indented({"head": {}, "boolean": truth})
    return f"{str(truth).lower()}\n"


def _cell(term: Term | None, names: dict[str, str]) -> str:
    if term is None:
        return ""
    return names[_plain(term)] if _is_iri(term) else _plain(term)


def _is_iri(term: Any) -> bool:
    return type(term).__name__ == "NamedNode"


def _plain(term: Any) -> str:
    return str(term.value) if type(term).__name__ in {"NamedNode", "Literal"} else str(term)


def _csv(answer: Answer) -> str:
    rows = ([_plain(term) if term else "" for term in row] for row in answer.rows or ())
    return texttables.comma_separated(answer.variables, rows)


def _tsv(answer: Answer) -> str:
    lines = ["\t".join(f"?{name}" for name in answer.variables)]
    for row in answer.rows or ():
        lines.append("\t".join(typed(term) if term else "" for term in row))
    return "\n".join(lines) + "\n"


def typed(term: Any) -> str:
    """Return a term as SPARQL's TSV writes it: Turtle, numbers bare."""
    if type(term).__name__ == "Literal":
        bare = _BARE.get(term.datatype.value)
        if bare and bare.fullmatch(term.value):
            return str(term.value)
    return str(term)


def _json(answer: Answer) -> str:
    bindings = [
        {
            name: json_term(term)
            for name, term in zip(answer.variables, row, strict=True)
            if term is not None
        }
        for row in answer.rows or ()
    ]
    return indented({"head": {"vars": list(answer.variables)}, "results": {"bindings": bindings}})


WRITERS: dict[str, Callable[[Answer], str]] = {
    "table": lambda answer: texttables.table(answer.variables, cells(answer)),
    "csv": _csv,
    "tsv": _tsv,
    "json": _json,
    "md": lambda answer: texttables.markdown(answer.variables, cells(answer)),
}
"""What writes an answer with rows, by the format's name."""


def json_term(term: Any) -> dict[str, Any]:
    """Return a term as SPARQL's JSON results write it."""
    kind = type(term).__name__
    if kind == "NamedNode":
        return {"type": "uri", "value": term.value}
    if kind == "BlankNode":
        return {"type": "bnode", "value": term.value}
    if kind == "Triple":
        parts = {
            part: json_term(getattr(term, part)) for part in ("subject", "predicate", "object")
        }
        return {"type": "triple", "value": parts}
    binding = {"type": "literal", "value": term.value}
    if term.language:
        binding["xml:lang"] = term.language
    elif term.datatype.value != PREFIXES["xsd"] + "string":
        binding["datatype"] = term.datatype.value
    return binding
