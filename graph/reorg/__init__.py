"""Knowledge graphs of reported reorganisations, which keep claims apart from facts.

    >>> import reorg
    >>> graph = reorg.load()                          # the shipped report, an rdflib Graph
    >>> for row in reorg.query("who-says-what", graph):
    ...     print(row.speaker, row.wording)

Nothing heavy is imported before it is needed.
"""

from __future__ import annotations

# Not from `typing`, whose import takes longer than everything else here.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

    import networkx as nx
    from rdflib import Graph
    from rdflib.query import Result

    from reorg.errors import ReorgError
    from reorg.html.webpage import Page
    from reorg.sparql.asking import Question

# No name is a module's too: importing a module `reorg.page` would put it in the function's place.
__all__ = ["ReorgError", "__version__", "load", "network", "page", "query", "questions"]


def load(source: str | Path | bytes | None = None) -> Graph:
    """Return a graph, every triple of it, named graphs or not.

    Args:
        source: A file (Turtle, N-Triples, TriG, N-Quads, JSON-LD or RDF/XML, by its suffix) or
            the bytes of a Turtle file; the shipped report where left out.

    Raises:
        ReorgError: The file is missing or not well-formed.
    """
    from reorg.rdf import bridge, opening

    return bridge.graph_of(opening.parse(opening.shipped_data() if source is None else source))


def query(
    name_or_text: str,
    graph: Graph | str | Path | None = None,
    /,
    *,
    timeout: float | None = None,
    **parameters: object,
) -> Result:
    """Run a query and return rdflib's ``Result``.

    For SELECT, its rows have their values as attributes (``row.speaker``); for CONSTRUCT and
    DESCRIBE it has a ``graph``; for ASK it is true or false. A graph from `load` is indexed
    once and again after it has changed, any other rdflib graph each time.

    Args:
        name_or_text: The name of a query (see `questions`), or SPARQL, where the usual prefixes
            are known.
        graph: What to ask: a graph or a file; the shipped report where left out.
        timeout: Seconds after which to give up; no limit where left out.
        parameters: Values for the query's parameters: rdflib terms, Python values or text. An
            IRI may be given as in a record (``person:jane-doe``) or by its label.

    Raises:
        ReorgError: There is no such query or parameter, or the query is refused or fails.

    Warns:
        UserWarning: A parameter has no value: the query answers for its example.
    """
    from reorg.rdf import opening
    from reorg.sparql import asking, library, rdflibresult

    store = opening.shipped() if graph is None else opening.open_store(graph)
    question = asking.question_to(store, library.resolve(name_or_text), parameters)
    _warn(question)
    return rdflibresult.result_of(asking.ask(store, question, timeout=timeout))


def _warn(question: Question) -> None:
    from warnings import warn

    from reorg.sparql.remarks import example

    query = question.query
    if query.named and (remark := example(query, question.given, "{}=NAME")):
        warn(f"{query.name} is {remark}", UserWarning, stacklevel=3)


def questions(tag: str | None = None) -> dict[str, str]:
    """Return the question that each named query answers, by name.

    Args:
        tag: Only the queries with this tag.
    """
    from reorg.sparql import library

    queries = (library.get(name) for name in library.names())
    return {q.name: q.header.summary for q in queries if tag is None or tag in q.header.tags}


def network(graph: Graph | str | Path | None = None) -> nx.MultiDiGraph[str]:
    """Return the graph as a network whose nodes are IRIs.

    The tables of `reorg.analysis.projection` and `edges` tell what becomes a node and what an edge.

    Args:
        graph: A graph or a file; the shipped report where left out.
    """
    from reorg.analysis.projection import view
    from reorg.rdf import opening

    return view(opening.shipped() if graph is None else opening.open_store(graph))


def page(graph: Graph | str | Path | None = None, *, title: str = "", language: str = "en") -> Page:
    """Return the graph as one HTML page that needs no network: text that a notebook shows.

    Args:
        graph: A graph or a file; the shipped report where left out.
        title: The page's heading; the report's own title where left out.
        language: The language of the page's own words, by its tag, such as ``de``; what the
            graph says stays in the graph's.

    Raises:
        ReorgError: There are no words in this language.
    """
    from reorg.html import translation
    from reorg.html.webpage import Page
    from reorg.html.webpage import page as make
    from reorg.rdf import opening

    store = opening.shipped() if graph is None else opening.open_store(graph)
    frame = translation.language(language).text("page.frame")
    return Page(make(store, title=title, language=language), frame)


def __getattr__(name: str) -> object:
    if name == "ReorgError":
        from reorg.errors import ReorgError

        return ReorgError
    if name == "__version__":
        from importlib.metadata import version

        return version("reorg")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
