"""Runs the web process in the test's own loop, on real ports, with a database of its own."""

from __future__ import annotations

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from clinic.runtime import Runtime
from clinic.settings import read_clinic
from clinic.store.database import Database
from clinic.store.encryption import make_keys
from clinic.store.migrate import migrate
from gateway.small_rasa import TOKEN, SmallRasa, small_rasa
from gateway.widget import Widget, widgets
from web.app import App, create_app
from web.server import server_for
from web.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
CLINIC = read_clinic(ROOT / "clinic.yml")
SECRET = "a secret of the tests that is long enough"  # noqa: S105


@dataclass(frozen=True)
class Site:
    """A running web process."""

    url: str
    internal: str
    app: App


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("template") / "empty.db"
    migrate(f"sqlite+aiosqlite:///{file}")
    return file


@pytest.fixture
def runtime(empty_database: Path, tmp_path: Path) -> Runtime:
    make_keys(tmp_path / "encryption-keys")
    shutil.copyfile(empty_database, tmp_path / "mesoguide.db")
    return Runtime(
        database_url=f"sqlite+aiosqlite:///{tmp_path / 'mesoguide.db'}",
        encryption_key_file=tmp_path / "encryption-keys",
        outbox_dir=tmp_path / "outbox",
    )


@pytest_asyncio.fixture
async def rasa() -> AsyncIterator[SmallRasa]:
    async with small_rasa() as small:
        yield small


@pytest.fixture
def settings(rasa: SmallRasa) -> Settings:
    return Settings(rasa_url=rasa.url, rasa_token=TOKEN, web_secret=SECRET, rasa_seconds=0.5)


@asynccontextmanager
async def running(settings: Settings, runtime: Runtime) -> AsyncIterator[Site]:
    async with create_app(settings, runtime, CLINIC) as app:
        ports = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
        servers = [server_for(app.public), server_for(app.internal)]
        tasks = [
            asyncio.create_task(server.serve(sockets=[port]))
            for server, port in zip(servers, ports, strict=True)
        ]
        while not all(server.started for server in servers):
            await asyncio.sleep(0.01)
        urls = [f"http://127.0.0.1:{port.getsockname()[1]}" for port in ports]
        try:
            yield Site(urls[0], urls[1], app)
        finally:
            for server in servers:
                server.should_exit = True
            await asyncio.gather(*tasks)


@pytest_asyncio.fixture
async def site(settings: Settings, runtime: Runtime) -> AsyncIterator[Site]:
    async with running(settings, runtime) as started:
        yield started


@pytest_asyncio.fixture
async def widget(site: Site) -> AsyncIterator[Callable[..., Widget]]:
    """Makes widgets of this site."""
    async with widgets(site.url) as make:
        yield make


@pytest_asyncio.fixture
async def http(site: Site) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=site.url, trust_env=False) as client:
        yield client


@pytest_asyncio.fixture
async def database(runtime: Runtime) -> AsyncIterator[Database]:
    database = Database(runtime)
    yield database
    await database.close()


def contact(token: str, **changes: Any) -> dict[str, Any]:
    """A contact form as the widget sends it."""
    return {
        "token": token, "client_id": "contact-0001", "name": "Anne-Marie van der Berg",
        "phone": "07700 900123", "consent": True, **changes,
    }  # fmt: skip
