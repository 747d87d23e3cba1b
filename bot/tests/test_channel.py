import asyncio
import logging
import socket
import uuid
from types import SimpleNamespace
from typing import Any, Dict, Iterator, List, Tuple

import aiohttp
import pytest
from rasa.core.channels.channel import UserMessage
from rasa.core.lock_store import InMemoryLockStore
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException
from sanic import Sanic

from bot.channel import KIND_OF, GatewayChannel, WholeMessages
from bot.request_id import REQUEST_ID, name_requests_in_log, usable
from bot.safety_policy import REMINDERS, RESPONSES
from bot.tracker_store import FORGET_SLOT

DOMAIN = Domain.from_dict(
    {"slots": {FORGET_SLOT: {"type": "bool", "mappings": [{"type": "custom"}]}}}
)
TOKEN = "a-token"  # noqa: S105 - guards nothing
TURN = {"sender": "c1", "message": "does it hurt", "metadata": {"request_id": "ab-12"}}
SAID = {
    "utter_action": "utter_faq/pain",
    "text": "One.\n\nTwo.",
    "buttons": [{"title": "More", "payload": "/faq", "type": "postback"}],
    "custom": {"card": "steps"},
    "metadata": {"sources": ["KON13"], "reviewed": "2026-11-22"},
}


class Door:
    """A server with the channel and nothing else; Rasa says `SAID` to every message."""

    def __init__(self) -> None:
        self.heard: List[UserMessage] = []
        self.loop = asyncio.new_event_loop()
        self.app = Sanic(f"test-{uuid.uuid4().hex}", configure_logging=False)
        self.app.ctx.agent = SimpleNamespace(
            lock_store=InMemoryLockStore(), tracker_store=InMemoryTrackerStore(DOMAIN)
        )
        channel = GatewayChannel.from_credentials({"token": TOKEN})
        self.app.blueprint(channel.blueprint(self._hear), url_prefix="/webhooks/gateway")
        self.server = self.loop.run_until_complete(self._start())

    async def _hear(self, message: UserMessage) -> None:
        self.heard.append(message)
        await message.output_channel.send_response(message.sender_id, dict(SAID))

    async def _start(self) -> Any:
        self.listening = socket.socket()
        self.listening.bind(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        server = await self.app.create_server(sock=self.listening, return_asyncio_server=True)
        await server.startup()
        return server

    def post(self, route: str, body: Any, token: str | None = TOKEN) -> Tuple[int, Any]:
        """Status and body of the answer."""
        return self.loop.run_until_complete(self._post(route, body, token))

    async def _post(self, route: str, body: Any, token: str | None) -> Tuple[int, Any]:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        url = f"http://127.0.0.1:{self.port}/webhooks/gateway/{route}"
        async with (
            aiohttp.ClientSession() as client,
            client.post(url, json=body, headers=headers) as answer,
        ):
            return answer.status, await answer.json()

    def close(self) -> None:
        self.server.close()
        self.loop.run_until_complete(asyncio.sleep(0))
        self.loop.close()


@pytest.fixture(scope="module")
def server() -> Iterator[Door]:
    door = Door()
    yield door
    door.close()


@pytest.fixture
def door(server: Door) -> Door:
    server.heard.clear()
    return server


def test_a_turn_comes_back_whole_with_its_sources(door: Door) -> None:
    _, said = door.post("message", TURN)
    assert said == {
        "messages": [
            {
                "response": "utter_faq/pain",
                "text": "One.\n\nTwo.",
                "buttons": [{"title": "More", "payload": "/faq"}],
                "card": {"card": "steps"},
                "sources": ["KON13"],
                "reviewed": "2026-11-22",
                "kind": None,
            }
        ]
    }
    [heard] = door.heard
    assert (heard.sender_id, heard.text) == ("c1", "does it hurt")
    assert heard.metadata == TURN["metadata"]


@pytest.mark.parametrize("route", ["message", "forget"])
@pytest.mark.parametrize("token", [None, "", "wrong", TOKEN + "x"])
def test_without_the_token_nothing_is_heard(door: Door, token: str | None, route: str) -> None:
    assert door.post(route, TURN, token)[0] == 401
    assert not door.heard


@pytest.mark.parametrize(
    "body",
    [{}, [], "hello", {"sender": "c1"}, {"sender": "", "message": "x"}, {**TURN, "message": 3},
     {**TURN, "metadata": "x"}],
)  # fmt: skip
def test_a_body_that_is_no_turn_is_refused(door: Door, body: Any) -> None:
    assert door.post("message", body)[0] == 400
    assert not door.heard


@pytest.mark.parametrize("body", [{}, [], "c1", {"sender": ""}, {"sender": 3}])
def test_a_body_that_names_no_conversation_is_refused(door: Door, body: Any) -> None:
    assert door.post("forget", body)[0] == 400


def test_a_conversation_is_handed_to_the_store_to_be_forgotten(door: Door) -> None:
    store = door.app.ctx.agent.tracker_store
    tracker = DialogueStateTracker("c1", DOMAIN.slots)
    tracker.update(ActionExecuted("action_listen"))
    door.loop.run_until_complete(store.save(tracker))
    assert door.post("forget", {"sender": "c1"}) == (200, {"forgotten": True})
    forgotten = door.loop.run_until_complete(store.retrieve("c1"))
    assert forgotten.get_slot(FORGET_SLOT) is True
    assert door.post("forget", {"sender": "c2"}) == (200, {"forgotten": False})


def test_every_word_of_danger_has_its_kind() -> None:
    for name in (*RESPONSES.values(), *REMINDERS.values()):
        said = WholeMessages()
        asyncio.run(said.send_response("c1", {"utter_action": name, "text": "x"}))
        assert said.messages[0]["kind"] == KIND_OF[name]
    assert KIND_OF["utter_emergency"] == "emergency"


@pytest.mark.parametrize("credentials", [None, {}, {"token": ""}])
def test_a_channel_without_a_token_does_not_start(credentials: Dict[str, Any] | None) -> None:
    with pytest.raises(RasaException, match="token"):
        GatewayChannel.from_credentials(credentials)


def test_the_log_names_the_request(caplog: pytest.LogCaptureFixture) -> None:
    before = logging.getLogRecordFactory()
    name_requests_in_log()
    try:
        REQUEST_ID.set("ab-12")
        logging.getLogger("rasa.core").error("it failed: %s", "here")
        REQUEST_ID.set("")
        logging.getLogger("rasa.core").error("no turn")
    finally:
        logging.setLogRecordFactory(before)
    assert [record.getMessage() for record in caplog.records] == [
        "[ab-12] it failed: here",
        "no turn",
    ]


@pytest.mark.parametrize("request_id", [None, "", "a b", "%s", "x" * 65, "new\nline", 3.5])
def test_an_odd_id_stays_out_of_the_log(request_id: object) -> None:
    assert usable(request_id) == ""
