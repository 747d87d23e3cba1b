"""Holds who a visitor is: nobody becomes somebody else, or hears what is not theirs."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from itsdangerous import URLSafeTimedSerializer

from gateway.conftest import SECRET
from gateway.small_rasa import SmallRasa
from gateway.widget import Widget, new_id
from web.clock import utc_now
from web.gateway.identity import SALT, Tokens

Make = Callable[..., Widget]


def spoilt(token: str) -> list[str]:
    """Tokens that are nearly this one."""
    body, moment, signature = token.split(".")
    other = URLSafeTimedSerializer("x" * 40, salt=SALT).dumps("someone")
    listed = URLSafeTimedSerializer(SECRET, salt=SALT).dumps(["someone"])
    return [
        "", ".", "..", "a.b.c", "x" * 5000, "\x00", f"{body}.{moment}.", f"{body}..{signature}",
        f"{body}.{moment}.{signature[:-2]}AA", f"{body[:-2]}AA.{moment}.{signature}",
        str(other), str(listed), "ImFkbWluIg",
    ]  # fmt: skip


async def test_a_forged_token_opens_nothing_but_a_new_conversation(widget: Make) -> None:
    victim = await widget().open()
    await victim.say("i take warfarin")
    await victim.until_seen(2)
    for token in spoilt(str(victim.token)):
        thief = await widget(token=token).open()
        assert thief.session_id != victim.session_id
        assert thief.messages == []
        assert "warfarin" not in json.dumps(thief.confirmed)


async def test_a_conversations_id_is_no_token(widget: Make) -> None:
    victim = await widget().open()
    thief = await widget(token=victim.session_id).open()
    assert thief.session_id != victim.session_id


def test_a_token_is_good_for_its_time_and_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    tokens = Tokens(SECRET, timedelta(days=30))
    token, until = tokens.issue("conversation", utc_now())
    assert tokens.read(token) == "conversation"
    assert timedelta(days=29) < until - utc_now() <= timedelta(days=30)
    assert Tokens("another secret", timedelta(days=30)).read(token) is None
    now = utc_now().timestamp()
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: now + 30 * 86400 + 2)
    assert tokens.read(token) is None


async def test_nobody_hears_another_conversation(widget: Make, rasa: SmallRasa) -> None:
    one, two = await widget().open(), await widget().open()
    client_id = new_id()
    await one.say("i take warfarin", client_id)
    await one.until_seen(2)
    # The same id of a message in another conversation is another message.
    assert (await two.say("hello", client_id))["seq"] == 1
    await two.until_seen(2)
    assert "warfarin" not in json.dumps([two.messages, two.events, two.confirmed])
    # Rating, ending and deleting are one's own.
    await two.call("end_chat", {})
    await two.call("delete_chat", {})
    assert (await one.say("still here"))["ok"]
    assert len({sender for sender, _, _ in rasa.heard}) == 2


async def test_to_ask_for_another_session_leaves_the_first(widget: Make) -> None:
    one = await widget().open()
    first = one.token
    one.token = None
    await one.ask_for_session()
    same = await widget(token=first).open()
    await same.say("i take warfarin")
    await same.until_seen(2)
    assert one.messages == []
