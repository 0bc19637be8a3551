"""The verbs by which a text tells that somebody said something."""

from __future__ import annotations

VERB = (
    r"said|says|say|saying|told|tells|added|adds|claims?|claimed|argue[sd]?|warn(?:s|ed)?|insist(?:s|ed)?"
    r"|explain(?:s|ed)?|announce[sd]?|state[sd]|denie[sd]|den(?:y|ied)|confirm(?:s|ed)?|promise[sd]?"
    r"|predict(?:s|ed)?|suggest(?:s|ed)?|call(?:s|ed)|describe[sd]?|term(?:s|ed)|wrote|writes|ask(?:s|ed)"
    r"|repl(?:y|ies|ied)|admit(?:s|ted)?|accuse[sd]?|urge[sd]?|stress(?:es|ed)?|noted|notes|pledge[sd]?"
    r"|believe[sd]?|complain(?:s|ed)?|declare[sd]?|maintain(?:s|ed)?|responded|recommend(?:s|ed)?"
    r"|concluded?s?|found|estimate[sd]?|hopes?|hoped|feared?s?|objected|points? out|pointed out"
    r"|dismissed|welcomed|criticised|condemned|rejected|labelled|dubbed"
    r"|puts?|shows?|proposes|envisages|sets? out"
)
