"""The page: the graph as one HTML file that opens from disk and asks the network for nothing.

pyvis gives vis-network and fills the template; the template, style and script are the
project's own (`reorg.html.templates`). What is said stands in the file as text, written once on the
server side; the script only chooses what to show and draws the picture.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from reorg import resources
from reorg.analysis import measures as figures
from reorg.analysis import projection
from reorg.html import catalogue, drawing, layout, planned, symbols, yourtext
from reorg.html.pagedata import Data, Writer
from reorg.html.phrasing import Translated
from reorg.html.reading import Reader, Reading
from reorg.rdf.triples import Triples

if TYPE_CHECKING:
    from pyoxigraph import Quad

    from reorg.analysis.measures import Network
    from reorg.html.catalogue import Language

SMALLEST, LARGEST = 8.0, 22.0
#: Runs before anything is laid out, so that the views but one are never drawn at all.
EARLY = 'document.documentElement.classList.add("js");'
#: The script's files, in the order in which they run as one.
SCRIPTS = ("data.js", "panel.js", "picture.js", "save.js", "page.js")
#: The style sheet's files, likewise; the first is that of `reorg serve` too.
STYLES = ("base.css", "page.css")
#: Local names of the kinds of part that go without saying.
USUAL_PARTS = frozenset({"part-kind-body", "part-kind-comment"})


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


class Page(str):
    """The page's text, which a notebook shows in a frame of its own."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        from html import escape

        frame = 'style="width:100%;height:48rem;border:0" title="Graph of a reorganisation"'
        return f'<iframe {frame} srcdoc="{escape(self)}"></iframe>'


#: The views by their names in the address, in their order.
VIEWS = ("planned", "voices", "disagree", "graph", "figures", "story", "text")


class Content(NamedTuple):
    """Everything that the template writes."""

    title: str
    is_own_title: bool
    reading: Reading
    reader: Reader
    comparison: planned.Comparison
    data: Data
    pictures: list[drawing.Picture]
    pieces: list[yourtext.Piece]

    def views(self) -> list[str]:
        """Return the views that this graph has something for."""
        empty = set()
        if not (self.comparison.after or self.comparison.duties):
            empty.add("planned")
        if not (self.reading.ledger or self.reading.gaps):
            empty.add("figures")
        if not self.reading.story:
            empty.add("story")
        if not self.pieces:
            empty.add("text")
        return [view for view in VIEWS if view not in empty]


def page(
    graph: Triples | Iterable[Quad],
    *,
    title: str = "",
    network: Network | None = None,
    article: str = "",
    language: str = catalogue.SOURCE,
) -> str:
    """Return a graph as one HTML page; the same graph gives the same text.

    Args:
        graph: The graph, such as a store.
        title: Heading of the page; the record's own title where empty.
        network: What `reorg.analysis.projection.view` returned for the graph, if it is at hand.
        article: The text that the record was made from, to show with its passages marked.
        language: The language of the page's own words, by its BCP 47 tag.

    Raises:
        ReorgError: There are no words in this language.
    """
    words = catalogue.language(language)
    triples = Triples.of(graph)
    if words.labels:
        triples, network = Translated(triples.quads, words.labels), None
    network = projection.view(triples) if network is None else network
    reader = Reader(triples, network, words)
    reading = reader.read()
    claims = sorted(triples.of_type("reorg:Claim"), key=reader.order)
    comparison = planned.compare(triples, claims, words)
    drawn = [drawing.draw(comparison, triples, words, wide=wide) for wide in (True, False)]
    content = Content(
        title=title or reading.title,
        is_own_title=bool(title) or not reading.titled,
        reading=reading,
        reader=reader,
        comparison=comparison,
        data=Writer(network, reader, reading).data(_drawn(network, triples)),
        pictures=[picture for picture in drawn if picture],
        pieces=yourtext.pieces(article, triples, reader.ids) if article else [],
    )
    return _render(content, words)


def _drawn(network: Network, triples: Triples) -> dict[str, dict[str, Any]]:
    """Return where and how large each node is drawn, by IRI."""
    places = layout.scatter(network)
    cards = layout.lanes(network, figures.dispute(network))
    weight = figures.betweenness(network)
    top = max(weight.values(), default=0) or 1
    drawn: dict[str, dict[str, Any]] = {}
    for iri in network:
        share = (weight[iri] / top) ** 0.5
        size = round(SMALLEST + (LARGEST - SMALLEST) * share, 1)
        x, y = places[iri]
        drawn[iri] = {"x": x, "y": y, "size": size}
        if iri in cards:
            drawn[iri]["card"] = [*cards[iri]]
            drawn[iri]["line"] = _card_line(triples, iri)
    return drawn


def _card_line(triples: Triples, iri: str) -> str:
    """Return the small print of a card: a voice's role, or where and how a claim is made."""
    for role, organisation in projection.memberships(triples, iri):
        return role or organisation
    part = triples.value(iri, "reorg:inPart")
    kind = triples.name(part, "reorg:partKind")
    usual = not kind or kind in USUAL_PARTS
    how = triples.concept(iri, "reorg:act") if usual else triples.concept(part, "reorg:partKind")
    return " · ".join(filter(None, (how, triples.concept(iri, "reorg:standing"))))


def _render(content: Content, words: Language) -> str:
    # pyvis imports IPython, which costs more than the whole page: nothing else may load it.
    from pyvis.network import Network as Drawing

    from reorg.html.templating import environment

    drawing = Drawing(directed=True, cdn_resources="in_line")
    drawing.templateEnv = environment("html.templates")
    drawing.path = "page.html.j2"
    drawing.options = OPTIONS
    drawing.nodes.extend(content.data.nodes)
    drawing.templateEnv.globals.update(
        page=_values(content, words),
        t=words.html,
        number=words.number,
        lang=words.lang,
        tagged=words.tagged,
        listed=words.listed,
        enumerated=words.enumerated,
    )
    return str(drawing.generate_html())


def _values(content: Content, words: Language) -> dict[str, Any]:
    from markupsafe import Markup

    sheets = [resources.read("html.templates", name) for name in STYLES]
    style = "".join([symbols.style(), *sheets])
    scripts = [EARLY, vis(), "\n".join(resources.read("html.templates", name) for name in SCRIPTS)]
    for text in (style, *scripts):
        if "</s" in text.lower() or "<!--" in text:
            raise ValueError("a style or script would end its own element")
    sources = " ".join(map(_hash, scripts))
    policy = (
        f"default-src 'none'; script-src {sources}; style-src {_hash(style)}; "
        "img-src data: blob:; base-uri 'none'; form-action 'none'"
    )
    kinds = [
        {
            **symbol._asdict(),
            "label": words.text(f"kinds.{symbol.name}.one"),
            "plural": words.text(f"kinds.{symbol.name}.several"),
        }
        for symbol in symbols.SYMBOLS
    ]
    counts: dict[str, int] = defaultdict(int)
    for node in content.data.nodes:
        counts[node["kind"]] += 1
    return {
        "tag": words.tag,
        "title": content.title,
        "title_lang": "" if content.is_own_title else words.lang(content.title),
        "reading": content.reading,
        "comparison": content.comparison,
        "pictures": content.pictures,
        "pieces": content.pieces,
        "views": content.views(),
        "kinds": {kind["name"]: kind for kind in kinds},
        "counts": dict(counts),
        "data": {
            **content.data.tables,
            "kinds": kinds,
            "source": content.reading.source._asdict(),
            **_words_of(scripts[-1], words, content.data),
        },
        "link": content.reader.link,
        "entry_of": content.reading.entries.get,
        "ids": content.reader.ids,
        "policy": policy,
        "style": Markup(style),
        "scripts": [Markup(script) for script in scripts],
    }


def _words_of(script: str, words: Language, shown: Data) -> dict[str, Any]:
    """Return the messages that a script shows, and what of the data is in their language."""
    keys = sorted(set(_KEY.findall(script)))
    said: dict[str, Any] = {"messages": {key: words.messages[key] for key in keys}}
    if words.is_source:
        return said
    own = words.native.intersection(_texts(shown))
    return {**said, "foreign": catalogue.SOURCE, "own": sorted(own)}


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
