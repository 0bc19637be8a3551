"""What the shape of the network says: who stands with whom, and who stands between."""

from __future__ import annotations

import random
from collections import defaultdict
from typing import TYPE_CHECKING

from reorg.analysis.edges import CONFLICT

if TYPE_CHECKING:
    from typing import TypeAlias

    import igraph
    import networkx as nx

    Network: TypeAlias = nx.MultiDiGraph[str]

SEED = 20150224
DECIMALS = 4

#: Weight of a conflict in the communities: two claims that deny each other belong to one quarrel.
CONFLICT_WEIGHT = 2.0


def dispute(network: Network) -> Network:
    """Return the part of a view that is in dispute.

    It holds every claim that conflicts with another, whoever says, may say, endorses or
    rejects it, and the conflicts and sayings between them.
    """
    import networkx as nx

    held = {"says", "may say", "endorses", "rejects"}
    edges = list(network.edges(keys=True, data=True))
    claims = {end for u, v, _, data in edges if data["relation"] == CONFLICT for end in (u, v)}
    kept = [
        (u, v, key, data)
        for u, v, key, data in edges
        if data["relation"] == CONFLICT or (data["relation"] in held and v in claims)
    ]
    ends = {end for u, v, _, _ in kept for end in (u, v)}
    part: Network = nx.MultiDiGraph()
    part.add_nodes_from((node, data) for node, data in network.nodes(data=True) if node in ends)
    for u, v, key, data in kept:
        part.add_edge(u, v, key=key, **data)
    return part


def betweenness(network: Network) -> dict[str, float]:
    """Return each node's betweenness, direction and parallel edges set aside, 0 to 1."""
    graph = simple(network)
    pairs = (len(network) - 1) * (len(network) - 2) / 2
    scores = graph.betweenness() if pairs > 0 else [0.0] * len(network)
    return {
        node: round(score / pairs, DECIMALS) if pairs > 0 else 0.0
        for node, score in zip(network, scores, strict=True)
    }


def communities(network: Network) -> dict[str, int]:
    """Return each node's community by Louvain's method, the largest community first.

    The seed is fixed: the same view gives the same communities.
    """
    graph = simple(network)
    with_seed(SEED)
    parts = graph.community_multilevel(weights="weight") if graph.vcount() else []
    nodes = list(network)
    groups = sorted((sorted(nodes[i] for i in group) for group in parts), key=_by_size)
    return {node: number for number, group in enumerate(groups) for node in group}


def simple(network: Network) -> igraph.Graph:
    """Return an undirected igraph without loops or parallel edges, its nodes in the same order.

    The weight of an edge is the number of edges that it stands for, conflicts counting more.
    """
    import igraph

    place = {node: i for i, node in enumerate(network)}
    weights: dict[tuple[int, int], float] = defaultdict(float)
    for u, v, data in network.edges(data=True):
        if u != v:
            pair = min(place[u], place[v]), max(place[u], place[v])
            weights[pair] += CONFLICT_WEIGHT if data["relation"] == CONFLICT else 1.0
    pairs = sorted(weights)
    graph = igraph.Graph(n=len(place), edges=pairs)
    graph.es["weight"] = [weights[pair] for pair in pairs]
    return graph


def with_seed(seed: int) -> None:
    """Make igraph's next draw the same on every run."""
    import igraph

    igraph.set_random_number_generator(random.Random(seed))


def _by_size(group: list[str]) -> tuple[int, str]:
    return -len(group), group[0]
