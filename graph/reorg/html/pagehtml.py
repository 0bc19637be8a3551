"""The page as HTML: the template filled, with its style, its scripts and the policy for them.

The template, style and script are the project's own (`reorg.html.templates`).
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from reorg import resources
from reorg.html import appearance, beforeandplanned, translation, yourtext
from reorg.html.figurevalues import is_hedged, value_words
from reorg.html.pagecontent import Reading
from reorg.html.pagedata import Data
from reorg.html.pagegraph import PageGraph
from reorg.html.strokes import Picture

if TYPE_CHECKING:
    from reorg.html.translation import Language

#: Runs before anything is laid out, so that the views but one are never drawn at all.
EARLY = 'document.documentElement.classList.add("js");'
#: The script's files, in the order in which they run as one.
SCRIPTS = (
    *("data.js", "language.js", "graph.js", "address.js", "filters.js", "search.js"),
    *("sealed.js", "panel.js", "picture.js", "save.js", "page.js"),
)
#: The style sheet's files, likewise; the first is that of `reorg serve` too.
STYLES = ("base.css", "page.css")
#: Where a script names a message.
_KEY = re.compile(r'\b(?:t|phrase)\("([\w.-]+)"')


#: What vis-network may do: positions are given, so nothing moves by itself.
OPTIONS = {
    "autoResize": True,
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {
        "hover": True,
        "hoverConnectedEdges": False,
        "selectConnectedEdges": False,
        "dragNodes": False,
        "hideEdgesOnDrag": False,
        "tooltipDelay": 0,
    },
}


#: The views by their names in the address, in their order.
VIEWS = ("planned", "voices", "disagree", "graph", "figures", "story", "text")


class Content(NamedTuple):
    """Everything that the template writes."""

    title: str
    is_own_title: bool
    reading: Reading
    graph: PageGraph
    comparison: beforeandplanned.Comparison
    data: Data
    pictures: list[Picture]
    pieces: list[yourtext.Piece]

    @property
    def sealed(self) -> int:
        """The number of sealed passages whose words are not at hand."""
        entries = self.reading.entries.values()
        return len({one.seal for entry in entries for one in entry.quotations if not one.text})

    def views(self) -> list[str]:
        """Return the views that this graph has something for."""
        empty = set()
        shown = self.comparison
        if not (shown.after or shown.duties or shown.happened or shown.foreseen):
            empty.add("planned")
        if not (self.reading.ledger or self.reading.gaps or self.reading.silences):
            empty.add("figures")
        if not self.reading.story:
            empty.add("story")
        if not self.pieces and not self.sealed:
            empty.add("text")
        return [view for view in VIEWS if view not in empty]


def render(content: Content) -> str:
    """Return the page; pyvis gives vis-network and fills the project's own template."""
    # pyvis imports IPython, which costs more than the whole page: nothing else may load it.
    from pyvis.network import Network as Drawing

    from reorg.html.templating import environment

    words = content.graph.words
    drawing = Drawing(directed=True, cdn_resources="in_line")
    drawing.templateEnv = environment("html.templates")
    drawing.path = "page.html.j2"
    drawing.options = OPTIONS
    drawing.nodes.extend(content.data.nodes)
    drawing.templateEnv.globals.update(
        page=_values(content),
        t=words.html,
        number=words.number,
        lang=words.lang,
        tagged=words.tagged,
        listed=words.listed,
        enumerated=words.enumerated,
    )
    return str(drawing.generate_html())


def _values(content: Content) -> dict[str, Any]:
    """Return what the template has as ``page``."""
    from markupsafe import Markup

    words = content.graph.words
    style, scripts = _style(), _scripts()
    kinds = _kinds(words)
    return {
        "tag": words.tag,
        "title": content.title,
        "title_lang": "" if content.is_own_title else words.lang(content.title),
        "reading": content.reading,
        "comparison": content.comparison,
        "pictures": content.pictures,
        "pieces": content.pieces,
        "sealed": content.sealed,
        "views": content.views(),
        "kinds": {kind["name"]: kind for kind in kinds},
        "counts": Counter(node["kind"] for node in content.data.nodes),
        "data": {
            **content.data.tables,
            "kinds": kinds,
            "source": content.reading.source._asdict(),
            **_words_of(scripts[-1], words, content.data),
        },
        "link": content.graph.link,
        "hedged": lambda figure: is_hedged(content.graph.triples, figure),
        "value": lambda figure: value_words(content.graph.triples, figure, words),
        "entry_of": content.reading.entries.get,
        "ids": content.graph.ids,
        "policy": _policy(style, scripts),
        "style": Markup(style),
        "scripts": [Markup(script) for script in scripts],
    }


def _style() -> str:
    return "".join(
        [appearance.style(), *(resources.read("html.templates", name) for name in STYLES)]
    )


def _scripts() -> list[str]:
    own = "\n".join(resources.read("html.templates", name) for name in SCRIPTS)
    return [EARLY, vis(), own]


def _policy(style: str, scripts: list[str]) -> str:
    """Return the policy that lets the page's own style and scripts run and nothing else."""
    for text in (style, *scripts):
        if "</s" in text.lower() or "<!--" in text:
            raise ValueError("a style or script would end its own element")
    sources = " ".join(map(_hash, scripts))
    return (
        f"default-src 'none'; script-src {sources}; style-src {_hash(style)}; "
        "img-src data: blob:; base-uri 'none'; form-action 'none'"
    )


def _kinds(words: Language) -> list[dict[str, Any]]:
    """Return how each kind of thing looks and what it is called."""
    return [
        {
            **symbol._asdict(),
            "label": words.text(f"kinds.{symbol.name}.one"),
            "plural": words.text(f"kinds.{symbol.name}.several"),
        }
        for symbol in appearance.SYMBOLS
    ]


def _words_of(script: str, words: Language, shown: Data) -> dict[str, Any]:
    """Return the messages that a script shows, and what of the data is in their language."""
    keys = sorted(set(_KEY.findall(script)))
    said: dict[str, Any] = {"messages": {key: words.messages[key] for key in keys}}
    if words.is_source:
        return said
    own = words.native.intersection(_texts(shown)) | shown.own
    return {**said, "foreign": translation.SOURCE, "own": sorted(own)}


def _texts(value: Any) -> Iterable[str]:
    """Yield all texts in a value of JSON, and the parts of those that are lists in words."""
    if isinstance(value, str):
        yield from (value, *value.split(", "))
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)


def vis() -> str:
    """Return vis-network as pyvis ships it, its raw U+0085 written as an escape (HTML bars it)."""
    from importlib.resources import files

    path = files("pyvis") / "lib" / "vis-9.1.2" / "vis-network.min.js"
    return path.read_text(encoding="utf-8").replace("\x85", "\\u0085").replace("\r\n", "\n")


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"
