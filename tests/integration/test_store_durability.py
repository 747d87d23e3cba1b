"""Holds which commits wait until SQLite has them on the disk; see decision 11."""

from pathlib import Path

import pytest
from sqlalchemy import text

from clinic.runtime import Runtime
from clinic.store.database import Database
from clinic.store.encryption import make_keys

NORMAL, FULL = 1, 2


@pytest.mark.parametrize(("given", "waits"), [({}, FULL), ({"outlives_power_cut": False}, NORMAL)])
async def test_every_commit_waits_unless_it_was_asked_not_to(
    tmp_path: Path, given: dict[str, bool], waits: int
) -> None:
    make_keys(tmp_path / "keys")
    url = f"sqlite+aiosqlite:///{tmp_path / 'mesoguide.db'}"
    database = Database(Runtime(database_url=url, encryption_key_file=tmp_path / "keys"), **given)
    async with database.begin() as work:
        assert await work.session.scalar(text("PRAGMA synchronous")) == waits
    await database.close()
