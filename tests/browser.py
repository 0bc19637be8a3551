"""A real browser for the tests of the page, and tools that judge pages."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any, NoReturn

import pytest

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Else only two hundred changes of the address are let through in ten seconds.
    "--disable-ipc-flooding-protection",
)


def missing(what: str, fix: str) -> NoReturn:
    """Skip the test, or fail it where everything must be at hand, and name the fix."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"no {what} here; {fix}")
    pytest.skip(f"no {what} here; {fix}")


def executable(what: str, *names: str, fix: str) -> str:
    """Return the path of the first of some programs that is installed."""
    return next(filter(None, map(shutil.which, names)), None) or missing(what, fix)


class Visit:
    """A page opened from disk, with everything that it asked for or complained of."""

    def __init__(self, browser: Any, file: Path, *, at: str = "", **settings: Any) -> None:
        self.context = browser.new_context(
            viewport=settings.pop("viewport", {"width": 1400, "height": 900}),
            reduced_motion="reduce",
            **settings,
        )
        self.tab = self.context.new_page()
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.tab.on("request", lambda request: self.asked.append(request.url))
        self.tab.on("console", self._heard)
        self.tab.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.tab.goto(file.as_uri() + at)

    def _heard(self, message: Any) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)

    def wait_until_drawn(self) -> None:
        """Wait for the first picture; only the views with one draw it."""
        # Not `wait_for_function`, whose eval the page's policy refuses.
        for _ in range(600):
            if self.tab.evaluate("performance.getEntriesByName('drawn').length"):
                return
            self.tab.wait_for_timeout(20)
        raise TimeoutError("no picture after 12 seconds")

    def panel(self) -> str:
        """Return the text of what is selected."""
        return str(self.tab.locator("#selection").inner_text())

    def picture(self) -> str:
        """Return the picture as a data address."""
        return str(self.tab.evaluate("document.querySelector('#graph canvas').toDataURL()"))


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
