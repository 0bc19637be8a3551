"""Drafts the roles that people are named with, and in which organisation they hold them."""

from __future__ import annotations

import re

from reorg.draft.anchoring import anchor_name
from reorg.draft.cast import Member, slug
from reorg.draft.sections import ARTICLE, Sections
from reorg.draft.text.names import ORGANISATION, PERSON, UNNAMED
from reorg.draft.work import Work
from reorg.draft.yamltext import Mapped

_PLACE = re.compile(r"\b(?:of|for|at) (?:the )?([A-Z][\w’'-]*(?: [A-Z][\w’'-]*)*)")


def add_memberships(work: Work) -> None:
    """Draft a role and a membership for everybody who is named with a role."""
    members = list(work.cast.members.values())
    main = work.cast.main()
    for member in members:
        role = _role(member)
        organisation = _employer(member, members) or main
        if role and organisation:
            identifier = _add_role(work.made, role)
            _add_membership(work, member, organisation, role, identifier)


def _add_role(made: Sections, role: str) -> str:
    identifier = f"role:{slug(role)}"
    if identifier not in made.ids:
        made.ids.add(identifier)
        made.add("memberships", {"id": identifier, "label": role[:120]})
    return identifier


def _add_membership(
    work: Work, member: Member, organisation: Member, role: str, identifier: str
) -> None:
    values: Mapped = {
        "id": work.made.fresh(f"membership:{member.id.partition(':')[2]}"),
        "label": f"{member.label} as {role}"[:120],
        "guess": f"is {organisation.label} the organisation, and “{role}” the role?",
        "member": member.id,
        "organization": organisation.id,
        "role": identifier,
        "asReportedIn": ARTICLE,
    }
    if held := anchor_name(work, member.mention):
        values["anchor"] = held
    work.made.add("memberships", values)


def _role(member: Member) -> str:
    """Return the role that somebody is named with; empty where there is none."""
    if member.kind == PERSON:
        return member.role
    if member.kind == UNNAMED:
        last = member.label.split(" for ")[0].split()[-1].lower()
        return last if last.startswith("spokes") else ""
    return ""


def _employer(member: Member, members: list[Member]) -> Member | None:
    """Return the organisation that a role or a label names, in full or by its last word."""
    words = f"{member.role} {member.label}".lower()
    organisations = [other for other in members if other.kind == ORGANISATION]
    for other in organisations:
        if other.label.lower() in words:
            return other
    heads = set(words.split())
    ending = next((o for o in organisations if o.label.lower().split()[-1] in heads), None)
    # "Chair of Northbank" is enough where the Northbank Ferry Trust is named.
    place = _PLACE.search(f"{member.role}; {member.label}")
    begins = f"{place[1].lower()} " if place else "\0"
    return ending or next((o for o in organisations if o.label.lower().startswith(begins)), None)
