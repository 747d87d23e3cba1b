"""Holds what is at rest: nothing of a person can be read in any file of the database."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import IntegrityError

from clinic.leads.handoff import change, set_status, submit, withdraw
from clinic.leads.lead import LeadStatus
from clinic.retention import erase
from clinic.store.database import Database
from clinic.store.encryption import UnreadableError, make_keys
from integration.bookings import CANARIES, NOW, REQUEST, say, screening


async def at_rest(database: Database) -> bytes:
    """Every byte that the database keeps, write-ahead log included."""
    url = make_url(database.runtime.database_url)
    if url.get_backend_name() == "sqlite":
        file = Path(url.database or "")
        files = sorted(file.parent.glob(f"{file.name}*"))
        assert len(files) == 3, "the log should be there as well"
    else:
        async with database.begin() as work:
            await work.session.execute(text("CHECKPOINT"))
        folder = Path(str(url.query["host"])) / "d"
        files = [path for name in ("base", "pg_wal") for path in (folder / name).rglob("*")]
    return b"".join(path.read_bytes() for path in files if path.is_file())


async def test_nothing_of_a_person_is_stored_in_plain(database: Database) -> None:
    await say(database, REQUEST.conversation_id, "kakapo in my own words")
    async with database.begin() as work:
        await work.screenings.save(screening())
        await work.conversations.flag(REQUEST.conversation_id, "kakapo emergency", NOW)
    lead = await submit(database, REQUEST, NOW)
    await set_status(database, lead.reference, 1, LeadStatus.BOOKED, "Capybara of the desk", NOW)
    await change(database, lead.reference, replace(REQUEST, note="pangolin again"), NOW)
    await withdraw(database, lead.reference, NOW)
    async with database.begin() as work:
        for message in await work.outbox.claim(NOW, 10, dt.timedelta(0)):
            await work.outbox.retry(message.id, NOW, "no mailbox Ha.Nguyen@example.com")
    stored = await at_rest(database)
    assert lead.reference.encode() in stored  # so that the right bytes are looked at
    folded = stored.lower()
    assert [canary for canary in CANARIES if canary.lower().encode() in folded] == []


async def test_what_is_erased_leaves_no_bytes_in_an_sqlite_file(database: Database) -> None:
    if not database.runtime.is_sqlite:
        return  # PostgreSQL frees them when it vacuums
    lead = await submit(database, REQUEST, NOW)
    async with database.begin() as work:
        stored = await work.session.scalar(text("SELECT facts FROM leads"))
    assert stored.encode() in await at_rest(database)
    await erase(database, lead.reference)
    left = await at_rest(database)
    assert stored.encode() not in left
    assert lead.reference.encode() not in left


async def test_an_error_of_the_database_shows_no_values(database: Database) -> None:
    with pytest.raises(IntegrityError) as caught:
        async with database.begin() as work:
            await work.session.execute(
                text("INSERT INTO conversations (conversation_id) VALUES (:id)"), {"id": "numbat"}
            )
    assert "numbat" not in str(caught.value).partition("DETAIL")[0]


async def test_a_changed_key_file_is_read_again_and_a_lost_key_is_said(database: Database) -> None:
    lead = await submit(database, REQUEST, NOW)
    keys = database.runtime.encryption_key_file
    lost = keys.read_text()
    keys.unlink()
    make_keys(keys)
    with pytest.raises(UnreadableError, match="a key that is not there"):
        await withdraw(database, lead.reference, NOW)
    keys.write_text(keys.read_text() + lost)
    assert (await withdraw(database, lead.reference, NOW)).request == REQUEST
