"""Hands a graph on as claim frames of the AIDA Interchange Format, in Turtle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reorg.export.crosswalk import construct
from reorg.namespaces import PREFIXES

if TYPE_CHECKING:
    from pyoxigraph import Store

NAME = "aida"
NAMESPACE = (
    "https://raw.githubusercontent.com/NextCenturyCorporation/AIDA-Interchange-Format/master"
    "/java/src/main/resources/com/ncc/aif/ontologies/InterchangeOntology#"
)


def files(store: Store, _: str) -> dict[str, bytes]:
    """Return a graph's claims as claim frames, by the end of the file's name."""
    from reorg.rdf import serialise

    frames = construct(NAME, store)
    return {"aida.ttl": serialise.turtle(frames, {**PREFIXES, "aida": NAMESPACE})}
