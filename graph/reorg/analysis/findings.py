"""The findings on the network as tables, for print."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reorg.analysis.edges import CONFLICT
from reorg.analysis.measures import betweenness, communities, dispute
from reorg.analysis.paths import Step, explain, find, label
from reorg.analysis.projection import CLAIM_KINDS

if TYPE_CHECKING:
    from reorg.analysis.measures import Network
    from reorg.sparql.engine import Ask

#: Rows of a table of claims.
ROWS = 12
#: Explanations of one length that are shown; their titles tell how many there are.
WAYS = 12


@dataclass(frozen=True)
class Table:
    """A titled table; every row has one value a column."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | int | float, ...], ...]


def analyse(
    network: Network, *, path: tuple[str, str] | None = None, ask: Ask | None = None
) -> tuple[Table, ...]:
    """Return the findings of a view as tables, for print.

    Args:
        network: What `reorg.analysis.projection.view` returned.
        path: Two nodes, by name, each of whose shortest explanations makes a further table.
        ask: Asks the graph what a name means; see `reorg.analysis.paths.find`.

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
        start, end = (find(network, name, ask) for name in path)
        tables += _paths(network, explain(network, start, end))
    return tuple(tables)


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
                label(network, voice),
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
        (label(network, claim), network.nodes[claim].get("speaker", ""), count, central[claim])
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
            names = "; ".join(label(network, node) for node in leading)
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
            rows.append((label(network, claim), data.get("speaker", ""), numbers, whole[claim]))
    rows.sort(key=lambda row: (-row[3], row[0]))
    columns = ("claim", "speaker", "communities joined", "betweenness")
    return Table("Claims that bridge communities", columns, tuple(rows[:ROWS]))


def _paths(network: Network, ways: list[list[Step]]) -> list[Table]:
    title = "Shortest explanation"
    if len(ways) == 1:
        return [_path(network, ways[0], title)]
    return [
        _path(network, steps, f"{title}, {number} of {len(ways)}")
        for number, steps in enumerate(ways[:WAYS], 1)
    ]


def _path(network: Network, steps: list[Step], title: str) -> Table:
    rows = [
        (
            number,
            label(network, step.source),
            step.label if step.forward else f"← {step.label}",
            label(network, step.target),
        )
        for number, step in enumerate(steps, 1)
    ]
    return Table(title, ("step", "from", "relation", "to"), tuple(rows))


def _speakers(quarrel: Network) -> dict[str, set[str]]:
    speakers: dict[str, set[str]] = defaultdict(set)
    for u, v, data in quarrel.edges(data=True):
        if data["relation"] in {"says", "may say"}:
            speakers[v].add(u)
    return speakers


def _is_claim(data: dict[str, object]) -> bool:
    return data["kind"] in CLAIM_KINDS
