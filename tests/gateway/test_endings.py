"""Holds how a conversation ends: closed, deleted, taken over, or its process gone."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable

import pytest

from clinic.conversations.owner import Owner
from clinic.retention import delete_conversation, forget_conversation
from clinic.runtime import Runtime
from clinic.store.database import Database
from clinic.store.tables import ScreeningRow
from gateway.conftest import running
from gateway.small_rasa import SmallRasa
from gateway.widget import Widget, widgets
from integration.bookings import said, say, screening
from web.clock import utc_now
from web.settings import Settings

Make = Callable[..., Widget]


async def test_an_ended_chat_takes_no_message_and_can_be_read(widget: Make) -> None:
    visitor = await widget().open()
    await visitor.say("hello")
    await visitor.until_seen(2)
    assert await visitor.call("end_chat", {}) == {"ok": True}
    refused = await visitor.say("one more")
    assert (refused["ok"], refused["code"]) == (False, "closed")
    assert "020 7946 0321" in refused["text"]
    await visitor.until(lambda: visitor.of("session_end") == [{"reason": "ended"}])
    assert visitor.of("owner") == [{"owner": "closed"}]
    page = await widget(token=visitor.token).open()
    assert page.confirmed[0]["owner"] == "closed"
    assert len(page.messages) == 2


async def test_a_deleted_chat_is_gone_on_the_server_and_its_token_with_it(
    widget: Make, rasa: SmallRasa, database: Database
) -> None:
    visitor = await widget().open()
    other = await widget(token=visitor.token).open()
    stranger = await widget().open()
    await stranger.say("mine")
    await visitor.say("i take warfarin")
    await visitor.until_seen(2)
    gone = str(visitor.session_id)
    async with database.begin() as work:
        await work.screenings.save(screening(1, conversation_id=gone))
        await work.conversations.flag(gone, "emergency", utc_now())
    assert await visitor.call("delete_chat", {}) == {"ok": True}
    await other.until(lambda: other.of("session_end") == [{"reason": "deleted"}])
    assert rasa.forgotten == [gone]
    async with database.begin() as work:
        assert await work.conversations.of(gone) is None
        assert await work.messages.after(gone, 0) == []
        assert await work.screenings.of_conversation(gone) is None
        assert await work.session.get(ScreeningRow, 1) is None
        assert len(await work.messages.after(str(stranger.session_id), 0)) >= 1
    assert (await other.say("still there?"))["code"] == "no_session"
    await visitor.reopen()
    assert visitor.session_id != gone
    assert visitor.messages == []


async def test_to_delete_waits_for_the_turn_so_that_nothing_is_written_after(
    widget: Make, rasa: SmallRasa, database: Database
) -> None:
    rasa.seconds = 0.3
    visitor = await widget().open()
    gone = str(visitor.session_id)
    await visitor.say("one")
    await visitor.say("two")
    assert await visitor.call("delete_chat", {}) == {"ok": True}
    await asyncio.sleep(0.4)
    assert rasa.words() == ["one"]
    async with database.begin() as work:
        assert await work.conversations.of(gone) is None


async def test_what_a_turn_writes_after_another_process_deleted_its_chat_is_deleted_too(
    widget: Make, rasa: SmallRasa, database: Database
) -> None:
    rasa.seconds = 0.3
    visitor = await widget().open()
    gone = str(visitor.session_id)
    await visitor.say("i take warfarin")
    await delete_conversation(database, gone)
    await say(database, gone, "i take warfarin")  # Rasa saves a first turn that knows of nothing
    await visitor.until(lambda: visitor.of("session_end") == [{"reason": "deleted"}])
    assert await said(database, gone) == []


async def test_the_assistant_is_not_asked_while_a_person_answers(
    widget: Make, rasa: SmallRasa, database: Database
) -> None:
    rasa.seconds = 0.2
    visitor = await widget().open()
    name = str(visitor.session_id)
    await visitor.say("hello")
    async with database.begin() as work:
        assert await work.conversations.change_owner(name, Owner.BOT, Owner.TEAM, utc_now())
    assert (await visitor.say("is somebody there"))["seq"] == 2
    await asyncio.sleep(0.4)
    assert rasa.words() == ["hello"]
    assert [one for one in visitor.messages if one["sender"] == "bot"] == []


async def test_whether_an_answer_helped_is_noted(widget: Make) -> None:
    visitor = await widget().open()
    await visitor.say("hello")
    await visitor.until_seen(2)
    assert await visitor.call("feedback", {"seq": 2, "helpful": True}) == {"ok": True}
    assert await visitor.call("feedback", {"seq": 1, "helpful": True}) == {"ok": False}


async def test_what_a_visitor_had_deleted_by_words_is_gone_and_the_chat_goes_on(
    widget: Make, rasa: SmallRasa, database: Database
) -> None:
    visitor = await widget().open()
    await visitor.say("i take warfarin")
    await visitor.until_seen(2)
    rasa.seconds = 0.2
    await visitor.say("delete all that")
    # As the action does in its turn.
    await forget_conversation(database, str(visitor.session_id))
    await visitor.until_seen(4)
    assert (await visitor.say("hello"))["seq"] == 5
    await visitor.until_seen(6)
    page = await widget(token=visitor.token).open()
    assert sorted(page.seen) == [4, 5, 6]
    assert page.confirmed[0]["last_seq"] == 6


async def test_what_a_process_that_died_left_unanswered_is_answered_later(
    settings: Settings, runtime: Runtime, rasa: SmallRasa, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.gateway.turns.CLOSING_SECONDS", 0.1)
    rasa.seconds = 0.45
    async with running(settings, runtime) as site, widgets(site.url) as make:
        visitor = await make().open()
        await visitor.say("are you there")
    assert rasa.words() == ["are you there"]
    rasa.seconds = 0
    monkeypatch.setattr("web.gateway.visitors.ORPHANED", dt.timedelta())
    async with running(settings, runtime) as site, widgets(site.url) as make:
        back = await make(token=visitor.token).open()
        await back.until_seen(2)
        assert back.texts == ["are you there", "you said are you there"]
    assert rasa.words() == ["are you there"] * 2
