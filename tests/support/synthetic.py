"""Graphs of any size for measuring: three edges a node, the same on every run."""

from __future__ import annotations

import random

from pyoxigraph import Literal, NamedNode, Quad, Store

NS = "https://w3id.org/reorg/ns#"
ID = "https://w3id.org/reorg/id/synthetic/"
TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
LABEL = NamedNode("http://www.w3.org/2000/01/rdf-schema#label")


def synthetic(size: int, *, edges: float = 3, seed: int = 1) -> Store:
    """Return a graph of ``size`` nodes, half of them claims, with ``edges`` edges a node."""
    dice = random.Random(seed)
    store = Store()
    claims = [NamedNode(f"{ID}claim/{n}") for n in range(size // 2)]
    things = [NamedNode(f"{ID}situation/{n}") for n in range(size - len(claims))]

    def add(subject: NamedNode, name: str, value: NamedNode | Literal) -> None:
        store.add(Quad(subject, NamedNode(NS + name), value))

    for n, claim in enumerate(claims):
        for kind in ("Claim", "Utterance"):
            store.add(Quad(claim, TYPE, NamedNode(NS + kind)))
        add(claim, "wording", Literal(f"Claim number {n} says something.", language="en"))
        act = "denial" if n % 3 else "assertion"
        add(claim, "act", NamedNode(f"{NS}act-{act}"))
    for n, thing in enumerate(things):
        store.add(Quad(thing, TYPE, NamedNode(NS + "Situation")))
        store.add(Quad(thing, LABEL, Literal(f"Thing number {n}", language="en")))
    wanted, pairs = int(size * edges), set[tuple[int, int]]()
    while len(pairs) < wanted:
        pairs.add((dice.randrange(len(claims)), dice.randrange(len(things))))
    for claim_number, thing_number in sorted(pairs):
        add(claims[claim_number], "about", things[thing_number])
    return store
