"""Writes a graph in the formats that people and stores read, the same bytes each time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from reorg.errors import ReorgError
from reorg.namespaces import BASE, PREFIXES
from reorg.rdf import jsonld, reading
from reorg.rdf.dataset import joined
from reorg.rdf.formats import GRAPHS, GraphFormat, in_files
from reorg.rdf.reading import Reading
from reorg.rdf.xmltext import NOT_XML, keep_returns
from reorg.terms import value_of
from reorg.vocab.kinds import KINDS, prefix_iri

if TYPE_CHECKING:
    from pyoxigraph import Quad, Triple

    from reorg.rdf.dataset import Dataset
    from reorg.rdf.reading import Section

UNION = tuple(name for name, format_ in in_files().items() if not format_.apart)
"""File name extensions of the formats that hold one graph: all graphs of a record together."""

DATASET = tuple(name for name, format_ in in_files().items() if format_.apart)
"""File name extensions of the formats that keep named graphs apart."""

EXTENSIONS = (*UNION, *DATASET)

WRITERS: dict[str, Callable[[Sequence[bytes], Mapping[str, str], str], bytes]] = {
    "jsonld": jsonld.write
}
"""What writes one graph in a format that the engine does not write, or not well, by name: given
its triples as sorted lines of N-Triples without line ends, the prefixes, and the base IRI."""

# A character that a name after a prefix holds only behind a backslash. Text between quotation marks
# has no such pair: there a backslash stands twice, or before a letter or a quotation mark.
_ESCAPE = rb"\\[_~.\-!$&'()*+,;=/?#@%]"
_WITH_ESCAPE = re.compile(rb"\b([\w-]+):([^\s\\\"<>]*(?:" + _ESCAPE + rb"[^\s\\\"<>]*)+)")

_LIKE_TURTLE = frozenset({"ttl", "trig"})
_TYPE = f"> <{PREFIXES['rdf']}type> ".encode()
_RDF = f"> <{PREFIXES['rdf']}".encode()
_LABEL = f"> <{PREFIXES['rdfs']}label> ".encode()


def prefixes(record: str, base: str) -> dict[str, str]:
    """Return the prefixes for a record's files; the kinds of its identifiers are among them."""
    kinds = {kind.name: prefix_iri(kind, record, base) for kind in KINDS.values()}
    return dict(sorted({**kinds, **PREFIXES}.items()))


def serialise(
    dataset: Dataset,
    used: dict[str, str],
    extensions: Sequence[str] = EXTENSIONS,
    *,
    base: str = BASE,
) -> dict[str, bytes]:
    """Return a dataset in some formats, by file name extension.

    Args:
        dataset: What to write; order and repetitions don't matter.
        used: The prefixes that a format may use; those without a use are left out.
        extensions: The formats.
        base: The IRI under which all data stands.

    Raises:
        ReorgError: A text holds a control character that not every format can hold.
    """
    rows = _sorted_rows(dataset)
    union = dict(rows)
    whole = b"\n".join(union)
    if re.search(rb"\\[ubf]", whole):  # lines escape what is refused, and a little more
        _refuse_controls(union.values())
    used = {prefix: iri for prefix, iri in used.items() if f"<{iri}".encode() in whole}
    graphs = _by_graph(rows) if set(DATASET) & set(extensions) else {}
    of_record = reading.RECORD_TYPE in whole and {"ttl", "trig"} & set(extensions)
    order = Reading(whole, base) if of_record else None
    together = _Together(union, used, base, order)
    return {
        extension: _apart(GRAPHS[extension], graphs, used, order)
        if extension in DATASET
        else together.written(GRAPHS[extension])
        for extension in extensions
    }


def turtle(dataset: Dataset, used: dict[str, str]) -> bytes:
    """Return a dataset as Turtle, as `serialise` writes it."""
    return serialise(dataset, used, ("ttl",))["ttl"]


class _Together:
    """All graphs as one."""

    def __init__(
        self, union: dict[bytes, Quad], used: dict[str, str], base: str, order: Reading | None
    ) -> None:
        self._union, self._used, self._base, self._reading = union, used, base, order

    @cached_property
    def _triples(self) -> list[Triple]:
        # Each is a new object, and the engine is asked for them in two formats.
        return [quad.triple for quad in self._union.values()]

    def written(self, format_: GraphFormat) -> bytes:
        """Return them in a format."""
        if format_.name == "nt":
            return joined(sorted(self._union))
        if write := WRITERS.get(format_.name):
            return write([*self._union], self._used, self._base)
        if format_.name == "ttl" and self._reading:
            sections = self._reading.arranged([*self._union], self._triples)
            return _for_reading(format_, sections, self._used, self._reading)
        text = _by_engine(format_, self._triples, self._used)
        return text.rstrip(b" \n") + b"\n"


def _apart(
    format_: GraphFormat,
    graphs: dict[bytes, dict[bytes, Quad]],
    used: dict[str, str],
    order: Reading | None,
) -> bytes:
    """Return each graph by its name."""
    if format_.name == "nq":
        return joined(
            sorted(line[:-1] + graph + b"." for graph, part in graphs.items() for line in part)
        )
    if order is None:
        ordered = [quad for _, part in sorted(graphs.items()) for quad in part.values()]
        return _by_engine(format_, ordered, used)
    ordered = [
        quad
        for _, part in sorted(graphs.items())
        for _, section in order.arranged([*part], [*part.values()])
        for quad in section
    ]
    return _headed(_by_engine(format_, ordered, used), used, order)


def _for_reading(
    format_: GraphFormat, sections: list[Section[Triple]], used: dict[str, str], order: Reading
) -> bytes:
    """Return Turtle in sections, with a head that says what it is."""
    parts = []
    for heading, section in sections:
        text = _by_engine(format_, section, used)
        parts.append(f"# {heading}\n\n".encode() + _body(text).replace(b" .\n", b" .\n\n"))
    return _headed(b"".join(parts), used, order).rstrip(b"\n") + b"\n"


def _headed(text: bytes, used: dict[str, str], order: Reading) -> bytes:
    """Return Turtle or TriG with a head, and with its prefixes as readers look for them."""
    declared = [f"@prefix {n}: <{iri}> .\n".encode() for n, iri in reading.in_order(used).items()]
    return b"".join([order.header, *declared, b"\n", _body(text)])


def _body(text: bytes) -> bytes:
    """Return Turtle less the prefixes at its beginning."""
    start = 0
    while text.startswith(b"@prefix ", start):
        start = text.index(b"\n", start) + 1
    return text[start:]


def _by_engine(
    format_: GraphFormat, statements: Sequence[Quad] | Sequence[Triple], used: dict[str, str]
) -> bytes:
    from pyoxigraph import RdfFormat, serialize

    engine_s = getattr(RdfFormat, format_.engine)
    text = serialize(statements, format=engine_s, prefixes=used) or b""
    if format_.name == "rdf":
        return keep_returns(text)
    return _unescaped(text, used) if format_.name in _LIKE_TURTLE else text


def _refuse_controls(quads: Iterable[Quad]) -> None:
    for quad in quads:
        if control := NOT_XML.search(value_of(quad.object)):
            raise ReorgError(
                f"the text holds the control character U+{ord(control.group()):04X}",
                where=f"{quad.subject} {quad.predicate}",
                remedy="delete it; XML cannot hold it",
            )


def _unescaped(text: bytes, used: dict[str, str]) -> bytes:
    """Return Turtle with names that would need a backslash written in full.

    Virtuoso 7 keeps the backslash as a part of the IRI.
    """

    known = {prefix.encode(): iri.encode() for prefix, iri in used.items()}

    def full(match: re.Match[bytes]) -> bytes:
        # No backslash stands behind another: a name has none of its own.
        return b"<" + known[match[1]] + match[2].replace(b"\\", b"") + b">"

    parts, done = [], 0
    while (backslash := text.find(b"\\", done)) >= 0:
        start, end = text.rfind(b"\n", 0, backslash) + 1, text.index(b"\n", backslash)
        parts += [text[done:start], _WITH_ESCAPE.sub(full, text[start:end])]
        done = end
    return b"".join([*parts, text[done:]])


def _by_graph(rows: list[tuple[bytes, Quad]]) -> dict[bytes, dict[bytes, Quad]]:
    """Return the quads of each graph by line, in the order given; the default graph has no name."""
    from pyoxigraph import NamedNode

    graphs: dict[bytes, dict[bytes, Quad]] = {}
    for line, quad in rows:
        graph = quad.graph_name
        name = f"<{graph.value}> ".encode() if isinstance(graph, NamedNode) else b""
        graphs.setdefault(name, {})[line] = quad
    return graphs


def _sorted_rows(dataset: Dataset) -> list[tuple[bytes, Quad]]:
    """Return lines and quads, a thing before the nodes below its IRI, its types and labels first.

    Sorting lines of text is far faster than sorting terms, and preparing them in one piece
    faster than one by one.
    """
    text = b"\n".join(dataset.lines).replace(_TYPE, b"\x00").replace(_LABEL, b"\x01\x00")
    for place, name in enumerate((b"subject", b"predicate", b"object"), 1):
        text = text.replace(_RDF + name + b"> ", b"\x01\x01" + bytes([place]))
    text = text.replace(b"> ", b"\x01")
    keys = text.split(b"\n")
    order = sorted(range(len(dataset.lines)), key=keys.__getitem__)
    return [(dataset.lines[place], dataset.quads[place]) for place in order]
