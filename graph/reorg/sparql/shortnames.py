"""Short names for IRIs, as records write them, and the way back."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from reorg.errors import ReorgError
from reorg.lookalikes import near_names
from reorg.namespaces import BASE, PREFIXES, split_iri

if TYPE_CHECKING:
    import pyoxigraph as ox

    from reorg.sparql.engine import Ask

_LOCAL = re.compile(r"[\w.-]+")
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(//|[^/]*:)")
_SHOWN = 5

_BY_END = """
SELECT DISTINCT ?thing {{
  VALUES ?end {{ {ends} }}
  ?thing ?property ?value
  FILTER(isIRI(?thing) && STRENDS(STR(?thing), ?end))
}} ORDER BY ?thing
"""
_BY_LABEL = """
SELECT DISTINCT ?thing {{
  VALUES ?property {{ rdfs:label skos:prefLabel foaf:name dcterms:title dcterms:identifier }}
  ?thing ?property ?label
  FILTER(isIRI(?thing) && LCASE(STR(?label)) = LCASE({label}))
}} ORDER BY ?thing
"""
_ALL = "SELECT DISTINCT ?thing { ?thing a ?class FILTER(isIRI(?thing)) } ORDER BY ?thing"


def short(iri: str) -> str:
    """Return an IRI as a prefixed name or as records name it, or unchanged.

    ``<base>person/jane-doe`` is ``person:jane-doe``; ``<base><record>/claim/x/content/1`` is
    ``claim:x/content/1``.
    """
    if iri.startswith(BASE):
        parts = iri[len(BASE) :].split("/")
        kind, *rest = parts if len(parts) < 3 else parts[1:]
        return f"{kind}:{'/'.join(rest)}" if rest and all(rest) else iri
    prefix, local = split_iri(iri)
    return f"{prefix}:{local}" if prefix and _LOCAL.fullmatch(local) else iri


def shorten(iris: Iterable[str]) -> dict[str, str]:
    """Return short names that tell the IRIs apart; where two would share one, both stay whole."""
    names = {iri: short(iri) for iri in iris}
    shared: dict[str, int] = {}
    for name in names.values():
        shared[name] = shared.get(name, 0) + 1
    return {iri: name if shared[name] == 1 else iri for iri, name in names.items()}


def resolve(name: str, ask: Ask, *, where: str) -> ox.NamedNode:
    """Return what a name means in a graph.

    Args:
        name: An IRI, with or without ``<>``; a prefixed name; a name as in a record; the last
            part of an IRI; or a label.
        ask: Asks the graph, with the usual prefixes.
        where: The parameter, for messages.

    Raises:
        ReorgError: The name is no IRI and means nothing in the graph, or more than one thing.
    """
    place = f"parameter {where}"
    wanted = name.strip()
    if wanted.startswith("<") and wanted.endswith(">"):
        return _iri(wanted[1:-1], place)
    prefix, colon, local = wanted.partition(":")
    if colon and prefix in PREFIXES:
        return _iri(PREFIXES[prefix] + local, place)
    if _ABSOLUTE.match(wanted):
        return _iri(wanted, place)
    things = _by_end(wanted, ask) or _by_label(wanted, ask)
    if len(things) == 1:
        return things[0]
    if things:
        some = ", ".join(thing.value for thing in things[:_SHOWN])
        what = f"{wanted!r} means {len(things)} things: {some}"
        raise ReorgError(what, where=place, remedy="give the whole IRI")
    raise ReorgError(
        f"nothing in the graph is called {wanted!r}", where=place, remedy=_nearest(wanted, ask)
    )


def _iri(text: str, place: str) -> ox.NamedNode:
    import pyoxigraph as ox

    try:
        return ox.NamedNode(text)
    except ValueError as error:
        reason = str(error)[:1].lower() + str(error)[1:]
        raise ReorgError(f"{text!r} is no IRI: {reason.strip()}", where=place) from None


def _by_end(name: str, ask: Ask) -> list[ox.NamedNode]:
    import pyoxigraph as ox

    if not name or re.search(r"\s", name):
        return []
    kind, colon, rest = name.partition(":")
    # An IRI ends as `/person/jane-doe` or, if it is a concept's, as `#act-feeling`.
    ends = [f"/{kind}/{rest}", f"#{kind}-{rest}"] if colon else [f"/{name}", f"#{name}"]
    listed = " ".join(str(ox.Literal(end)) for end in ends)
    return _things(ask, _BY_END.format(ends=listed))


def _by_label(name: str, ask: Ask) -> list[ox.NamedNode]:
    import pyoxigraph as ox

    return _things(ask, _BY_LABEL.format(label=ox.Literal(name))) if name else []


def _things(ask: Ask, query: str) -> list[ox.NamedNode]:
    return [row[0] for row in ask(query).rows or ()]  # type: ignore[misc]


def _nearest(name: str, ask: Ask) -> str:
    from reorg.vocab.migration import named

    if gone := [short(change.became) for change in named(name) if change.became]:
        return f"it became {' or '.join(gone)}"
    names = [short(thing.value) for thing in _things(ask, _ALL)]
    by_tail = {known.rpartition(":")[2]: known for known in names}
    near = near_names(name, names) or [by_tail[tail] for tail in near_names(name, by_tail)]
    return f"did you mean {' or '.join(near)}?" if near else "give a label or an IRI"
