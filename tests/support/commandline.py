"""Runs the command line as a user's shell would: in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from support.paths import DATA

DATA = DATA / "engine"
MILLBROOK = DATA / "millbrook.ttl"
COMMAND = [sys.executable, "-m", "reorg"]

# A product of the graph with itself five times over, which no engine can cut short.
ENDLESS = (
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n0 ?o . ?p ?q ?r "
    "FILTER(STR(?c) != STR(?f) && STR(?i) != STR(?l) && STR(?o) != STR(?r)) }"
)

# The same with one pattern less, for tests that the engine's thread outlives: some seconds.
SLOW = ENDLESS.replace("?p ?q ?r ", "").replace("STR(?o) != STR(?r)", "STR(?o) != STR(?c)")


def reorg(
    *arguments: str | Path, given: str | bytes = b"", cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run ``reorg`` with arguments and standard input, and return what came of it."""
    done = subprocess.run(
        [*COMMAND, *map(str, arguments)],
        input=given.encode() if isinstance(given, str) else given,
        capture_output=True,
        cwd=cwd,
        env=environment(),
        timeout=120,
    )
    out, error = done.stdout.decode(), done.stderr.decode()
    return subprocess.CompletedProcess(done.args, done.returncode, out, error)


def environment() -> dict[str, str]:
    """Return an environment in which nothing depends on the terminal, the locale or the user."""
    kept = {name: text for name, text in os.environ.items() if name != "PYTHONUNBUFFERED"}
    return {**kept, "LC_ALL": "C", "PYTHONUTF8": "0", "COLUMNS": "200", "TERM": "dumb"}


def ask(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run ``reorg query`` on the invented council's graph."""
    return reorg("query", *arguments, "--graph", MILLBROOK)


def complaint(done: subprocess.CompletedProcess[str], status: int = 1) -> str:
    """Return the one line that a command complained with, having printed nothing else."""
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert len(lines) == 1, done.stderr
    return lines[0]
