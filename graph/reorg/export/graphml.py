"""Writes the network as GraphML and GEXF."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reorg.rdf.xmltext import NOT_XML, keep_returns

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    import networkx as nx


def graphml(network: nx.MultiDiGraph[str]) -> bytes:
    """Return a view as GraphML; the same view gives the same bytes."""
    import networkx as nx

    return _document(nx.GraphMLWriter(network).xml)


def gexf(network: nx.MultiDiGraph[str]) -> bytes:
    """Return a view as GEXF, for Gephi; the same view gives the same bytes.

    networkx writes its own version and the day into ``meta``; neither belongs in a product
    that is compared byte by byte.
    """
    from networkx.readwrite.gexf import GEXFWriter

    root = GEXFWriter(network).xml
    for meta in root.findall("meta"):
        root.remove(meta)
    return _document(root)


def _document(root: Element) -> bytes:
    """Return an XML document; what XML 1.0 cannot hold, which networkx lets through, is replaced.

    Done in one piece: the file-writing functions of networkx take twice as long.
    """
    from xml.etree.ElementTree import indent, tostring

    indent(root)
    text = NOT_XML.sub("\ufffd", tostring(root, encoding="unicode"))
    return keep_returns(f"<?xml version='1.0' encoding='utf-8'?>\n{text}\n".encode())
