"""The shortest explanations that join two things of the network."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from reorg.errors import ReorgError
from reorg.sparql.shortnames import resolve

if TYPE_CHECKING:
    import networkx as nx

    from reorg.analysis.measures import Network
    from reorg.sparql.engine import Ask


@dataclass(frozen=True)
class Step:
    """One edge of a path, read along the path.

    Attributes:
        source: IRI of the node that the step leaves.
        target: IRI of the node that it reaches.
        label: The edge's label.
        forward: Whether the edge runs that way.
    """

    source: str
    target: str
    label: str
    forward: bool


def explain(network: Network, start: str, end: str) -> list[list[Step]]:
    """Return the shortest ways from one node to another, direction set aside.

    All of that length are there, in the order of their nodes' IRIs.

    Raises:
        ReorgError: Nothing joins the two.
    """
    import networkx as nx

    # Not `to_undirected`, whose view goes through neighbours in the order of a set.
    both_ways: nx.Graph[str] = nx.Graph()
    both_ways.add_nodes_from(network)
    both_ways.add_edges_from(network.edges())
    try:
        ways = sorted(nx.all_shortest_paths(both_ways, start, end))
    except nx.NetworkXNoPath as error:
        raise ReorgError(
            f"no path joins {label(network, start)!r} and {label(network, end)!r}",
            remedy="choose two things that claims speak of",
        ) from error
    return [[_step(network, *pair) for pair in pairwise(nodes)] for nodes in ways]


def _step(network: Network, source: str, target: str) -> Step:
    forward = network.has_edge(source, target)
    edges = network[source][target] if forward else network[target][source]
    return Step(source, target, edges[min(edges)]["label"], forward)


def find(network: Network, name: str, ask: Ask | None = None) -> str:
    """Return the node that a name means, letter case set aside.

    Args:
        network: The view.
        name: An IRI, a label or a part of one.
        ask: Asks the graph; with it, the name may be any that a query's parameter takes.

    Raises:
        ReorgError: No node, or more than one, is called so.
    """
    if name in network:
        return name
    wanted = name.casefold()
    named = [node for node in network if label(network, node).casefold() == wanted]
    unknown = ReorgError(
        f"nothing in the graph is called {name!r}", remedy="give a label or an IRI"
    )
    if not named and ask is not None:
        try:
            iri = resolve(name, ask, where="--path").value
        except ReorgError as error:
            unknown = error
        else:
            named = [iri] if iri in network else []
    named = named or [node for node in network if wanted in label(network, node).casefold()]
    if len(named) == 1:
        return named[0]
    if not named:
        raise unknown
    some = ", ".join(label(network, node) for node in named[:5])
    raise ReorgError(
        f"{name!r} fits {len(named)} things, such as {some}", remedy="give the whole label or IRI"
    )


def label(network: Network, node: str) -> str:
    """Return what to call a node."""
    return str(network.nodes[node]["label"])
