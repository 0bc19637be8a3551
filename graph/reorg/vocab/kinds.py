"""The kinds of thing that a record may hold, and the IRIs that their identifiers become."""

from __future__ import annotations

from dataclasses import dataclass

SECTIONS = (
    "record",
    "texts",
    "sentences",
    "anchors",
    "documents",
    "organisations",
    "people",
    "places",
    "memberships",
    "staff",
    "services",
    "responsibilities",
    "plans",
    "notions",
    "situations",
    "figures",
    "dates",
    "issues",
    "utterances",
    "relations",
    "conflicts",
    "references",
    "gaps",
    "background",
    "tour",
)
"""The top keys of a record, in the order in which a record holds them."""

_SHARED = {
    "organisation": "org:Organization",
    "person": "foaf:Person",
    "place": "reorg:Place",
    "service": "reorg:Service",
    "role": "org:Role",
    "notion": "reorg:Notion",
}
_LOCAL = {
    "speaker": "foaf:Person",
    "voice": "reorg:Voice",
    "document": "reorg:Document",
    "part": "reorg:Part",
    "comment": "reorg:Comment",
    "image": "reorg:Image",
    "text": "reorg:SourceText",
    "sentence": "reorg:Sentence",
    "anchor": "oa:Annotation",
    "membership": "org:Membership",
    "staff": "reorg:Staff",
    "plan": "reorg:Plan",
    "planned-state": "reorg:PlannedState",
    "planned-group": "reorg:PlannedBodyGroup",
    "planned-body": "reorg:PlannedBody",
    "planned-staff": "reorg:PlannedStaff",
    "planned-transfer": "reorg:PlannedTransfer",
    "responsibility": "reorg:StatutoryResponsibility",
    "situation": "reorg:Situation",
    "figure": "reorg:Figure",
    "date": "reorg:Date",
    "utterance": "reorg:Utterance",
    "claim": "reorg:Claim",
    "relation": "reorg:Relation",
    "issue": "reorg:Issue",
    "conflict": "reorg:Conflict",
    "reference": "reorg:Reference",
    "gap": "reorg:Gap",
    "background": "reorg:Background",
    "step": "reorg:TourStep",
}
_MATTERS = frozenset(
    {
        *("document", "voice", "staff", "responsibility", "situation", "issue", "plan"),
        *("planned-state", "planned-group", "planned-body", "planned-staff", "planned-transfer"),
    }
)
"""Kinds that belong to one record, unless the register says that several speak of the thing."""


@dataclass(frozen=True)
class Kind:
    """A kind of thing.

    Attributes:
        name: The part of an identifier before its colon.
        type: The class that every thing of the kind has, as a prefixed name.
        shared: True where records name the same thing by the same IRI.
        registered: True where a register may define things of the kind.
    """

    name: str
    type: str
    shared: bool
    registered: bool


KINDS = {
    name: Kind(name, type_, shared, shared or name in _MATTERS)
    for shared, table in ((True, _SHARED), (False, _LOCAL))
    for name, type_ in table.items()
}


def prefix_iri(kind: Kind, record: str, base: str) -> str:
    """Return the IRI that ``kind:`` stands for in a record.

    Args:
        record: The record's own name, such as ``northamptonshire-2015``.
        base: The IRI under which all data stands; it ends in ``/`` or ``#``.
    """
    return shared_iri(kind, base) if kind.shared else f"{base}{record}/{kind.name}/"


def shared_iri(kind: Kind, base: str) -> str:
    """Return the IRI that ``kind:`` stands for where records share what it names."""
    return f"{base}{kind.name}/"
