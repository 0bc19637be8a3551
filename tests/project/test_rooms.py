"""The package's rooms: imports run one way, from higher rooms to lower ones, and in no circle."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from itertools import groupby
from pathlib import Path

from support.paths import ROOT
from support.rooms import ORDER

PACKAGE = ROOT / "graph" / "reorg"

PUBLIC = frozenset({"reorg", "reorg.__main__"})
"""What stands above all rooms, though it lies in the lowest: the ways in."""


def module(path: Path) -> str:
    """Return a file's module."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts).removesuffix(".__init__")


MODULES = {module(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def room(name: str) -> str:
    """Return the room of a module; a room's own is itself."""
    inside = name.partition(".")[2]
    return inside if MODULES[name].name == "__init__.py" else inside.rpartition(".")[0]


def imports(name: str) -> set[str]:
    """Return the project's modules that a module imports, early, late or for types alone."""
    found = set()
    for node in ast.walk(ast.parse(MODULES[name].read_bytes())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                found.add(whole if whole in MODULES else node.module)
    return found & MODULES.keys()


def test_every_module_is_in_a_room() -> None:
    assert len(MODULES) > 100
    rooms = {room(name) for name in MODULES}
    assert rooms - {"html.templates", "html.words", "serve.templates"} == set(ORDER)


def test_no_room_knows_a_higher_one() -> None:
    upwards = [
        (name, other)
        for name in sorted(MODULES.keys() - PUBLIC)
        for other in sorted(imports(name))
        if ORDER.index(room(other)) > ORDER.index(room(name))
    ]
    assert upwards == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    arrows = {name: imports(name) - {name} for name in MODULES}
    assert sum(map(len, arrows.values())) > 300
    assert len([*TopologicalSorter(arrows).static_order()]) == len(MODULES)


def test_rooms_say_nothing_of_their_own() -> None:
    starts = [path for path in PACKAGE.rglob("__init__.py") if path.parent != PACKAGE]
    assert len(starts) > len(ORDER) - 2
    assert [module(path) for path in starts if path.read_bytes()] == []


def test_no_two_rooms_have_a_module_of_the_same_name_but_for_commands() -> None:
    from reorg.cli.parser import COMMANDS

    names = sorted(
        path.stem
        for path in PACKAGE.rglob("*.py")
        if path.stem != "__init__" and not (path.parent.name == "cli" and path.stem in COMMANDS)
    )
    twice = [name for name, same in groupby(names) if len([*same]) > 1]
    assert twice == ["limits"]


def test_all_that_products_are_made_by_counts_as_their_source() -> None:
    from reorg.pipeline.cache import ROOMS

    needed, left = set(), ["reorg.pipeline.build"]
    while left:
        name = left.pop()
        needed.add(name)
        left += imports(name) - needed
    assert {room(name) for name in needed} <= set(ROOMS)


def test_every_command_has_a_module_of_its_name() -> None:
    from reorg.cli.parser import COMMANDS

    assert [name for name in COMMANDS if f"reorg.cli.{name}" not in MODULES] == []
