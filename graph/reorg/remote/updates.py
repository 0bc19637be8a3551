"""The SPARQL updates by which a push changes a store whose plain queries read one graph only.

What is kept there of a record's graph ``N``, each in a graph of its own:

=====================  ==========================================================================
the default graph      what others have there, and the versions that were pushed
``N/in-default-graph`` the ledger: the version that is in the default graph, and one `MARK` triple
                       that names the push which put it there
``N/not-from-reorg``   which of its triples others had in the default graph before
``N/…/coming``         a version on its way, with the same `MARK` triple; its name holds the digest
                       of its content and a number that no other push has
=====================  ==========================================================================

A push reads which push the ledger names, puts the new version into a coming graph of its own, and
sends one update, which a store carries out as a whole or not at all. The ledger goes from state to
state only so::

    none ──push p──> p ──push q──> q ──removal──> none

Each step of an update holds a guard, and does nothing unless all of it is true:

- the coming graph of this very push is there, with its mark, which was sent last, and of the size
  that the store counted before;
- the ledger still names the push that this one read (or names none, or does not exist).

From this follows, whatever is repeated, delayed, lost or sent by two at once:

- **Carried out twice, it is carried out once.** The update ends by dropping its coming graph, and
  no other push makes one of that name.
- **An old one that comes late does nothing.** The ledger names a push, and no push ever comes
  back: a version pushed again is another push. (Were the upload and the update of a first push
  both kept back until after a removal, they would be that push once more; the store cannot tell,
  since a removal leaves nothing behind.)
- **Of two at once, one is first.** The other finds that the ledger names a push which it has not
  read, does nothing, reads again and goes on from there. That needs a store in which an update
  sees what those before it did. Oxigraph on disk (0.5.13) carries two out at once, each as if the
  other were not; so a push, its coming graph in place, looks for those of others, and if there is
  one, takes its own away, waits for the other's end, and begins anew.
- **Half a version is never seen.** A coming graph that is cut short has another size and no mark.
- **Others' triples stay.** What is deleted from the default graph stands in the ledger, was not
  there before, and is in no other ledger.
- **A coming graph that is left over is only litter.** No guard is ever true of it again, or its
  push goes on; the next push drops what it finds at its begin and its end.

A ledger that no push is named in was made by an older release: that is a state like another. A
removal is guarded by the ledger alone, which it empties. Replacing everything is one update over
all the graphs, guarded by all their coming graphs, so that it happens once.

Only SPARQL 1.1 Update is used: https://www.w3.org/TR/sparql11-update/
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from reorg.namespaces import BASE
from reorg.pipeline.inputgraphs import NamedGraph

IN_DEFAULT = "/in-default-graph"
"""Ends the name of the named graph that lists what a push put into the default graph."""

NOT_OURS = "/not-from-reorg"
"""Ends the name of the named graph that lists what of it was there before, from others."""

COMING = "/coming"
"""Ends the name of a named graph in which a new version waits for its turn."""

MARK = BASE + "graph/push"
"""Says in a ledger which push it is of, and in a passing graph that it is one: of itself."""

NONE = ""
"""The state of a ledger that does not exist."""

UNMARKED = "unmarked"
"""The state of a ledger that names no push, as older releases wrote it."""

_ALL = "?s ?p ?o"
_DIGITS = 16


class Change(NamedTuple):
    """A version of a graph on its way into a store.

    Attributes:
        name: The IRI of the graph.
        coming: The IRI of the named graph in which it waits.
        size: How many triples that graph holds, as the store counts them.
        after: Which push the ledger must name: that of a coming graph, `NONE` or `UNMARKED`.
        adopt: What of it is in the default graph already counts as put there by a push.
    """

    name: str
    coming: str
    size: int = 0
    after: str = NONE
    adopt: bool = False

    @property
    def ledger(self) -> str:
        """The IRI of the ledger."""
        return self.name + IN_DEFAULT


def coming_name(graph: NamedGraph, nonce: str) -> str:
    """Return the name of a coming graph: by its content, and no other push's."""
    digest = hashlib.sha256(graph.data).hexdigest()[:_DIGITS]
    return f"{graph.iri}/{digest}-{nonce}{COMING}"


def mark(graph: str, push: str) -> bytes:
    """Return the line of N-Triples that says of a graph which push it is of."""
    return f"<{graph}> <{MARK}> <{push}> .".encode()


def receipt(change: Change) -> str:
    """Return the triple that a coming graph holds once its version is in a named graph."""
    return f"<{change.coming}> <{MARK}> <{change.coming}>"


def exchange(change: Change) -> str:
    """Return the update that puts a version in the place of the last, in the default graph."""
    ledger, theirs, coming = _names(change.name, change.coming)
    guard = _guard([change], states=True)
    steps = [
        f"DELETE {{ {_ALL} }} WHERE {{ {guard} {_in(ledger)} {_not_in(coming)} "
        f"{_not_in(theirs)} FILTER NOT {_pushed(change.ledger)} }}",
        f"DELETE {{ {_in(theirs)} }} WHERE {{ {guard} {_in(theirs)} {_not_in(coming)} }}",
    ]
    if not change.adopt:
        steps.append(
            f"INSERT {{ {_in(theirs)} }} WHERE {{ {guard} {_in(coming)} {_ALL} "
            f"{_not_in(ledger)} FILTER(NOT {_pushed(change.ledger)} || {_STRANGE}) }}"
        )
    steps += [
        f"INSERT {{ {_ALL} }} WHERE {{ {guard} {_in(coming)} {_UNMARKED} }}",
        _turn([(change.coming, change.ledger)], guard, ledgers=True),
        f"DROP SILENT GRAPH {coming}",
    ]
    return " ;\n".join(steps)


def removal(name: str, after: str) -> str:
    """Return the update that takes a graph out of the default graph.

    Args:
        name: The graph.
        after: Which push its ledger must name.
    """
    ledger, theirs, _ = _names(name, "")
    guard = _state(name + IN_DEFAULT, after)
    steps = (
        f"DELETE {{ {_ALL} }} WHERE {{ {guard} {_in(ledger)} {_not_in(theirs)} "
        f"FILTER NOT {_pushed(name + IN_DEFAULT)} }}",
        f"DELETE {{ {_in(theirs)} }} WHERE {{ {guard} {_in(theirs)} }}",
        f"DELETE {{ {_in(ledger)} }} WHERE {{ {guard} {_in(ledger)} }}",
    )
    return " ;\n".join(steps)


def turn(change: Change) -> str:
    """Return the update that puts a version in the place of its named graph.

    The coming graph holds a `receipt` afterwards, since the named graph has no place for a mark.
    """
    guard = _guard([change], states=False)
    return _turn([(change.coming, change.name)], guard, ledgers=False)


def replacement(changes: Sequence[Change], doomed: Iterable[str], *, in_default: bool) -> str:
    """Return the update that makes graphs all that a store holds.

    Args:
        changes: The graphs.
        doomed: The names of all other named graphs.
        in_default: Put them into the default graph, each with its ledger; else each is named.
    """
    guard = _guard(changes, states=in_default)
    comings = f"VALUES ?c {{ {' '.join(f'<{change.coming}>' for change in changes)} }}"
    kept = f"FILTER NOT EXISTS {{ {comings} {_in('?c')} }}" if in_default else ""
    names = " ".join(f"<{graph}>" for graph in sorted(doomed))
    steps = [
        f"DELETE {{ {_ALL} }} WHERE {{ {guard} {_ALL} {kept} }}",
        f"DELETE {{ {_in('?g')} }} WHERE {{ {guard} VALUES ?g {{ {names} }} {_in('?g')} }}",
    ]
    if in_default:
        steps.append(f"INSERT {{ {_ALL} }} WHERE {{ {guard} {comings} {_in('?c')} {_UNMARKED} }}")
    places = [(change.coming, change.ledger if in_default else change.name) for change in changes]
    steps.append(_turn(places, guard, ledgers=in_default))
    if in_default:
        steps += [f"DROP SILENT GRAPH <{change.coming}>" for change in changes]
    return " ;\n".join(steps)


_UNMARKED = f"FILTER(?p != <{MARK}>)"
_STRANGE = f'EXISTS {{ GRAPH ?t {{ {_ALL} }} FILTER(STRENDS(STR(?t), "{NOT_OURS}")) }}'


def _names(name: str, coming: str) -> tuple[str, str, str]:
    return f"<{name}{IN_DEFAULT}>", f"<{name}{NOT_OURS}>", f"<{coming}>"


def _in(graph: str) -> str:
    return f"GRAPH {graph} {{ {_ALL} }}"


def _not_in(graph: str) -> str:
    return f"FILTER NOT EXISTS {{ {_in(graph)} }}"


def _pushed(but: str) -> str:
    """Return what is true of a triple that another ledger lists."""
    return f"EXISTS {{ GRAPH ?l {{ {_ALL} }} {is_ledger('?l')} FILTER(?l != <{but}>) }}"


def is_ledger(graph: str) -> str:
    """Return the filter that lets only ledgers through."""
    return f'FILTER(STRENDS(STR({graph}), "{IN_DEFAULT}"))'


def _guard(changes: Sequence[Change], *, states: bool) -> str:
    """Return the pattern with one solution if changes may be made, and with none if not."""
    parts = []
    for number, change in enumerate(changes):
        parts.append(_counted(f"?n{number}", change.coming, "?ns ?np ?no"))
        parts.append(f"FILTER(?n{number} = {change.size})")
        parts.append(f"GRAPH <{change.coming}> {{ <{change.ledger}> <{MARK}> <{change.coming}> }}")
        if states:
            parts.append(_state(change.ledger, change.after, number))
    return " ".join(parts)


def _state(ledger: str, after: str, number: int = 0) -> str:
    """Return the pattern with one solution if a ledger names a push, and with none if not."""
    marked = f"<{ledger}> <{MARK}> "
    if after not in (NONE, UNMARKED):
        return f"GRAPH <{ledger}> {{ {marked}<{after}> }}"
    # Counted and not asked by EXISTS, which engines look up once for each triple to be changed;
    # in a graph that was emptied, Oxigraph steps over all that it held each time.
    held = _counted(f"?h{number}", ledger, "?hs ?hp ?ho")
    if after == NONE:
        return f"{held} FILTER(?h{number} = 0)"
    named = _counted(f"?m{number}", ledger, f"{marked}?mo")
    return f"{held} {named} FILTER(?h{number} > 0 && ?m{number} = 0)"


def _counted(variable: str, graph: str, pattern: str) -> str:
    return f"{{ SELECT (COUNT(*) AS {variable}) {{ GRAPH <{graph}> {{ {pattern} }} }} }}"


def _turn(places: Sequence[tuple[str, str]], guard: str, *, ledgers: bool) -> str:
    """Return the step that puts coming graphs in the place of others, all at once.

    It may end what the guard says of the ledger, so it comes last.
    """
    olds = [place for _, place in places]
    news = " ".join(f"(<{coming}> <{place}>)" for coming, place in places)
    new = f"VALUES (?from ?new) {{ {news} }} GRAPH ?from {{ {_ALL} }}"
    parts = [new if ledgers else f"{new} {_UNMARKED}"]
    if not ledgers:
        olds += [coming for coming, _ in places]
        receipts = " ".join(f"(<{c}> <{c}> <{MARK}> <{c}>)" for c, _ in places)
        parts.append(f"VALUES (?new {_ALL}) {{ {receipts} }}")
    named = " ".join(f"<{old}>" for old in olds)
    parts.append(f"VALUES ?old {{ {named} }} GRAPH ?old {{ ?a ?b ?c }}")
    union = " UNION ".join(f"{{ {part} }}" for part in parts)
    return (
        f"DELETE {{ GRAPH ?old {{ ?a ?b ?c }} }} INSERT {{ GRAPH ?new {{ {_ALL} }} }} "
        f"WHERE {{ {guard} {{ {union} }} }}"
    )
