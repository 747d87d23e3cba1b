"""A page of the demo site whose chat talks to the tests' gateway."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from visits import Visits, axe, browser, playwright, visit
from widget.gateway import Gateway, running

__all__ = ["axe", "browser", "playwright", "visit"]


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
