"""What the shape of the network says: who is central, who stands with whom, what bridges."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from reorg.analysis.projection import CLAIM_KINDS, CONFLICT
from reorg.errors import ReorgError

if TYPE_CHECKING:
    from typing import TypeAlias

    import igraph
    import networkx as nx

    Network: TypeAlias = nx.MultiDiGraph[str]

SEED = 20150224
ROWS = 12
DECIMALS = 4

#: Weight of a conflict in the communities: two claims that deny each other belong to one quarrel.
CONFLICT_WEIGHT = 2.0


@dataclass(frozen=True)
class Table:
    """A titled table; every row has one value a column."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | int | float, ...], ...]


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


def analyse(network: Network, *, path: tuple[str, str] | None = None) -> tuple[Table, ...]:
    """Return the findings of a view as tables, for print.

    Args:
        network: What `reorg.analysis.projection.view` returned.
        path: Two nodes, by IRI or label, whose shortest explanation makes a further table.

    Raises:
        ReorgError: An end of ``path`` is not in the view, or nothing joins the two.
    """
    whole = betweenness(network)
    quarrel = dispute(network)
    central = betweenness(quarrel)
    groups = communities(network)
    tables = [
        _voices(network, quarrel, central),
        _claims(network, quarrel, central),
        _communities(network, groups, whole),
        _bridges(network, groups, whole),
    ]
    if path is not None:
        start, end = (find(network, name) for name in path)
        tables.append(_path(network, explain(network, start, end)))
    return tuple(tables)


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
    found = graph.community_multilevel(weights="weight") if graph.vcount() else []
    nodes = list(network)
    groups = sorted((sorted(nodes[i] for i in group) for group in found), key=_by_size)
    return {node: number for number, group in enumerate(groups) for node in group}


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
            f"no path joins {_label(network, start)!r} and {_label(network, end)!r}",
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
    found = [node for node in network if _label(network, node).casefold() == wanted]
    found = found or [node for node in network if wanted in _label(network, node).casefold()]
    if len(found) == 1:
        return found[0]
    if not found:
        raise ReorgError(
            f"nothing in the graph is called {name!r}", remedy="give a label or an IRI"
        )
    some = ", ".join(_label(network, node) for node in found[:5])
    raise ReorgError(
        f"{name!r} fits {len(found)} things, such as {some}", remedy="give the whole label or IRI"
    )


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


def _voices(network: Network, quarrel: Network, central: dict[str, float]) -> Table:
    speakers = _speakers(quarrel)
    rows = []
    for voice in (node for node, data in quarrel.nodes(data=True) if not _is_claim(data)):
        own = {claim for claim, names in speakers.items() if voice in names}
        against = [
            (u, v)
            for u, v, data in quarrel.edges(data=True)
            if data["relation"] == CONFLICT and (u in own or v in own)
        ]
        others = {name for pair in against for claim in pair for name in speakers[claim]}
        rows.append(
            (
                _label(network, voice),
                len(own),
                len(against),
                len(others - {voice}),
                central[voice],
            )
        )
    rows.sort(key=lambda row: (-row[4], -row[2], row[0]))
    columns = ("voice", "claims in dispute", "conflicts", "opponents", "betweenness")
    return Table("Voices central to the dispute", columns, tuple(rows))


def _claims(network: Network, quarrel: Network, central: dict[str, float]) -> Table:
    conflicts: dict[str, int] = defaultdict(int)
    for u, v, data in quarrel.edges(data=True):
        if data["relation"] == CONFLICT:
            conflicts[u] += 1
            conflicts[v] += 1
    rows = [
        (_label(network, claim), network.nodes[claim].get("speaker", ""), count, central[claim])
        for claim, count in conflicts.items()
    ]
    rows.sort(key=lambda row: (-row[2], -row[3], row[0]))
    columns = ("claim", "speaker", "conflicts", "betweenness")
    return Table("Most disputed claims", columns, tuple(rows[:ROWS]))


def _communities(network: Network, groups: dict[str, int], whole: dict[str, float]) -> Table:
    members: dict[int, list[str]] = defaultdict(list)
    for node, number in groups.items():
        members[number].append(node)
    rows = []
    for number, nodes in sorted(members.items()):
        if len(nodes) > 1:
            leading = sorted(nodes, key=lambda node: (-whole[node], node))[:3]
            claims = sum(_is_claim(network.nodes[node]) for node in nodes)
            names = "; ".join(_label(network, node) for node in leading)
            rows.append((number + 1, len(nodes), claims, names))
    columns = ("community", "things", "of them claims", "most central")
    return Table("Communities", columns, tuple(rows))


def _bridges(network: Network, groups: dict[str, int], whole: dict[str, float]) -> Table:
    rows = []
    for claim, data in network.nodes(data=True):
        near = {*network.successors(claim), *network.predecessors(claim)}
        joined = {groups[node] + 1 for node in near}
        if _is_claim(data) and len(joined) > 1 and whole[claim] > 0:
            numbers = ", ".join(map(str, sorted(joined)))
            rows.append((_label(network, claim), data.get("speaker", ""), numbers, whole[claim]))
    rows.sort(key=lambda row: (-row[3], row[0]))
    columns = ("claim", "speaker", "communities joined", "betweenness")
    return Table("Claims that bridge communities", columns, tuple(rows[:ROWS]))


def _path(network: Network, steps: list[Step]) -> Table:
    rows = [
        (
            number,
            _label(network, step.source),
            step.label if step.forward else f"← {step.label}",
            _label(network, step.target),
        )
        for number, step in enumerate(steps, 1)
    ]
    return Table("Shortest explanation", ("step", "from", "relation", "to"), tuple(rows))


def _speakers(quarrel: Network) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for u, v, data in quarrel.edges(data=True):
        if data["relation"] in {"says", "may say"}:
            found[v].add(u)
    return found


def _is_claim(data: dict[str, object]) -> bool:
    return data["kind"] in CLAIM_KINDS


def _label(network: Network, node: str) -> str:
    return str(network.nodes[node]["label"])


def _by_size(group: list[str]) -> tuple[int, str]:
    return -len(group), group[0]
