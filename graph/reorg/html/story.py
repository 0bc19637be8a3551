"""The view "Story": the steps that the record tells its report in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from reorg.html.pagegraph import PageGraph


class StoryStep(NamedTuple):
    """A step of the story: what to read, and where the page goes for it."""

    title: str
    text: str
    view: str
    id: str = ""


def story(graph: PageGraph) -> Iterable[StoryStep]:
    """Yield the steps of each record in their order."""
    t = graph.triples
    steps = t.of_type("reorg:TourStep")
    records = {iri: iri.partition("/step/")[0] for iri in steps}
    for iri in sorted(steps, key=lambda one: (records[one], t.number(one, "schema:position") or 0)):
        view = t.name(iri, "reorg:view").removeprefix("view-")
        chosen = graph.ids.get(t.value(iri, "reorg:selects"), "")
        yield StoryStep(t.label(iri), t.value(iri, "skos:note"), view, chosen)
