"""Drafts those whom the text names: organisations, people, documents that speak."""

from __future__ import annotations

from reorg.draft.anchoring import anchor_name
from reorg.draft.cast import Member, slug
from reorg.draft.sections import CURATOR, PLAN
from reorg.draft.text import names
from reorg.draft.text.blocks import HEADLINE, NAVIGATION
from reorg.draft.text.names import DOCUMENT, ORGANISATION, PERSON, UNNAMED
from reorg.draft.work import Work
from reorg.draft.yamltext import Mapped


def meet(work: Work) -> None:
    """Take in proper names, so that "the council" can mean the council named later."""
    page = work.read.page
    for block, mentions in zip(page.blocks, work.read.mentions, strict=True):
        if block.kind in (NAVIGATION, HEADLINE) and not block.comment:
            continue
        for mention in mentions:
            if mention.kind == PERSON or mention.name.lower() == "the government":
                work.cast.add(mention)
        # Those within "a Home Office spokesman" too.
        for mention in names.organisations(page.text, block.start, block.end):
            work.cast.add(mention)


def add_cast(work: Work) -> None:
    """Draft everybody that has been met."""
    for member in list(work.cast.members.values()):
        section, values = _described(member)
        # The publisher is drafted with the page.
        if any(node["id"] == member.id for node in work.made.of("organisations")):
            continue
        if held := anchor_name(work, member.mention):
            values["anchor"] = held
        work.made.add(section, values)


def add_author(work: Work) -> None:
    """Draft the author of the article, unless the text names that person otherwise."""
    name = work.read.page.author
    identifier = f"person:{slug(name)}"
    if name and identifier not in work.cast.members:
        values: Mapped = {"id": identifier, "label": name, "naming": "named", "name": name}
        work.made.add("people", values | {"guess": "taken for the author: is it?"})


def add_curator_and_plan(work: Work) -> None:
    """Draft what every record needs and no article tells."""
    curator: Mapped = {"id": CURATOR, "label": "The curator", "naming": "named"}
    curator |= {"name": "The curator", "guess": "put your own name as `label` and `name`"}
    work.made.add("people", curator)
    plan: Mapped = {"id": PLAN, "label": "The plan"}
    plan["guess"] = "give the plan a label of yours; are there several plans?"
    work.made.add("plans", plan)


def _described(member: Member) -> tuple[str, Mapped]:
    """Return the section that a member of the cast belongs to, and what is known of it."""
    values: Mapped = {"id": member.id, "label": member.label[:120]}
    if member.kind == ORGANISATION:
        values["name"] = member.label[:160]
        values["guess"] = (
            "is it an organisation that exists? A planned one belongs under `plans` as a"
            " planned-body"
        )
        return "organisations", values
    if member.kind == DOCUMENT:
        values["guess"] = "taken for a document that speaks: is it one, and is this its name?"
        return "documents", values
    return "people", values | _person(member)


def _person(member: Member) -> Mapped:
    if member.kind == "reader":
        label = f"{member.label} (reader, as signed)"
        return {"label": label[:120], "name": member.label[:120], "naming": "as-signed"}
    if member.kind == UNNAMED:
        return {"naming": "unnamed", "guess": "is this a speaker of its own, and unnamed?"}
    values: Mapped = {"name": member.label[:120], "naming": "named"}
    return values | {"guess": "is this a person, and is the name right?"}
