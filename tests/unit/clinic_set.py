"""A plugin for the tests of the forms: a clinic, a moment and an empty database."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from acting import CLINIC, MONDAY_NOON, ROOT

from actions import knowledge
from clinic.runtime import Runtime
from clinic.store.database import Database
from clinic.store.encryption import make_keys
from clinic.store.tables import Base


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """An empty database in a file."""
    make_keys(tmp_path / "encryption-keys")
    runtime = Runtime(
        database_url=f"sqlite+aiosqlite:///{tmp_path / 'mesoguide.db'}",
        encryption_key_file=tmp_path / "encryption-keys",
        outbox_dir=tmp_path / "outbox",
    )

    async def made() -> Database:
        database = Database(runtime)
        async with database.engine.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)
        return database

    database = asyncio.run(made())
    yield database
    asyncio.run(database.close())


@pytest.fixture
def stage_set(database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """The clinic, a Monday at noon and an empty database, as the actions see them."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(knowledge, "clinic", lambda: CLINIC)
    monkeypatch.setattr(knowledge, "now", lambda: MONDAY_NOON)
    monkeypatch.setattr(knowledge, "database", lambda: database)
    return database
