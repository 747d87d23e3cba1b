"""A plugin for the tests of the forms: a clinic, a moment and an empty database."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from acting import CLINIC, MONDAY_NOON, ROOT
from sqlalchemy import create_engine

from actions import knowledge
from clinic.runtime import Runtime
from clinic.store.database import Database
from clinic.store.encryption import make_keys
from clinic.store.tables import Base


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("template") / "empty.db"
    engine = create_engine(f"sqlite:///{file}")
    Base.metadata.create_all(engine)
    engine.dispose()
    return file


@pytest.fixture
def database(empty_database: Path, tmp_path: Path) -> Iterator[Database]:
    """An empty database in a file."""
    make_keys(tmp_path / "encryption-keys")
    shutil.copyfile(empty_database, tmp_path / "mesoguide.db")
    database = Database(
        Runtime(
            database_url=f"sqlite+aiosqlite:///{tmp_path / 'mesoguide.db'}",
            encryption_key_file=tmp_path / "encryption-keys",
            outbox_dir=tmp_path / "outbox",
        )
    )
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
