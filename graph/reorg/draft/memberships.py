"""Drafts the roles that people are named with, and in which organisation they hold them."""

from __future__ import annotations

import re

from reorg.draft.anchoring import anchor_name
from reorg.draft.coreference import Entity
from reorg.draft.identifiers import ARTICLE, slug
from reorg.draft.sections import Sections
from reorg.draft.state import Draft
from reorg.draft.text.mentions import ORGANISATION, PERSON, UNNAMED
from reorg.draft.yamltext import Mapped
from reorg.limits import LABEL_CHARACTERS

_PLACE = re.compile(r"\b(?:of|for|at) (?:the )?([A-Z][\w’'-]*(?: [A-Z][\w’'-]*)*)")


def add_memberships(draft: Draft) -> None:
    """Draft a role and a membership for everybody who is named with a role."""
    members = list(draft.entities.by_id.values())
    main = draft.entities.main()
    for entity in members:
        role = _role(entity)
        organisation = _employer(entity, members) or main
        if role and organisation:
            identifier = _add_role(draft.sections, role)
            _add_membership(draft, entity, organisation, role, identifier)


def _add_role(sections: Sections, role: str) -> str:
    identifier = f"role:{slug(role)}"
    if identifier not in sections.ids:
        sections.ids.add(identifier)
        sections.add({"id": identifier, "label": role[:LABEL_CHARACTERS]})
    return identifier


def _add_membership(
    draft: Draft, entity: Entity, organisation: Entity, role: str, identifier: str
) -> None:
    values: Mapped = {
        "id": draft.sections.fresh(f"membership:{entity.id.partition(':')[2]}"),
        "label": f"{entity.label} as {role}"[:LABEL_CHARACTERS],
        "guess": f"is {organisation.label} the organisation, and “{role}” the role?",
        "member": entity.id,
        "organization": organisation.id,
        "role": identifier,
        "asReportedIn": ARTICLE,
    }
    if held := anchor_name(draft, entity.mention):
        values["anchor"] = held
    draft.sections.add(values)


def _role(entity: Entity) -> str:
    """Return the role that somebody is named with; empty where there is none."""
    if entity.kind == PERSON:
        return entity.role
    if entity.kind == UNNAMED:
        last = entity.label.split(" for ")[0].split()[-1].lower()
        return last if last.startswith("spokes") else ""
    return ""


def _employer(entity: Entity, members: list[Entity]) -> Entity | None:
    """Return the organisation that a role or a label names, in full or by its last word."""
    words = f"{entity.role} {entity.label}".lower()
    organisations = [other for other in members if other.kind == ORGANISATION]
    for other in organisations:
        if other.label.lower() in words:
            return other
    heads = set(words.split())
    ending = next((o for o in organisations if o.label.lower().split()[-1] in heads), None)
    # "Chair of Northbank" is enough where the Northbank Ferry Trust is named.
    place = _PLACE.search(f"{entity.role}; {entity.label}")
    begins = f"{place[1].lower()} " if place else "\0"
    return ending or next((o for o in organisations if o.label.lower().startswith(begins)), None)
