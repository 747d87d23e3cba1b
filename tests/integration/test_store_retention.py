"""Holds retention and erasure: what is too old goes, and nothing else; who asks is gone."""

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import select, text

from clinic.conversations.message import Content
from clinic.leads.handoff import change, find, submit, withdraw
from clinic.leads.lead import Lead, LeadNotFound, LeadStatus, bare
from clinic.retention import (
    delete_conversation,
    erase,
    forget_conversation,
    forget_due,
    purge,
    take_back_all,
)
from clinic.settings import read_clinic
from clinic.store.database import Database
from clinic.store.tables import Base
from integration.bookings import NOW, booking, said, say, screening
from tools import purge as tool

ROOT = Path(__file__).resolve().parents[2]
CLINIC = read_clinic(ROOT / "clinic.yml")  # conversations 30, screenings 180, leads 365, sent 30
MINUTE = dt.timedelta(minutes=1)


async def counts(database: Database) -> dict[str, int]:
    """How many rows each table holds, where there are any."""
    names = sorted({*Base.metadata.tables, "events"})
    async with database.begin() as work:
        found = {
            name: await work.session.scalar(text(f"SELECT count(*) FROM {name}"))  # noqa: S608
            for name in names
        }
    return {name: count for name, count in found.items() if count}


async def contents(database: Database) -> str:
    """All rows of all tables, but that of the conversation itself."""
    async with database.begin() as work:
        rows = [
            (await work.session.execute(select(table))).all()
            for name, table in Base.metadata.tables.items()
            if name != "conversations"
        ]
    return str(rows)


async def whole_life(database: Database, number: int) -> Lead:
    """Talk, be screened and flagged, and book, so that every table has a row."""
    conversation = f"conversation-{number}"
    await say(database, conversation, "kakapo")
    async with database.begin() as work:
        await work.screenings.save(screening(number))
        await work.conversations.open(conversation, NOW)
        await work.conversations.flag(conversation, "emergency", NOW)
        await work.messages.say(conversation, Content("kakapo"), "client-1", NOW)
    lead = await submit(database, booking(number), NOW)
    for ending in ("eml", "json"):
        path = database.runtime.outbox_dir / f"{lead.reference}_1_abc.{ending}"
        path.parent.mkdir(exist_ok=True)
        path.write_text("Anne-Marie")
    return lead


async def sent(database: Database) -> None:
    async with database.begin() as work:
        for message in await work.outbox.claim(NOW, 100, MINUTE):
            await work.outbox.sent(message.id, NOW)


def days(number: int) -> dt.datetime:
    return NOW + dt.timedelta(days=number)


async def test_each_kind_is_kept_as_long_as_the_clinic_says(database: Database) -> None:
    await whole_life(database, 1)
    await sent(database)
    everything = await counts(database)
    assert set(everything) == {*Base.metadata.tables, "events"}
    expected = dict(everything)
    for age, gone in (
        (30, ("events", "conversations", "messages", "outbox")),
        (180, ("screenings",)),
        (365, ("leads", "lead_changes", "lead_digests", "consents")),
    ):
        await purge(database, CLINIC, days(age) - MINUTE)
        assert await counts(database) == expected
        await purge(database, CLINIC, days(age) + MINUTE)
        expected["consents"] = 1  # that of the screening goes with it
        expected = {name: count for name, count in expected.items() if name not in gone}
        if age == 30:
            expected["consents"] = 2
        assert await counts(database) == expected


async def test_a_message_that_was_not_sent_is_not_lost_by_age(database: Database) -> None:
    await whole_life(database, 1)
    await purge(database, CLINIC, days(60))
    async with database.begin() as work:
        assert await work.outbox.waiting() == 2


async def test_a_conversation_that_goes_on_is_kept_whole(database: Database) -> None:
    await say(database, "long", "first words", NOW)
    await say(database, "long", "last words", days(20))
    await purge(database, CLINIC, days(40))
    assert await said(database, "long") == ["first words", "last words"]


async def test_a_conversation_without_consent_is_forgotten_when_it_is_time(
    database: Database,
) -> None:
    for name in ("refused", "agreed"):
        await say(database, name, "i take warfarin")
        async with database.begin() as work:
            await work.conversations.forget_after(name, NOW + MINUTE, NOW)
    async with database.begin() as work:
        await work.conversations.forget_after("agreed", None, NOW)
    await purge(database, CLINIC, NOW)
    assert await said(database, "refused") != []
    await purge(database, CLINIC, NOW + MINUTE)
    assert await said(database, "refused") == []
    assert await said(database, "agreed") != []
    async with database.begin() as work:
        assert await work.conversations.of("refused") is None
        assert await work.conversations.of("agreed") is not None


async def test_before_rasa_has_made_its_table_there_is_nothing_to_forget(
    database: Database,
) -> None:
    await purge(database, CLINIC, NOW)
    await forget_conversation(database, "conversation-1")


async def test_erasure_leaves_nothing_in_any_table_and_no_file(database: Database) -> None:
    lead = await whole_life(database, 1)
    await say(database, "conversation-9", "it is Anne-Marie again")
    await change(database, lead.reference, booking(9, note="ring me"), NOW)
    assert await erase(database, lead.reference) == []
    assert await counts(database) == {}
    assert list(database.runtime.outbox_dir.iterdir()) == []
    with pytest.raises(LeadNotFound):
        await erase(database, lead.reference)


async def test_erasure_touches_nobody_else_and_names_who_may_be_the_same(
    database: Database,
) -> None:
    mine = await whole_life(database, 1)
    other = await whole_life(database, 2)
    stranger = booking(3, people=("Bo Li",), phone=None, email="bo@b.example")
    await submit(database, stranger, NOW)
    assert await erase(database, mine.reference) == [other]
    assert await find(database, reference=other.reference) == [other]
    assert await said(database, "conversation-2") == ["kakapo"]
    async with database.begin() as work:
        assert await work.screenings.of_conversation("conversation-2") is not None
        assert await work.outbox.waiting() == 4
    assert len(list(database.runtime.outbox_dir.iterdir())) == 2


async def test_to_forget_a_conversation_leaves_only_what_was_sent_to_the_team(
    database: Database,
) -> None:
    lead = await whole_life(database, 1)
    await whole_life(database, 2)
    await say(database, "unsent", "stop, delete all that")
    async with database.begin() as work:
        await work.screenings.save(screening(1, conversation_id="unsent"))
    before = await counts(database)
    await forget_conversation(database, "unsent")
    await forget_conversation(database, "conversation-1")
    assert await find(database, reference=lead.reference) == [lead]
    assert await said(database, "unsent") == await said(database, "conversation-1") == []
    after = await counts(database)
    less = {name: before[name] - after.get(name, 0) for name in before}
    assert {name: count for name, count in less.items() if count} == {
        "events": 2,
        "messages": 1,
        "screenings": 2,
        "consents": 2,
    }


async def test_to_forget_what_is_due_leaves_what_is_only_old(database: Database) -> None:
    for name in ("refused", "old"):
        await say(database, name, "i take warfarin")
    async with database.begin() as work:
        await work.conversations.forget_after("refused", NOW, NOW)
    await forget_due(database, days(400))
    assert await said(database, "refused") == []
    assert await said(database, "old") != []


async def test_a_request_taken_back_with_all_else_leaves_nothing_that_identifies(
    database: Database,
) -> None:
    lead = await whole_life(database, 1)
    other = await whole_life(database, 2)
    await sent(database)
    await take_back_all(database, "conversation-1", NOW)
    assert await said(database, "conversation-1") == []
    (left,) = await find(database, reference=lead.reference)
    assert left.status == LeadStatus.WITHDRAWN
    assert left.request == bare(left.request)
    assert "conversation-1" not in await contents(database)
    assert await find(database, name="Anne-Marie van der Berg") == [other]
    async with database.begin() as work:
        told = await work.outbox.claim(NOW, 100, MINUTE)
    assert [message.event for message in told] == ["lead.withdrawn"] * 2
    for message in told:
        assert (message.body["reference"], message.body["people"]) == (lead.reference, [])
    assert [path.name[:7] for path in database.runtime.outbox_dir.iterdir()] == [
        other.reference
    ] * 2


async def test_a_request_that_reception_never_had_is_taken_back_without_a_word(
    database: Database,
) -> None:
    await whole_life(database, 1)
    await take_back_all(database, "conversation-1", NOW)
    assert set(await counts(database)) == {"conversations"}  # the page may go on with it


async def test_all_can_be_taken_back_again_and_after_the_request_itself(
    database: Database,
) -> None:
    lead = await whole_life(database, 1)
    await sent(database)
    await withdraw(database, lead.reference, NOW)
    await sent(database)
    for _ in range(2):
        await take_back_all(database, "conversation-1", NOW)
    async with database.begin() as work:
        assert await work.outbox.waiting() == 0
    assert await erase(database, lead.reference) == []
    assert set(await counts(database)) == {"conversations"}


async def test_a_forgotten_conversation_goes_on_after_its_last_number(database: Database) -> None:
    await whole_life(database, 1)
    await forget_conversation(database, "conversation-1")
    async with database.begin() as work:
        kept = await work.conversations.opened("conversation-1")
        assert kept is not None
        assert (kept.last_seq, kept.flagged) == (1, None)
        said = await work.messages.say("conversation-1", Content("again"), None, NOW)
    assert said is not None
    assert said.seq == 2


async def test_with_a_deleted_conversation_nobody_goes_on(database: Database) -> None:
    lead = await whole_life(database, 1)
    await delete_conversation(database, "conversation-1")
    async with database.begin() as work:
        assert await work.conversations.opened("conversation-1") is None
        # What a turn that runs still writes opens nothing again.
        await work.conversations.flag("conversation-1", "emergency", NOW)
        assert await work.conversations.opened("conversation-1") is None
        assert await work.messages.say("conversation-1", Content("hello"), None, NOW) is None
    assert await find(database, reference=lead.reference) == [lead]


async def test_the_command_says_what_it_erased_and_who_may_be_the_same(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    mine, other = await whole_life(database, 1), await whole_life(database, 2)
    assert await tool.erase_now(database, mine.reference) == 0
    shown = capsys.readouterr().out
    assert f"{mine.reference} is erased." in shown
    assert f"stands in: {other.reference}\n" in shown
