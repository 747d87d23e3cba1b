"""A page of the demo site whose chat talks to the tests' gateway."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from visits import Opens, Visits, axe, browser, playwright
from widget.chat import Chat
from widget.gateway import Gateway, running

__all__ = ["axe", "browser", "playwright"]


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    with running() as started:
        yield started


@pytest.fixture
def visits(browser: Browser, gateway: Gateway) -> Iterator[Visits]:
    made = Visits(browser, gateway.url)
    made.hosts.append(f"localhost:{gateway.port}")
    yield made
    made.close()


@pytest.fixture
def visit(visits: Visits) -> Opens:
    """Open a page with the chat on it; keyword arguments are settings of the browser."""

    def opens(path: str = "/", **settings: Any) -> Chat:
        return Chat(visits.page(visits.context(**settings), path))

    return opens
