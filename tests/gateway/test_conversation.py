"""Holds a conversation over the gateway: every message once, in order, for every open page."""

from __future__ import annotations

from collections.abc import Callable

from gateway.small_rasa import SmallRasa
from gateway.widget import Widget

Make = Callable[..., Widget]


async def test_a_message_is_stored_answered_and_shown(widget: Make, rasa: SmallRasa) -> None:
    visitor = await widget().open()
    ack = await visitor.say("does it hurt")
    assert (ack["ok"], ack["seq"]) == (True, 1)
    await visitor.until_seen(2)
    [answer] = [one for one in visitor.messages if one["sender"] == "bot"]
    assert answer["text"] == "you said does it hurt"
    [(sender, message, metadata)] = rasa.heard
    assert (sender, message) == (visitor.session_id, "does it hurt")
    assert len(metadata["request_id"]) == 32
    await visitor.until(lambda: visitor.of("typing") == [{"on": True}, {"on": False}])
