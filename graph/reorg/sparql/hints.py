"""Why a query may find nothing: terms that the graph lacks, and how it writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from reorg.errors import ReorgError
from reorg.namespaces import NAMESPACE, PREFIXES
from reorg.sparql.requiredterms import RequiredTerm, required_terms
from reorg.sparql.shortnames import short
from reorg.sparql.tokens import tokens
from reorg.terms import value_of

if TYPE_CHECKING:
    import pyoxigraph as ox

    from reorg.sparql.engine import Ask

    Term = ox.NamedNode | ox.Literal

MOST = 8
"""So many terms are explained; a query with more of them was written for another graph."""
LONGEST = 20_000
"""Longest query that is looked through, in characters."""
LOOKED_AT = 50
"""So many terms are looked up: each may be a question to the graph."""

_CANDIDATES = 5_000
_HELD = "SELECT DISTINCT ?t {{ VALUES ?t {{ {0} }} {1} }}"
_AS_IRI = "{ ?t ?p ?o } UNION { ?s ?t ?o } UNION { ?s ?p ?t }"
_LIKE_IRI = (
    "SELECT DISTINCT ?t {{ " + _AS_IRI.replace("{", "{{").replace("}", "}}") + " FILTER(ISIRI(?t) "
    "&& (STRSTARTS(STR(?t), {0}) || STRENDS(STR(?t), {1}) || STRENDS(STR(?t), {2}))) }} "
    f"ORDER BY ?t LIMIT {_CANDIDATES}"
)
_LIKE_TEXT = "SELECT DISTINCT ?t {{ {0} FILTER(ISLITERAL(?t) && {1}) }} ORDER BY STR(?t) LIMIT 20"
_NUMBERS = frozenset(
    PREFIXES["xsd"] + name for name in ("integer", "decimal", "double", "float", "int", "long")
)
_SHORTEST = 3  # letters of a name that may tell a term


def hints(text: str, prefixes: Mapping[str, str], ask: Ask) -> list[str]:
    """Return what a graph lacks of that which a query needs, as sentences without full stops.

    Args:
        text: A query that found nothing.
        prefixes: The prefixes that it need not declare.
        ask: Asks the graph, without any prefix. It may fail: then less is told.
    """
    if len(text) > LONGEST:
        return []
    try:
        return [*_Hints(text, prefixes, ask).all()]
    except ReorgError:
        return []


class _Asked(NamedTuple):
    """A term, how the query needs it, and the properties whose value it is to be."""

    term: Term
    required: RequiredTerm
    of: tuple[str, ...]

    @property
    def pattern(self) -> str:
        """What binds ``?t`` to what may stand in the term's place."""
        if not self.of:
            return "?s ?p ?t"
        return f"VALUES ?p {{ {' '.join(f'<{iri}>' for iri in self.of)} }} ?s ?p ?t"


class _Hints:
    def __init__(self, text: str, prefixes: Mapping[str, str], ask: Ask) -> None:
        self._prefixes = {**prefixes, **_declared(text)}
        self._ask = ask
        self._required = required_terms(text)

    def all(self) -> Iterator[str]:
        """Yield what is to be told, in the order of the query."""
        some = islice(self._required, LOOKED_AT)
        terms = [(required, term) for required in some if (term := self._term(required.text))]
        iris = self._iris(term for _, term in terms)
        seen = set()
        count = 0
        for required, term in terms:
            asked = _Asked(term, required, self._properties(required, iris))
            key = (term, asked.of, required.verb)
            if count < MOST and key not in seen and (hint := self._hint(asked, iris)):
                count += 1
                yield hint
            seen.add(key)

    def _term(self, text: str) -> Term | None:
        """Return a term as the engine reads it; None for what is a piece of something else."""
        from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

        try:
            rows = Store().query(f"SELECT ({text} AS ?t) {{}}", prefixes=self._prefixes)
        except (SyntaxError, ValueError):
            return None
        assert isinstance(rows, QuerySolutions)
        term = next(rows)["t"]
        return term if isinstance(term, NamedNode | Literal) else None

    def _iris(self, terms: Iterable[Term]) -> set[Term]:
        """Return which IRIs the graph holds."""
        from pyoxigraph import NamedNode

        some = dict.fromkeys(str(term) for term in terms if isinstance(term, NamedNode))
        return self._terms(_HELD.format(" ".join(some), _AS_IRI)) if some else set()

    def _properties(self, required: RequiredTerm, iris: set[Term]) -> tuple[str, ...]:
        """Return the properties whose value a term is to be, none where one is lacking."""
        terms = [self._term(text) for text in required.of]
        if not all(term in iris for term in terms):
            return ()
        return tuple(term.value for term in terms if term is not None)

    def _terms(self, query: str) -> set[Term]:
        rows = self._ask(query).rows or ()
        return {row[0] for row in rows if row[0] is not None}  # type: ignore[misc]

    def _hint(self, asked: _Asked, iris: set[Term]) -> str:
        from pyoxigraph import Literal

        term, required = asked.term, asked.required
        if isinstance(term, Literal):
            held = self._terms(_HELD.format(str(term), asked.pattern))
            return "" if held else self._of_text(term, asked)
        if required.verb and term.value in _content_predicates():
            return (
                f"{required.text} is said only within claims: ask `?statement rdf:predicate "
                f"{required.text} ; rdf:subject ?subject ; rdf:object ?object`"
            )
        return "" if term in iris else self._of_iri(term, required)

    # --- IRIs

    def _of_iri(self, term: ox.NamedNode, required: RequiredTerm) -> str:
        lacking = f"the graph has no {required.text}"
        if term.value in _defined():
            return f"{lacking}, though the vocabulary has it"
        if became := _became(term.value):
            return f"{lacking}: it {became}"
        near = self._near(term.value)
        if not near:
            return lacking
        if short(near) == required.text:
            return f"{lacking} as <{term.value}>; did you mean <{near}>?"
        return f"{lacking}; did you mean {self._written(near)}?"

    def _near(self, iri: str) -> str:
        """Return the IRI of the graph that may be meant: written otherwise, moved, misspelt."""
        from difflib import get_close_matches

        from pyoxigraph import Literal

        namespace, local = _split(iri)
        if len(local) < _SHORTEST:
            return ""
        ends = [str(Literal(f"{sign}{local}")) for sign in "#/"]
        alike = self._terms(_LIKE_IRI.format(str(Literal(namespace)), *ends))
        iris = sorted(value_of(term) for term in alike)
        for like in (_plainly(iri), _plainly(local)):
            same = [
                known for known in iris if like in {_plainly(known), _plainly(_split(known)[1])}
            ]
            if same:
                return min(same, key=lambda known: (short(known) == known, len(known), known))
        names = {_split(known)[1]: known for known in iris if known.startswith(namespace)}
        near = get_close_matches(local, names, n=1, cutoff=0.75)
        return names[near[0]] if near else ""

    def _written(self, iri: str) -> str:
        for prefix, namespace in self._prefixes.items():
            local = iri.removeprefix(namespace)
            if namespace and local != iri and re.fullmatch(r"[\w-]+", local):
                return f"{prefix}:{local}"
        return f"<{iri}>"

    # --- literals

    def _of_text(self, term: ox.Literal, asked: _Asked) -> str:
        from pyoxigraph import Literal

        numeric, required = _is_number(term), asked.required
        if required.compared and numeric:
            return ""  # numbers are compared by their values
        test = f"STR(?t) = {Literal(term.value)}"
        if numeric:
            test = f"({test} || ?t = {term})"
        like = sorted(self._terms(_LIKE_TEXT.format(asked.pattern, test)) - {term}, key=str)
        if not like:
            of = f" as {' or '.join(self._written(iri) for iri in asked.of)}" if asked.of else ""
            return f"the graph has no {required.text}{of}"
        ways = " or ".join(self._typed(literal) for literal in like[:3])
        value = f"?{required.variable or 'x'}"
        instead = f"STR({value}) = {Literal(term.value)}"
        if _is_number(like[0]):
            instead = f"{value} = {term.value}"
        return f"{required.text} stands in the graph as {ways}: write that, or FILTER({instead})"

    def _typed(self, term: Term) -> str:
        text, marks, datatype = str(term).rpartition("^^")
        return f"{text}^^{self._written(datatype[1:-1])}" if marks else str(term)


def _is_number(term: Term) -> bool:
    from pyoxigraph import Literal

    return isinstance(term, Literal) and term.datatype.value in _NUMBERS


def _split(iri: str) -> tuple[str, str]:
    """Return the part of an IRI up to its last ``#`` or ``/``, and the rest."""
    place = max(iri.rfind("#"), iri.rfind("/")) + 1
    return iri[:place], iri[place:]


def _plainly(iri: str) -> str:
    """Return an IRI without what is easily written otherwise."""
    return re.sub(r"^https?://(www\.)?", "", iri).replace("#", "/").lower()


def _declared(text: str) -> dict[str, str]:
    all_tokens = tokens(text)
    return {
        name.text.removesuffix(":"): iri.text[1:-1]
        for word, name, iri in zip(all_tokens, all_tokens[1:], all_tokens[2:], strict=False)
        if word.text.upper() == "PREFIX" and iri.kind == "iri"
    }


def _became(iri: str) -> str:
    """Return what became of a term that the vocabulary had, or the empty string."""
    from reorg.vocab.migration import changes

    change = changes().get(iri)
    if change is None:
        return ""
    what = f"became {short(change.became)}" if change.became else "is no longer a term"
    return f"{what} ({change.reason})" if change.reason else what


def _content_predicates() -> frozenset[str]:
    from reorg.vocab.vocabulary import vocabulary

    return vocabulary().content_predicates


def _defined() -> frozenset[str]:
    from reorg.vocab.vocabulary import vocabulary

    return frozenset(iri for iri in vocabulary().defined if iri.startswith(NAMESPACE))
