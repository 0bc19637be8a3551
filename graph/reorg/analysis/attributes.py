"""What the network says of each node beside its kind."""

from __future__ import annotations

from reorg.analysis.quoting import quotations
from reorg.rdf.triples import Triples

#: Attribute of a node to the property it comes from; ``concept`` takes the label of the value.
ATTRIBUTES = (
    ("wording", "reorg:wording", "text"),
    ("question", "reorg:question", "text"),
    ("act", "reorg:act", "concept"),
    ("status", "reorg:standing", "concept"),
    ("stance", "reorg:stance", "concept"),
    ("attribution", "reorg:attribution", "concept"),
    ("source_mode", "reorg:sourceMode", "concept"),
    ("speaker", "reorg:speaker", "concept"),
    ("document", "reorg:inPart", "concept"),
    ("naming", "reorg:naming", "concept"),
    ("as_written", "reorg:asWritten", "text"),
    ("unit", "reorg:unit", "concept"),
    ("measure", "reorg:measure", "concept"),
    ("figure_role", "reorg:figureRole", "concept"),
)


def node_attributes(triples: Triples, iri: str, kind: str) -> dict[str, str | float]:
    """Return a node's attributes; what the graph leaves out is left out."""
    attributes: dict[str, str | float] = {"kind": kind}
    for attribute, name, how in ATTRIBUTES:
        text = triples.concept(iri, name) if how == "concept" else triples.value(iri, name)
        if text:
            attributes[attribute] = text
    spoken = attributes.get("wording") or attributes.get("question")
    attributes["label"] = str(spoken) if spoken else triples.label(iri)
    if part := triples.concept(triples.value(iri, "reorg:inPart"), "reorg:partKind"):
        attributes["part"] = part
    if quotation := " … ".join(quotations(triples, iri)):
        attributes["quotation"] = quotation
    if role := ", ".join(roles(triples, iri)):
        attributes["role"] = role
    quantity = triples.number(iri, "reorg:quantity")
    if quantity is not None:
        attributes["quantity"] = quantity
    return attributes


def roles(triples: Triples, iri: str) -> list[str]:
    """Return the roles that a person has by membership, such as ``Mayor, Millbrook Council``."""
    return [", ".join(filter(None, names)) for names in memberships(triples, iri)]


def memberships(triples: Triples, iri: str) -> list[tuple[str, str]]:
    """Return a person's memberships: what the role and the organisation are called, or nothing."""
    return [
        (triples.concept(membership, "org:role"), triples.concept(membership, "org:organization"))
        for membership in triples.subjects("org:member", iri)
    ]
