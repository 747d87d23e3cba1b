"""What visitors are told: the same words to every socket of a conversation, in its own form.

Our widget and plain Rasa widgets sit in different rooms, because they get different forms.
"""

from __future__ import annotations

from typing import Any, Protocol

import socketio

from clinic.conversations.message import Message
from clinic.conversations.owner import Owner
from web.gateway import plain, wire
from web.gateway.sources import Sources


class Out(Protocol):
    """How a turn reaches its visitor."""

    async def typing(self, conversation_id: str, *, on: bool) -> None: ...

    async def said(self, conversation_id: str, message: Message) -> None: ...

    async def ended(self, conversation_id: str, reason: str) -> None: ...

    async def problem(self, conversation_id: str, code: str, text: str) -> None: ...


def ours(conversation_id: str) -> str:
    return f"ours:{conversation_id}"


def plains(conversation_id: str) -> str:
    return f"plain:{conversation_id}"


class SocketOut:
    def __init__(self, server: socketio.AsyncServer, sources: Sources) -> None:
        self._server = server
        self._sources = sources

    def form(self, message: Message) -> dict[str, Any]:
        """A message as our widget gets it."""
        return wire.shown(message, self._sources)

    async def typing(self, conversation_id: str, *, on: bool) -> None:
        await self._server.emit("typing", {"on": on}, room=ours(conversation_id))

    async def said(self, conversation_id: str, message: Message) -> None:
        """Say what somebody other than the visitor said."""
        await self._server.emit("bot_uttered", self.form(message), room=ours(conversation_id))
        await self._server.emit("bot_uttered", plain.shown(message), room=plains(conversation_id))

    async def echoed(self, conversation_id: str, message: Message, sid: str) -> None:
        """Show what a visitor said to the other sockets."""
        await self._server.emit(
            "user_uttered", self.form(message), room=ours(conversation_id), skip_sid=sid
        )

    async def owner(self, conversation_id: str, owner: Owner) -> None:
        await self._server.emit("owner", {"owner": owner.value}, room=ours(conversation_id))

    async def ended(self, conversation_id: str, reason: str) -> None:
        await self._server.emit("session_end", {"reason": reason}, room=ours(conversation_id))

    async def problem(self, conversation_id: str, code: str, text: str) -> None:
        """Tell of trouble that is not stored, and offer the contact form."""
        said = {"code": code, "text": text, "contact": True}
        await self._server.emit("problem", said, room=ours(conversation_id))
        await self._server.emit("bot_uttered", {"text": text}, room=plains(conversation_id))
