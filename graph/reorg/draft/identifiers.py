"""The identifiers of a draft's things: those that every draft has, and how names become others."""

from __future__ import annotations

import re
import unicodedata

ARTICLE = "document:article"
PAGE = "document:page"
BODY = "part:body"
COMMENTS = "part:comments"
PLAN = "plan:reorganisation"
CURATOR = "person:curator"


def slug(text: str, otherwise: str = "unnamed") -> str:
    """Return a text as a name in an identifier: lower-case letters and digits with hyphens."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    plain = re.sub(r"'s\b", "s", plain.replace("’", "'"))
    return "-".join(re.findall(r"[a-z0-9]+", plain)[:6]) or otherwise
