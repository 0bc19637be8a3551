"""Collects the things of a record by their identifiers, and what the register knows of them."""

from __future__ import annotations

from reorg.record.model import Fields, Node, Record, Register, is_name
from reorg.record.problems import Problems
from reorg.record.registerrules import compare
from reorg.record.strictyaml import Steps, Value
from reorg.vocab.kinds import IN_PLACE, KINDS, RECORD, SECTIONS, Kind, kind_of, prefix_iri


class Things:
    """One pass over a record for its things."""

    def __init__(self, record: Record, register: Register, problems: Problems) -> None:
        self._record = record
        self._register = register
        self._problems = problems

    def collect(self) -> None:
        """Fill the record with its things, and add the problems of their identifiers."""
        add = self._problems.add
        for section, content in self._record.document.data.items():
            if section not in SECTIONS:
                otherwise = f"use one of {', '.join(SECTIONS)}"
                remedy = self._problems.nearest(section, SECTIONS, otherwise)
                add((section,), f"unknown section `{section}`", remedy, at_key=True)
            if section == RECORD.section:
                self.collect_head(content)
            elif isinstance(content, list):
                # Under a misspelt heading too, or each reference to its things would seem wrong.
                for index, item in enumerate(content):
                    self._collect_node(item, (section, index))
            elif content != "" and section in SECTIONS:
                add((section,), f"`{section}` is not a list", "start each thing with `- id:`")
        self._record.nodes.sort(key=lambda node: node.path[0] != RECORD.section)

    def collect_head(self, content: Value) -> None:
        """Take what the record says of itself."""
        if isinstance(content, dict):
            identifier = f"{RECORD.name}:{self._record.name}"
            iri = self._record.iri
            self._record.iris[identifier] = iri
            self._record.nodes.append(
                Node(
                    _without_id(content),
                    id=identifier,
                    kind=RECORD.name,
                    iri=iri,
                    type=RECORD.type,
                    path=(RECORD.section,),
                )
            )

    def kind(self, identifier: str, path: Steps) -> Kind | None:
        """Return an identifier's kind; None, with a problem, where it cannot name a thing."""
        add = self._problems.add
        prefix, colon, name = identifier.partition(":")
        kind = KINDS.get(prefix)
        if not colon:
            add(path, f"`{identifier}` is not an id", "write a kind, a colon and a name")
        elif kind is None and prefix == RECORD.name:
            add(path, "a record is no thing in a record", "describe it under `record:`")
        elif kind is None:
            remedy = self._problems.nearest(prefix, KINDS, f"use one of {', '.join(KINDS)}")
            add(path, f"there is no kind `{prefix}`", remedy)
        elif not is_name(name):
            what = f"`{name}` is not a name" if name else f"`{identifier}` lacks a name"
            remedy = "use lower-case letters and digits, joined by single hyphens, without spaces"
            add(path, what, remedy)
        else:
            return kind
        return None

    def shared_iri(self, identifier: str) -> str:
        """Return the IRI of a thing in the register, or the empty string."""
        node = self._register.nodes.get(identifier)
        return node.iri if node else ""

    def _collect_node(self, item: Value, path: Steps) -> None:
        if not isinstance(item, dict):
            what = "a thing with keys and values is needed here"
            self._problems.add(path, what, "begin it with `id:`, or delete the hyphen")
            return
        # What it defines is there, even if there is something wrong with itself.
        fields = Fields(self._with_names(_without_id(item), path))
        identifier = self._identifier(item, path)
        kind = self.kind(identifier, (*path, "id")) if identifier else None
        if kind is None:
            return
        if identifier in self._record.iris:
            what = f"the id `{identifier}` is used twice"
            remedy = "rename one of the two"
            if len(path) > 2:
                remedy += ", or write the id alone where the same is meant"
            self._problems.add((*path, "id"), what, remedy)
            return
        shared = self.shared_iri(identifier)
        if shared:
            compare(identifier, fields, path, self._register, self._problems)
            self._record.borrow(identifier, self._register)
        name = identifier.partition(":")[2]
        iri = shared or prefix_iri(kind, self._record.name, self._record.base) + name
        self._record.iris[identifier] = iri
        self._record.nodes.append(
            Node(
                fields.values,
                id=identifier,
                kind=kind.name,
                iri=iri,
                type=kind.type,
                path=path,
                registered=bool(shared),
            )
        )

    def _with_names(self, values: dict[str, Value], path: Steps) -> dict[str, Value]:
        """Return a thing's keys with the ids of what is defined under them in its place."""
        named: dict[str, Value] = {}
        for key, value in values.items():
            if key not in IN_PLACE:
                named[key] = value
            elif isinstance(value, list):
                names = [
                    self._name(item, (*path, key, index), IN_PLACE[key])
                    for index, item in enumerate(value)
                ]
                # What has no name of its own is told of, and not once more for its lack.
                named[key] = [name for name in names if name is not None]
            elif (name := self._name(value, (*path, key), IN_PLACE[key])) is not None:
                named[key] = name
        return {key: value for key, value in named.items() if value != [] or values[key] == []}

    def _name(self, item: Value, path: Steps, kind: Kind) -> Value | None:
        """Return a value, or the id of what is defined in its place; None if that is wrong."""
        if not isinstance(item, dict):
            return item
        identifier = self._identifier(item, path, kind.name)
        if identifier and kind_of(identifier) != kind.name:
            what = f"`{identifier}` is defined where only things of the kind {kind.name} can be"
            remedy = "define it in its own section, and name here what is meant"
            self._problems.add((*path, "id"), what, remedy)
            return None
        if not identifier:
            return None
        self._collect_node(item, path)
        return identifier

    def _identifier(self, item: dict[str, Value], path: Steps, kind: str = "claim") -> str:
        """Return a thing's id; empty, with a problem, where it has none."""
        identifier = item.get("id")
        if identifier is None:
            remedy = f"add one, such as `id: {kind}:some-name`"
            self._problems.add(path, "this has no `id`", remedy)
        elif not isinstance(identifier, str):
            what, remedy = "an `id` is one word", f"write one, such as `{kind}:some-name`"
            self._problems.add((*path, "id"), what, remedy)
        elif not identifier:
            self.kind(identifier, (*path, "id"))
        else:
            return identifier
        return ""


def _without_id(values: dict[str, Value]) -> dict[str, Value]:
    return {key: value for key, value in values.items() if key != "id"}
