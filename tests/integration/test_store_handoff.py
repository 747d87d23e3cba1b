"""Holds the handoff to a real database: nothing twice, nothing half, nobody overruled."""

import asyncio
import datetime as dt
from dataclasses import replace

import pytest

from clinic.leads import handoff
from clinic.leads.handoff import change, find, set_status, submit, withdraw
from clinic.leads.lead import LeadNotFound, LeadStatus, StaleLead
from clinic.store.database import Database
from clinic.store.outbox import Message
from integration.bookings import NOW, REQUEST, booking, screening

LATER = NOW + dt.timedelta(hours=1)
LEASE = dt.timedelta(minutes=1)


async def messages(database: Database) -> list[Message]:
    """Take all messages out of the outbox, as couriers would."""
    taken: list[Message] = []
    while True:
        async with database.begin() as work:
            claimed = await work.outbox.claim(LATER, 100, LEASE)
            for message in claimed:
                await work.outbox.sent(message.id, LATER)
        if not claimed:
            return taken
        taken += claimed


async def test_a_request_comes_back_as_it_was_sent(database: Database) -> None:
    lead = await submit(database, REQUEST, NOW)
    assert lead.request == REQUEST
    assert (lead.status, lead.created_at, lead.updated_at) == (LeadStatus.NEW, NOW, NOW)
    assert [(step.by, step.old, step.new) for step in lead.history] == [
        ("visitor", None, LeadStatus.NEW)
    ]
    assert await find(database, reference=lead.reference) == [lead]


async def test_reception_is_told_all_facts_over_both_channels(database: Database) -> None:
    lead = await submit(database, REQUEST, NOW)
    told = await messages(database)
    assert {message.channel for message in told} == {"email", "webhook"}
    assert len({message.key for message in told}) == 2
    for message in told:
        assert (message.event, message.attempts) == ("lead.created", 0)
        assert message.body == {
            "reference": lead.reference,
            "event": "lead.created",
            "sequence": message.sequence,
            "kind": "treatment",
            "status": "new",
            "people": list(REQUEST.people),
            "phone": REQUEST.phone,
            "email": REQUEST.email,
            "treatment": REQUEST.treatment,
            "area": REQUEST.area,
            "wishes": [
                {
                    "date_from": "2026-12-02",
                    "date_to": "2026-12-02",
                    "time_from": "17:00:00",
                    "time_to": None,
                    "weekdays": [],
                },
                {
                    "date_from": "2026-12-07",
                    "date_to": "2026-12-11",
                    "time_from": None,
                    "time_to": None,
                    "weekdays": [0, 2],
                },
            ],
            "wishes_words": REQUEST.wishes_words,
            "note": REQUEST.note,
            "flags": list(REQUEST.flags),
            "third_party": REQUEST.third_party,
            "consent_version": "2026-11",
            "created_at": NOW.isoformat(),
            "updated_at": NOW.isoformat(),
        }


async def test_fifty_at_once_with_one_key_are_one_lead(database: Database) -> None:
    leads = await asyncio.gather(*(submit(database, REQUEST, NOW) for _ in range(50)))
    assert len({lead.reference for lead in leads}) == 1
    assert len(await find(database, conversation_id=REQUEST.conversation_id)) == 1
    assert len(await messages(database)) == 2


async def test_several_processes_with_one_key_make_one_lead(database: Database) -> None:
    others = [Database(database.runtime) for _ in range(4)]
    leads = await asyncio.gather(
        *(submit(one, booking(number), NOW) for number in range(5) for one in others)
    )
    for one in others:
        await one.close()
    assert len({lead.reference for lead in leads}) == 5
    assert len(await messages(database)) == 10


async def test_a_reference_that_is_in_use_is_drawn_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = iter(["M7K-4QX", "M7K-4QX", "M7K-4QX", "M7K-4QY"])
    monkeypatch.setattr(handoff, "new_reference", lambda: next(drawn))
    first = await submit(database, booking(1), NOW)
    second = await submit(database, booking(2), NOW)
    assert (first.reference, second.reference) == ("M7K-4QX", "M7K-4QY")


async def test_if_reception_cannot_be_told_there_is_no_lead(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("the process dies here")

    with monkeypatch.context() as broken:
        broken.setattr("clinic.store.outbox.body_of", fail)
        with pytest.raises(RuntimeError):
            await submit(database, REQUEST, NOW)
    assert await find(database, conversation_id=REQUEST.conversation_id) == []
    assert (await submit(database, REQUEST, NOW)).version == 1


async def test_a_change_replaces_what_is_asked_and_is_new_to_reception(database: Database) -> None:
    lead = await submit(database, REQUEST, NOW)
    booked = await set_status(
        database, lead.reference, lead.version, LeadStatus.BOOKED, "Robin", NOW
    )
    wish = replace(REQUEST, people=("Bo Li",), phone=None, note="later please")
    changed = await change(database, lead.reference, wish, LATER)
    assert changed.request == wish
    assert (changed.status, changed.version) == (LeadStatus.NEW, booked.version + 1)
    assert [(step.by, step.new, step.at) for step in changed.history] == [
        ("visitor", LeadStatus.NEW, NOW),
        ("Robin", LeadStatus.BOOKED, NOW),
        ("visitor", LeadStatus.NEW, LATER),
    ]
    assert await find(database, name="Bo Li") == [changed]
    assert await find(database, name="Nguyễn Thị Hà") == []
    told = [message for message in await messages(database) if message.channel == "email"]
    assert [message.event for message in told] == ["lead.created", "lead.changed"]
    assert told[0].sequence < told[1].sequence
    assert told[1].body["note"] == "later please"


async def test_the_same_change_again_writes_nothing(database: Database) -> None:
    lead = await submit(database, REQUEST, NOW)
    wish = replace(REQUEST, note="later please")
    once = await change(database, lead.reference, wish, LATER)
    again = replace(wish, idempotency_key="another", consent_at=LATER)
    assert await change(database, lead.reference, again, LATER) == once
    assert len(await messages(database)) == 4


async def test_withdrawn_twice_is_told_once(database: Database) -> None:
    lead = await submit(database, REQUEST, NOW)
    gone = await withdraw(database, lead.reference, LATER)
    assert gone.status == LeadStatus.WITHDRAWN
    assert await withdraw(database, lead.reference, LATER) == gone
    events = [message.event for message in await messages(database)]
    assert sorted(events) == ["lead.created"] * 2 + ["lead.withdrawn"] * 2


async def test_a_withdrawn_request_that_is_asked_again_is_new(database: Database) -> None:
    lead = await submit(database, REQUEST, NOW)
    await withdraw(database, lead.reference, NOW)
    again = await change(database, lead.reference, REQUEST, LATER)
    assert again.status == LeadStatus.NEW


async def test_of_two_who_change_a_status_the_second_must_read_again(database: Database) -> None:
    lead = await submit(database, REQUEST, NOW)
    both = await asyncio.gather(
        *(
            set_status(database, lead.reference, lead.version, status, by, LATER)
            for status, by in ((LeadStatus.CONTACTED, "Robin"), (LeadStatus.CLOSED, "Sam"))
        ),
        return_exceptions=True,
    )
    [won] = [one for one in both if not isinstance(one, BaseException)]
    [lost] = [one for one in both if isinstance(one, BaseException)]
    assert isinstance(lost, StaleLead)
    assert await find(database, reference=lead.reference) == [won]
    assert len(won.history) == 2


async def test_a_status_seen_before_the_visitor_changed_it_is_stale(database: Database) -> None:
    lead = await submit(database, REQUEST, NOW)
    await withdraw(database, lead.reference, LATER)
    with pytest.raises(StaleLead):
        await set_status(database, lead.reference, lead.version, LeadStatus.BOOKED, "Sam", LATER)


async def test_a_reference_that_there_is_not_is_said_to_be_none(database: Database) -> None:
    with pytest.raises(LeadNotFound):
        await change(database, "M7K-4QX", REQUEST, NOW)
    with pytest.raises(LeadNotFound):
        await withdraw(database, "M7K-4QX", NOW)
    with pytest.raises(LeadNotFound):
        await set_status(database, "M7K-4QX", 1, LeadStatus.BOOKED, "Robin", NOW)
    assert await find(database, reference="M7K-4QX") == []


async def test_a_lead_is_found_by_name_and_contact(database: Database) -> None:
    lead = await submit(database, REQUEST, NOW)
    await submit(database, booking(2, people=("Bo",), phone=None, email="bo@b.example"), NOW)
    for name, contact in (
        ("nguyen thi ha", None),
        ("  HÀ  Nguyễn-Thị ", None),
        ("Anne Marie van der Berg", "ha.nguyen@EXAMPLE.com "),
        (None, "+44 20 7946 0999"),
    ):
        assert await find(database, name=name, contact=contact) == [lead], (name, contact)
    for name, contact in (
        ("nguyen thi", None),
        ("nguyen thi ha", "+442079460998"),
        ("Bo", "+442079460999"),
        (None, None),
        ("", ""),
    ):
        assert await find(database, name=name, contact=contact) == [], (name, contact)


async def test_the_screening_of_the_conversation_goes_with_the_lead(database: Database) -> None:
    async with database.begin() as work:
        await work.screenings.save(screening(1))
        await work.screenings.save(screening(2))
    lead = await submit(database, REQUEST, NOW)
    corrected = screening(1, answers={"pregnant": "not_sure"}, updated_at=LATER, created_at=LATER)
    async with database.begin() as work:
        await work.screenings.save(corrected)
        assert await work.screenings.of_conversation("conversation-1") == replace(
            corrected, created_at=NOW, lead_reference=lead.reference
        )
        other = await work.screenings.of_conversation("conversation-2")
        assert other == screening(2)
        assert await work.screenings.of_conversation("conversation-3") is None
