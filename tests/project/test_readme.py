"""What the READMEs show is what a reader gets."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from support.paths import ROOT
from support.rooms import ORDER

READMES = {
    path.relative_to(ROOT).as_posix(): path
    for path in (ROOT / "README.md", *sorted(ROOT.glob("[!.]*/README.md")))
}
CONSOLE = re.compile(r"^```console\n\$ (?P<code>[^\n]+)\n(?P<output>.*?)^```$", re.M | re.S)
PYTHON = re.compile(r"^```python\n(?P<code>.*?)^```\n\n```text\n(?P<output>.*?)^```$", re.M | re.S)
SPARQL = re.compile(r"^```sparql\n(?P<code>.*?)^```\n\n```text\n(?P<output>.*?)^```$", re.M | re.S)

_PYTHON = [sys.executable, "-m"]


class Example(NamedTuple):
    """What a README shows, with what comes of it."""

    readme: str
    name: str
    command: list[str]
    output: str


def examples(readme: str) -> Iterator[Example]:
    text = READMES[readme].read_text(encoding="utf-8")
    for match in CONSOLE.finditer(text):
        command = [*_PYTHON, *shlex.split(match["code"])]
        yield Example(readme, match["code"], command, match["output"])
    for match in PYTHON.finditer(text):
        yield Example(readme, "python", [sys.executable, "-c", match["code"]], match["output"])
    for match in SPARQL.finditer(text):
        command = [*_PYTHON, "reorg", "query", match["code"]]
        yield Example(readme, "sparql", command, match["output"])


EXAMPLES = [example for readme in READMES for example in examples(readme)]


def output(command: list[str]) -> str:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return "\n".join(line.rstrip() for line in done.stdout.splitlines()) + "\n"


def test_the_readmes_have_examples() -> None:
    shown = [(example.readme, example.name) for example in EXAMPLES]
    assert len(shown) >= 9
    assert ("README.md", "python") in shown
    assert shown.count(("queries/README.md", "sparql")) >= 3


@pytest.mark.parametrize(
    "example", [pytest.param(one, id=f"{one.readme}:{one.name}") for one in EXAMPLES]
)
def test_example_prints_what_the_readme_shows(
    example: Example, request: pytest.FixtureRequest
) -> None:
    printed = output(example.command)
    if request.config.getoption("--update-expected", default=False):
        path = READMES[example.readme]
        text = path.read_text(encoding="utf-8")
        assert text.count(example.output) == 1
        path.write_text(text.replace(example.output, printed), encoding="utf-8")
        return
    assert printed == example.output


def test_commands_for_a_fresh_clone_are_marked() -> None:
    text = READMES["README.md"].read_text(encoding="utf-8")
    for name in ("build", "test"):
        assert re.search(rf"^<!-- {name} -->\n```sh\n.+\n```$", text, re.M), name


def test_the_first_readme_is_read_in_one_go() -> None:
    assert len(READMES["README.md"].read_text(encoding="utf-8").splitlines()) <= 200


@pytest.mark.parametrize("readme", READMES)
def test_what_a_readme_links_to_is_there(readme: str) -> None:
    path = READMES[readme]
    links = re.findall(r"\]\((?!https?:)([^)]+)\)", path.read_text(encoding="utf-8"))
    assert links
    for link in links:
        target, _, chapter = link.partition("#")
        file = path.parent / target if target else path
        assert file.exists(), link
        if chapter:
            assert chapter in set(chapters(file)), link


def chapters(path: Path) -> Iterator[str]:
    """Return a file's chapters as GitHub addresses them."""
    text = re.sub(r"^```.*?^```$", "", path.read_text(encoding="utf-8"), flags=re.M | re.S)
    for title in re.findall(r"^#+ (.+)$", text, re.M):
        yield re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


def test_the_rooms_are_told_in_their_order() -> None:
    text = READMES["README.md"].read_text(encoding="utf-8")
    told = re.findall(r"^\| \[`(\w+)/`\]\(graph/reorg/\w+\)", text, re.M)
    assert told == [*dict.fromkeys(room.partition(".")[0] for room in ORDER if room)]
