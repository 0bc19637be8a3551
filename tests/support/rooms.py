"""The order of the package's rooms."""

from __future__ import annotations

ORDER = (
    *("", "vocab", "record", "rdf", "article", "sparql", "analysis", "guide", "export", "html"),
    *("pipeline", "draft.text", "draft", "remote", "serve", "serve.http", "serve.workers"),
    *("serve.pages", "serve.app", "cli"),
)
"""The rooms, the lowest first; the first is the package's own folder."""
