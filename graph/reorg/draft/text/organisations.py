"""The words by which an organisation is known, and the abbreviations that are none."""

from __future__ import annotations

WORDS = (
    r"Council|University|Agency|Trust|Office|Authority|Department|Ministry|Police|Force|Services?"
    r"|Company|Ltd|Limited|plc|Group|Union|Committee|Commission|Board|Association|Society"
    r"|Institute|Foundation|College|School|Hospital|NHS|Bank|Party|Federation|Partnership"
    r"|Inspectorate|Constabulary|Unison|UNISON|GMB|Unite|Government|Treasury|Parliament|Assembly"
    r"|Cabinet|Laboratory|Survey|Museum|Library|Libraries|Railway|Network|Alliance|Forum|Chamber"
    r"|Consortium|Corporation|Executive|Fund|Guild|Academy|Infirmary|Regulator|Command|Brigade"
    r"|Herald|Courier|Gazette|Chronicle|Times|Telegraph|Observer|Argus"
)
"""Words of organisations' names, as alternatives of a regular expression."""

BY_ONE_WORD = ("Unison", "Unite", "Parliament", "Treasury")
"""Those that name one by themselves: “Council” alone begins a headline more often."""

OTHER_ABBREVIATIONS = frozenset(
    [
        "CEO",
        "MP",
        "MPS",
        "MSP",
        "PM",
        "HR",
        "IT",
        "UK",
        "USA",
        "EU",
        "BBC",
        "AND",
        "THE",
        "NOT",
        "OBE",
        "MBE",
        "CBE",
        "KC",
        "GMT",
        "BST",
        "UTC",
        "CET",
        "CEST",
        "EST",
        "EDT",
        "PST",
        "PDT",
    ]
)
"""What is written in capitals and is no organisation."""

COMMON_NOUNS = (
    r"council|government|force|ministry|department|agency|trust|company"
    r"|authority|union|board|commission|committee|regulator|university|hospital|charity|body"
)
"""What an organisation is called after its name is known: “the council”."""

EMPLOYERS = (
    r"union|council|force|ministry|department"
    r"|agency|company|trust|government|police|authority"
)
"""For whom somebody without a name may speak: “a spokesman for the council”."""
