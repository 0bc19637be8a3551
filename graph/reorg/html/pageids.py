"""The ids of things on the page, under which its address knows them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from reorg.rdf.triples import Triples


def stems(triples: Triples) -> tuple[str, ...]:
    """Return what ids leave out: the data's base, and a lone record's name after it."""
    records = triples.of_type("reorg:Record")
    bases = [iri.rpartition("record/")[0] for iri in records[:1]]
    names = [iri.rpartition("record/")[2] for iri in records]
    return (*(f"{base}{names[0]}/" for base in bases if len(names) == 1), *bases)


def short_ids(iris: Iterable[str], stems: Sequence[str]) -> dict[str, str]:
    """Return an id for each IRI, for use in the page and its address.

    The first stem that fits is left out, and what is neither a letter, a digit nor one of
    ``/ - _`` is written as a code, so that an id needs no escaping anywhere.
    """
    ids: dict[str, str] = {}
    taken: set[str] = set()
    for iri in iris:
        stem = next((stem for stem in stems if stem and iri.startswith(stem)), "")
        tail = iri.removeprefix(stem)
        name = re.sub(r"[^A-Za-z0-9/_-]", lambda sign: f".{ord(sign.group()):x}.", tail)
        while name in taken:
            name += "-"
        taken.add(name)
        ids[iri] = name
    return ids
