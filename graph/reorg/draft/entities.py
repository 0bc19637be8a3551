"""Drafts those whom the text names: organisations, people, documents that speak."""

from __future__ import annotations

from reorg.draft.anchoring import anchor_name
from reorg.draft.coreference import Entity
from reorg.draft.identifiers import CURATOR, PLAN, slug
from reorg.draft.state import Draft
from reorg.draft.text.blocks import HEADLINE, NAVIGATION
from reorg.draft.text.mentions import DOCUMENT, ORGANISATION, PERSON, UNNAMED, named_organisations
from reorg.draft.yamltext import Mapped
from reorg.limits import LABEL_CHARACTERS, ORGANISATION_NAME_CHARACTERS, PERSON_NAME_CHARACTERS


def collect_names(draft: Draft) -> None:
    """Take in proper names, so that "the council" can mean the council named later."""
    page = draft.article.page
    for block, mentions in zip(page.blocks, draft.article.mentions, strict=True):
        if block.kind in (NAVIGATION, HEADLINE) and not block.comment:
            continue
        for mention in mentions:
            if mention.kind == PERSON or mention.name.lower() == "the government":
                draft.entities.add(mention)
        # Those within "a Home Office spokesman" too.
        for mention in named_organisations(page.text, block.start, block.end):
            draft.entities.add(mention)


def add_entities(draft: Draft) -> None:
    """Draft everybody that has been met."""
    for entity in list(draft.entities.by_id.values()):
        values = _described(entity)
        # The publisher is drafted with the page.
        if any(node["id"] == entity.id for node in draft.sections.of("organisations")):
            continue
        if held := anchor_name(draft, entity.mention):
            values["anchor"] = held
        draft.sections.add(values)


def add_author(draft: Draft) -> None:
    """Draft the author of the article, unless the text names that person otherwise."""
    name = draft.article.page.author
    identifier = f"person:{slug(name)}"
    if name and identifier not in draft.entities.by_id:
        values: Mapped = {"id": identifier, "label": name, "naming": "named", "name": name}
        draft.sections.add(values | {"guess": "taken for the author: is it?"})


def add_curator_and_plan(draft: Draft) -> None:
    """Draft what every record needs and no article tells."""
    curator: Mapped = {"id": CURATOR, "label": "The curator", "naming": "named"}
    curator |= {"name": "The curator", "guess": "put your own name as `label` and `name`"}
    draft.sections.add(curator)
    plan: Mapped = {"id": PLAN, "label": "The plan"}
    plan["guess"] = "give the plan a label of yours; are there several plans?"
    draft.sections.add(plan)


def _described(entity: Entity) -> Mapped:
    """Return what is known of an entity."""
    values: Mapped = {"id": entity.id, "label": entity.label[:LABEL_CHARACTERS]}
    if entity.kind == ORGANISATION:
        values["name"] = entity.label[:ORGANISATION_NAME_CHARACTERS]
        values["guess"] = (
            "is it an organisation that exists? A planned one belongs under `plans` as a"
            " planned-body"
        )
        return values
    if entity.kind == DOCUMENT:
        values["guess"] = "taken for a document that speaks: is it one, and is this its name?"
        return values
    return values | _person(entity)


def _person(entity: Entity) -> Mapped:
    name = entity.label[:PERSON_NAME_CHARACTERS]
    if entity.kind == "reader":
        label = f"{entity.label} (reader, as signed)"
        return {
            "label": label[:LABEL_CHARACTERS],
            "name": name,
            "naming": "as-signed",
        }
    if entity.kind == UNNAMED:
        return {"naming": "unnamed", "guess": "is this a speaker of its own, and unnamed?"}
    values: Mapped = {"name": name, "naming": "named"}
    return values | {"guess": "is this a person, and is the name right?"}
