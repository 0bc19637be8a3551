"""The shortest explanation that joins two things of the network."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from reorg.errors import ReorgError

if TYPE_CHECKING:
    import networkx as nx

    from reorg.analysis.measures import Network


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


def explain(network: Network, start: str, end: str) -> list[Step]:
    """Return the shortest way from one node to another, direction set aside.

    Among several of one length the first in the order of the view is taken.

    Raises:
        ReorgError: Nothing joins the two.
    """
    import networkx as nx

    # Not `to_undirected`, whose view goes through neighbours in the order of a set.
    both_ways: nx.Graph[str] = nx.Graph()
    both_ways.add_nodes_from(network)
    both_ways.add_edges_from(network.edges())
    try:
        nodes = nx.shortest_path(both_ways, start, end)
    except nx.NetworkXNoPath as error:
        raise ReorgError(
            f"no path joins {label(network, start)!r} and {label(network, end)!r}",
            remedy="choose two things that claims speak of",
        ) from error
    steps = []
    for source, target in pairwise(nodes):
        forward = network.has_edge(source, target)
        edges = network[source][target] if forward else network[target][source]
        steps.append(Step(source, target, edges[min(edges)]["label"], forward))
    return steps


def find(network: Network, name: str) -> str:
    """Return the node with this IRI or label, letter case set aside.

    Raises:
        ReorgError: No node, or more than one, is called so.
    """
    if name in network:
        return name
    wanted = name.casefold()
    named = [node for node in network if label(network, node).casefold() == wanted]
    named = named or [node for node in network if wanted in label(network, node).casefold()]
    if len(named) == 1:
        return named[0]
    if not named:
        raise ReorgError(
            f"nothing in the graph is called {name!r}", remedy="give a label or an IRI"
        )
    some = ", ".join(label(network, node) for node in named[:5])
    raise ReorgError(
        f"{name!r} fits {len(named)} things, such as {some}", remedy="give the whole label or IRI"
    )


def label(network: Network, node: str) -> str:
    """Return what to call a node."""
    return str(network.nodes[node]["label"])
