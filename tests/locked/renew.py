"""Writes the locked requirements anew, from the ranges in ``pyproject.toml``.

python tests/locked/renew.py [--upgrade | --upgrade-package NAME]

Each file pins every package that it needs, with the hashes of all its files, for each platform
and each Python from the oldest that reorg runs on. What is pinned already is kept while the
ranges allow it, unless an upgrade is asked for.
"""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FILES = {
    # The largest comes first: the others take its versions.
    "all.txt": ["--all-extras"],
    "test.txt": ["--extra", "test"],
    "run.txt": [],
}


def compile_(name: str, project: Path, building: str, options: list[str]) -> None:
    """Write one file with uv, which knows the markers of every platform."""
    subprocess.run(
        [
            *(sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--universal"),
            *("--python-version", "3.11", "--generate-hashes", "--no-annotate"),
            *("--custom-compile-command", "python tests/locked/renew.py"),
            *("--output-file", str(HERE / name), *options, str(project), "-"),
        ],
        input=building,
        text=True,
        check=True,
        cwd=ROOT,
    )


def main(options: list[str]) -> None:
    """Write all files; ``options`` are uv's."""
    project = ROOT / "pyproject.toml"
    building = "\n".join(tomllib.loads(project.read_text("utf-8"))["build-system"]["requires"])
    for name, extras in FILES.items():
        same = [] if name == "all.txt" else ["--constraints", str(HERE / "all.txt")]
        compile_(name, project, building, [*extras, *same, *options])


if __name__ == "__main__":
    main(sys.argv[1:])
