"""A client as our widget is one: it keeps a list by number, and asks again where one is missing."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import socketio

SECONDS = 8.0
Json = dict[str, Any]


def new_id() -> str:
    return uuid.uuid4().hex


@dataclass
class Widget:
    """One open page.

    Attributes:
        seen: number to message.
        events: everything else that came, in order.
        seconds: how long it waits for what must happen.
        http: what it connects with, where it is not to come from any address.
    """

    url: str
    token: str | None = None
    session_id: str | None = None
    seen: dict[int, Json] = field(default_factory=dict)
    events: list[tuple[str, Any]] = field(default_factory=list)
    confirmed: list[Json] = field(default_factory=list)
    origin: str | None = None
    language: str = "en"
    seconds: float = SECONDS
    http: aiohttp.ClientSession | None = None
    client: socketio.AsyncClient = field(init=False)

    def __post_init__(self) -> None:
        self._listen()

    def _listen(self) -> None:
        self.client = socketio.AsyncClient(reconnection=False, http_session=self.http)
        self.client.on("bot_uttered", self._take)
        self.client.on("user_uttered", self._take)
        self.client.on("session_confirm", self._confirm)
        for name in ("typing", "owner", "session_end", "problem", "connect_error"):
            self.client.on(name, self._keeper(name))

    async def connect(self, transports: tuple[str, ...] = ("websocket",)) -> None:
        headers = {} if self.origin is None else {"Origin": self.origin}
        await self.client.connect(self.url, headers=headers, transports=list(transports))

    async def open(self, transports: tuple[str, ...] = ("websocket",)) -> Widget:
        """Connect and ask for the session."""
        await self.connect(transports)
        return await self.ask_for_session()

    async def ask_for_session(self) -> Widget:
        before = len(self.confirmed)
        asked = {"client": "mesoguide", "token": self.token, "after": self.last}
        asked["language"] = self.language
        await self.client.emit("session_request", asked)
        await self.until(lambda: len(self.confirmed) > before)
        return self

    async def close(self) -> None:
        await self.client.disconnect()
        self._listen()

    async def reopen(self) -> Widget:
        await self.close()
        return await self.open()

    async def say(self, message: str, client_id: str | None = None, **more: Any) -> Json:
        return await self.call(
            "user_uttered", {"message": message, "client_id": client_id or new_id(), **more}
        )

    async def ask(self, message: str, **more: Any) -> list[Json]:
        """Say something, as slowly as is asked for, and return what is answered."""
        turns = self._turns_over()
        ack = await self.say(message, **more)
        while ack.get("code") == "too_fast":
            await asyncio.sleep(ack["retry_after"])
            ack = await self.say(message, **more)
        assert ack["ok"], ack
        await self.until(lambda: self._turns_over() > turns)
        return [one for one in self.messages if one["seq"] > ack["seq"]]

    def _turns_over(self) -> int:
        return self.of("typing").count({"on": False})

    async def call(self, event: str, data: Any) -> Json:
        ack: Json = await self.client.call(event, data, timeout=self.seconds)
        return ack

    async def until(self, happened: Callable[[], bool]) -> None:
        async with asyncio.timeout(self.seconds):
            while not happened():
                await asyncio.sleep(0.005)

    async def until_seen(self, seq: int) -> None:
        await self.until(lambda: seq in self.seen)

    @property
    def last(self) -> int:
        """The last number before the first gap."""
        number = 0
        while number + 1 in self.seen:
            number += 1
        return number

    @property
    def messages(self) -> list[Json]:
        return [self.seen[seq] for seq in sorted(self.seen)]

    @property
    def texts(self) -> list[str]:
        return [message["text"] for message in self.messages]

    def of(self, name: str) -> list[Any]:
        return [data for event, data in self.events if event == name]

    async def _take(self, message: Json) -> None:
        self.seen[message["seq"]] = message

    async def _confirm(self, data: Json) -> None:
        if data["session_id"] != self.session_id:
            self.seen = {}
        self.token, self.session_id = data["token"], data["session_id"]
        for message in data["messages"]:
            self.seen[message["seq"]] = message
        self.confirmed.append(data)

    def _keeper(self, name: str) -> Callable[[Any], Any]:
        async def keep(data: Any) -> None:
            self.events.append((name, data))

        return keep


async def raw(
    url: str, *packets: str | bytes, http: aiohttp.ClientSession | None = None
) -> list[str]:
    """Send packets on a bare WebSocket after a proper opening; return what came back."""
    back: list[str] = []
    async with (
        nullcontext(http) if http else aiohttp.ClientSession() as client,
        client.ws_connect(f"{url}/socket.io/?EIO=4&transport=websocket") as ws,
    ):
        back.append(await ws.receive_str())
        await ws.send_str("40")
        back.append(await ws.receive_str())
        for packet in packets:
            if isinstance(packet, bytes):
                await ws.send_bytes(packet)
            else:
                await ws.send_str(packet)
        await ws.send_str('421["session_request",{"client":"mesoguide"}]')
        while not ws.closed:
            message = await ws.receive(timeout=0.5)
            if message.type is not aiohttp.WSMsgType.TEXT:
                break
            back.append(message.data)
            if message.data.startswith("431"):
                break
    return back


@asynccontextmanager
async def widgets(url: str) -> AsyncIterator[Callable[..., Widget]]:
    """Make widgets, and close them all at the end."""
    made: list[Widget] = []

    def make(**given: Any) -> Widget:
        made.append(Widget(given.pop("url", url), **given))
        return made[-1]

    yield make
    for one in made:
        await one.client.disconnect()
