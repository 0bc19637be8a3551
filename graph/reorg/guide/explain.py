"""Explains the terms of records: what each means, by example, and how it is written."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from reorg.article.anchors import SHARE_LIMIT, WORD_LIMIT
from reorg.errors import ReorgError
from reorg.guide.forms import KeyRule, class_meaning, meaning, shapes
from reorg.namespaces import NAMESPACE
from reorg.record.loading import load
from reorg.record.model import GUESS, NESTED, RECORD_PREFIX, Node, as_list, texts_of
from reorg.record.yamlfile import Value
from reorg.vocab.glossary import KEYS, SECTION_OF, SECTIONS
from reorg.vocab.keys import Form, concept_iri, terms
from reorg.vocab.kinds import KINDS
from reorg.vocab.kinds import SECTIONS as SECTION_NAMES
from reorg.vocab.vocabulary import vocabulary
from reorg.wording import nearest

_WIDTH = 88

_MEANT = {
    Form.LINK: "the identifier of a thing",
    Form.CONCEPT: "one of these words",
    Form.TEXT: "text in English",
    Form.PLAIN: "text, as it stands in the report",
    Form.TYPED: "a number or a date",
    Form.UNUSED: "text; it does not reach the graph",
}

_QUOTING = ("anchor", "exact", "prefix", "suffix")
_LIMITS = (
    f"an anchor quotes at most {WORD_LIMIT} words, its context (`prefix` and `suffix`) included; "
    f"all anchors together quote at most {SHARE_LIMIT:.0%} of the words of the text"
)


def explain(term: str) -> str:
    """Return all that a term means in records.

    Args:
        term: A key, a kind, a section, a class, a content predicate, or a value of a closed list,
            alone or after its list's name and a colon.

    Raises:
        ReorgError: There is no such term; the message names the nearest.
    """
    found = list(_found(term.strip()))
    if not found:
        advice = nearest(term, _all_terms(), "see `reorg explain` for all terms")
        raise ReorgError(f"there is no term `{term}`", remedy=advice)
    return "\n".join(found)


def overview() -> str:
    """Return all terms by group."""
    groups = {
        "sections of a record": SECTION_NAMES,
        "kinds of thing": (*KINDS, *NESTED),
        "keys": sorted(terms().keys() | {"id", "type"}),
        "content predicates": _predicates(),
        **{f"values of {scheme}": shapes().concepts(scheme) for scheme in _schemes()},
    }
    parts = [f"{name}\n{_filled(', '.join(words), '  ')}\n" for name, words in groups.items()]
    return "\n".join([*parts, "`reorg explain TERM` tells more of one.\n"])


def _found(term: str) -> Iterator[str]:
    """Yield one explanation for each thing that a term can be."""
    if term in KINDS or term in NESTED or term == RECORD_PREFIX:
        yield _kind(term)
    elif term in SECTION_NAMES:
        yield _section(term)
    if term in terms() or term in ("id", "type"):
        yield _key(term)
    if term in _predicates():
        yield _predicate(term)
    scheme, colon, value = term.partition(":")
    for name in _schemes():
        if (value if colon else term) in shapes().concepts(name) and (not colon or scheme == name):
            yield _concept(name, value if colon else term)
    if term in _schemes() and term not in terms():
        yield _block(f"{term}: a closed list", _scheme_meaning(term), _values(term))
    for kind, known in KINDS.items():
        local = known.type.partition(":")[2]
        if term in (known.type, local) and term not in KINDS:
            yield _kind(kind)


def _kind(kind: str) -> str:
    rules = shapes().rules(kind)
    must = [key for key, rule in rules.items() if rule.least and not _is_choice(kind, key)]
    may = [key for key in rules if key not in must]
    if kind in KINDS:
        title = f"{kind}: a kind of thing ({KINDS[kind].type})"
    else:
        title = (
            f"{kind}: the record itself" if kind == RECORD_PREFIX else f"{kind}: a part of others"
        )
    lines = [class_meaning(kind), *_example(shapes().kind_example(kind))]
    either = " and one of object and literal" if kind == "content" else ""
    lines += ["", _filled(f"must have: {', '.join(must) or 'nothing but its id'}{either}", "")]
    lines += [_filled(f"may have: {', '.join(may) or 'nothing more'}", "")]
    if kind in KINDS:
        shared = "the same in all records" if KINDS[kind].shared else "this record's own"
        lines.append(f"its name is {shared}")
        lines.append(f"stands in a record under `{SECTION_OF[kind]}`")
    if kind in _QUOTING:
        lines += ["", _filled(_LIMITS, "")]
    return _block(title, *lines, *_written(_node_of(kind)))


def _is_choice(kind: str, key: str) -> bool:
    return kind == "content" and key in ("object", "literal")


def _section(section: str) -> str:
    text = SECTIONS.get(section, f"The record's {section}, one after another.")
    kinds = [kind for kind, place in SECTION_OF.items() if place == section]
    held = ["", f"holds things of the kinds {', '.join(kinds)}"] if kinds else []
    return _block(f"{section}: a section of a record", text, *held)


def _key(key: str) -> str:
    lines = [meaning(key)]
    term = terms().get(key)
    if term and term.iri:
        lines += _example(shapes().describe(term.iri, "skos:example"))
    on = shapes().kinds_with(key)
    if term and term.form is not Form.UNUSED:
        lines += ["", f"its value is {_meant(key)}"]
        lines += _values(term.scheme, _allowed(on)) if term.scheme else []
    if term and (others := shapes().together(key)):
        names = " and ".join(f"`{name}`" for name in others)
        lines += ["", f"goes together with {names}: give both, or neither"]
    if key in _QUOTING:
        lines += ["", _LIMITS]
    if on:
        lines += ["", "stands on:", *_stands_on(on)]
    elif key in KEYS:
        lines += ["", "stands on a text" if key == "file" else "stands on every kind of thing"]
    return _block(f"{key}: a key", *lines, *_written(_with_key(key), key))


def _stands_on(on: dict[str, KeyRule]) -> list[str]:
    """Return the kinds that may have a key, those with the same demand together."""
    kinds: dict[str, list[str]] = {}
    for kind, rule in on.items():
        kinds.setdefault(_demand(rule), []).append(kind)
    return [_filled(f"{', '.join(names)}: {demand}", "  ") for demand, names in kinds.items()]


def _meant(key: str) -> str:
    term = terms()[key]
    if key == "predicate":
        return "a content predicate, such as hasStatus"
    if key not in NESTED and shapes().names_statements(key):
        return "one thing that a claim says: claim:NAME/content/1, counted from 1"
    if key in NESTED:
        return f"one or more mappings with keys of their own: see `reorg explain {key}`"
    if term.form is Form.TYPED:
        return "a date such as 2015-02-24" if term.datatype == "date" else "a number"
    return _MEANT[term.form]


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
    text = shapes().describe(iri, "skos:definition")
    lines = [text, *_example(shapes().describe(iri, "skos:example"))]
    lines += ["", "stands in the content of claims, under `predicate`"]
    lines += [_taken(end, iri) for end in ("subject", "object")]
    node = next((n for n in _nodes() if name in _predicates_of(n)), None)
    if node is None:
        return _block(f"{name}: a content predicate", *lines)
    kept = [item for item in as_list(node.values["content"]) if _predicate_is(item, name)]
    return _block(f"{name}: a content predicate", *lines, *_snippet(node.id, {"content": kept[:1]}))


def _taken(end: str, predicate: str) -> str:
    """Return what the subject or object of a content predicate must be."""
    what, kinds = shapes().takes(predicate).get(end, ("any thing", ()))
    places: dict[str, list[str]] = {}
    for kind in kinds:
        places.setdefault(SECTION_OF[kind], []).append(kind)
    named = [f"{', '.join(some)} (under `{place}`)" for place, some in places.items()]
    return f"its {end}: {what}{' - ' if named else ''}{'; '.join(named)}"


def _predicates_of(node: Node) -> list[Any]:
    items = as_list(node.values.get("content"))
    return [item.get("predicate") for item in items if isinstance(item, dict)]


def _predicate_is(item: Value, name: str) -> bool:
    return isinstance(item, dict) and item.get("predicate") == name


def _concept(scheme: str, value: str) -> str:
    iri = concept_iri(scheme, value)
    lines = [shapes().describe(iri, "skos:definition")]
    lines += _example(shapes().describe(iri, "skos:example"))
    keys = [key for key, term in terms().items() if term.scheme == scheme]
    if keys:
        lines += ["", f"is a value of {' and '.join(f'`{key}`' for key in keys)}"]
    else:
        lines += ["", f"is written `{scheme}:{value}` where a thing may stand"]
    for key in keys:
        holder = next((node for node in _nodes() if value in texts_of(node.values.get(key))), None)
        if holder is not None:
            return _block(f"{scheme}:{value}", *lines, *_snippet(holder.id, {key: value}))
    return _block(f"{scheme}:{value}", *lines)


def _values(scheme: str, allowed: tuple[str, ...] = ()) -> list[str]:
    lines = []
    for value in allowed or shapes().concepts(scheme):
        text = shapes().describe(concept_iri(scheme, value), "skos:definition")
        lines.append(_filled(f"{value}: {text}", "  ", "    "))
    return lines


def _scheme_meaning(scheme: str) -> str:
    return shapes().describe(f"{NAMESPACE}{scheme}-scheme", "skos:definition")


def _schemes() -> list[str]:
    start = len(NAMESPACE)
    return [
        iri[start : -len("-scheme")]
        for iri in sorted(vocabulary().defined)
        if iri.startswith(NAMESPACE) and iri.endswith("-scheme")
    ]


def _predicates() -> list[str]:
    return sorted(iri.removeprefix(NAMESPACE) for iri in vocabulary().content_predicates)


def _all_terms() -> list[str]:
    values = [word for s in _schemes() for v in shapes().concepts(s) for word in (v, f"{s}:{v}")]
    classes = [kind.type.partition(":")[2] for kind in KINDS.values()]
    keys = [*terms(), "id", "type"]
    return [*KINDS, *NESTED, *SECTION_NAMES, *keys, *_predicates(), *_schemes(), *values, *classes]


# How it looks in the shipped record


@lru_cache(maxsize=1)
def _nodes() -> tuple[Node, ...]:
    from importlib.resources import files
    from pathlib import Path

    record, _ = load(Path(str(files("reorg.records") / "northamptonshire-2015.yaml")))
    return tuple(record.nodes)


def _node_of(kind: str) -> tuple[str, Value] | None:
    """Return a thing of the shipped record of a kind, with its values."""
    for node in _nodes():
        if node.kind == kind and not any("\n" in text for text in map(str, node.values.values())):
            return node.id, dict(node.values)
        if kind in NESTED and kind in node.values:
            return node.id, {kind: as_list(node.values[kind])[:1]}
    return None


def _with_key(key: str) -> tuple[str, Value] | None:
    for node in _nodes():
        if key in node.values:
            value = node.values[key]
            return node.id, {key: as_list(value)[:1] if key in NESTED else value}
        for outer in NESTED:
            for item in as_list(node.values.get(outer)):
                if isinstance(item, dict) and key in item:
                    return node.id, {outer: [item]}
    return None


def _written(found: tuple[str, Value] | None, key: str = "") -> list[str]:
    if found is not None and isinstance(found[1], dict):
        return _snippet(found[0], found[1])
    if key == "id":
        return _snippet("claim:some-name", {})
    examples = {
        GUESS: ("claim:some-name", "Who says this?"),
        "file": ("text:article", "report.txt"),
    }
    if key not in examples:
        return []
    identifier, value = examples[key]
    return _snippet(identifier, {key: value})


def _snippet(identifier: str, values: dict[str, Value]) -> list[str]:
    import yaml

    class Dumper(yaml.SafeDumper):
        """Writes breaks of lines as \\n, as records do."""

    def text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
        style = '"' if "\n" in value else None
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)

    Dumper.add_representer(str, text)
    node = {"id": identifier, **values}
    made = yaml.dump(
        node if identifier.startswith(f"{RECORD_PREFIX}:") else [node],
        Dumper=Dumper,
        sort_keys=False,
        allow_unicode=True,
        width=_WIDTH,
        default_flow_style=False,
    )
    return ["", "in a record:", *textwrap.indent(_plain(made), "  ").splitlines()]


def _plain(text: str) -> str:
    """Return YAML without quotation marks that a record's own reader does not need."""
    import re

    return re.sub(r"'(\d[\d.-]*)'", r"\1", text)


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
        _WIDTH,
        initial_indent=indent,
        subsequent_indent=indent + "  " if further is None else further,
        break_long_words=False,
        break_on_hyphens=False,
    )
