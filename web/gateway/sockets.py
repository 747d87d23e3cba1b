"""The Socket.IO side: events in, acknowledgements and events out.

It speaks the events of Rasa's own channel, so that a public Rasa widget connects unchanged.
Our widget names itself in `session_request` and gets more; see docs/gateway.md.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import socketio
import structlog
from pydantic import BaseModel, ValidationError
from socketio.exceptions import ConnectionRefusedError as SocketRefused

from web.gateway import out
from web.gateway.out import SocketOut
from web.gateway.turns import Turns
from web.gateway.visitors import Session, Visitors
from web.gateway.wire import (
    MESSAGE_CHARACTERS,
    OURS,
    Feedback,
    Refused,
    SessionRequest,
    Uttered,
    moment,
)
from web.metrics import Metrics
from web.words import LANGUAGES, Words

log = structlog.get_logger()

Ack = dict[str, Any]
Event = TypeVar("Event", bound=BaseModel)
OK: Ack = {"ok": True}


class Nothing(BaseModel):
    """An event without anything in it; what comes with it is not looked at."""


@dataclass
class Socket:
    """One open socket.

    Attributes:
        heard: when its visitor last did something, on the monotonic clock.
        is_plain: it knows Rasa's own channel only.
    """

    address: str
    heard: float = field(default_factory=time.monotonic)
    conversation_id: str | None = None
    is_plain: bool = True
    language: str = "en"


class Sockets:
    """The handlers of all events."""

    def __init__(
        self,
        server: socketio.AsyncServer,
        told: SocketOut,
        visitors: Visitors,
        turns: Turns,
        words: Words,
        metrics: Metrics,
        most: int,
    ) -> None:
        self.open: dict[str, Socket] = {}
        self._server = server
        self._out = told
        self._visitors = visitors
        self._turns = turns
        self._words = words
        self._metrics = metrics
        self._most = most
        server.on("connect", self._connect)
        server.on("disconnect", self._disconnect)
        self._on("session_request", SessionRequest, self._session)
        self._on("user_uttered", Uttered, self._uttered)
        self._on("feedback", Feedback, self._feedback)
        self._on("end_chat", Nothing, self._end)
        self._on("delete_chat", Nothing, self._delete)

    async def _connect(self, sid: str, environ: dict[str, Any], _auth: Any = None) -> None:
        if len(self.open) >= self._most:
            self._metrics.refused.labels("busy").inc()
            raise SocketRefused(self._words.say("busy"), {"code": "busy"})
        client = environ["asgi.scope"].get("client") or ("unknown", 0)
        self.open[sid] = Socket(str(client[0]))
        self._metrics.sockets.set(len(self.open))

    async def _disconnect(self, sid: str, _reason: str) -> None:
        self.open.pop(sid, None)
        self._metrics.sockets.set(len(self.open))

    def _on(
        self,
        name: str,
        form: type[Event],
        handle: Callable[[str, Socket, Event], Awaitable[Ack]],
    ) -> None:
        """Hear an event; whatever goes wrong is answered in kind words, and never ends us."""

        async def heard(sid: str, *said: Any) -> Ack:
            socket = self.open.get(sid)
            if socket is None:  # it left while its event was on the way
                return {"ok": False}
            socket.heard = time.monotonic()
            try:
                event = form.model_validate(said[0] if said and said[0] is not None else {})
                return await handle(sid, socket, event)
            except Refused as refused:
                return await self._refuse(sid, socket, name, refused)
            except ValidationError:
                return await self._refuse(sid, socket, name, Refused("malformed"))
            except Exception as error:  # noqa: BLE001 - its text may hold what a visitor wrote
                self._metrics.errors.labels(name).inc()
                log.error("event_failed", event_name=name, error=type(error).__name__)
                return await self._refuse(sid, socket, name, Refused("error"))

        self._server.on(name, heard)

    async def _refuse(self, sid: str, socket: Socket, event: str, refused: Refused) -> Ack:
        self._metrics.refused.labels(refused.code).inc()
        text = self._words.say(
            refused.code,
            socket.language,
            seconds=refused.retry_after,
            characters=MESSAGE_CHARACTERS,
        )
        if socket.is_plain and event == "user_uttered":
            await self._server.emit("bot_uttered", {"text": text}, to=sid)
        elif event == "session_request":
            said = {"code": refused.code, "text": text, "contact": False}
            await self._server.emit("problem", said, to=sid)
        ack: Ack = {"ok": False, "code": refused.code, "text": text}
        return ack if refused.retry_after is None else ack | {"retry_after": refused.retry_after}

    async def _session(self, sid: str, socket: Socket, asked: SessionRequest) -> Ack:
        socket.is_plain = asked.client != OURS
        socket.language = asked.language if asked.language in LANGUAGES else "en"
        token = asked.token or asked.session_id
        await self._open(sid, socket, token, asked.after)
        return OK

    async def _open(self, sid: str, socket: Socket, token: str | None, after: int) -> None:
        # First into the room, then read: what is said in between is not missed.
        known = self._visitors.conversation_of(token) if token else None
        socket.conversation_id = None
        await self._enter(sid, socket, known)
        session = await self._visitors.open(
            token, after, socket.address, socket.language, resume_closed=not socket.is_plain
        )
        name = session.conversation.conversation_id
        if name != known:
            await self._enter(sid, socket, name)
        socket.conversation_id = name
        if socket.is_plain:
            # Such a widget keeps what it shows as long as its session has the same name.
            own = token if name == known else session.token
            await self._server.emit("session_confirm", own, to=sid)
            return
        await self._server.emit("session_confirm", self._confirmed(session), to=sid)
        if self._turns.is_busy(name):
            await self._server.emit("typing", {"on": True}, to=sid)

    async def _enter(self, sid: str, socket: Socket, name: str | None) -> None:
        for room in self._server.rooms(sid):
            if room != sid:
                await self._server.leave_room(sid, room)
        if name is not None:
            room = out.plains(name) if socket.is_plain else out.ours(name)
            await self._server.enter_room(sid, room)

    def _confirmed(self, session: Session) -> dict[str, Any]:
        return {
            "session_id": session.conversation.conversation_id,
            "token": session.token,
            "expires_at": moment(session.expires_at),
            "owner": session.conversation.owner.value,
            "messages": [self._out.form(message) for message in session.messages],
            "last_seq": session.conversation.last_seq,
        }

    async def _uttered(self, sid: str, socket: Socket, said: Uttered) -> Ack:
        if socket.conversation_id is None and socket.is_plain:
            # Some plain widgets never ask for a session.
            await self._open(sid, socket, said.session_id, 0)
        name = _conversation(socket)
        message, is_new = await self._visitors.say(name, said, socket.language)
        if is_new:
            await self._out.echoed(name, message, sid)
        return {"ok": True, "seq": message.seq, "at": moment(message.at)}

    async def _feedback(self, _sid: str, socket: Socket, rated: Feedback) -> Ack:
        name = _conversation(socket)
        return {"ok": await self._visitors.rate(name, rated.seq, helpful=rated.helpful)}

    async def _end(self, _sid: str, socket: Socket, _nothing: Nothing) -> Ack:
        name = _conversation(socket)
        await self._out.owner(name, await self._visitors.close(name))
        await self._out.ended(name, "ended")
        return OK

    async def _delete(self, _sid: str, socket: Socket, _nothing: Nothing) -> Ack:
        name = _conversation(socket)
        await self._visitors.delete(name)
        await self._out.ended(name, "deleted")
        for other in self.open.values():
            if other.conversation_id == name:
                other.conversation_id = None
        await self._server.close_room(out.ours(name))
        await self._server.close_room(out.plains(name))
        return OK


def _conversation(socket: Socket) -> str:
    if socket.conversation_id is None:
        raise Refused("no_session")
    return socket.conversation_id
