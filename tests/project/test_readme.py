"""What the README shows is what a reader gets."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys

import pytest

from support.paths import ROOT

README = ROOT / "README.md"
CONSOLE = re.compile(r"^```console\n\$ (?P<command>[^\n]+)\n(?P<output>.*?)^```$", re.M | re.S)
PYTHON = re.compile(r"^```python\n(?P<code>.*?)^```\n\n```text\n(?P<output>.*?)^```$", re.M | re.S)


def examples() -> list[tuple[str, list[str], str]]:
    """Return the README's examples: how each begins, its command line, and its output."""
    text = README.read_text(encoding="utf-8")
    shell = [
        (match["command"], [sys.executable, "-m", *shlex.split(match["command"])], match["output"])
        for match in CONSOLE.finditer(text)
    ]
    python = [
        ("python", [sys.executable, "-c", match["code"]], match["output"])
        for match in PYTHON.finditer(text)
    ]
    return shell + python


def output(command: list[str]) -> str:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return "\n".join(line.rstrip() for line in done.stdout.splitlines()) + "\n"


def test_readme_has_examples() -> None:
    assert len(examples()) >= 5
    assert any(name == "python" for name, *_ in examples())


@pytest.mark.parametrize(
    ("command", "expected"),
    [pytest.param(command, expected, id=name) for name, command, expected in examples()],
)
def test_example_prints_what_the_readme_shows(
    command: list[str], expected: str, request: pytest.FixtureRequest
) -> None:
    found = output(command)
    if request.config.getoption("--update-expected", default=False):
        text = README.read_text(encoding="utf-8")
        shown = next(iter(m for m in CONSOLE.finditer(text) if _is(m["command"], command)), None)
        if shown is not None:
            changed = text[: shown.start("output")] + found + text[shown.end("output") :]
            README.write_text(changed, encoding="utf-8")
            return
    assert found == expected


def _is(shown: str, command: list[str]) -> bool:
    return shlex.split(shown) == command[2:]


def test_commands_for_a_fresh_clone_are_marked() -> None:
    text = README.read_text(encoding="utf-8")
    for name in ("build", "test"):
        assert re.search(rf"^<!-- {name} -->\n```sh\n.+\n```$", text, re.M), name


def test_files_and_folders_named_in_the_readme_exist() -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", README.read_text(encoding="utf-8")):
        assert (ROOT / target).exists(), target
