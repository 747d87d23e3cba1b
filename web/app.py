"""Puts the web process together; nothing here happens at import."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import socketio
from starlette.types import ASGIApp

from clinic.runtime import Runtime
from clinic.settings import Clinic
from clinic.store.database import Database
from web.gateway.identity import Tokens
from web.gateway.idle import Idle
from web.gateway.limits import Limits
from web.gateway.out import SocketOut
from web.gateway.packets import TextPacket
from web.gateway.rasa import Rasa
from web.gateway.sockets import Sockets
from web.gateway.sources import Sources
from web.gateway.turns import Turns
from web.gateway.visitors import Visitors
from web.guard import PACKET_BYTES, Guard
from web.metrics import Metrics
from web.pages.contact import Contact
from web.pages.headers import SafeHeaders, is_allowed
from web.pages.internal import internal
from web.pages.routes import pages
from web.settings import Settings
from web.words import Words

SOCKET_PATH = "/socket.io"


@dataclass(frozen=True)
class App:
    """What the two listeners serve."""

    public: ASGIApp
    internal: ASGIApp
    turns: Turns
    sockets: Sockets
    idle: Idle


@asynccontextmanager
async def create_app(settings: Settings, runtime: Runtime, clinic: Clinic) -> AsyncIterator[App]:
    """Make the app; at the end let the turns that run end, and close what was opened."""
    # A request of the contact form is kept whatever happens; a chat's words do not wait for it.
    database, requests = Database(runtime, outlives_power_cut=False), Database(runtime)
    rasa = Rasa(
        settings.rasa_url, settings.rasa_token, settings.rasa_seconds, settings.rasa_at_once
    )
    words, metrics = Words(clinic), Metrics()
    tokens = Tokens(settings.secret, dt.timedelta(days=clinic.keep_days.conversations))
    limits = Limits(settings.new_conversations)
    server = _server(clinic)
    out = SocketOut(server, Sources())
    turns = Turns(database, rasa, out, words, metrics)
    visitors = Visitors(database, tokens, limits, turns, rasa)
    sockets = Sockets(server, out, visitors, turns, words, metrics, settings.most_sockets)
    idle = Idle(server, sockets)
    contact = Contact(requests, clinic, tokens, limits, words)
    asgi = socketio.ASGIApp(server, pages(clinic, contact, words), socketio_path=SOCKET_PATH)
    rounds = asyncio.create_task(idle.run())
    try:
        yield App(
            SafeHeaders(Guard(asgi, SOCKET_PATH), clinic.origins),
            internal(database, rasa, metrics),
            turns,
            sockets,
            idle,
        )
    finally:
        rounds.cancel()
        await server.shutdown()
        await turns.close()
        await rasa.close()
        await database.close()
        await requests.close()


def _server(clinic: Clinic) -> socketio.AsyncServer:
    def may_connect(origin: str | None, environ: dict[str, Any]) -> bool:
        return is_allowed(origin, environ.get("HTTP_HOST"), clinic.origins)

    return socketio.AsyncServer(
        async_mode="asgi",
        cors_allowed_origins=may_connect,
        cors_credentials=False,
        max_http_buffer_size=PACKET_BYTES,
        serializer=TextPacket,
        # A socket's events one after the other: their order is that of the visitor.
        async_handlers=False,
    )
