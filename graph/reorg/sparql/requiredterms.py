"""Which terms a graph must hold for a query to find anything, as far as its text tells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from reorg.namespaces import PREFIXES
from reorg.sparql.tokens import Token, closings, tokens

_FORMS = frozenset({"ASK", "DESCRIBE", "WHERE", "UNION"})
_ENDS = frozenset({"GROUP", "ORDER", "HAVING", "LIMIT", "OFFSET"})
_APART = frozenset({"OPTIONAL", "MINUS", "SERVICE", "CONSTRUCT"})
_TYPE = f"<{PREFIXES['rdf']}type>"
_ON = frozenset("/|^!")  # a path goes on after these
_AFTER = frozenset("*+?")


class RequiredTerm(NamedTuple):
    """A term that a query asks for.

    Attributes:
        text: As the query writes it.
        verb: Whether it stands where a triple has its property.
        compared: Whether it is compared with, in ``FILTER``, and not matched.
        of: The properties whose value it is to be, as the query writes them; none if any may be.
        variable: The variable that is to have it as its value, if it is one.
    """

    text: str
    verb: bool = False
    compared: bool = False
    of: tuple[str, ...] = ()
    variable: str = ""


def required_terms(text: str) -> list[RequiredTerm]:
    """Return the terms without which a query finds nothing or less, in order, each once.

    These are the terms of patterns, of ``VALUES`` and ``BIND`` for variables of patterns, and
    those that ``FILTER`` sets equal to them. What stands in ``OPTIONAL``, ``MINUS``, ``NOT
    EXISTS``, a template or a function call is left out: there a term may rightly be missing.
    """
    parser = _Parser(tokens(text))
    parser.group(0, len(parser.tokens))
    return parser.required()


class _Parser:
    """Reads groups, and the terms that they need."""

    def __init__(self, all_tokens: Sequence[Token]) -> None:
        self.tokens = all_tokens
        self._ends = closings(all_tokens)
        self._required: list[tuple[RequiredTerm, str]] = []
        self._matched: dict[str, set[str]] = {}
        self._bound: set[str] = set()
        self._verbs: tuple[str, ...] = ()

    def required(self) -> list[RequiredTerm]:
        """Return what is required, without what only a variable of no pattern is to have."""
        kept = (
            term._replace(of=tuple(sorted(self._matched[variable])), variable=variable)
            if variable
            else term
            for term, variable in self._required
            if not variable
            or (variable in self._matched and not (term.compared and variable in self._bound))
        )
        return list(dict.fromkeys(kept))

    # --- groups

    def group(self, place: int, end: int, part: int = 0) -> None:
        """Read a group of patterns, or what stands in ``[ ]``.

        Args:
            place: The first token.
            end: The token after the last.
            part: Which part of a triple comes first: 0 its subject, 1 its property, 2 its object.
        """
        while place < end:
            token = self.tokens[place]
            word = token.text.upper() if token.kind == "word" else ""
            if after := self._clause(word, place, end):
                place, part = after, 0
            elif token.text == "{":
                self.group(place + 1, self._end(place, end))
                place, part = self._end(place, end) + 1, 0
            elif token.text in {".", ";", ","}:
                place, part = place + 1, {".": 0, ";": 1, ",": 2}[token.text]
            elif word in _FORMS:
                place += 1
            else:
                place, part = self._piece(place, end, part)

    def _clause(self, word: str, place: int, end: int) -> int:
        """Read a clause that is no triple; return where it ends, 0 where there is none."""
        if word == "PREFIX":
            return place + 3
        if word in {"BASE", "GRAPH"}:
            return place + 2
        if word == "FROM":
            return place + 2 + self._is(place + 1, "NAMED")
        if word == "SELECT":
            return self._until({"WHERE", "{", "FROM"}, place + 1, end)
        if word in _APART:
            start = self._until({"{", "WHERE"}, place + 1, end)
            return self._end(start, end) + 1 if self._is(start, "{") else start
        if word == "FILTER":
            return self._filter(place + 1, end)
        if word == "BIND":
            self._bind(place + 1, end)
            return self._end(place + 1, end) + 1
        if word == "VALUES":
            return self._values(place + 1, end)
        if word in _ENDS:
            return self._until({"VALUES"}, place + 1, end)
        return 0

    def _piece(self, place: int, end: int, part: int) -> tuple[int, int]:
        """Read a part of a triple; return what comes after it, and which part that is."""
        token = self.tokens[place]
        after = place + 1
        if token.text == "[":
            verbs, self._verbs = self._verbs, ()
            self.group(place + 1, self._end(place, end), 1)
            after, self._verbs = self._end(place, end) + 1, verbs
        elif token.text == "(":
            after = self._end(place, end) + 1
            self._members(place + 1, after - 1, part)
            if part == 1 and self._is(place - 1, "^"):
                self._verbs = ()
        elif token.text in _ON or (part == 1 and token.text in _AFTER):
            return after, part
        elif variable := _variable(token):
            self._match(variable, part)
        elif _is_term(token):
            after = self._name(place, end, part)
        elif part == 1:
            self._verbs = (_TYPE,) if token.text == "a" else ()
        while part == 1 and after < end and self.tokens[after].text in _AFTER:
            after += 1
        goes_on = part == 1 and after < end and self.tokens[after].text in {"/", "|"}
        return after, part if goes_on else min(part + 1, 2)

    def _match(self, name: str, part: int) -> None:
        """Note by which properties a variable is matched."""
        known = self._matched.setdefault(name, set())
        if part == 2:
            known.update(self._verbs)
        elif part == 1:
            self._verbs = ()

    def _name(self, place: int, end: int, part: int) -> int:
        """Read a term of a triple or of a path; return the token after it."""
        text, after = self._term(place, end)
        if part != 1:
            self._required.append((RequiredTerm(text, of=self._verbs if part == 2 else ()), ""))
            return after
        # None has to be there where a path denies it or can do without.
        if not (self._is(place - 1, "!") or self._is(after, "*") or self._is(after, "?")):
            self._required.append((RequiredTerm(text, verb=True), ""))
        before = self._verbs if self._is(place - 1, "|") else ()
        self._verbs = () if self._is(place - 1, "^") else (*before, text)
        return after

    def _members(self, place: int, end: int, part: int) -> None:
        """Read a list, or a path in brackets."""
        if self._is(place - 2, "!"):
            return
        while place < end:
            place, _ = self._piece(place, end, part)

    # --- conditions and given values

    def _filter(self, place: int, end: int) -> int:
        start = self._until({"(", "{"}, place, end)
        after = self._end(start, end) + 1
        if self._is(start, "{"):
            if not self._is(place, "NOT"):
                self.group(start + 1, after - 1)
        elif start == place:
            self._condition(start + 1, after - 1)
        return after

    def _condition(self, place: int, end: int) -> None:
        """Read an expression as far as it sets variables equal to terms, or asks for a pattern."""
        while place < end:
            token = self.tokens[place]
            variable = _variable(token)
            if token.text in {"(", "{"}:
                before = self.tokens[place - 1]
                inner = self._condition if token.text == "(" else self.group
                if before.text != "!" and (before.text.upper() == "EXISTS" or not _calls(before)):
                    inner(place + 1, self._end(place, end))
                place = self._end(place, end) + 1
            elif token.text == "!" or (token.kind == "word" and token.text.upper() == "NOT"):
                place = self._denied(place, end)
            elif variable and self._is(place + 1, "="):
                self._compared(place + 2, end, variable)
                place += 2
            elif variable and self._is(place + 1, "IN") and self._is(place + 2, "("):
                self._listed(place + 3, self._end(place + 2, end), variable)
                place = self._end(place + 2, end) + 1
            elif _is_term(token):
                text, after = self._term(place, end)
                if self._is(after, "=") and (variable := _variable(self.tokens[after + 1])):
                    self._required.append((RequiredTerm(text, compared=True), variable))
                place = after
            else:
                place += 1

    def _denied(self, place: int, end: int) -> int:
        """Return the end of what an expression denies."""
        following = self._until({"(", "{"}, place + 1, min(end, place + 3))
        is_group = following < end and self.tokens[following].text in {"(", "{"}
        return self._end(following, end) + 1 if is_group else place + 1

    def _compared(self, place: int, end: int, variable: str) -> None:
        if place < end and _is_term(self.tokens[place]):
            text, after = self._term(place, end)
            if after >= end or self.tokens[after].text in {")", "&", "|"}:
                self._required.append((RequiredTerm(text, compared=True), variable))

    def _listed(self, place: int, end: int, variable: str) -> None:
        while place < end:
            if _is_term(self.tokens[place]):
                text, place = self._term(place, end)
                self._required.append((RequiredTerm(text, compared=True), variable))
            else:
                place += 1

    def _bind(self, place: int, end: int) -> None:
        end = self._end(place, end)
        variable = _variable(self.tokens[end - 1])
        if place + 1 < end and _is_term(self.tokens[place + 1]):
            text, after = self._term(place + 1, end)
            if after == end - 2:
                self._required.append((RequiredTerm(text), variable))
                return
        self._bound.add(variable)

    def _values(self, place: int, end: int) -> int:
        """Read given values by their columns."""
        start = self._until({"{"}, place, end)
        columns = [name for one in self.tokens[place:start] if (name := _variable(one))]
        after = self._end(start, end)
        place, column = start + 1, 0
        while place < after and columns:
            if _is_term(self.tokens[place]):
                text, place = self._term(place, after)
                self._required.append((RequiredTerm(text), columns[column % len(columns)]))
                column += 1
            else:
                column += self.tokens[place].kind == "word"  # UNDEF, true, false
                place += 1
        return after + 1

    # --- tokens

    def _term(self, place: int, end: int) -> tuple[str, int]:
        """Return a term as it is written, and the token after it."""
        token = self.tokens[place]
        if token.kind == "string" and place + 1 < end:
            if self.tokens[place + 1].text.startswith("@"):
                return token.text + self.tokens[place + 1].text, place + 2
            if [one.text for one in self.tokens[place + 1 : place + 3]] == ["^", "^"]:
                last = min(place + 3, end - 1)
                return f"{token.text}^^{self.tokens[last].text}", last + 1
        sign = self.tokens[place - 1] if place else token
        signed = token.text[0].isdigit() and sign.text in "+-" and sign.end == token.start
        return (sign.text if signed else "") + token.text, place + 1

    def _is(self, place: int, text: str) -> bool:
        return 0 <= place < len(self.tokens) and self.tokens[place].text.upper() == text

    def _until(self, texts: Iterable[str], place: int, end: int) -> int:
        """Return the first token of some, brackets skipped."""
        while place < end and self.tokens[place].text.upper() not in texts:
            place = (self._ends.get(place, place)) + 1
        return place

    def _end(self, place: int, end: int) -> int:
        return min(self._ends.get(place, end), end)


def _variable(token: Token) -> str:
    return token.text[1:] if token.text[0] in "?$" and len(token.text) > 1 else ""


def _is_term(token: Token) -> bool:
    if token.kind == "name":
        return not token.text.startswith("_:")
    return token.kind in {"iri", "string"} or token.text[0].isdigit()


def _calls(token: Token) -> bool:
    return token.kind in {"word", "name", "iri"}
