"""Starts the real four processes once for all live tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from servers import ALL, Servers, running


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    with running(tmp_path_factory.mktemp("servers"), ALL) as started:
        yield started


@pytest.fixture(scope="session")
def rasa_url(servers: Servers) -> str:
    return servers.url
