"""Keeps the people, organisations and documents of a draft, and tells who a mention means."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from reorg.draft.text import names
from reorg.draft.text.names import Mention


@dataclass
class Member:
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
class Cast:
    """Everybody that a text names, by identifier, in the order of the text."""

    members: dict[str, Member] = field(default_factory=dict)
    last: str = ""

    def add(self, mention: Mention) -> Member | None:
        """Take in a mention, and return whom it means; None for a pronoun."""
        if mention.kind == names.PRONOUN:
            return None
        if mention.kind == names.ORGANISATION:
            return self._organisation(mention)
        if mention.kind == names.DOCUMENT and mention.name.lower().startswith(("the ", "its ")):
            head = mention.name.split()[-1]
            for known in self.members.values():
                if known.kind == names.DOCUMENT and known.label.split()[-1] == head:
                    return known
        if mention.kind == names.UNNAMED and (person := self._in_role(mention.name)):
            return person
        kind = {names.PERSON: "person", names.DOCUMENT: "document"}.get(mention.kind, "speaker")
        label = _without_article(mention.name)
        if mention.kind == names.PERSON:
            label = mention.name
        member = self._keep(f"{kind}:{slug(label)}", mention, label)
        member.role = member.role or mention.role
        return member

    def reader(self, name: str, start: int) -> Member:
        """Take in the signature of a comment."""
        identifier = f"speaker:{slug(name)}"
        place = (start, start + len(name))
        return self.members.setdefault(identifier, Member(identifier, "reader", name, place))

    def main(self) -> Member | None:
        """Return the organisation that is most likely reorganised: the first with a name."""
        named = [m for m in self.members.values() if m.kind == names.ORGANISATION]
        return next((m for m in named if not m.head), next(iter(named), None))

    def resolve(self, mention: Mention | None, before: list[Mention]) -> tuple[str, bool]:
        """Return the identifier of a speaker, and whether it was carried over.

        Args:
            mention: The subject of a verb of saying.
            before: The mentions that an "it" may mean, likeliest first.
        """
        if mention is None:
            return "", False
        if mention.kind != names.PRONOUN:
            member = self.add(mention)
            self.last = member.id if member else self.last
            return self.last, False
        if mention.name.lower() == "it":
            for earlier in before:
                if earlier.kind in (names.ORGANISATION, names.DOCUMENT) and (
                    member := self.add(earlier)
                ):
                    return member.id, False
        elif people := [m for m in before if m.kind in (names.PERSON, names.UNNAMED)]:
            member = self.add(people[-1])
            self.last = member.id if member else self.last
        elif mention.name.lower() in ("he", "she") and not self._is_human(self.last):
            # What is quoted next is that person's too, and not the document's before.
            self.last = ""
        return self.last, True

    def _is_human(self, identifier: str) -> bool:
        member = self.members.get(identifier)
        return member is not None and member.kind not in (names.DOCUMENT, names.ORGANISATION)

    def _in_role(self, words: str) -> Member | None:
        """Return the person meant by "its leader", where one named person is the leader."""
        head = words.split()[-1].lower()
        if len(words.split()) > 3 or head.startswith("spokes"):
            return None
        people = [m for m in self.members.values() if m.kind == names.PERSON]
        held = [m for m in people if head in m.role.lower().split()]
        return held[0] if len(held) == 1 else None

    def _organisation(self, mention: Mention) -> Member:
        head = ""
        if mention.name.lower().startswith("the "):
            head = mention.name.split()[-1].lower()
            for member in self.members.values():
                if member.kind == names.ORGANISATION and head in member.label.lower().split():
                    return member
        label = _without_article(mention.name)
        label = label[:1].upper() + label[1:]
        for member in self.members.values():
            if member.kind == names.ORGANISATION and member.label == label:
                return member
        if head and head != "government":
            # "The trust" alone tells neither which one speaks nor what it is called.
            unnamed = Member(f"speaker:{slug(head)}", names.UNNAMED, label.lower(), mention.place)
            return self.members.setdefault(unnamed.id, unnamed)
        member = self._keep(f"organisation:{slug(label)}", mention, label)
        member.head = head
        return member

    def _keep(self, identifier: str, mention: Mention, label: str) -> Member:
        fresh = Member(identifier, mention.kind, label, mention.place, mention.role)
        return self.members.setdefault(identifier, fresh)


def slug(text: str, otherwise: str = "unnamed") -> str:
    """Return a text as a name in an identifier: lower-case letters and digits with hyphens."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    plain = re.sub(r"'s\b", "s", plain.replace("’", "'"))
    return "-".join(re.findall(r"[a-z0-9]+", plain)[:6]) or otherwise


def _without_article(text: str) -> str:
    return re.sub(r"^(?:the|an?|its|one)\s", "", text, flags=re.I)
