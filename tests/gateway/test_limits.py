"""Holds the limits: each refuses with kind words, and leaves the conversation whole."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
import pytest_asyncio
import socketio
from socketio.exceptions import ConnectionError as NotConnected

from clinic.runtime import Runtime
from gateway.conftest import Site, running
from gateway.small_rasa import SmallRasa
from gateway.widget import Widget, widgets
from web.gateway.idle import Idle
from web.gateway.limits import Limits, network
from web.gateway.wire import Refused
from web.settings import Settings

Make = Callable[..., Widget]


async def test_a_message_of_4000_characters_is_taken_and_one_more_is_not(
    widget: Make, rasa: SmallRasa
) -> None:
    visitor = await widget().open()
    longest = "😀" * 4000
    assert (await visitor.say(longest))["ok"]
    refused = await visitor.say("x" * 4001)
    assert (refused["ok"], refused["code"]) == (False, "too_long")
    assert "4000 characters" in refused["text"]
    await visitor.until_seen(2)
    assert rasa.words() == [longest]


@pytest.mark.parametrize("nothing", ["", "   \n\t ", "\u202e", "\x00\x07", "\ud800"])
async def test_a_message_of_nothing_is_refused(widget: Make, rasa: SmallRasa, nothing: str) -> None:
    visitor = await widget().open()
    assert (await visitor.say(nothing))["code"] == "empty"
    assert rasa.heard == []


async def test_the_sixth_message_of_a_second_must_wait(widget: Make) -> None:
    visitor = await widget().open()
    acks = [await visitor.say(f"word {number}") for number in range(6)]
    assert [ack["ok"] for ack in acks] == [True] * 5 + [False]
    refused = acks[-1]
    assert (refused["code"], refused["retry_after"]) == ("too_fast", 1)
    assert "1 second" in refused["text"]
    assert "999" in refused["text"]
    await asyncio.sleep(1)
    assert (await visitor.say("now"))["seq"] > 5


async def test_the_limit_is_the_conversations_and_not_the_sockets_or_the_addresss(
    widget: Make,
) -> None:
    one = await widget().open()
    two = await widget(token=one.token).open()
    stranger = await widget().open()
    acks = await asyncio.gather(*((one, two)[n % 2].say(f"word {n}") for n in range(6)))
    assert sorted(ack["ok"] for ack in acks) == [False] + [True] * 5
    assert (await stranger.say("hello"))["ok"]


async def test_twenty_messages_a_minute_and_no_more() -> None:
    limits = Limits("5/hour")
    for _ in range(4):
        for _ in range(5):
            await limits.message("c")
        await asyncio.sleep(1.01)
    with pytest.raises(Refused) as refused:
        await limits.message("c")
    assert 50 < (refused.value.retry_after or 0) <= 60
    await limits.message("another")


async def test_an_address_opens_only_so_many_conversations(
    settings: Settings, runtime: Runtime
) -> None:
    few = settings.model_copy(update={"new_conversations": "2/hour"})
    async with running(few, runtime) as site, widgets(site.url) as make:
        first, _second = await make().open(), await make().open()
        third = make()
        await third.connect()
        await third.client.emit("session_request", {"client": "mesoguide"})
        await third.until(lambda: third.of("problem") != [])
        [problem] = third.of("problem")
        assert problem["code"] == "too_many_conversations"
        assert "020 7946 0321" in problem["text"]
        assert (await third.say("hello"))["code"] == "no_session"
        # Who has a conversation is let in again.
        assert (await first.reopen()).session_id == first.session_id


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("unix:", "unknown"),
    ],
)
def test_one_household_is_one_address(address: str, counted: str) -> None:
    assert network(address) == counted


async def test_too_many_sockets_are_refused_at_the_door(
    settings: Settings, runtime: Runtime
) -> None:
    few = settings.model_copy(update={"most_sockets": 1})
    async with running(few, runtime) as site, widgets(site.url) as make:
        await make().open()
        one_more = make()
        with pytest.raises(NotConnected):
            await one_more.connect()
        [refusal] = one_more.of("connect_error")
        assert refusal["message"].startswith("Very many people")
        assert refusal["data"] == {"code": "busy"}


# Idle sockets


@pytest_asyncio.fixture
async def idle(site: Site) -> AsyncIterator[Idle]:
    yield site.app.idle


async def test_a_socket_without_a_session_is_closed_after_two_rounds(
    widget: Make, idle: Idle
) -> None:
    visitor, idler = await widget().open(), widget()
    await idler.connect()
    await idle.go_round()
    assert idler.client.connected
    await idle.go_round()
    await idler.until(lambda: not idler.client.connected)
    assert visitor.client.connected
    assert (await visitor.say("hello"))["ok"]


async def test_an_idle_visitor_is_let_go_and_comes_back_to_the_same_chat(
    widget: Make, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = await widget().open()
    await visitor.say("hello")
    await visitor.until_seen(2)
    monkeypatch.setattr(site.app.idle, "_idle_seconds", 0.0)
    await site.app.idle.go_round()
    await visitor.until(lambda: not visitor.client.connected)
    monkeypatch.undo()
    before = visitor.session_id
    assert (await visitor.reopen()).session_id == before


async def test_300_idle_sockets_do_not_keep_a_visitor_out_and_leave_nothing(
    widget: Make, site: Site
) -> None:
    crowd = [socketio.AsyncClient(reconnection=False) for _ in range(300)]
    for start in range(0, 300, 50):
        await asyncio.gather(
            *(one.connect(site.url, transports=["websocket"]) for one in crowd[start : start + 50])
        )
    visitor = await widget().open()
    assert (await visitor.say("hello"))["ok"]
    await visitor.until_seen(2)
    assert len(site.app.sockets.open) == 301
    await site.app.idle.go_round()
    await site.app.idle.go_round()
    async with asyncio.timeout(10):
        while any(one.connected for one in crowd):
            await asyncio.sleep(0.05)
    assert len(site.app.sockets.open) == 1
    for one in crowd:
        await one.disconnect()
