"""What several test modules share: an invented report, its record, and ways to spoil a copy."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from pyoxigraph import Store

from reorg import resources
from support import axe as axe_script
from support.browser import BROWSERS, FLAGS, Visit
from support.graphs import load
from support.paths import DATA, SOURCE
from support.records import Spoil
from support.tools import executable, outside, required

settings.register_profile("quick", max_examples=20, deadline=None, derandomize=True)
settings.register_profile("all", max_examples=100, deadline=None, derandomize=required())


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer to run everything, and to write anew what tests compare with."""
    parser.addoption(
        "--all",
        action="store_true",
        help="run the tests marked slow or alone too, and properties with more examples",
    )
    parser.addoption(
        "--update-expected", action="store_true", help="write expected answers and outputs anew"
    )
    parser.addoption(
        "--fault-runs",
        type=int,
        default=4,
        metavar="N",
        help="how many sequences of pushes, faults and kills are tried on each store; from 100 on, "
        "every fault is tried at every request too",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Choose how often properties are tried, and let the tests' programs hear interrupts."""
    if not config.getoption("hypothesis_profile", None):
        settings.load_profile("all" if config.getoption("--all") else "quick")
    # A shell has what it starts with `&` ignore interrupts, and children inherit that.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what opens a browser as slow; leave out what is slow unless it was asked for."""
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.slow)
    if _quick_only(config):
        left_out = [item for item in items if _is_slow(item)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not _is_slow(item)]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say that something was left out: xdist does not count what it deselects."""
    if _quick_only(terminalreporter.config):
        terminalreporter.write_line("these were the quick tests; `pytest --all` runs all")


def _quick_only(config: pytest.Config) -> bool:
    """Say whether slow tests were asked for neither by an option nor one by one."""
    chosen = config.getoption("markexpr") or any("::" in argument for argument in config.args)
    return not (config.getoption("--all") or chosen)


def _is_slow(item: pytest.Item) -> bool:
    return any(item.get_closest_marker(name) for name in ("slow", "alone"))


@pytest.fixture
def record_file(tmp_path: Path) -> Path:
    """A copy of the invented record, with its article beside it."""
    folder = tmp_path / "records"
    shutil.copytree(DATA / "records", folder)
    return folder / "brackwater-2031.yaml"


@pytest.fixture
def spoil(record_file: Path) -> Iterator[Spoil]:
    """Replace a piece of the record that stands in it exactly once."""

    def replace(old: str, new: str) -> Path:
        text = record_file.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands in the record {text.count(old)} times"
        record_file.write_text(text.replace(old, new), encoding="utf-8")
        return record_file

    yield replace


@pytest.fixture
def article() -> Path:
    """The text that the shipped record was made from; it may not be part of the repository."""
    return outside(SOURCE)


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The shipped report's graph."""
    file = tmp_path_factory.mktemp("graph") / "shipped.ttl"
    file.write_text(resources.read("graphs", "northamptonshire-2015.ttl"), encoding="utf-8")
    return load(file)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A headless Chromium."""
    found = executable("Chromium", *BROWSERS, fix="apt install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Any, tmp_path: Path) -> Iterator[Any]:
    """Open a page's text in Chromium, at an address and with a context's settings."""
    opened: list[Visit] = []

    def open_(text: str, **settings: Any) -> Visit:
        file = tmp_path / f"page-{len(opened)}.html"
        file.write_text(text, encoding="utf-8", newline="\n")
        opened.append(Visit(chromium, file, **settings))
        return opened[-1]

    yield open_
    for one in opened:
        one.context.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The script by which axe judges a page."""
    return axe_script.source()
