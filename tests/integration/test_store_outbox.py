"""Holds the outbox to its promise: every message at least once, in order, none lost."""

import asyncio
import datetime as dt

from sqlalchemy import text

from clinic.leads.handoff import change, submit, withdraw
from clinic.store.database import Database
from clinic.store.encryption import make_keys
from clinic.store.outbox import Message
from integration.bookings import NOW, REQUEST, booking

LEASE = dt.timedelta(minutes=1)
SECOND = dt.timedelta(seconds=1)


async def claim(database: Database, at: dt.datetime = NOW, limit: int = 100) -> list[Message]:
    async with database.begin() as work:
        return await work.outbox.claim(at, limit, LEASE)


async def test_several_couriers_never_claim_the_same_message(database: Database) -> None:
    for number in range(10):
        await submit(database, booking(number), NOW)
    couriers = [Database(database.runtime) for _ in range(4)]
    claimed = await asyncio.gather(*(claim(one, limit=5) for one in couriers))
    for one in couriers:
        await one.close()
    ids = [message.id for batch in claimed for message in batch]
    assert len(ids) == len(set(ids)) == 20


async def test_a_message_whose_courier_died_comes_again_with_its_key(database: Database) -> None:
    await submit(database, REQUEST, NOW)
    first = await claim(database)
    assert await claim(database, NOW + LEASE - SECOND) == []
    again = await claim(database, NOW + LEASE)
    assert {message.key for message in again} == {message.key for message in first}
    assert [message.attempts for message in again] == [1, 1]


async def test_a_failed_message_waits_until_its_time_and_a_sent_one_is_done(
    database: Database,
) -> None:
    await submit(database, REQUEST, NOW)
    email, webhook = await claim(database)
    hour = NOW + dt.timedelta(hours=1)
    async with database.begin() as work:
        await work.outbox.retry(email.id, hour, "451 greylisted")
        await work.outbox.sent(webhook.id, NOW)
        assert await work.outbox.waiting() == 1
    assert await claim(database, hour - SECOND) == []
    [again] = await claim(database, hour)
    assert (again.key, again.attempts, again.error) == (email.key, 1, "451 greylisted")


async def test_nobody_hears_of_a_change_before_the_lead(database: Database) -> None:
    lead = await submit(database, REQUEST, NOW)
    await withdraw(database, lead.reference, NOW)
    first = await claim(database)
    assert {message.event for message in first} == {"lead.created"}
    assert await claim(database) == []
    async with database.begin() as work:
        await work.outbox.sent(first[0].id, NOW)
        await work.outbox.retry(first[1].id, NOW + 2 * LEASE, "no answer")
    [told] = await claim(database)
    assert (told.event, told.channel) == ("lead.withdrawn", first[0].channel)


async def test_a_dead_letter_is_seen_holds_nothing_up_and_can_be_revived(
    database: Database,
) -> None:
    lead = await submit(database, REQUEST, NOW)
    letter, _ = await claim(database)
    async with database.begin() as work:
        await work.outbox.dead(letter.id, "550 no such mailbox")
    await change(database, lead.reference, booking(note="new"), NOW)
    [told] = await claim(database)
    assert (told.event, told.channel) == ("lead.changed", letter.channel)
    async with database.begin() as work:
        [dead] = await work.outbox.dead_letters()
        assert (dead.key, dead.error) == (letter.key, "550 no such mailbox")
        assert await work.outbox.revive(dead.id)
        assert not await work.outbox.revive(dead.id)
        assert not await work.outbox.revive(9999)
        assert await work.outbox.dead_letters() == []
    [again] = await claim(database)
    assert (again.key, again.attempts) == (letter.key, 0)


async def test_a_courier_that_was_slow_does_not_undo_what_another_did(database: Database) -> None:
    await submit(database, REQUEST, NOW)
    letter, _ = await claim(database)
    async with database.begin() as work:
        await work.outbox.sent(letter.id, NOW)
        await work.outbox.retry(letter.id, NOW, "too late")
        await work.outbox.dead(letter.id, "too late")
        assert await work.outbox.dead_letters() == []
        assert await work.outbox.waiting() == 1


async def test_a_message_that_no_key_fits_holds_up_no_other(database: Database) -> None:
    await submit(database, booking(1), NOW)
    keys = database.runtime.encryption_key_file
    kept = keys.read_text()
    keys.unlink()
    make_keys(keys)
    await submit(database, booking(2), NOW)
    assert [message.body["note"] for message in await claim(database)] == ["pangolin note"] * 2
    async with database.begin() as work:
        assert await work.outbox.waiting() == 4
        assert await work.session.scalar(text("SELECT max(attempts) FROM outbox")) == 1
    keys.write_text(keys.read_text() + kept)
    assert len(await claim(database, NOW + LEASE)) == 4
