"""One visitor of the load run: opens the chat, asks, reads, asks again, and keeps what came."""

from __future__ import annotations

import asyncio
import random
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import socketio

CONNECT_SECONDS = 20.0
ANSWER_SECONDS = 40.0
Json = dict[str, Any]


@dataclass(frozen=True)
class Plan:
    """What every visitor does.

    Attributes:
        questions: what may be asked; each visitor draws from it.
        messages: how many each visitor sends, the silent greeting among them.
        reading: seconds between an answer and the next message, on average.
        arriving: over how many seconds the visitors come.
    """

    questions: tuple[str, ...]
    messages: int
    reading: float
    arriving: float


@dataclass
class Visitor:
    """What one visitor sent and saw.

    Attributes:
        sent: the client id of each message, and the number under which it was acknowledged.
        seen: number to message, as it came while the chat was open.
        ack_seconds: from sending a message to knowing that it is kept.
        answer_seconds: from sending a message to its first answer.
        errors: what went wrong, in a few words each.
    """

    url: str
    chance: random.Random
    token: str | None = None
    sent: dict[str, int] = field(default_factory=dict)
    seen: dict[int, Json] = field(default_factory=dict)
    ack_seconds: list[float] = field(default_factory=list)
    answer_seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    _came: asyncio.Event = field(default_factory=asyncio.Event)
    _confirmed: list[Json] = field(default_factory=list)
    _typing: bool = False

    async def visit(self, plan: Plan) -> None:
        """Come at some time, talk, and go."""
        await asyncio.sleep(self.chance.uniform(0, plan.arriving))
        words = ["/greet", *self.chance.choices(plan.questions, k=plan.messages - 1)]
        try:
            client = await self._open()
            for place, message in enumerate(words):
                if place:
                    await asyncio.sleep(self.chance.uniform(0.5, 1.5) * plan.reading)
                await self._say(client, message)
            await client.disconnect()
        except (TimeoutError, socketio.exceptions.SocketIOError) as error:
            self.errors.append(type(error).__name__)

    async def server_list(self) -> list[Json]:
        """All that the server holds of this chat, as a page that is opened anew gets it."""
        client = await self._open()
        await client.disconnect()
        messages: list[Json] = self._confirmed[-1]["messages"]
        return messages

    async def _open(self) -> socketio.AsyncClient:
        client = socketio.AsyncClient(reconnection=False)
        client.on("session_confirm", self._confirm)
        client.on("bot_uttered", self._hear)
        client.on("typing", self._types)
        client.on("problem", self._note)
        opened = len(self._confirmed)
        await client.connect(self.url, transports=["websocket"], wait_timeout=CONNECT_SECONDS)
        await client.emit("session_request", {"client": "mesoguide", "token": self.token})
        await self._until(lambda: len(self._confirmed) > opened, CONNECT_SECONDS)
        return client

    async def _say(self, client: socketio.AsyncClient, message: str) -> None:
        client_id, began = uuid.uuid4().hex, time.perf_counter()
        said = {"message": message, "client_id": client_id}
        ack = await client.call("user_uttered", said, timeout=CONNECT_SECONDS)
        if not ack["ok"]:
            self.errors.append(f"refused: {ack['code']}")
            return
        self.ack_seconds.append(time.perf_counter() - began)
        seq = self.sent[client_id] = ack["seq"]
        await self._until(lambda: max(self.seen, default=0) > seq, ANSWER_SECONDS)
        self.answer_seconds.append(time.perf_counter() - began)
        await self._until(lambda: not self._typing, ANSWER_SECONDS)

    async def _until(self, happened: Callable[[], bool], seconds: float) -> None:
        async with asyncio.timeout(seconds):
            while not happened():
                self._came.clear()
                await self._came.wait()

    async def _hear(self, message: Json) -> None:
        self.seen[message["seq"]] = message
        self._came.set()

    async def _confirm(self, confirmed: Json) -> None:
        self.token = confirmed["token"]
        self._confirmed.append(confirmed)
        self._came.set()

    async def _types(self, state: Json) -> None:
        self._typing = state["on"]
        self._came.set()

    async def _note(self, problem: Json) -> None:
        self.errors.append(f"problem: {problem['code']}")
