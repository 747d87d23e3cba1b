"""Holds the messages of conversations: numbered without gaps, encrypted, never over a person."""

import asyncio
import datetime as dt

from sqlalchemy import text

from clinic.conversations.message import Choice, Content, Message, Sender
from clinic.conversations.owner import Owner
from clinic.store.database import Database
from integration.bookings import NOW

ANSWER = Content(
    "It stings a little.",
    quick_replies=(Choice("Side effects", '/faq{"topic": "side_effects"}'),),
    card={"card": "facts", "title": "Pain", "facts": [{"label": "Needle", "value": "short"}]},
    sources=("SAR11",),
    reviewed="2026-11-22",
    feedback=True,
)


async def opened(database: Database, name: str = "c-1") -> str:
    async with database.begin() as work:
        await work.conversations.open(name, NOW)
    return name


async def say(database: Database, name: str, words: str, client_id: str | None = None) -> Message:
    async with database.begin() as work:
        message = await work.messages.say(name, Content(words), client_id, NOW)
    assert message is not None
    return message


async def answer(database: Database, name: str, *contents: Content) -> list[Message] | None:
    async with database.begin() as work:
        return await work.messages.answer(name, 1, Sender.BOT, contents, NOW)


async def everything(database: Database, name: str, after: int = 0) -> list[Message]:
    async with database.begin() as work:
        return await work.messages.after(name, after)


async def test_what_was_stored_is_read_again_whole_and_in_order(database: Database) -> None:
    name = await opened(database)
    asked = await say(database, name, "does it hurt", "client-0001")
    answered = await answer(database, name, ANSWER, Content("Anything else?"))
    assert answered is not None
    assert await everything(database, name) == [asked, *answered]
    assert [message.seq for message in (asked, *answered)] == [1, 2, 3]
    assert await everything(database, name, after=2) == answered[1:]
    async with database.begin() as work:
        assert await work.messages.of_client(name, "client-0001") == asked
        assert await work.messages.of_client(name, "client-0002") is None
        conversation = await work.conversations.opened(name)
    assert conversation is not None
    assert (conversation.last_seq, conversation.answered) == (3, 1)


async def test_numbers_have_no_gap_when_many_speak_at_once(database: Database) -> None:
    name, other = await opened(database), await opened(database, "c-2")
    said = await asyncio.gather(*(say(database, name, f"word {n}") for n in range(12)))
    await say(database, other, "mine")
    assert sorted(message.seq for message in said) == list(range(1, 13))
    assert [message.seq for message in await everything(database, other)] == [1]


async def test_nothing_that_was_said_lies_there_in_plain(database: Database) -> None:
    name = await opened(database)
    await say(database, name, "i take warfarin")
    await answer(database, name, ANSWER)
    async with database.engine.connect() as connection:
        stored = list(await connection.scalars(text("SELECT content FROM messages")))
    assert len(stored) == 2
    assert [one for one in stored if "warfarin" in one or "stings" in one or "SAR11" in one] == []


async def test_the_assistant_does_not_speak_over_a_person(database: Database) -> None:
    name = await opened(database)
    await say(database, name, "hello")
    async with database.begin() as work:
        assert not await work.conversations.change_owner(name, Owner.CLOSED, Owner.BOT, NOW)
        assert await work.conversations.change_owner(name, Owner.BOT, Owner.TEAM, NOW)
        assert not await work.conversations.change_owner(name, Owner.BOT, Owner.CLOSED, NOW)
    assert await answer(database, name, ANSWER) == []
    said = await say(database, name, "are you a person?")
    assert (said.seq, said.owner) == (2, Owner.TEAM)


async def test_in_a_closed_or_unknown_conversation_nothing_is_said(database: Database) -> None:
    name = await opened(database)
    async with database.begin() as work:
        await work.conversations.change_owner(name, Owner.BOT, Owner.CLOSED, NOW)
        assert await work.messages.say(name, Content("hello"), None, NOW) is None
        assert await work.messages.say("nobody", Content("hello"), None, NOW) is None
        assert await work.messages.answer("nobody", 1, Sender.BOT, [ANSWER], NOW) is None


async def test_only_what_was_offered_in_this_conversation_can_be_pressed(
    database: Database,
) -> None:
    name, other = await opened(database), await opened(database, "c-2")
    await answer(database, name, ANSWER)
    payload = ANSWER.quick_replies[0].payload
    async with database.begin() as work:
        assert await work.messages.offered(name, payload) == "Side effects"
        assert await work.messages.offered(name, "/faq") is None
        assert await work.messages.offered(other, payload) is None


async def test_an_answer_of_the_assistant_can_be_rated(database: Database) -> None:
    name = await opened(database)
    await say(database, name, "does it hurt")
    await answer(database, name, ANSWER)
    async with database.begin() as work:
        assert await work.messages.rate(name, 2, helpful=True)
        assert not await work.messages.rate(name, 1, helpful=True)
        assert not await work.messages.rate(name, 9, helpful=False)
        assert not await work.messages.rate("nobody", 2, helpful=False)


async def test_the_list_shows_the_last_used_first_and_only_those_of_the_website(
    database: Database,
) -> None:
    await opened(database)
    await opened(database, "c-2")
    later = NOW + dt.timedelta(minutes=1)
    async with database.begin() as work:
        await work.conversations.flag("c-1", "emergency", later)
        await work.conversations.flag("from-the-terminal", "emergency", later)
        listed = await work.conversations.latest(5)
        assert await work.conversations.latest(1) == listed[:1]
    assert [(one.conversation_id, one.flagged) for one in listed] == [
        ("c-1", "emergency"),
        ("c-2", None),
    ]
