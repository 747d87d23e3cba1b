"""A browser, and pages of visitors. Imported by the conftest of each folder that needs them.

A console error, a failed script or a request to a third party fails every test.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from missing import missing
from widget.chat import Chat

ROOT = Path(__file__).resolve().parents[1]
AXE = ROOT / "web/node_modules/axe-core/axe.min.js"
NAMES = ("chromium", "chromium-browser", "google-chrome")
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
Opens = Callable[..., Chat]


@pytest.fixture(scope="session")
def axe() -> str:
    if not AXE.exists():
        missing("axe-core is not installed: npm ci --prefix web")
    return AXE.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        missing(f"no browser: none of {', '.join(NAMES)} is on PATH")
    started = playwright.chromium.launch(executable_path=found, args=SWITCHES)
    yield started
    started.close()


class Visits:
    """Opens pages of a site, each visitor with a browser profile of their own.

    Attributes:
        expected: parts of what the console may say.
        hosts: where pages may fetch from.
    """

    def __init__(self, browser: Browser, url: str, seconds: float = 5) -> None:
        self.browser = browser
        self.url = url
        self.seconds = seconds
        self.hosts = [url.partition("//")[2]]
        self.contexts: list[BrowserContext] = []
        self.problems: list[str] = []
        self.expected: tuple[str, ...] = ()

    def context(self, **settings: Any) -> BrowserContext:
        settings.setdefault("viewport", {"width": 1200, "height": 800})
        settings.setdefault("locale", "en-GB")
        context = self.browser.new_context(**settings)
        context.set_default_timeout(1_000 * self.seconds)
        self.contexts.append(context)
        return context

    def page(self, context: BrowserContext, path: str = "/") -> Page:
        page = context.new_page()
        page.on("pageerror", lambda error: self.problems.append(f"error: {error}"))
        page.on("request", lambda request: self._no_third_party(request.url))
        page.on("console", lambda said: self._heard(said.type, said.text))
        page.goto(path if "://" in path else self.url + path)
        return page

    def close(self) -> None:
        for context in self.contexts:
            context.close()
        assert self.problems == []

    def _no_third_party(self, url: str) -> None:
        own = (*(f"//{host}/" for host in self.hosts), "data:", "blob:")
        if not any(part in url for part in own):
            self.problems.append(f"a request to {url}")

    def _heard(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"} and not any(one in text for one in self.expected):
            self.problems.append(f"{kind}: {text}")


@pytest.fixture
def visit(visits: Visits) -> Opens:
    """Open a page with the chat on it; keyword arguments are settings of the browser."""

    def opens(path: str = "/", **settings: Any) -> Chat:
        return Chat(visits.page(visits.context(**settings), path))

    return opens
