"""A Rasa that answers as it is told, on a real port; it can be slow, broken or away."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from web.server import Server

TOKEN = "rasa-token-of-the-tests"  # noqa: S105


def said(text: str, **more: Any) -> dict[str, Any]:
    """One message of a turn as bot/channel.py sends it."""
    return {
        "response": None, "text": text, "buttons": [], "card": None, "sources": [],
        "reviewed": None, "kind": None, **more,
    }  # fmt: skip


@dataclass
class SmallRasa:
    """Echoes a message, unless `answers` holds something else for it.

    Attributes:
        heard: (sender, message, metadata), in the order in which turns began.
        answers: what is said to a message, instead of its echo.
        seconds: how long a turn takes.
        status: what is answered over HTTP.
        overlaps: conversations of which two turns were there at the same time.
        most_at_once: how many conversations had a turn here at the same time.
    """

    heard: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    forgotten: list[str] = field(default_factory=list)
    answers: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    seconds: float = 0.0
    status: int = 200
    overlaps: list[str] = field(default_factory=list)
    most_at_once: int = 0
    port: int = 0
    _busy: set[str] = field(default_factory=set)
    _server: Server | None = None
    _task: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def words(self) -> list[str]:
        return [message for _, message, _ in self.heard]

    async def start(self) -> None:
        """Listen; again on the same port after `stop`."""
        taken = socket.create_server(("127.0.0.1", self.port))
        self.port = taken.getsockname()[1]
        app = Starlette(
            routes=[
                Route("/", self._root),
                Route("/webhooks/gateway/message", self._message, methods=["POST"]),
                Route("/webhooks/gateway/forget", self._forget, methods=["POST"]),
            ]
        )
        self._server = Server(
            uvicorn.Config(app, lifespan="off", log_config=None, timeout_graceful_shutdown=1)
        )
        self._task = asyncio.create_task(self._server.serve(sockets=[taken]))
        while not self._server.started:
            await asyncio.sleep(0.01)

    async def stop(self) -> None:
        if self._server is not None and self._task is not None:
            self._server.should_exit = True
            await self._task
            self._server = None

    async def _root(self, _request: Request) -> Response:
        return Response("Hello")

    async def _message(self, request: Request) -> Response:
        if request.headers["authorization"] != f"Bearer {TOKEN}":
            return JSONResponse({"error": "token"}, 401)
        body = await request.json()
        sender, message = body["sender"], body["message"]
        self.heard.append((sender, message, body["metadata"]))
        if sender in self._busy:
            self.overlaps.append(sender)
        self._busy.add(sender)
        self.most_at_once = max(self.most_at_once, len(self._busy))
        try:
            await asyncio.sleep(self.seconds)
        finally:
            self._busy.discard(sender)
        if self.status != 200:
            return Response("it broke", self.status)
        return JSONResponse({"messages": self.answers.get(message, [said(f"you said {message}")])})

    async def _forget(self, request: Request) -> Response:
        self.forgotten.append((await request.json())["sender"])
        return JSONResponse({})


@asynccontextmanager
async def small_rasa() -> AsyncIterator[SmallRasa]:
    rasa = SmallRasa()
    await rasa.start()
    try:
        yield rasa
    finally:
        await rasa.stop()
