"""The page: the graph as one HTML file that opens from disk and asks the network for nothing.

What is said stands in the file as text, written once on the server side; the script only chooses
what to show and draws the picture.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from reorg.analysis import projection
from reorg.html import beforeandplanned, flowdrawing, translation, yourtext
from reorg.html.nodesizes import placed
from reorg.html.pagecontent import read
from reorg.html.pagedata import Writer
from reorg.html.pagegraph import PageGraph
from reorg.html.pagehtml import Content, render
from reorg.html.phrasing import Translated
from reorg.rdf.triples import Triples

if TYPE_CHECKING:
    from pyoxigraph import Quad

    from reorg.analysis.measures import Network


class Page(str):
    """The page's text, which a notebook shows in a frame of its own."""

    frame: str

    def __new__(cls, text: str, frame: str) -> Page:
        """Return the page.

        Args:
            text: The HTML.
            frame: What the frame is called.
        """
        made = super().__new__(cls, text)
        made.frame = frame
        return made

    def _repr_html_(self) -> str:
        from html import escape

        look = f'style="width:100%;height:48rem;border:0" title="{escape(self.frame)}"'
        return f'<iframe {look} srcdoc="{escape(self)}"></iframe>'


def page(
    graph: Triples | Iterable[Quad],
    *,
    title: str = "",
    network: Network | None = None,
    article: str = "",
    copy: str = "",
    language: str = translation.SOURCE,
) -> str:
    """Return a graph as one HTML page; the same graph gives the same text.

    Args:
        graph: The graph, such as a store.
        title: Heading of the page; the record's own title where empty.
        network: What `reorg.analysis.projection.view` returned for the graph, if it is at hand.
        article: The text that the record was made from, to show with its passages marked.
        copy: Any copy of it, to show the words of sealed passages; ``article`` if empty.
        language: The language of the page's own words, by its BCP 47 tag.

    Raises:
        ReorgError: There are no words in this language.
    """
    words = translation.language(language)
    triples = Triples.of(graph)
    if words.labels:
        triples, network = Translated(triples.quads, words.labels), None
    network = projection.view(triples) if network is None else network
    parts = PageGraph(triples, network, words)
    reading = read(parts, copy or article)
    claims = parts.in_order(triples.of_type("reorg:Claim"))
    comparison = beforeandplanned.compare(triples, claims, words)
    drawn = [flowdrawing.draw(comparison, triples, words, wide=wide) for wide in (True, False)]
    content = Content(
        title=title or reading.title,
        is_own_title=bool(title) or not reading.titled,
        reading=reading,
        graph=parts,
        comparison=comparison,
        data=Writer(parts, reading).data(placed(network, triples)),
        pictures=[picture for picture in drawn if picture],
        pieces=yourtext.pieces(article, triples, parts.ids) if article else [],
    )
    return render(content)
