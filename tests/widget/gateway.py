"""A small gateway for the widget's tests: the same wire, with answers from a script.

It serves the widget's files and the demo site, keeps conversations in memory, and can be told
to be slow, to refuse or to go away.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import itertools
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import socketio
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from clinic.settings import read_clinic
from web.lean import lean
from web.pages.demo import demo
from widget.script import ANSWERS, CONFIG, GREETING, Said

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "web/static"
STRICT = "default-src 'none'; script-src {chat}; connect-src {chat} {socket}; img-src {chat}"


class Gateway:
    """Its state may be changed by a test while it runs; see `answers`, `contacts`, `refusal`."""

    def __init__(self) -> None:
        self.answers: dict[str, list[Said]] = dict(ANSWERS)
        self.contacts: list[dict[str, Any]] = []
        self.received: list[dict[str, Any]] = []
        self.rated: list[dict[str, Any]] = []
        self.refusal: dict[str, Any] | None = None
        self.is_mute = False  # takes messages and never answers them
        self.websockets = True
        self.conversations: dict[str, list[dict[str, Any]]] = {}
        self.closed: set[str] = set()
        self._numbers = itertools.count(1)
        self._rooms: dict[str, str] = {}
        self.port = free_port()
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        started = threading.Event()

        async def serve() -> None:
            self._loop = asyncio.get_running_loop()
            config = uvicorn.Config(
                self._app(), port=self.port, log_level="error", ws="websockets-sansio",
                timeout_graceful_shutdown=1, lifespan="off",
            )  # fmt: skip
            self._server = uvicorn.Server(config)
            serving = asyncio.create_task(self._server.serve())
            while not self._server.started:
                await asyncio.sleep(0.01)
            started.set()
            await serving

        self._thread = threading.Thread(target=lambda: asyncio.run(serve()))
        self._thread.start()
        assert started.wait(10), "the gateway did not start"

    def stop(self) -> None:
        assert self._server is not None
        assert self._thread is not None
        self._server.should_exit = True
        self._thread.join(10)

    def say(self, conversation: str, said: Said) -> None:
        """Have the assistant say something now."""
        told = asyncio.run_coroutine_threadsafe(self._say(conversation, said), self._loop)
        told.result(5)

    def tell(self, event: str, data: dict[str, Any]) -> None:
        """Emit an event to every socket."""
        asyncio.run_coroutine_threadsafe(self._sockets.emit(event, data), self._loop).result(5)

    def _app(self) -> Any:
        transports = ["websocket", "polling"] if self.websockets else ["polling"]
        self._sockets = socketio.AsyncServer(
            async_mode="asgi", cors_allowed_origins="*", transports=transports
        )
        for name in ("session_request", "user_uttered", "feedback", "end_chat", "delete_chat"):
            self._sockets.on(name, getattr(self, f"_{name}"))
        routes = [
            Route("/widget.js", lambda _request: script(STATIC / "widget.js")),
            Route("/static/chat/{path:path}", self._module),
            Mount("/static/figures", StaticFiles(directory=ROOT / "data/figures")),
            Route("/chat/config.json", lambda _request: JSONResponse(CONFIG, headers=SHARED)),
            Route("/contact", self._contact, methods=["POST", "OPTIONS"]),
            Route("/host", self._host),
            Route("/favicon.ico", lambda _request: Response(status_code=204)),
            *demo(ROOT / "web/demo", read_clinic(ROOT / "clinic.yml")),
        ]
        return socketio.ASGIApp(self._sockets, Starlette(routes=routes))

    async def _module(self, request: Request) -> Response:
        return script(STATIC / "chat" / request.path_params["path"])

    async def _host(self, request: Request) -> Response:
        """A page of a stranger: its own language, direction, attributes and policy."""
        asked = request.query_params
        page = f'<!doctype html><html lang="{asked.get("lang", "en")}"><title>Host</title>'
        page += '<meta name="viewport" content="width=device-width, initial-scale=1">'
        page += "<h1>A page</h1><p>With words.</p><main></main>"
        settings = "".join(f' data-{k}="{v}"' for k, v in asked.items() if k not in NOT_DATA)
        chat = f"http://localhost:{self.port}" if asked.get("strict") else self.url
        page += f'<script src="{chat}/widget.js" async{settings}></script>'
        headers = {}
        if asked.get("strict"):
            policy = STRICT.format(chat=chat, socket=chat.replace("http", "ws"))
            headers["Content-Security-Policy"] = policy
        return HTMLResponse(page, headers=headers)

    async def _contact(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(headers=SHARED | {"Access-Control-Allow-Headers": "content-type"})
        form = await request.json()
        self.contacts.append(form)
        if form.get("phone") == "12":
            error = {"code": "form", "text": "", "fields": {"phone": "This number is not whole."}}
            return JSONResponse({"error": error}, 422, headers=SHARED)
        return JSONResponse({"reference": "RGQ-T84"}, 201, headers=SHARED)

    async def _session_request(self, sid: str, asked: dict[str, Any]) -> None:
        known = asked.get("token")
        name = known if known in self.conversations else f"conversation-{next(self._numbers)}"
        messages = self.conversations.setdefault(name, [])
        self._rooms[sid] = name
        await self._sockets.enter_room(sid, name)
        confirmed = {
            "session_id": name,
            "token": name,
            "expires_at": now(),
            "owner": "closed" if name in self.closed else "bot",
            "messages": [one for one in messages if one["seq"] > asked["after"]],
            "last_seq": len(messages),
        }
        await self._sockets.emit("session_confirm", confirmed, to=sid)

    async def _user_uttered(self, sid: str, said: dict[str, Any]) -> dict[str, Any]:
        if self.refusal:
            return self.refusal
        name = self._rooms[sid]
        messages = self.conversations[name]
        for one in messages:
            if one.get("client_id") == said["client_id"]:
                return {"ok": True, "seq": one["seq"], "at": one["at"]}
        self.received.append(said)
        is_greeting = said["message"] == "/greet"
        text = "" if is_greeting else said.get("title") or said["message"]
        message = self._add(name, Said(text), "visitor", said["client_id"])
        await self._sockets.emit("user_uttered", message, room=name, skip_sid=sid)
        if not self.is_mute:
            self._sockets.start_background_task(self._answer, name, said["message"])
        return {"ok": True, "seq": message["seq"], "at": message["at"]}

    async def _answer(self, name: str, message: str) -> None:
        await self._sockets.emit("typing", {"on": True}, room=name)
        await asyncio.sleep(0.05)
        answers = GREETING if message == "/greet" else self.answers.get(message)
        for said in answers or [Said(f"You said: {message}", feedback=True)]:
            await self._say(name, said)
        await self._sockets.emit("typing", {"on": False}, room=name)

    async def _say(self, name: str, said: Said) -> None:
        message = self._add(name, said, said.sender)
        await self._sockets.emit("bot_uttered", message, room=name)

    def _add(self, name: str, said: Said, sender: str, client_id: str = "") -> dict[str, Any]:
        messages = self.conversations[name]
        message = said.message() | {"seq": len(messages) + 1, "at": now(), "sender": sender}
        if client_id:
            message["client_id"] = client_id
        messages.append(message)
        return message

    async def _feedback(self, _sid: str, rated: dict[str, Any]) -> dict[str, bool]:
        self.rated.append(rated)
        return {"ok": True}

    async def _end_chat(self, sid: str, _nothing: object) -> dict[str, bool]:
        name = self._rooms[sid]
        self.closed.add(name)
        await self._sockets.emit("session_end", {"reason": "ended"}, room=name)
        return {"ok": True}

    async def _delete_chat(self, sid: str, _nothing: object) -> dict[str, bool]:
        name = self._rooms[sid]
        del self.conversations[name]
        await self._sockets.emit("session_end", {"reason": "deleted"}, room=name)
        return {"ok": True}


SHARED = {"Access-Control-Allow-Origin": "*"}
NOT_DATA = frozenset({"lang", "strict"})


def script(file: Path) -> Response:
    if not file.is_file():
        return FileResponse(file, 404)
    text = lean(file.read_text(encoding="utf-8"))
    return Response(text, media_type="text/javascript", headers=SHARED)


def now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextlib.contextmanager
def running() -> Iterator[Gateway]:
    gateway = Gateway()
    gateway.start()
    try:
        yield gateway
    finally:
        gateway.stop()
