"""What stands on a page beside the article: how navigation reads, and how markup names it."""

from __future__ import annotations

import re

# How navigation, advertisements and the like begin.
PHRASES = re.compile(
    r"(?:more (?:from|on|about)|related|read more|share|advertisement|sign up|subscribe|home\b"
    r"|menu|log ?in|register|reply|follow us|tags?:|filed under|topics?:|skip to|cookie|©|copyright"
    r"|accept|we use cookies|most read|popular|print this|email this|back to|next article"
    r"|continue reading|click here|leave a (?:reply|comment)|newsletter|privacy)",
    re.I,
)
ELEMENTS = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "form",
        "button",
        "input",
        "select",
        "textarea",
        "iframe",
        "nav",
        "footer",
        "aside",
        "object",
        "video",
        "audio",
        "canvas",
        "dialog",
        "head",
    ]
)
# Words in classes and ids by which pages name what is no part of an article.
CLASSES = re.compile(
    r"(?:^|[-_ ])(?:ads?|advert\w*|sponsor\w*|promo\w*|cookie\w*|consent|share|sharing|social"
    r"|related|recommend\w*|newsletter|subscri\w+|breadcrumb\w*|menu|nav|navigation|sidebar"
    r"|tags?|skip\w*|popup|modal|paywall|outbrain|taboola|reply|replies-link|comment-form"
    r"|respond|pagination|print|toolbar|hidden|sr-only|visually-hidden)(?:$|[-_ ])",
    re.I,
)
