"""Holds that a widget which knows Rasa's own Socket.IO channel alone can talk to us."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest_asyncio
import socketio

from gateway.conftest import Site
from gateway.small_rasa import SmallRasa, said
from gateway.widget import Widget

Make = Callable[..., Widget]


class PlainWidget(Widget):
    """Sends and hears what rasa-webchat and Rasa's chat-widget do."""

    def _listen(self) -> None:
        self.client = socketio.AsyncClient(reconnection=False)
        for name in ("session_confirm", "bot_uttered", "user_uttered", "typing", "session_end"):
            self.client.on(name, self._keeper(name))

    async def start(self, session_id: str | None = None) -> str:
        before = len(self.of("session_confirm"))
        await self.connect(("polling", "websocket"))
        await self.client.emit("session_request", {"session_id": session_id})
        await self.until(lambda: len(self.of("session_confirm")) > before)
        return str(self.of("session_confirm")[-1])

    async def utter(self, message: str, session_id: str) -> None:
        await self.client.emit(
            "user_uttered", {"message": message, "customData": {"a": 1}, "session_id": session_id}
        )

    async def answered(self, count: int) -> list[Any]:
        await self.until(lambda: len(self.of("bot_uttered")) >= count)
        return self.of("bot_uttered")


@pytest_asyncio.fixture
async def plain(site: Site) -> AsyncIterator[PlainWidget]:
    widget = PlainWidget(site.url)
    yield widget
    await widget.client.disconnect()


async def test_it_gets_text_and_quick_replies_in_rasas_own_form(
    plain: PlainWidget, rasa: SmallRasa
) -> None:
    rasa.answers["hi"] = [said("Hello.", buttons=[{"title": "Pain", "payload": "/faq"}])]
    session = await plain.start()
    await plain.utter("hi", session)
    assert await plain.answered(1) == [
        {
            "text": "Hello.",
            "quick_replies": [{"content_type": "text", "title": "Pain", "payload": "/faq"}],
        }
    ]
    await plain.utter("/faq", session)
    await plain.utter("/inform", session)
    await plain.answered(3)
    assert rasa.words() == ["hi", "/faq", "inform"]
    assert plain.of("typing") == plain.of("user_uttered") == []


async def test_its_session_is_our_token_and_stays_the_same(
    plain: PlainWidget, widget: Make, rasa: SmallRasa
) -> None:
    session = await plain.start()
    await plain.utter("one", session)
    await plain.answered(1)
    await plain.close()
    assert await plain.start(session) == session
    await plain.utter("two", session)
    await plain.answered(2)
    assert len({sender for sender, _, _ in rasa.heard}) == 1
    ours = await widget(token=session).open()
    assert ours.texts == ["one", "you said one", "two", "you said two"]


async def test_a_session_that_it_chose_itself_is_not_taken(
    plain: PlainWidget, rasa: SmallRasa
) -> None:
    assert await plain.start("my-own-session") != "my-own-session"
    await plain.utter("hi", "another-session")
    await plain.answered(1)
    assert "session" not in rasa.heard[0][0]


async def test_one_that_never_asks_for_a_session_gets_one(plain: PlainWidget) -> None:
    await plain.connect()
    await plain.client.emit("user_uttered", {"message": "hi"})
    assert await plain.answered(1) == [{"text": "you said hi"}]
    assert len(plain.of("session_confirm")) == 1


async def test_cards_and_refusals_become_text(plain: PlainWidget, rasa: SmallRasa) -> None:
    cards = [
        {"card": "facts", "title": "Pain", "facts": [{"label": "Needle", "value": "short"}]},
        {"card": "steps", "title": "The day", "steps": [{"title": "Talk", "text": "You ask."}]},
        {
            "card": "comparison", "title": "Both", "columns": ["A", "B"],
            "rows": [{"label": "Pain", "values": ["some", "none"]}],
        },
        {"card": "figure", "title": "Skin", "image": "skin-layers", "alt": "Layers.",
         "caption": "Deep."},
    ]  # fmt: skip
    rasa.answers["hi"] = [said("", card=card) for card in cards]
    session = await plain.start()
    await plain.utter("hi", session)
    assert [one["text"].strip() for one in await plain.answered(4)] == [
        "Pain:\n• Needle: short",
        "The day:\n• Talk: You ask.",
        "Both:\n• Pain. A: some. B: none",
        "Skin:\nLayers.\nDeep.",
    ]
    await plain.utter("x" * 4001, session)
    refused = (await plain.answered(5))[-1]
    assert "4000 characters" in refused["text"]


async def test_after_its_chat_was_ended_it_begins_a_new_one(
    plain: PlainWidget, widget: Make
) -> None:
    session = await plain.start()
    ours = await widget(token=session).open()
    await ours.call("end_chat", {})
    await plain.close()
    assert await plain.start(session) != session
