"""Explains the terms of records: what each means, by example, and how it is written."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from reorg.errors import ReorgError
from reorg.guide import keyrules, snippets
from reorg.guide.keyrules import KeyRule, class_meaning, meaning
from reorg.guide.shapesgraph import shapes_graph
from reorg.guide.snippets import WIDTH
from reorg.limits import QUOTED_SHARE, QUOTED_WORDS, SEALED_WORDS
from reorg.lookalikes import nearest
from reorg.namespaces import NAMESPACE
from reorg.vocab.defaults import OF_THE_SPEAKER, SET_BY_PARTS, TABLE, may_be_left_out
from reorg.vocab.glossary import KEYS
from reorg.vocab.keys import Form, Key, concept_iri, keys_by_name
from reorg.vocab.kinds import (
    DEFAULTS,
    IN_PLACE,
    KINDS,
    OWN,
    PARTS,
    RECORD,
    REGISTER_FILE,
    REGISTERED,
    SECTIONS,
    SHARED,
    STATEMENTS,
    kinds_in,
)
from reorg.vocab.migration import Change, named, written
from reorg.vocab.vocabulary import vocabulary

_MEANT = {
    Form.LINK: "the identifier of a thing",
    Form.CONCEPT: "one of these words",
    Form.TEXT: "text in the record's language",
    Form.PLAIN: "text, as it stands in the report",
    Form.TYPED: "a number, a date, or true or false",
    Form.UNUSED: "text; it does not reach the graph",
}

_TYPED = {"date": "a date such as 2015-02-24", "boolean": "true or false"}

_WHOSE = {
    SHARED: "its name is the same in all records",
    REGISTERED: "its name is this record's own, unless several records speak of the thing: "
    f"define it then in `{REGISTER_FILE}` beside them, under the same section, and its name is the "
    "same in all of them",
    OWN: "its name is this record's own",
}

_QUOTING = ("anchor", "exact", "prefix", "suffix", "words")
_LIMITS = (
    f"an anchor quotes at most {QUOTED_WORDS} words, its context (`prefix` and `suffix`) included; "
    f"all anchors together quote at most {QUOTED_SHARE:.0%} of the words of the text; "
    "an anchor may be sealed instead, with `words`, `sha256`, `paragraph` and `inDocument`: then "
    f"it has at least {SEALED_WORDS} words, since fewer can be guessed, and `reorg check --seal` "
    "makes it"
)


def explain(term: str) -> str:
    """Return all that a term means in records.

    Args:
        term: A key, a kind, a section, a class, a content predicate, or a value of a closed list,
            alone or after its list's name and a colon.

    Raises:
        ReorgError: There is no such term; the message names the nearest.
    """
    explanations = list(_explanations(term.strip()))
    if not explanations:
        advice = nearest(term, all_terms(), "see `reorg explain` for all terms")
        raise ReorgError(f"there is no term `{term}`", remedy=advice)
    return "\n".join(explanations)


def overview() -> str:
    """Return all terms by group."""
    groups = {
        "sections of a record": SECTIONS,
        "kinds of thing": (*KINDS, *PARTS),
        "keys": sorted(keys_by_name().keys() | {"id", "type"}),
        "content predicates": _predicates(),
        **{f"values of {scheme}": _concepts(scheme) for scheme in _schemes()},
    }
    parts = [f"{name}\n{_filled(', '.join(words), '  ')}\n" for name, words in groups.items()]
    return "\n".join([*parts, "`reorg explain TERM` tells more of one.\n"])


def _explanations(term: str) -> Iterator[str]:
    """Yield one explanation for each thing that a term can be."""
    if term in KINDS or term in PARTS or term == RECORD.name:
        yield _kind(term)
    elif term in SECTIONS:
        yield _section(term)
    if term in keys_by_name() or term in ("id", "type"):
        yield _key(term)
    if term in _predicates():
        yield _predicate(term)
    scheme, colon, value = term.partition(":")
    for name in _schemes():
        if (value if colon else term) in _concepts(name) and (not colon or scheme == name):
            yield _concept(name, value if colon else term)
    if term in _schemes() and term not in keys_by_name():
        yield _block(f"{term}: a closed list", _scheme_meaning(term), _values(term))
    for kind, known in KINDS.items():
        local = known.type.partition(":")[2]
        if term in (known.type, local) and term not in KINDS:
            yield _kind(kind)
    yield from map(_former, named(term))


def _former(change: Change) -> str:
    remedy = change.remedy[:1].upper() + change.remedy[1:]
    return _block(f"{written(change.term)}: no longer a term", f"{remedy}.")


def _kind(kind: str) -> str:
    rules = keyrules.rules(kind)
    must = [key for key, rule in rules.items() if rule.least and not _is_choice(kind, key)]
    may = [key for key in rules if key not in must and key not in may_be_left_out(kind)]
    if kind in KINDS:
        title = f"{kind}: a kind of thing ({KINDS[kind].type})"
    else:
        title = f"{kind}: the record itself" if kind == RECORD.name else f"{kind}: a part of others"
    lines = [class_meaning(kind), *_example(keyrules.kind_example(kind))]
    either = " and one of object and literal" if kind in STATEMENTS else ""
    lines += ["", _filled(f"must have: {', '.join(must) or 'nothing but its id'}{either}", "")]
    lines += [_filled(f"may have: {', '.join(may) or 'nothing more'}", "")]
    if follow := sorted(may_be_left_out(kind)):
        lines += [_filled(f"follow from the rest if left out: {', '.join(follow)}", "")]
    if kind in KINDS:
        lines.append(_filled(_WHOSE[KINDS[kind].scope], ""))
        lines.append(f"stands in a record under `{KINDS[kind].section}`")
    if kind in _QUOTING:
        lines += ["", _filled(_LIMITS, "")]
    return _block(title, *lines, *snippets.of_kind(kind))


def _is_choice(kind: str, key: str) -> bool:
    return kind in STATEMENTS and key in ("object", "literal")


def _section(section: str) -> str:
    text = SECTIONS[section] or f"The record's {section}, one after another."
    kinds = kinds_in(section)
    held = ["", f"holds things of the kinds {', '.join(kinds)}"] if kinds else []
    return _block(f"{section}: a section of a record", text, *held)


def _key(name: str) -> str:
    lines = [meaning(name)]
    key = keys_by_name().get(name)
    if key and key.iri:
        lines += _example(shapes_graph().describe(key.iri, "skos:example"))
    on = keyrules.kinds_with(name)
    if key and key.form is not Form.UNUSED:
        lines += ["", f"its value is {_meant(key)}{_in_place(name)}"]
        lines += _values(key.scheme, _allowed(on)) if key.scheme else []
    if key and (others := keyrules.together(name)):
        names = " and ".join(f"`{other}`" for other in others)
        lines += ["", f"goes together with {names}: give both, or neither"]
    if name in _QUOTING:
        lines += ["", _LIMITS]
    lines += _left_out(name)
    if on:
        lines += ["", "stands on:", *_stands_on(on)]
    elif name in KEYS:
        lines += ["", f"stands on {_holders(name)}"]
    return _block(f"{name}: a key", *lines, *snippets.of_key(name))


def _in_place(key: str) -> str:
    if key not in IN_PLACE:
        return ""
    kind = IN_PLACE[key]
    return f", or where it is first named the {kind.name} itself, in braces with its `id`"


def _left_out(name: str) -> list[str]:
    """Return what a key is where it is left out; for the key of defaults, what each is."""
    if name == DEFAULTS:
        rows = [f"{row.key} ({', '.join(row.on)}): {row.words}. {row.reason}" for row in TABLE]
        keys = ", ".join(SET_BY_PARTS)
        nearest_ = (
            f"its value is a mapping with the keys {keys}. Those of a sentence go before those of "
            "its part, the part's before those of what it is part of, and the record's come last; "
            f"what is set of {', '.join(OF_THE_SPEAKER)} beside a speaker is set for that one alone"
        )
        return ["", nearest_, "", "left out:", *(_filled(row, "  ", "    ") for row in rows)]
    lines = []
    for row in (row for row in TABLE if row.key == name):
        lines += ["", f"left out on {' and '.join(row.on)}, it is: {row.words}. {row.reason}"]
    if name in SET_BY_PARTS:
        lines += ["", "a record may set another default: see `reorg explain defaults`"]
    return lines


def _holders(name: str) -> str:
    """Return on what a key stands of which the shapes know nothing."""
    kinds = [kind.name for kind in (RECORD, *KINDS.values()) if name in kind.file_keys]
    return f"a {' and a '.join(kinds)}" if kinds else "every kind of thing"


def _stands_on(on: dict[str, KeyRule]) -> list[str]:
    """Return the kinds that may have a key, those with the same demand together."""
    kinds: dict[str, list[str]] = {}
    for kind, rule in on.items():
        kinds.setdefault(_demand(rule), []).append(kind)
    return [_filled(f"{', '.join(names)}: {demand}", "  ") for demand, names in kinds.items()]


def _meant(key: Key) -> str:
    if key.name == "predicate":
        return "a content predicate, such as hasStatus"
    if key.name in PARTS:
        part = PARTS[key.name]
        referred = f", or another's by reference: claim:NAME/{part.segment}/1, counted from 1"
        return (
            "one or more mappings with keys of their own"
            f"{referred if part.referred else ''}: see `reorg explain {key.name}`"
        )
    if key.form is Form.TYPED:
        return _TYPED.get(key.datatype, "a number")
    return _MEANT[key.form]


def _allowed(on: dict[str, KeyRule]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for rule in on.values() for value in rule.values))


def _demand(rule: KeyRule) -> str:
    number = {1: "exactly one"}.get(rule.most or 0) if rule.least else None
    number = number or ("one or more" if rule.least else "")
    number = number or ("at most one" if rule.most == 1 else "any number")
    long = f", at most {rule.longest} characters" if rule.longest else ""
    return f"{number}{long}"


def _predicate(name: str) -> str:
    iri = NAMESPACE + name
    text = shapes_graph().describe(iri, "skos:definition")
    lines = [text, *_example(shapes_graph().describe(iri, "skos:example"))]
    lines += ["", "stands in the content of claims, under `predicate`"]
    lines += [_taken(end, iri) for end in ("subject", "object")]
    return _block(f"{name}: a content predicate", *lines, *snippets.of_predicate(name))


def _taken(end: str, predicate: str) -> str:
    """Return what the subject or object of a content predicate must be."""
    what, kinds = keyrules.takes(predicate).get(end, ("any thing", ()))
    places: dict[str, list[str]] = {}
    for kind in kinds:
        places.setdefault(KINDS[kind].section, []).append(kind)
    named = [f"{', '.join(some)} (under `{place}`)" for place, some in places.items()]
    return f"its {end}: {what}{' - ' if named else ''}{'; '.join(named)}"


def _concept(scheme: str, value: str) -> str:
    iri = concept_iri(scheme, value)
    lines = [shapes_graph().describe(iri, "skos:definition")]
    lines += _example(shapes_graph().describe(iri, "skos:example"))
    keys = [name for name, key in keys_by_name().items() if key.scheme == scheme]
    if keys:
        lines += ["", f"is a value of {' and '.join(f'`{key}`' for key in keys)}"]
    else:
        lines += ["", f"is written `{scheme}:{value}` where a thing may stand"]
    return _block(f"{scheme}:{value}", *lines, *snippets.of_value(keys, value))


def _values(scheme: str, allowed: tuple[str, ...] = ()) -> list[str]:
    lines = []
    for value in allowed or _concepts(scheme):
        text = shapes_graph().describe(concept_iri(scheme, value), "skos:definition")
        lines.append(_filled(f"{value}: {text}", "  ", "    "))
    return lines


def _scheme_meaning(scheme: str) -> str:
    return shapes_graph().describe(f"{NAMESPACE}{scheme}-scheme", "skos:definition")


def _schemes() -> list[str]:
    start = len(NAMESPACE)
    return [
        iri[start : -len("-scheme")]
        for iri in sorted(vocabulary().defined)
        if iri.startswith(NAMESPACE) and iri.endswith("-scheme")
    ]


def _predicates() -> list[str]:
    return sorted(iri.removeprefix(NAMESPACE) for iri in vocabulary().content_predicates)


def all_terms() -> list[str]:
    """Return every term that can be explained, by each of its names."""
    values = [word for s in _schemes() for v in _concepts(s) for word in (v, f"{s}:{v}")]
    classes = [kind.type.partition(":")[2] for kind in KINDS.values()]
    keys = [*keys_by_name(), "id", "type"]
    return [*KINDS, *PARTS, *SECTIONS, *keys, *_predicates(), *_schemes(), *values, *classes]


def _concepts(scheme: str) -> tuple[str, ...]:
    return shapes_graph().concepts(scheme)


def _example(text: str) -> list[str]:
    return ["", _filled(f"for example: {text}", "")] if text else []


def _block(title: str, *lines: str | list[str]) -> str:
    flat: list[str] = []
    for line in lines:
        flat.extend(line if isinstance(line, list) else [line])
    body = [
        textwrap.indent(line, "  ") if line.startswith(" ") or "\n" in line else _filled(line, "  ")
        for line in flat
    ]
    return "\n".join([title, *body]).rstrip() + "\n"


def _filled(text: str, indent: str, further: str | None = None) -> str:
    return textwrap.fill(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent + "  " if further is None else further,
        break_long_words=False,
        break_on_hyphens=False,
    )
