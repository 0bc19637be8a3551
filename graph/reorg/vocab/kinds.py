"""The kinds of thing that a record may hold, in one table, and the IRIs of their identifiers.

A kind that is added here has a place in records, in the JSON Schema, in `reorg explain` and in
graphs. What may be said of its things, the shapes of its class tell.
"""

from __future__ import annotations

from typing import NamedTuple

SECTIONS = {
    "record": "About the record itself: title, version, curator, licence, text.",
    "texts": "The text that the anchors count on.",
    "sentences": "Every sentence, heading, caption, byline and item of navigation of the text.",
    "anchors": "Passages of the text, each by its exact words or sealed.",
    "documents": "",
    "organisations": "",
    "people": "",
    "places": "",
    "memberships": "",
    "staff": "",
    "services": "",
    "responsibilities": "",
    "plans": "",
    "events": "What is said to have happened; planned events may stand here too.",
    "notions": "",
    "situations": "",
    "figures": "",
    "dates": "",
    "issues": "",
    "utterances": "",
    "relations": "",
    "conflicts": "",
    "references": "",
    "gaps": "",
    "background": "",
    "tour": "Steps of a guided tour, in which the page tells the story.",
}
"""The top keys of a record, in its order, with what they hold where their name does not say it."""

READING = {
    "The record": ("record",),
    "Who it is about, and what is planned": (
        *("organisations", "plans", "events", "staff", "services", "responsibilities"),
    ),
    "People, their posts and places": ("people", "memberships", "places"),
    "Figures and dates": ("figures", "dates"),
    "Questions at issue": ("issues",),
    "What is said, in the order of the text": ("utterances",),
    "How what is said bears on what else is said": ("relations",),
    "Conflicts": ("conflicts",),
    "Words used for what they do not mean": ("references",),
    "What the report leaves unsaid": ("gaps",),
    "What comes from outside the report": ("background",),
    "Notions and situations that claims speak of": ("notions", "situations"),
    "Documents and their parts": ("documents",),
    "A guided tour": ("tour",),
    "The text and its sentences": ("texts", "sentences"),
    "The passages on which all rests": ("anchors",),
}
"""The sections of a record as readers of a graph look for them, under headings."""

SHARED = "shared"
"""All records name the same thing by the same IRI: it has an identity in public, as a town has."""

REGISTERED = "registered"
"""A thing is one record's own, unless the register says that several speak of it.

That two reports use the same words does not show it: "all services" are another council's there.
"""

OWN = "own"
"""A thing is always one record's own."""

REGISTER_FILE = "register.yaml"
"""The register's file name; it stands in the folder of the records that use it."""


class Kind(NamedTuple):
    """A kind of thing.

    Attributes:
        name: The part of an identifier before its colon.
        type: The class that every thing of the kind has, as a prefixed name.
        section: The section of a record in which its things are looked for.
        scope: Whose its things are: `SHARED`, `REGISTERED` or `OWN`.
        help: What such a thing is, where the ontology does not define its class.
        held: Whether its things name the record that holds them, to tell records apart.
        needed: Keys that each must have before its graph is made: coverage counts by them.
        filled_in: Keys that the shapes demand and that are found in the text if they are left out.
        file_keys: Keys that its things may have in a record and that do not reach the graph.
        in_place: Keys of others under which its things may be defined where they are named.
        either: Groups of keys, of which each has one whole and nothing of the others.
        part_types: Classes of the nodes that its things become beside their own.
    """

    name: str
    type: str
    section: str
    scope: str = OWN
    help: str = ""
    held: bool = False
    needed: tuple[str, ...] = ()
    filled_in: tuple[str, ...] = ()
    file_keys: tuple[str, ...] = ()
    in_place: tuple[str, ...] = ()
    either: tuple[tuple[str, ...], ...] = ()
    part_types: tuple[str, ...] = ()

    @property
    def shared(self) -> bool:
        """Whether records name the same thing by the same IRI."""
        return self.scope == SHARED

    @property
    def registered(self) -> bool:
        """Whether a register may define things of the kind."""
        return self.scope in (SHARED, REGISTERED)


class Part(NamedTuple):
    """A part of a thing: a mapping with keys of its own.

    Attributes:
        name: The key of the thing under which it stands, alone or in a list.
        type: The class of the node that it becomes, as a prefixed name.
        segment: What stands before its number in its IRI and in references to it.
        keys: The keys that it may have.
        help: What it is, where the ontology does not define its class.
        referred: Whether a reference to a part of another thing may stand in its place.
        short: The key whose value may stand for the whole part; empty where none may.
    """

    name: str
    type: str
    segment: str
    keys: frozenset[str]
    help: str = ""
    referred: bool = False
    short: str = ""


DEFAULTS = "defaults"
"""The key under which a record or a part of its text sets what utterances have by default."""

_PERSON = "A person whom the report names, or who speaks in it."

KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "organisation",
            "org:Organization",
            "organisations",
            SHARED,
            "A body of people: a council, a company, a department, a charity.",
        ),
        Kind("group", "reorg:BodyGroup", "organisations", REGISTERED),
        Kind("person", "foaf:Person", "people", SHARED, _PERSON),
        Kind("place", "reorg:Place", "places", SHARED),
        Kind("service", "reorg:Service", "services", REGISTERED),
        Kind(
            "role",
            "org:Role",
            "memberships",
            SHARED,
            "A post or function that a person has in an organisation.",
        ),
        Kind("notion", "reorg:Notion", "notions", REGISTERED),
        Kind("speaker", "foaf:Person", "people", help=_PERSON),
        Kind("voice", "reorg:Voice", "people", REGISTERED),
        Kind("interest", "reorg:Interest", "people"),
        Kind("document", "reorg:Document", "documents", REGISTERED, file_keys=(DEFAULTS,)),
        Kind("part", "reorg:Part", "documents", file_keys=(DEFAULTS,)),
        Kind("comment", "reorg:Comment", "documents", file_keys=(DEFAULTS,)),
        Kind("image", "reorg:Image", "documents"),
        Kind("text", "reorg:SourceText", "texts", held=True, file_keys=("file",)),
        Kind(
            "sentence",
            "reorg:Sentence",
            "sentences",
            held=True,
            needed=("start", "end"),
            file_keys=(DEFAULTS,),
        ),
        Kind(
            "anchor",
            "oa:Annotation",
            "anchors",
            help="A passage of the text, by its words or their seal, on which things rest.",
            filled_in=("start", "end"),
            in_place=("anchor", "quotesPassage"),
            either=(("exact",), ("words", "sha256", "paragraph", "inDocument")),
            part_types=(
                "oa:TextQuoteSelector",
                "oa:TextPositionSelector",
                "reorg:SealedSelector",
                "oa:SpecificResource",
            ),
        ),
        Kind(
            "membership",
            "org:Membership",
            "memberships",
            help="That a person has a role in an organisation, as a document reports it.",
        ),
        Kind("staff", "reorg:Staff", "staff", REGISTERED),
        Kind("plan", "reorg:Plan", "plans", REGISTERED),
        Kind("planned-state", "reorg:PlannedState", "plans", REGISTERED),
        Kind("planned-group", "reorg:PlannedBodyGroup", "plans", REGISTERED),
        Kind("planned-body", "reorg:PlannedBody", "plans", REGISTERED),
        Kind("planned-staff", "reorg:PlannedStaff", "plans", REGISTERED),
        Kind("planned-event", "reorg:PlannedEvent", "plans", REGISTERED),
        Kind("planned-transfer", "reorg:PlannedTransfer", "plans", REGISTERED),
        Kind("event", "reorg:Event", "events", REGISTERED),
        Kind("responsibility", "reorg:StatutoryResponsibility", "responsibilities", REGISTERED),
        Kind("situation", "reorg:Situation", "situations", REGISTERED),
        Kind("figure", "reorg:Figure", "figures", held=True),
        Kind("date", "reorg:Date", "dates", held=True),
        Kind("utterance", "reorg:Utterance", "utterances", held=True),
        Kind("claim", "reorg:Claim", "utterances", held=True),
        Kind("relation", "reorg:Relation", "relations", held=True),
        Kind("issue", "reorg:Issue", "issues", REGISTERED, held=True),
        Kind("conflict", "reorg:Conflict", "conflicts", held=True),
        Kind("reference", "reorg:Reference", "references", held=True),
        Kind("gap", "reorg:Gap", "gaps", held=True),
        Kind("background", "reorg:Background", "background", held=True),
        Kind("step", "reorg:TourStep", "tour", held=True),
    )
}
"""The kinds, by name."""

RECORD = Kind("record", "reorg:Record", "record", file_keys=(DEFAULTS,))
"""The record itself, which no record holds."""

CONTENT = "content"
CONDITION = "condition"
REPORTED_BY = "reportedBy"
NOBODY = "nobody"
"""What a record writes where a voice would follow from the rest and there is none."""

_STATEMENT_KEYS = frozenset(
    {
        *("subject", "predicate", "object", "literal", "polarity", "certainty"),
        *("frame", "extent", "since", "until", "onIssue", "answer"),
        *("readBy", "guess"),
    }
)

PARTS = {
    part.name: part
    for part in (
        Part(
            CONTENT,
            "rdf:Statement",
            "content",
            _STATEMENT_KEYS,
            "One thing that a claim says, with how sure its speaker is of it.",
        ),
        Part(
            CONDITION,
            "rdf:Statement",
            "condition",
            _STATEMENT_KEYS,
            "What must be so for a claim to hold, which its speaker leaves open.",
            referred=True,
        ),
        Part(
            REPORTED_BY,
            "reorg:Commitment",
            "commitment",
            frozenset(("voice", "commitment", "guess")),
            short="voice",
        ),
    )
}
"""The parts that things may have, by the key under which they stand."""

IN_PLACE = {key: kind for kind in KINDS.values() for key in kind.in_place}
"""The kinds whose things may be defined where they are named, by the key that names them."""

STATEMENTS = tuple(part.name for part in PARTS.values() if part.type == "rdf:Statement")
"""The parts that state something: each joins a subject and an object by a predicate."""

SPOKEN = tuple(kind.name for kind in KINDS.values() if kind.section == "utterances")
"""The kinds of what somebody says."""


def kind_of(identifier: str) -> str:
    """Return the name of the kind that an identifier such as ``claim:approved-plans`` gives."""
    return identifier.partition(":")[0]


def kinds_in(section: str) -> list[str]:
    """Return the names of the kinds whose things stand in a section."""
    return [kind.name for kind in KINDS.values() if kind.section == section]


def file_keys(kind: str) -> tuple[str, ...]:
    """Return the keys that things of a kind may have in a record and that reach no graph."""
    return () if kind in PARTS else _kind(kind).file_keys


def types_of(kind: str) -> tuple[str, ...]:
    """Return the classes of the nodes that a thing or a part becomes, its own first."""
    if kind in PARTS:
        return (PARTS[kind].type,)
    return (_kind(kind).type, *_kind(kind).part_types)


def filled_in(kind: str) -> tuple[str, ...]:
    """Return the keys of a thing that the shapes demand and that are found in the text."""
    return () if kind in PARTS else _kind(kind).filled_in


def help_of(kind: str) -> str:
    """Return what a thing or a part is, where the ontology does not define its class."""
    return PARTS[kind].help if kind in PARTS else _kind(kind).help


def _kind(name: str) -> Kind:
    return RECORD if name == RECORD.name else KINDS[name]


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
