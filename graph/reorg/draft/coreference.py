"""Keeps whom and what a text mentions, and tells which of them a mention means."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from reorg.draft.identifiers import slug
from reorg.draft.text import mentions
from reorg.draft.text.mentions import Mention


@dataclass
class Entity:
    """Somebody or something that may speak.

    Attributes:
        id: Its identifier in the record.
        kind: A kind of mention, or ``reader``.
        label: What to call it.
        mention: Where the text names it.
        role: The role given with it; empty where there is none.
        head: For an organisation without a proper name, the noun for it.
    """

    id: str
    kind: str
    label: str
    mention: tuple[int, int]
    role: str = ""
    head: str = ""


@dataclass
class Entities:
    """Everybody that a text names, by identifier, in the order of the text."""

    by_id: dict[str, Entity] = field(default_factory=dict)
    last: str = ""

    def add(self, mention: Mention) -> Entity | None:
        """Take in a mention, and return whom it means; None for a pronoun."""
        if mention.kind == mentions.PRONOUN:
            return None
        if mention.kind == mentions.ORGANISATION:
            return self._organisation(mention)
        if mention.kind == mentions.DOCUMENT and mention.name.lower().startswith(("the ", "its ")):
            head = mention.name.split()[-1]
            for known in self.by_id.values():
                if known.kind == mentions.DOCUMENT and known.label.split()[-1] == head:
                    return known
        if mention.kind == mentions.UNNAMED and (person := self._in_role(mention.name)):
            return person
        kind = {mentions.PERSON: "person", mentions.DOCUMENT: "document"}.get(
            mention.kind, "speaker"
        )
        label = _without_article(mention.name)
        if mention.kind == mentions.PERSON:
            label = mention.name
        entity = self._keep(f"{kind}:{slug(label)}", mention, label)
        entity.role = entity.role or mention.role
        return entity

    def commenter(self, name: str, start: int) -> Entity:
        """Take in the signature of a comment."""
        identifier = f"speaker:{slug(name)}"
        place = (start, start + len(name))
        return self.by_id.setdefault(identifier, Entity(identifier, "reader", name, place))

    def main(self) -> Entity | None:
        """Return the organisation that is most likely reorganised: the first with a name."""
        named = [m for m in self.by_id.values() if m.kind == mentions.ORGANISATION]
        return next((m for m in named if not m.head), next(iter(named), None))

    def resolve(self, mention: Mention | None, before: list[Mention]) -> tuple[str, bool]:
        """Return the identifier of a speaker, and whether it was carried over.

        Args:
            mention: The subject of a verb of saying.
            before: The mentions that an "it" may mean, likeliest first.
        """
        if mention is None:
            return "", False
        if mention.kind != mentions.PRONOUN:
            entity = self.add(mention)
            self.last = entity.id if entity else self.last
            return self.last, False
        if mention.name.lower() == "it":
            for earlier in before:
                if earlier.kind in (mentions.ORGANISATION, mentions.DOCUMENT) and (
                    entity := self.add(earlier)
                ):
                    return entity.id, False
        elif people := [m for m in before if m.kind in (mentions.PERSON, mentions.UNNAMED)]:
            entity = self.add(people[-1])
            self.last = entity.id if entity else self.last
        elif mention.name.lower() in ("he", "she") and not self._is_human(self.last):
            # What is quoted next is that person's too, and not the document's before.
            self.last = ""
        return self.last, True

    def _is_human(self, identifier: str) -> bool:
        entity = self.by_id.get(identifier)
        return entity is not None and entity.kind not in (mentions.DOCUMENT, mentions.ORGANISATION)

    def _in_role(self, words: str) -> Entity | None:
        """Return the person meant by "its leader", where one named person is the leader."""
        head = words.split()[-1].lower()
        if len(words.split()) > 3 or head.startswith("spokes"):
            return None
        people = [m for m in self.by_id.values() if m.kind == mentions.PERSON]
        held = [m for m in people if head in m.role.lower().split()]
        return held[0] if len(held) == 1 else None

    def _organisation(self, mention: Mention) -> Entity:
        head = ""
        if mention.name.lower().startswith("the "):
            head = mention.name.split()[-1].lower()
            for entity in self.by_id.values():
                if entity.kind == mentions.ORGANISATION and head in entity.label.lower().split():
                    return entity
        label = _without_article(mention.name)
        label = label[:1].upper() + label[1:]
        for entity in self.by_id.values():
            if entity.kind == mentions.ORGANISATION and entity.label == label:
                return entity
        if head and head != "government":
            # "The trust" alone tells neither which one speaks nor what it is called.
            unnamed = Entity(
                f"speaker:{slug(head)}", mentions.UNNAMED, label.lower(), mention.place
            )
            return self.by_id.setdefault(unnamed.id, unnamed)
        entity = self._keep(f"organisation:{slug(label)}", mention, label)
        entity.head = head
        return entity

    def _keep(self, identifier: str, mention: Mention, label: str) -> Entity:
        fresh = Entity(identifier, mention.kind, label, mention.place, mention.role)
        return self.by_id.setdefault(identifier, fresh)


def _without_article(text: str) -> str:
    return re.sub(r"^(?:the|an?|its|one)\s", "", text, flags=re.I)
