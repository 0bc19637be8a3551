"""What is locked is whole, and lies within the ranges that the project states."""

from __future__ import annotations

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from support.paths import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
EXTRAS = {"run": [], "test": ["test", "serve"], "all": ["test", "serve", "followthemoney"]}
STALE = "run `python tests/locked/renew.py`"


def locked(name: str) -> dict[str, tuple[Requirement, int]]:
    """Return the pins of a file by package, each with the number of its hashes."""
    text = (ROOT / "tests" / "locked" / f"{name}.txt").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", re.sub(r"^#.*\n", "", text, flags=re.M))
    pins: dict[str, tuple[Requirement, int]] = {}
    for entry in filter(None, map(str.strip, entries)):
        pin = Requirement(entry.partition(" \\\n")[0])
        key = canonicalize_name(pin.name)
        # Some package has different versions for different platforms.
        pins[key if key not in pins else f"{key} {pin.marker}"] = (pin, entry.count("--hash="))
    return pins


def direct(name: str) -> list[Requirement]:
    """Return what the project itself asks for."""
    project = PROJECT["project"]
    asked = [*project["dependencies"], *PROJECT["build-system"]["requires"]]
    for extra in EXTRAS[name]:
        asked += project["optional-dependencies"][extra]
    return [one for one in map(Requirement, asked) if one.name != "reorg"]


@pytest.mark.parametrize("name", EXTRAS)
def test_every_package_has_one_version_and_its_hashes(name: str) -> None:
    pins = locked(name)
    assert len(pins) > len(direct(name))
    for pin, hashes in pins.values():
        assert re.fullmatch(r"==[^*,]+", str(pin.specifier)), pin
        assert hashes, pin


@pytest.mark.parametrize("name", EXTRAS)
def test_locked_versions_lie_within_the_ranges(name: str) -> None:
    pins = locked(name)
    for asked in direct(name):
        key = canonicalize_name(asked.name)
        assert key in pins, f"{asked.name}: {STALE}"
        version = str(pins[key][0].specifier).removeprefix("==")
        assert asked.specifier.contains(version), f"{asked} {version}: {STALE}"


def test_files_agree_and_the_build_installs_no_test_packages() -> None:
    run, test, all_ = (
        {(pin.name, str(pin.specifier)) for pin, _ in locked(name).values()} for name in EXTRAS
    )
    assert run <= test <= all_, STALE
    assert not {"pytest", "playwright", "mypy"} & {name for name, _ in run}


@pytest.mark.parametrize("name", EXTRAS)
def test_every_dependency_has_a_lowest_version(name: str) -> None:
    for asked in direct(name):
        assert {one.operator for one in asked.specifier} & {">=", "=="}, asked
