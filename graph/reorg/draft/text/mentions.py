"""Finds who and what a text names that may speak: people with roles, organisations, documents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from reorg.draft.text import documentwords, organisations, roles, verbs

PERSON = "person"
ORGANISATION = "organisation"
DOCUMENT = "document"
UNNAMED = "unnamed"
PRONOUN = "pronoun"

_CAP = r"[A-Z][\w’'-]*\w(?:[’'](?= [A-Z]))?|[A-Z](?:\.|\b)"
_LINK = r"(?:of|and|for|the|&|in|on)"
_SEQUENCE = re.compile(rf"(?:{_CAP})(?:(?: {_LINK}){{0,2}} (?:{_CAP}))*")
_ORGANISATION = re.compile(rf"\b(?:{organisations.WORDS})\b")
_LEADING = re.compile(
    r"^(?:The|A|An|In|At|On|But|And|For|From|By|Of|Its|This|That|These|Those|When|If|As|While"
    r"|After|Before|However|Meanwhile|Both|All|No|Some|It|He|She|They|We|I|Under|Last|Next"
    r"|Yesterday|Now|Critics|Ministers|Since|Until|With|Unfortunately|Instead) ?(?=[A-Z]|$)"
)
_ACRONYM = re.compile(r"(?<![\w-])[A-Z]{3,6}(?![\w-])")

_ROLE = re.compile(rf"\b(?:{roles.WORDS})s?\b", re.I)
_ROLE_BEFORE = re.compile(
    rf"(?:(?:[A-Z]?[\w’'-]+ |of |for |the ){{0,6}}?\b(?:{roles.WORDS})\b(?: (?:of|for|at) (?:the )?"
    rf"(?:[\w’'-]+ ){{0,4}}[\w’'-]+)?,? )$",
    re.I,
)
_ROLE_AFTER = re.compile(
    rf"(?:, \d{{1,3}})?, (?:then )?(?:the |a |an )?"
    rf"((?:[\w’'-]+ ){{0,6}}?\b(?:{roles.WORDS})\b[^,.”“]{{0,60}})"
)
_MODIFIED = re.compile(
    r"(?:(?:(?!But|And|However|Meanwhile|Then|The|A|An|Its)[A-Z][\w’'-]*"
    rf"|{roles.MODIFIERS})\s)*"
    rf"\b(?i:{roles.WORDS})\b(?:\s(?:of|for|at)\s.*)?$",
)
_UNNAMED = re.compile(
    rf"\b(?:(?:A|An|The|One|a|an|the|one|Its|its) (?:[\w’'-]+ ){{0,5}}?(?:{roles.UNNAMED})"
    rf"|(?:Council |Union |Government |Senior )?(?:{roles.UNNAMED_GROUPS}))"
    rf"\b(?: (?:for|of) (?:the )?(?:(?:[\w’']+ ){{0,2}}(?:{organisations.EMPLOYERS})\b"
    rf"|(?:{_CAP})(?: (?:{_LINK} )*(?:{_CAP}))*"
    rf"|[a-z]+))?"
)
_COMMON = re.compile(
    rf"\b[Tt]he (?:\w+ )?(?P<head>{organisations.COMMON_NOUNS})\b"
    r"(?! (?:leader|spokes|minister|staff|officer|chief|tax))"
)
_DOCUMENT = re.compile(
    r"\b(?:(?:[Tt]he|[Aa]n?|[Ii]ts|[Tt]heir|[Dd]rafts?|[Ll]eaked|[Ii]nternal|[Aa]nother|[Aa])\s"
    rf"(?:[\w’'-]+\s){{0,3}}?)(?P<head>{documentwords.WORDS})"
    rf"(?:\s(?:{documentwords.AFTER_OTHERS}))?\b"
)
_AGED = re.compile(r", (?:aged )?\d{1,3}(?=[,.;)”\"]|$)")
_PRONOUN = re.compile(r"\b(?:[Hh]e|[Ss]he|[Tt]hey|[Ii]t)\b")


@dataclass(frozen=True)
class Mention:
    """A place where a text names something that may speak.

    Attributes:
        start: Its first code point, a role before a name included.
        end: The code point after its last.
        kind: One of this module's constants.
        name: The name, the words of an unnamed speaker, or the pronoun.
        role: The role given with a person's name; empty where there is none.
        at: Where the name itself begins.
    """

    start: int
    end: int
    kind: str
    name: str
    role: str = ""
    at: int = -1

    @property
    def place(self) -> tuple[int, int]:
        """Where the name itself stands."""
        at = self.at if self.at >= 0 else self.start
        return at, at + len(self.name)


def find(text: str, start: int, end: int, known: frozenset[str] = frozenset()) -> list[Mention]:
    """Return the mentions in a stretch of text, in order and without overlaps.

    Args:
        known: Full names of people found elsewhere, whose surnames count as mentions here.
    """
    mentions: list[Mention] = []
    sources = (
        _capitalised(text, start, end, known),
        _matches(_UNNAMED, UNNAMED, text, start, end),
        _matches(_DOCUMENT, DOCUMENT, text, start, end),
        _matches(_COMMON, ORGANISATION, text, start, end),
        _matches(_PRONOUN, PRONOUN, text, start, end),
    )
    for source in sources:
        for mention in source:
            if mention.kind == PERSON:
                mention = _after(mention, mentions)
            clash = [m for m in mentions if m.start < mention.end and mention.start < m.end]
            if mention.kind == UNNAMED and clash and _holds(mention, clash):
                mentions = [m for m in mentions if m not in clash]
                clash = []
            if not clash:
                mentions.append(mention)
    return sorted(mentions, key=lambda mention: mention.start)


def _after(person: Mention, mentions: list[Mention]) -> Mention:
    """Return a person without that part of the role that names an organisation."""
    at = person.place[0]
    ends = [m.end for m in mentions if m.start < at and person.start < m.end <= at]
    return replace(person, start=max([person.start, *ends]))


def named_organisations(text: str, start: int, end: int) -> Iterator[Mention]:
    """Yield the organisations that a stretch of text gives by name."""
    return (m for m in _capitalised(text, start, end, frozenset()) if m.kind == ORGANISATION)


def _holds(outer: Mention, inner: list[Mention]) -> bool:
    """Return whether "a Northshire council spokeswoman" is one mention that holds another."""
    return all(
        outer.start <= m.start and m.end <= outer.end and m.kind == ORGANISATION for m in inner
    )


def _matches(
    pattern: re.Pattern[str], kind: str, text: str, start: int, end: int
) -> Iterator[Mention]:
    for match in pattern.finditer(text, start, end):
        yield Mention(match.start(), match.end(), kind, match.group())


def _capitalised(text: str, start: int, end: int, known: frozenset[str]) -> Iterator[Mention]:
    surnames = {name.split()[-1]: name for name in known}
    for match in _SEQUENCE.finditer(text, start, end):
        at, words = match.start(), match.group()
        while lead := _LEADING.match(words):
            at, words = at + lead.end(), words[lead.end() :]
        for place, name in _apart(at, re.sub(r"[’']s$", "", words)):
            yield from _one(text, place, name, start, end, surnames)


def _apart(at: int, words: str) -> Iterator[tuple[int, str]]:
    """Split "the Floods Agency and the Fisheries Board", but not "the Fire and Rescue Service"."""
    match = re.search(rf"\b(?:{organisations.WORDS})(?P<link> and (?:the )?|, )(?=[A-Z])", words)
    if match:
        yield at, words[: match.start("link")]
        yield from _apart(at + match.end("link"), words[match.end("link") :])
    elif words:
        yield at, words


def _one(
    text: str, at: int, words: str, start: int, end: int, surnames: dict[str, str]
) -> Iterator[Mention]:
    if _ORGANISATION.search(words) or _is_acronym(words):
        yield from _organisation(text, at, words)
    elif mention := _person(text, at, words, start, end, surnames):
        yield mention


def _is_acronym(words: str) -> bool:
    return bool(_ACRONYM.fullmatch(words)) and words not in organisations.OTHER_ABBREVIATIONS


def _organisation(text: str, at: int, words: str) -> Iterator[Mention]:
    # "Council" alone begins a headline more often than it names one.
    if (
        len(words.split()) == 1
        and not _ACRONYM.fullmatch(words)
        and words not in organisations.BY_ONE_WORD
    ):
        return
    yield Mention(at, at + len(words), ORGANISATION, words)


def _person(
    text: str, at: int, words: str, start: int, end: int, surnames: dict[str, str]
) -> Mention | None:
    """Return a person where something beside the capitals speaks for one: a title, a role."""
    words = re.split(rf" {_LINK} ", words)[0]
    parts = words.split()
    titled = 0
    while titled < len(parts) and parts[titled].lower().strip(".") in roles.titles():
        titled += 1
    name = " ".join(parts[titled:])
    if not name or len(name.split()) > 4 or not re.fullmatch(r"(?:[\w’'.-]+ ?)+", name):
        return None
    name_at = at + len(words) - len(name)
    stop = name_at + len(name)
    before = _ROLE_BEFORE.search(text, max(start, name_at - 90), name_at)
    after = _ROLE_AFTER.match(text, stop, end)
    begin = at
    role = ""
    if before and before.end() == name_at:
        role = _last_role(before.group())
        begin = min(at, before.start() + max(0, before.group().rfind(role)))
    elif titled and (earlier := _ROLE_BEFORE.search(text[max(start, at - 90) : at])):
        role = _last_role(earlier.group())
        begin = max(start, at - 90) + earlier.start() + max(0, earlier.group().rfind(role))
    elif titled and _ROLE.search(" ".join(parts[:titled])):
        role = " ".join(parts[:titled])
    elif after:
        role = after.group(1).strip()
    if len(name.split()) == 1:
        if name in surnames:
            return Mention(begin, stop, PERSON, surnames[name], role, name_at)
        return None
    strong = bool(titled or role) or name in surnames.values()
    if not (strong or _AGED.match(text, stop, end) or _speaks(text, begin, stop, end)):
        return None
    role = re.sub(r"^(?:(?:the|a|an|its|their) )|,? (?:Cllr|Mr|Mrs|Ms|Dr|Sir|Dame)$", "", role)
    return Mention(begin, stop, PERSON, name, role, name_at)


def _last_role(words: str) -> str:
    """Return the role at the end of some words: "told council leader" gives "council leader"."""
    match = _MODIFIED.search(words.strip(" ,"))
    return match.group().strip() if match else ""


def _speaks(text: str, at: int, stop: int, end: int) -> bool:

    after = re.match(
        r"(?:, \d{1,3})?(?:, [^,.]{2,70},)? (?:has |also |later |had )?"
        rf"(?:{verbs.REPORTING})\b",
        text[stop:end],
    )
    before = re.search(
        rf"(?:\b(?:{verbs.REPORTING})|[—–]|\b[Bb]y|[Pp]hoto:|[Pp]icture:|[Ii]mage:) ?$",
        text[max(0, at - 16) : at],
    )
    return bool(after or before)
