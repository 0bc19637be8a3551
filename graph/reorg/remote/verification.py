"""Tells after a push what is wrong in the store, and what to know of it."""

from __future__ import annotations

from collections.abc import Sequence

from reorg.pipeline.inputgraphs import NamedGraph
from reorg.remote import fidelity
from reorg.remote.graphstore import GraphStore, Nature
from reorg.remote.profiles import Profile
from reorg.remote.pushreport import Outcome
from reorg.remote.updates import IN_DEFAULT

_TAGS = "Language tags"


def checked(
    target: GraphStore, graphs: Sequence[NamedGraph], outcomes: Sequence[Outcome], nature: Nature
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what is wrong and what to know, each sentence once."""
    faults: dict[str, None] = {}
    remarks: dict[str, None] = {}
    asked = {() if nature.union or outcome.in_default else (outcome.graph,) for outcome in outcomes}
    for default_graphs in sorted(asked):
        faults |= dict.fromkeys(fidelity.facts(target, default_graphs))
    for graph, outcome in zip(graphs, outcomes, strict=True):
        if outcome.state == "overtaken":
            continue
        if outcome.counted != outcome.triples:
            counts = f"{outcome.counted:,} triples there instead of {outcome.triples:,}"
            faults[f"<{outcome.graph}> has {counts}."] = None
        if outcome.state != "unchanged":
            remarks |= dict.fromkeys(fidelity.remarks(target, graph, outcome.graph))
    if all(outcome.state == "unchanged" for outcome in outcomes):
        return tuple(faults), ()
    known = _known(target.profile, graphs)
    return tuple(faults), (*_reading(outcomes, nature), *_merged(graphs), *remarks, *known)


def _merged(graphs: Sequence[NamedGraph]) -> list[str]:
    """Return whose own named graphs are not kept."""
    return [
        f"{graph.source} names {graph.named} graph{'' if graph.named == 1 else 's'} of its own: "
        "all its triples were sent as one graph."
        for graph in graphs
        if graph.named
    ]


def _reading(outcomes: Sequence[Outcome], nature: Nature) -> list[str]:
    """Return how a query finds what was sent."""
    if nature.union:
        twice = (
            "It finds a triple once for each graph that holds it: write SELECT DISTINCT and "
            "COUNT(DISTINCT …), as the library's queries do."
        )
        reads = "A query that names no graph reads all named graphs together."
        return [reads, twice] if nature.doubles else [reads]
    if all(outcome.in_default for outcome in outcomes):
        return [
            "A query that names no graph reads the default graph alone, so the triples were put "
            f"there; the graphs that end in `{IN_DEFAULT}` hold a copy, by which the next push "
            "knows them."
        ]
    names = " ".join(f"--default-graph {outcome.graph}" for outcome in outcomes[:1])
    return [
        "A query that names no graph does not read named graphs: give `default-graph-uri`, "
        f"as `reorg query … {names}` does."
    ]


def _known(profile: Profile, graphs: Sequence[NamedGraph]) -> list[str]:
    untried = f"How to address {profile.title} is from its documentation; nobody has tried it."
    tags = any(fidelity.has_regions(graph) for graph in graphs)
    remarks = [remark for remark in profile.remarks if tags or not remark.startswith(_TAGS)]
    return [*remarks, *([] if profile.tried else [untried])]
