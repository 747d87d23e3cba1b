"""Rasa channel `gateway`: a turn in, its messages out, each whole; and a chat forgotten.

Rasa's REST channel splits a response at its paragraphs and its card, and drops what the
response is and where it comes from. A widget needs these: the sources under an answer,
and that an emergency looks like one. Guarded by a token, as a second wall to loopback.
"""

from __future__ import annotations

import logging
import secrets
import time
from typing import Any, Awaitable, Callable, Dict, List

from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from rasa.shared.core.events import SlotSet
from rasa.shared.exceptions import RasaException
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.request_id import REQUEST_ID, usable
from bot.safety_policy import REMINDERS, RESPONSES
from bot.tracker_store import FORGET_SLOT

logger = logging.getLogger(__name__)

# What the widget shows as a danger: the fixed words of SafetyPolicy and their reminders.
KINDS = {"emergency": "emergency", "urgent_aftercare": "urgent", "self_harm": "crisis"}
KIND_OF = {
    spoken[danger]: kind for danger, kind in KINDS.items() for spoken in (RESPONSES, REMINDERS)
}


class WholeMessages(OutputChannel):
    """Keeps each message of a turn whole."""

    def __init__(self) -> None:
        self.messages: List[Dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        """Return the channel's name, by which responses could differ."""
        return "gateway"

    async def send_response(self, recipient_id: str, message: Dict[str, Any]) -> None:
        """Keep one message; what is empty is None or an empty list."""
        metadata = message.get("metadata") or {}
        name = message.get("utter_action")
        self.messages.append(
            {
                "response": name,
                "text": message.get("text") or "",
                "buttons": [
                    {"title": button["title"], "payload": button["payload"]}
                    for button in message.get("buttons") or []
                ],
                "card": message.get("custom"),
                "sources": metadata.get("sources") or [],
                "reviewed": metadata.get("reviewed"),
                "kind": KIND_OF.get(str(name)),
            }
        )


class GatewayChannel(InputChannel):
    """POST /webhooks/gateway/message: {sender, message, metadata} to {messages}."""

    def __init__(self, token: str) -> None:
        self._token = token

    @classmethod
    def name(cls) -> str:
        """Return the name in the address."""
        return "gateway"

    @classmethod
    def from_credentials(cls, credentials: Dict[str, Any] | None) -> InputChannel:
        """Read `token`.

        Raises:
            RasaException: it is missing; an open door would be worse than none.
        """
        token = str((credentials or {}).get("token") or "")
        if not token:
            raise RasaException("credentials.yml: bot.channel.GatewayChannel needs a token")
        return cls(token)

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Return the routes `message` and `forget`."""
        routes = Blueprint("gateway_channel")

        @routes.route("/message", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            if not self._is_known(request):
                return response.json({"error": "token"}, status=401)
            body = request.json
            if not _is_turn(body):
                return response.json({"error": "body"}, status=400)
            metadata = body.get("metadata") or {}
            REQUEST_ID.set(usable(metadata.get("request_id")))
            said, begun = WholeMessages(), time.monotonic()
            await on_new_message(
                UserMessage(
                    body["message"],
                    said,
                    body["sender"],
                    input_channel="gateway",
                    metadata=metadata,
                )
            )
            took = 1000 * (time.monotonic() - begun)
            logger.info("turn of %d messages in %.0f ms", len(said.messages), took)
            return response.json({"messages": said.messages})

        @routes.route("/forget", methods=["POST"])
        async def forget(request: Request) -> HTTPResponse:
            """Delete a conversation, once the turn in hand is over; then say so."""
            if not self._is_known(request):
                return response.json({"error": "token"}, status=401)
            body = request.json
            if not (isinstance(body, dict) and _is_filled(body, "sender")):
                return response.json({"error": "body"}, status=400)
            REQUEST_ID.set("")  # a turn before it on this connection has left its own
            agent, sender = request.app.ctx.agent, body["sender"]
            async with agent.lock_store.lock(sender):
                tracker = await agent.tracker_store.retrieve(sender)
                if tracker is not None:
                    # The store deletes a conversation whose slot `forget` is set.
                    tracker.update(SlotSet(FORGET_SLOT, True))
                    await agent.tracker_store.save(tracker)
            return response.json({"forgotten": tracker is not None})

        return routes

    def _is_known(self, request: Request) -> bool:
        return secrets.compare_digest(request.token or "", self._token)


def _is_turn(body: Any) -> bool:
    return (
        isinstance(body, dict)
        and _is_filled(body, "sender", "message")
        and isinstance(body.get("metadata") or {}, dict)
    )


def _is_filled(body: Dict[str, Any], *keys: str) -> bool:
    return all(isinstance(body.get(key), str) and body[key] for key in keys)
