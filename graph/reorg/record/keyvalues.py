"""Checks the keys and values of a record's things, one thing at a time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from reorg.namespaces import NAMESPACE, PREFIXES, expand
from reorg.record.model import Fields, Node, Record
from reorg.record.problems import Problems
from reorg.record.references import References
from reorg.record.strictyaml import Steps, Value
from reorg.vocab import lexical, migration
from reorg.vocab.defaults import DENIABLE, SET_BY_PARTS
from reorg.vocab.keys import GUESS, Form, Key, concept_iri, keys_by_name
from reorg.vocab.kinds import DEFAULTS, KINDS, NOBODY, PARTS, RECORD, STATEMENTS
from reorg.vocab.vocabulary import Vocabulary, wider_classes

# Keys that are read before shapes count values: what they place would be misplaced.
_SINGLE = frozenset(
    {
        *("start", "end", "exact", "prefix", "suffix", "sha256", "codePoints", "file"),
        *("words", "paragraph", "inDocument"),
    }
)


class KeyValues:
    """One pass over a record's things for what is said of each."""

    def __init__(
        self, record: Record, known: Vocabulary, references: References, problems: Problems
    ) -> None:
        self._record = record
        self._known = known
        self._references = references
        self._problems = problems
        self._keys = keys_by_name()
        self._concepts: set[tuple[str, str]] = set()

    def check(self, node: Node) -> None:
        """Add what is wrong with one thing's keys and values, and follow its references."""
        self._check_fields(node, node.path, node.type)
        needed = KINDS[node.kind].needed if node.kind in KINDS else ()
        for key in needed:
            if not node.has(key):
                self._problems.add(node.path, f"`{node.id}` needs `{key}`", f"add its `{key}`")

    def _check_fields(self, fields: Fields, path: Steps, type_: str = "") -> None:
        for name, value in fields.values.items():
            if name == "type":
                for place, item in self._places(value, (*path, name)):
                    self._check_type(item, place, type_)
            elif name in PARTS:
                self._check_parts(fields, name, (*path, name))
            elif name == DEFAULTS:
                self._check_defaults(value, path)
            elif (key := self._keys.get(name)) and name not in migration.KEYS:
                self._check_key(key, value, (*path, name))
            else:
                self._refuse_key(name, value, path)

    def _refuse_key(self, name: str, value: Value, path: Steps) -> None:
        what, iri = f"unknown key `{name}`", NAMESPACE + name
        if remedy := migration.remedy_of_key(name):
            what = f"`{name}` is no longer a key"
        elif iri in self._known.content_predicates:
            what = f"`{name}` is for claims to say"
            remedy = "write it as the `predicate` of a claim's content"
        elif iri in self._known.defined:
            what, remedy = f"`{name}` is worked out by the build", "delete it"
        elif (local := name.rpartition(":")[2].lstrip("@")) != name and local in self._keys:
            remedy = f"did you mean `{local}`?"
        elif value == "" and " " in name:
            remedy = "put words with a comma in quotation marks, or give the key a value"
        else:
            remedy = self._problems.nearest(name, self._keys, "delete it or correct it")
        self._problems.add((*path, name), what, remedy, at_key=True)

    def _places(self, value: Value, path: Steps) -> Iterator[tuple[Steps, Value]]:
        if not isinstance(value, list):
            yield path, value
            return
        if not value:
            what = f"`{path[-1]}` has no value"
            self._problems.add(path, what, "give one or delete the key")
        for index, item in enumerate(value):
            yield (*path, index), item

    # Parts of things

    def _check_parts(self, fields: Fields, name: str, path: Steps) -> None:
        allowed = PARTS[name].keys
        alone = not isinstance(fields.values[name], list)
        if fields.values[name] == NOBODY and name in DENIABLE:
            return
        for index, item in enumerate(fields.listed(name)):
            place = (*path, index)
            if PARTS[name].short and isinstance(item, str) and item != NOBODY:
                self._check_key(self._keys[PARTS[name].short], item, path if alone else place)
            elif isinstance(item, dict):
                self._refuse_strangers(item, name, place)
                self._check_fields(Fields({k: v for k, v in item.items() if k in allowed}), place)
                if name in STATEMENTS:
                    self._check_statement(item, name, place)
            elif PARTS[name].referred:
                self._check_key(self._keys[name], item, path if alone else place)
            else:
                keys = ", ".join(sorted(allowed - {GUESS}))
                what = f"`{name}` holds keys with values, not words alone"
                self._problems.add(path if alone else place, what, f"use the keys {keys}")

    def _check_defaults(self, value: Value, path: Steps) -> None:
        """Check the defaults of its own that a record sets for one of its parts."""
        kind = next((node.kind for node in self._record.nodes if node.path == path), "")
        place = (*path, DEFAULTS)
        keys = ", ".join(SET_BY_PARTS)
        able = [each.name for each in (RECORD, *KINDS.values()) if DEFAULTS in each.file_keys]
        if kind not in able:
            what = f"`{DEFAULTS}` has no place here"
            remedy = f"set them on a {' or a '.join(able)}"
            self._problems.add(place, what, remedy, at_key=True)
        elif not isinstance(value, dict):
            what = f"`{DEFAULTS}` holds keys with values"
            self._problems.add(place, what, f"use the keys {keys}")
        else:
            for name in value.keys() - set(SET_BY_PARTS):
                what = f"`{name}` has no place in `{DEFAULTS}`"
                remedy = self._problems.nearest(name, SET_BY_PARTS, f"use the keys {keys}")
                self._problems.add((*place, name), what, remedy, at_key=True)
            self._check_fields(Fields({k: v for k, v in value.items() if k in SET_BY_PARTS}), place)

    def _refuse_strangers(self, item: dict[str, Value], name: str, path: Steps) -> None:
        """Add a problem for each key of a part that has no place there."""
        allowed = PARTS[name].keys
        for inner in item.keys() - allowed:
            remedy = "delete it, or move it to where it belongs"
            if inner == "value":
                remedy = "write words under `literal`"
            elif inner not in self._keys:
                remedy = self._problems.nearest(inner, allowed, remedy)
            what = f"`{inner}` has no place in `{name}`"
            self._problems.add((*path, inner), what, remedy, at_key=True)

    def _check_statement(self, item: dict[str, Value], name: str, path: Steps) -> None:
        add = self._problems.add
        for key in ("subject", "predicate"):
            if key not in item:
                add(path, f"the {name} has no `{key}`", f"add its `{key}`")
        if "object" in item and "literal" in item:
            what = f"the {name} has both `object` and `literal`"
            add((*path, "literal"), what, "keep `object` for a thing, `literal` for words")
        elif not item.keys() & {"object", "literal", "value"}:
            what = f"the {name} has no `object`"
            add(path, what, "give a thing as `object` or words as `literal`")

    # Values

    def _check_key(self, key: Key, value: Value, path: Steps) -> None:
        if key.name in _SINGLE and isinstance(value, list) and len(value) > 1:
            what = f"`{key.name}` has {len(value)} values"
            self._problems.add(path, what, "keep one of them")
            return
        for place, item in self._places(value, path):
            if not isinstance(item, str):
                remedy = "write it as one value, in quotation marks if it begins with [ or {"
                self._problems.add(place, f"`{key.name}` should be {_meaning(key)}", remedy)
            elif not item.strip():
                what = f"`{key.name}` has no value"
                self._problems.add(place, what, "give one or delete the key")
            else:
                self._check_value(key, item, place)

    def _check_value(self, key: Key, value: str, path: Steps) -> None:
        if value == NOBODY and key.name in DENIABLE:
            return
        if key.form is Form.LINK:
            self._follow(key, value, path)
        elif key.form is Form.CONCEPT:
            self._check_concept(key, value, path)
        elif key.form is Form.TYPED:
            if what := lexical.fault(value, key.datatype):
                self._problems.add(path, what, lexical.cure(value, key.datatype))
        elif key.name == "file":
            self._check_path(value, path)

    def _follow(self, key: Key, value: str, path: Steps) -> None:
        # What stands for a predicate is known by its bare word, which no thing is.
        if key.name == "predicate":
            iri = self._references.predicate(value, path)
        elif value in self._record.iris and ":" in value:
            return
        else:
            iri = self._references.iri(value, path)
        if iri:
            self._record.iris[value] = iri

    def _check_concept(self, key: Key, value: str, path: Steps) -> None:
        if (key.scheme, value) in self._concepts:
            return
        if concept_iri(key.scheme, value) in self._known.concepts:
            self._concepts.add((key.scheme, value))
            return
        what = f"`{value}` is not a value of `{key.name}`"
        if remedy := migration.remedy_of_value(key.name, key.scheme, value):
            what = f"`{value}` is no longer a value of `{key.name}`"
            self._problems.add(path, what, remedy)
            return
        start = concept_iri(key.scheme, "")
        options = {i.removeprefix(start) for i in self._known.concepts if i.startswith(start)}
        otherwise = f"use one of {', '.join(sorted(options))}"
        remedy = self._problems.nearest(value, options, otherwise)
        self._problems.add(path, what, remedy)

    def _check_path(self, value: str, path: Steps) -> None:
        add = self._problems.add
        record = Path(self._record.document.file)
        folder, target = record.parent, record.parent / value
        try:
            inside = target.resolve().is_relative_to(folder.resolve())
            other = target.exists() and not target.is_file()
        except OSError as error:
            reason = (error.strerror or "it leads nowhere").lower()
            add(path, f"no file can be called `{value[:40]}…` ({reason})", "correct it")
            return
        if not inside:
            what = f"the path `{value}` leads out of the record's folder"
            add(path, what, "put the file beside the record, or give it with --article")
        elif other:
            add(path, f"`{value}` is not a file", "name the copy of the text")
        elif target.resolve() == record.resolve():
            add(path, f"`{value}` is the record itself", "name the copy of the text")

    def _check_type(self, value: Value, path: Steps, type_: str) -> None:
        if not isinstance(value, str):
            what = "`type` should be the name of a class"
            self._problems.add(path, what, "write it as one value")
            return
        prefix, colon, local = value.partition(":")
        iri = PREFIXES.get(prefix, "?") + local if colon else NAMESPACE + value
        if iri in self._known.defined:
            self._record.iris[value] = iri
            if type_ and expand(type_) not in wider_classes().get(iri, {iri}):
                what = f"`{value}` is not narrower than {type_}, which this is by its `id`"
                remedy = "delete the `type`, or change the kind in the `id`"
                self._problems.add(path, what, remedy)
            return
        names = {i.removeprefix(NAMESPACE) for i in self._known.defined}
        otherwise = "use a class of the ontology"
        remedy = self._problems.nearest(value.removeprefix("reorg:"), names, otherwise)
        self._problems.add(path, f"there is no class `{value}`", remedy)


_TYPED = {"date": "a date", "boolean": "true or false"}


def _meaning(key: Key) -> str:
    if key.form is Form.TYPED:
        return _TYPED.get(key.datatype, "a number")
    return str(key.form.value)
