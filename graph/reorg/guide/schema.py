"""Makes a JSON Schema of records out of the ontology and its shapes, for editors to use.

It refuses nothing that `reorg check` accepts; what it cannot tell by looking at one thing alone,
such as whether a reference leads anywhere, it leaves to the check.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from reorg.guide.keyrules import KeyRule, class_meaning, keys_of, meaning, rules, shapes_of
from reorg.guide.shapesgraph import shapes_graph
from reorg.jsontext import indented
from reorg.namespaces import NAMESPACE
from reorg.terms import value_of
from reorg.vocab.defaults import DENIABLE, SET_BY_PARTS, may_be_left_out
from reorg.vocab.glossary import KEYS
from reorg.vocab.keys import GUESS, MENTION, Form, concept_iri, keys_by_name
from reorg.vocab.kinds import (
    DEFAULTS,
    IN_PLACE,
    KINDS,
    NOBODY,
    PARTS,
    RECORD,
    SECTIONS,
    STATEMENTS,
    file_keys,
)
from reorg.vocab.lexical import is_absolute
from reorg.vocab.vocabulary import vocabulary

if TYPE_CHECKING:
    from reorg.guide.shapesgraph import Object

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
FILE = "record.schema.json"

_NAME = "[a-z0-9]+(-[a-z0-9]+)*"
_REFERENCE = r"^([A-Za-z][A-Za-z0-9-]*:\S+|https?:\S+|urn:\S+)$"
_NUMBERS = {
    "integer": r"^(0|-?[1-9][0-9]*)$",
    "nonNegativeInteger": "^(0|[1-9][0-9]*)$",
    "positiveInteger": "^[1-9][0-9]*$",
    "decimal": r"^-?[0-9]+(\.[0-9]+)?$",
}
_SCALAR = ["string", "number", "boolean"]
"""Types of YAML's core schema: a record's scalars are text, whatever they look like."""


def schema() -> Schema:
    """Return the JSON Schema (2020-12) of a record's file."""
    kinds = {name: _kind(name) for name in (RECORD.name, *KINDS, *PARTS)}
    schemes = {rule.key.scheme for name in kinds for rule in rules(name).values()} - {""}
    sections: Schema = {
        name: {
            "description": meaning or f"The record's {name}.",
            "anyOf": [{"type": "array", "items": {"$ref": "#/$defs/thing"}}, {"const": ""}, _NULL],
        }
        for name, meaning in SECTIONS.items()
    }
    sections[RECORD.name] = {"$ref": f"#/$defs/{RECORD.name}"}
    return {
        "$schema": DIALECT,
        "$id": f"{NAMESPACE.rstrip('#')}/{FILE}",
        "title": "A record of a reported reorganisation",
        "description": "What one report says, who says it and in which words.",
        "type": "object",
        "properties": sections,
        "required": [RECORD.name],
        "additionalProperties": False,
        "$defs": {
            "thing": _thing(),
            **kinds,
            **{f"{kind.name} in place": _in_place(kind.name) for kind in IN_PLACE.values()},
            DEFAULTS: _defaults(),
            **{f"{scheme} values": _values(scheme) for scheme in sorted(schemes)},
            "predicates": _predicates(),
        },
    }


def text() -> str:
    """Return the schema as it ships, in JSON."""
    return indented(schema(), 1)


_NULL = {"type": "null"}


def _thing() -> Schema:
    """Return the schema of what a section lists: what it must be follows from its id."""
    return {
        "type": "object",
        "required": ["id"],
        "properties": {
            "id": {
                "description": KEYS["id"],
                "type": "string",
                "pattern": f"^({'|'.join(KINDS)}):{_NAME}$",
                "examples": [f"{kind}:some-name" for kind in KINDS],
            }
        },
        "allOf": [
            {
                "if": {"properties": {"id": {"pattern": f"^{kind}:"}}, "required": ["id"]},
                "then": {"$ref": f"#/$defs/{kind}"},
            }
            for kind in KINDS
        ],
    }


def _kind(kind: str) -> Schema:
    of_keys = rules(kind)
    properties = {key: _key(rule) for key, rule in of_keys.items()}
    properties[GUESS] = {"description": KEYS[GUESS], **_one_or_more(_text())}
    if kind not in PARTS:
        properties["id"] = {"description": KEYS["id"], "type": "string"}
    if kind in KINDS:
        properties["type"] = {"description": KEYS["type"], **_one_or_more({"type": "string"})}
    for key in file_keys(kind):
        value = {"$ref": f"#/$defs/{key}"} if key == DEFAULTS else _one_or_more(_text())
        properties[key] = {"description": KEYS[key], **value}
    thing: Schema = {
        "description": class_meaning(kind),
        "type": "object",
        "properties": dict(sorted(properties.items())),
    }
    if kind not in KINDS or "type" not in properties:
        thing["additionalProperties"] = False
    else:
        # A further class may bring further keys; which, the check knows.
        thing["if"] = {"not": {"required": ["type"]}}
        thing["then"] = {"propertyNames": {"enum": sorted(properties)}}
    return {**thing, **_demands(kind, of_keys)}


def _defaults() -> Schema:
    """Return the schema of the defaults that a record sets."""
    of_keys = {**rules("utterance"), **rules("claim")}
    return {
        "type": "object",
        "minProperties": 1,
        "properties": {key: _key(replace(of_keys[key], default=None)) for key in SET_BY_PARTS},
        "additionalProperties": False,
    }


def _demands(kind: str, rules: dict[str, KeyRule]) -> Schema:
    """Return what a thing must have: keys, and keys that go together."""
    required = sorted(key for key, rule in rules.items() if rule.least)
    if kind == RECORD.name:
        required.insert(0, "id")
    demands: list[Schema] = []
    if kind in STATEMENTS:
        required = [key for key in required if key not in ("object", "literal")]
        demands = [{"oneOf": [{"required": ["object"]}, {"required": ["literal"]}]}]
    if kind in KINDS and (groups := KINDS[kind].either):
        demands = [{"oneOf": [{"required": list(group)} for group in groups]}]
    for shape in shapes_of(kind):
        demands.extend(_choices(shape, may_be_left_out(kind)))
    if kind in KINDS and KINDS[kind].registered:
        # The register may hold the rest of what a record only mentions.
        mention = {"propertyNames": {"enum": sorted({"id", GUESS, *MENTION})}}
        return {"anyOf": [_all(required, demands), mention]}
    return _all(required, demands)


def _all(required: list[str], demands: list[Schema]) -> Schema:
    return {"required": required, **({"allOf": demands} if demands else {})}


def _choices(shape: Object, optional: frozenset[str]) -> list[Schema]:
    demands = []
    for name, word in (("sh:or", "anyOf"), ("sh:xone", "oneOf")):
        if choices := shapes_graph().listed(shape, name):
            options = [_condition(choice, optional) for choice in choices]
            if all(option is not None for option in options):
                advice = shapes_graph().text(shape, "sh:message")
                demands.append({word: options, "description": advice})
    return demands


def _condition(shape: Object, optional: frozenset[str]) -> Schema | bool | None:
    """Return what a part of a shape demands, or None where one thing alone cannot tell.

    Args:
        optional: Keys that may be left out because they follow from the rest.
    """
    conditions: list[Schema | bool | None] = [
        _of_key(constraint, optional) for constraint in shapes_graph().values(shape, "sh:property")
    ]
    for inner in shapes_graph().values(shape, "sh:not"):
        condition = _condition(inner, optional)
        conditions.append(None if condition is None else {"not": condition})
    if not conditions or None in conditions or shapes_graph().values(shape, "sh:class"):
        return None
    return conditions[0] if len(conditions) == 1 else {"allOf": conditions}


def _of_key(constraint: Object, optional: frozenset[str]) -> Schema | bool | None:
    graph = shapes_graph()
    least, most = graph.number(constraint, "sh:minCount"), graph.number(constraint, "sh:maxCount")
    path = graph.text(constraint, "sh:path")
    if not is_absolute(path):
        # What stands at the end of a longer path is another thing's.
        return None
    keys = keys_of(path)
    if not keys:
        # The build alone adds such a property: a record never has it.
        return None if least is None and most is None else not least
    key = keys[0]
    if most == 0:
        return {"not": {"required": [key]}}
    if least and key in optional:
        return True
    if least:
        several = {"properties": {key: {"type": "array", "minItems": least}}} if least > 1 else {}
        return {"required": [key], **several}
    if value := graph.text(constraint, "sh:hasValue"):
        return {"required": [key], "properties": {key: _containing(_word(key, value))}}
    if listed := graph.listed(constraint, "sh:in"):
        words = [_word(key, value_of(item)) for item in listed]
        return {"properties": {key: _one_or_more({"enum": words})}}
    return None


def _word(key: str, iri: str) -> str:
    scheme = keys_by_name()[key].scheme
    return iri.removeprefix(concept_iri(scheme, "") if scheme else NAMESPACE)


def _containing(word: str) -> Schema:
    return {"anyOf": [{"const": word}, {"type": "array", "contains": {"const": word}}]}


def _key(rule: KeyRule) -> Schema:
    words = [meaning(rule.key.name)]
    if rule.advice:
        words.append(f"Rule: {rule.advice}.")
    if rule.default:
        words.append(f"Left out: {rule.default.words}.")
    described: Schema = {"description": "\n\n".join(filter(None, words))}
    if rule.default and rule.default.value:
        described["default"] = rule.default.value
    if rule.key.name in PARTS:
        forms = [{"$ref": f"#/$defs/{rule.key.name}"}]
        if PARTS[rule.key.name].short or PARTS[rule.key.name].referred:
            forms.append({"type": "string", "pattern": _REFERENCE})
        whole = forms[0] if len(forms) == 1 else {"anyOf": forms}
        return {**described, **_deniable(rule, _one_or_more(whole))}
    several = _one_or_more(_value(rule), most=rule.most)
    return {**described, **_deniable(rule, several)}


def _deniable(rule: KeyRule, value: Schema) -> Schema:
    """Return the schema of a value that may also be said not to be there."""
    return {"anyOf": [*value["anyOf"], {"const": NOBODY}]} if rule.key.name in DENIABLE else value


def _value(rule: KeyRule) -> Schema:
    key = rule.key
    if key.name == "predicate":
        return {"$ref": "#/$defs/predicates"}
    if key.form is Form.CONCEPT:
        whole: Schema = {"$ref": f"#/$defs/{key.scheme} values"}
        if rule.values != shapes_graph().concepts(key.scheme):
            return {"allOf": [whole, {"enum": list(rule.values)}]}
        return whole
    if key.form is Form.LINK:
        reference: Schema = {"type": "string", "pattern": _REFERENCE}
        if key.name not in IN_PLACE:
            return reference
        return {"anyOf": [reference, {"$ref": f"#/$defs/{IN_PLACE[key.name].name} in place"}]}
    if key.form is Form.TYPED and key.datatype == "date":
        return {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
    if key.form is Form.TYPED and key.datatype == "boolean":
        return {"type": ["boolean", "string"], "pattern": "^(true|false)$"}
    if key.form is Form.TYPED:
        number = "number" if key.datatype == "decimal" else "integer"
        return {"type": [number, "string"], "pattern": _NUMBERS[key.datatype]}
    return _text(rule)


def _in_place(kind: str) -> Schema:
    """Return the schema of a thing that is defined where it is named."""
    identifier = {"type": "string", "pattern": f"^{kind}:{_NAME}$"}
    return {
        "allOf": [{"$ref": f"#/$defs/{kind}"}],
        "properties": {"id": identifier},
        "required": ["id"],
    }


def _text(rule: KeyRule | None = None) -> Schema:
    text: Schema = {"type": _SCALAR, "minLength": 1}
    if rule and rule.longest is not None:
        text["maxLength"] = rule.longest
    if rule and rule.pattern:
        text["pattern"] = rule.pattern
    return text


def _one_or_more(value: Schema, *, most: int | None = None) -> Schema:
    several: Schema = {"type": "array", "items": value, "minItems": 1}
    if most is not None:
        several["maxItems"] = most
    return {"anyOf": [value, several]}


def _values(scheme: str) -> Schema:
    return {
        "description": shapes_graph().describe(f"{NAMESPACE}{scheme}-scheme", "skos:definition"),
        "anyOf": [
            {"const": value, "description": _definition(concept_iri(scheme, value))}
            for value in shapes_graph().concepts(scheme)
        ],
    }


def _predicates() -> Schema:
    iris = sorted(vocabulary().content_predicates)
    return {
        "description": "How the subject and the object of a statement are joined.",
        "anyOf": [
            {"const": iri.removeprefix(NAMESPACE), "description": _definition(iri)} for iri in iris
        ],
    }


def _definition(iri: str) -> str:
    parts = [shapes_graph().describe(iri, "skos:definition")]
    if example := shapes_graph().describe(iri, "skos:example"):
        parts.append(f"Example: {example}")
    return "\n\n".join(filter(None, parts))
