"""Gives each test a fresh, migrated database: once SQLite, once PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import make_url

from clinic.runtime import Runtime
from clinic.store.database import Database
from clinic.store.encryption import make_keys
from clinic.store.migrate import migrate
from integration.postgres import PostgreSQL, postgresql_server


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    with postgresql_server() as server:
        yield server


@pytest.fixture(scope="session")
def postgresql_url(postgresql: PostgreSQL) -> str:
    """The address of the one migrated database that tests share, one after the other."""
    url = postgresql.create()
    migrate(url)
    return url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("template") / "empty.db"
    migrate(f"sqlite+aiosqlite:///{file}")
    return file


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database that holds nothing."""
    if request.param == "postgresql":
        server: PostgreSQL = request.getfixturevalue("postgresql")
        return server.create()
    return f"sqlite+aiosqlite:///{tmp_path / 'mesoguide.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database that holds our tables, empty, and no others."""
    if request.param == "postgresql":
        url: str = request.getfixturevalue("postgresql_url")
        server: PostgreSQL = request.getfixturevalue("postgresql")
        server.clear(make_url(url).database or "")
        return url
    file = tmp_path / "mesoguide.db"
    shutil.copyfile(request.getfixturevalue("sqlite_template"), file)
    return f"sqlite+aiosqlite:///{file}"


@pytest.fixture
def runtime(database_url: str, tmp_path: Path) -> Runtime:
    make_keys(tmp_path / "encryption-keys")
    return Runtime(
        database_url=database_url,
        encryption_key_file=tmp_path / "encryption-keys",
        outbox_dir=tmp_path / "outbox",
    )


@pytest_asyncio.fixture
async def database(runtime: Runtime) -> AsyncIterator[Database]:
    database = Database(runtime)
    yield database
    await database.close()
