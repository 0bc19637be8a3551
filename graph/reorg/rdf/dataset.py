"""A graph on its way out: quads beside their lines of N-Triples, by which they are told apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reorg.terms import value_of

if TYPE_CHECKING:
    from pyoxigraph import Quad, Triple


@dataclass
class Dataset:
    """Quads without blank nodes, as they were parsed.

    A store would rewrite some literals; terms of the engine are slow to hash and compare.
    Lines of text are neither.

    Attributes:
        quads: The quads, in the order in which they came; a triple may stand in two graphs.
        lines: For each quad, its triple as N-Triples without the line end.
    """

    quads: list[Quad] = field(default_factory=list)
    lines: list[bytes] = field(default_factory=list)

    def add(self, quads: Iterable[Quad]) -> None:
        """Append quads."""
        fresh = list(quads)
        self.quads.extend(fresh)
        self.lines.extend(lines_of([quad.triple for quad in fresh]))

    def add_lines(self, lines: Sequence[bytes], graph: str = "") -> None:
        """Append triples given as N-Triples without line ends.

        Args:
            graph: The IRI of the named graph that they go to; empty for the default graph.
        """
        from pyoxigraph import RdfFormat, parse

        end = f"<{graph}> .\n".encode() if graph else b".\n"
        text = b"".join([line[:-1] + end for line in lines])
        # They come from an engine, which has checked them.
        self.quads.extend(parse(text, RdfFormat.N_QUADS, lenient=True))
        self.lines.extend(lines)

    def ntriples(self) -> bytes:
        """Return the triples of all graphs as N-Triples, in no order and with repetitions."""
        return joined(self.lines)

    def without(self, graph: str) -> Dataset:
        """Return the dataset less one of its named graphs, given by its IRI."""
        kept = [
            (quad, line)
            for quad, line in zip(self.quads, self.lines, strict=True)
            if value_of(quad.graph_name) != graph
        ]
        return Dataset([quad for quad, _ in kept], [line for _, line in kept])


def lines_of(triples: Sequence[Triple]) -> list[bytes]:
    """Return each triple as its line of N-Triples, without the line end."""
    from pyoxigraph import RdfFormat, serialize

    return (serialize(triples, format=RdfFormat.N_TRIPLES) or b"").split(b"\n")[:-1]


def joined(lines: Iterable[bytes]) -> bytes:
    """Return lines without line ends as one text, in which each has one."""
    return b"\n".join([*lines, b""])


def iris_of(lines: Iterable[bytes]) -> set[str]:
    """Return the IRIs of all predicates and objects, given lines of N-Triples."""
    # To ask the engine for one term after the other takes far longer.
    predicates, targets = set(), set()
    for line in lines:
        _, predicate, target = line.split(b" ", 2)
        predicates.add(predicate)
        if target[:1] == b"<":
            targets.add(target)
    names = {target[:-2] for target in targets if target[:2] != b"<<"}
    return {name[1:-1].decode() for name in predicates | names}
