"""What a record may leave out because it follows from the rest: each default with its reason.

`reorg.record.filling` fills them in before a graph is made, so that the graph is the same whether
they are written or not. This table is what people read of them; the code there follows it.
"""

from __future__ import annotations

from typing import NamedTuple

from reorg.vocab.kinds import CONDITION, CONTENT, NOBODY, REPORTED_BY, SPOKEN, STATEMENTS

CURATOR = "curator"
TOWARDS = "stanceTowards"
AS_IS, AS_WAS, AS_PLANNED = "as-is", "as-was", "as-planned"

FRAMES = {"asserted": AS_IS, "implemented": AS_IS, "reversed": AS_WAS}
"""The frame that follows from a standing; from each other standing follows `as-planned`."""

INTENDED = frozenset({"drafted", "planned", "announced", "decided"})
"""Standings of what is intended: to tell it is an announcement; all else is an assertion."""

SET_BY_PARTS = (
    *("speaker", "possibleSpeaker", "attribution", "reportedBy", "onBehalfOf"),
    *("standing", "act", "sourceMode", "topic"),
)
"""Keys of utterances whose defaults a record may set, in the order in which they are filled in."""

OF_THE_SPEAKER = ("attribution", "reportedBy", "onBehalfOf")
"""Keys that, where they are set beside a speaker, are set for that speaker alone."""

DENIABLE = ("reportedBy", "onBehalfOf")
"""Keys under which `nobody` says that there is none."""


class Default(NamedTuple):
    """What a key is where it is left out.

    Attributes:
        key: The key.
        on: The kinds of thing, and the parts of things, on which it may be left out.
        value: The word that it then has; empty where that follows from the rest.
        follows: From what it follows, in words; empty where it is always the same word.
        reason: Why it need not be written.
    """

    key: str
    on: tuple[str, ...]
    value: str
    follows: str
    reason: str

    @property
    def words(self) -> str:
        """What the key is where it is left out, to be read after its name."""
        return self.follows or f"`{self.value}`"


_CLAIM = ("claim",)

TABLE = (
    Default(
        "inPart",
        SPOKEN,
        "",
        "the part in which the first anchor stands: the part that rests on the same anchor, else "
        "for words of a headline, a standfirst or a caption the part of that kind, and for all "
        "others the body or comment that began last before them",
        "The anchor has a place in the text, and so has each part.",
    ),
    Default(
        "speaker",
        SPOKEN,
        "",
        "the creator of the comment in which it stands, else the document",
        "Whoever writes is the voice of what is not said to come from another.",
    ),
    Default(
        "attribution",
        SPOKEN,
        "",
        "`none` where the document itself speaks or the speaker is open, else `explicit`",
        "A text names whom it gives the word to; it need not name itself.",
    ),
    Default(
        REPORTED_BY,
        SPOKEN,
        "",
        "nobody where the comment's creator or the document speaks itself, else that voice, which "
        f"reports; `{NOBODY}` says that there is none",
        "We read what others say in the words of whoever writes.",
    ),
    Default(
        "standing", _CLAIM, "asserted", "", "What is planned or decided is told by words for it."
    ),
    Default(
        "act",
        _CLAIM,
        "",
        f"`announcement` where the `standing` is {', '.join(sorted(INTENDED))}, else `assertion`",
        "Who tells what is intended announces it; most of the rest asserts something.",
    ),
    Default(
        "sourceMode", _CLAIM, "stated", "", "What is presupposed or read by us is the exception."
    ),
    Default(
        "stanceMode", SPOKEN, "read", "where there is a `stance`: `read`", "Few say it themselves."
    ),
    Default(
        TOWARDS,
        SPOKEN,
        "",
        "where there is a `stance`: the record's only plan; where it has several, one is to be "
        "named",
        "In a report on one plan, who is for or against is for or against that plan.",
    ),
    Default("commitment", (REPORTED_BY,), "reports", "", "To report is not to agree."),
    Default("polarity", STATEMENTS, "positive", "", "A denial is the exception."),
    Default("certainty", (CONTENT,), "certain", "", "A doubt is told by words for it."),
    Default(
        "certainty", (CONDITION,), "underspecified", "", "A condition leaves open whether it holds."
    ),
    Default(
        "frame",
        STATEMENTS,
        "",
        "follows from the claim's `standing`: asserted and implemented give `as-is`, reversed "
        "gives `as-was`, each other one `as-planned`",
        "What is planned is said of things as they are planned.",
    ),
    Default(
        "readBy",
        (CONTENT, "relation", "conflict", "reference"),
        "",
        "the record's `curator`; on content only where the claim's `sourceMode` is `read`",
        "Who makes a record makes its readings too.",
    ),
    Default(
        "end",
        ("anchor",),
        "",
        "where words are quoted: `start` and the number of characters of `exact`",
        "A quotation is as long as its words.",
    ),
    Default("partKind", ("sentence",), "prose", "", "Most sentences are."),
    Default("position", ("step",), "", "its place in the tour", "The order of the file tells it."),
)
"""The defaults, in the order in which they are filled in."""


_ROWS = {(row.key, kind): row for row in TABLE for kind in row.on}


def may_be_left_out(kind: str) -> frozenset[str]:
    """Return the keys that follow from the rest on a kind of thing or a part of things."""
    return frozenset(row.key for row in TABLE if kind in row.on)


def default_of(key: str, kind: str) -> Default | None:
    """Return what a key is on a kind of thing, or on a part of things, where it is left out."""
    return _ROWS.get((key, kind))


def act_of(standing: str) -> str:
    """Return the act that follows from a standing."""
    return "announcement" if standing in INTENDED else "assertion"


def frame_of(standing: str) -> str:
    """Return the frame that follows from a standing."""
    return FRAMES.get(standing, AS_PLANNED)
