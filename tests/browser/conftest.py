"""The real four processes, started once, and visitors of the site that they serve."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from browser.host import Host, serving
from servers import ALL, Servers, running
from visits import Visits, axe, browser, playwright, visit

__all__ = ["axe", "browser", "playwright", "visit"]

# A turn takes a tenth of a second; a busy machine may take its time.
SECONDS = 10


@pytest.fixture(scope="session")
def host() -> Iterator[Host]:
    with serving() as started:
        yield started


@pytest.fixture(scope="session")
def servers(host: Host, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    with running(tmp_path_factory.mktemp("servers"), ALL, host.origin) as started:
        yield started


@pytest.fixture
def visits(browser: Browser, servers: Servers, host: Host) -> Iterator[Visits]:
    expect.set_options(timeout=1_000 * SECONDS)
    made = Visits(browser, servers.site, SECONDS)
    made.hosts.append(host.origin.partition("//")[2])
    yield made
    made.close()
