"""Programs and files that the tests need beside Python's packages.

On a user's machine, what is missing is skipped and named; where ``REORG_REQUIRE`` is set, as in the
project's own run of all tests, it is a failure.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest

REQUIRE = "REORG_REQUIRE"
"""The variable that makes a failure of what is missing."""


def required() -> bool:
    """Say whether everything must be at hand."""
    return bool(os.environ.get(REQUIRE))


def missing(what: str, fix: str) -> NoReturn:
    """Skip the test, or fail it where everything must be at hand, and name the fix."""
    if required():
        pytest.fail(f"no {what} here; {fix}")
    pytest.skip(f"no {what} here; {fix}")


def executable(what: str, *names: str, fix: str) -> str:
    """Return the path of the first of some programs that is installed."""
    return next(filter(None, map(shutil.which, names)), None) or missing(what, fix)


def outside(path: Path) -> Path:
    """Return the path of a file or folder that is no part of the repository."""
    if not path.exists():
        missing(path.name, f"put it at {path.parent}")
    return path


def fetched(package: str, version: str) -> Path:
    """Return the folder of an npm package, fetched once into the user's cache."""
    import subprocess
    import tarfile

    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "reorg-tests"
    folder = cache / f"{package}-{version}" / "package"
    if not folder.is_dir():
        npm = executable("npm", "npm", fix="apt install npm")
        cache.mkdir(parents=True, exist_ok=True)
        command = [npm, "pack", "--silent", f"{package}@{version}"]
        if subprocess.run(command, cwd=cache, check=False, capture_output=True).returncode:
            missing(package, "connect to the npm registry once")
        archive = cache / f"{package}-{version}.tgz"
        with tarfile.open(archive) as packed:
            packed.extractall(folder.parent, filter="data")
        archive.unlink()
    return folder
