"""The verbs by which a text tells that somebody said something."""

from __future__ import annotations

REPORTING = (
    r"said|says|say|saying|told|tells|added|adds|claims?|claimed|argue[sd]?|warn(?:s|ed)?|insist(?:s|ed)?"
    r"|explain(?:s|ed)?|announce[sd]?|state[sd]|denie[sd]|den(?:y|ied)|confirm(?:s|ed)?|promise[sd]?"
    r"|predict(?:s|ed)?|suggest(?:s|ed)?|call(?:s|ed)|describe[sd]?|term(?:s|ed)|wrote|writes|ask(?:s|ed)"
    r"|repl(?:y|ies|ied)|admit(?:s|ted)?|accuse[sd]?|urge[sd]?|stress(?:es|ed)?|noted|notes|pledge[sd]?"
    r"|believe[sd]?|complain(?:s|ed)?|declare[sd]?|maintain(?:s|ed)?|responded|recommend(?:s|ed)?"
    r"|concluded?s?|found|estimate[sd]?|hopes?|hoped|feared?s?|objected|points? out|pointed out"
    r"|dismissed|welcomed|criticised|condemned|rejected|labelled|dubbed"
    r"|puts?|shows?|proposes|envisages|sets? out"
)
"""Reporting verbs, as alternatives of a regular expression."""

INVERTED = frozenset(
    [
        "said",
        "says",
        "added",
        "adds",
        "asked",
        "asks",
        "warned",
        "warns",
        "explained",
        "explains",
        "insisted",
        "argued",
        "claimed",
        "wrote",
        "replied",
        "admitted",
    ]
)
"""Those that may stand before their subject: “…”, said Jo Bee."""

AFTER_QUOTATION = r"said|says|asked|asks|added|adds|told|replied|warned|wrote"
"""Those that go on with the sentence whose quotation ends before them."""

TERMING = frozenset(
    ["termed", "terms", "called", "calls", "described", "describes", "dubbed", "labelled"]
)
"""Those whose quotation is a name for something: what it termed “a reform”."""

ALSO_NOUNS = frozenset(
    ["claims", "claim", "calls", "notes", "hopes", "hope", "fear", "fears", "say"]
)
"""Those that are nouns after an article or a preposition: “the claims”."""

WITHHOLDING = r"say|explain|state|confirm"
"""Those that tell, after “did not”, that nothing was said."""

PLANNING = r"planned|plans|intends?|intended|wants?|decided"
"""Those that tell, before “to”, what somebody means to do: “it plans to”."""
