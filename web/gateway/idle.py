"""Closes sockets that nobody uses, so that open ones do not pile up.

A socket without a session is closed after one or two rounds, one whose visitor has done
nothing for long a while later. Our widget connects again when its visitor comes back.
"""

from __future__ import annotations

import asyncio
import time

import socketio
import structlog

from web.gateway.sockets import Sockets

log = structlog.get_logger()

ROUND_SECONDS = 30.0
IDLE_SECONDS = 30 * 60.0


class Idle:
    def __init__(
        self,
        server: socketio.AsyncServer,
        sockets: Sockets,
        round_seconds: float = ROUND_SECONDS,
        idle_seconds: float = IDLE_SECONDS,
    ) -> None:
        self._server = server
        self._sockets = sockets
        self._round_seconds = round_seconds
        self._idle_seconds = idle_seconds
        self._strangers: set[str] = set()

    async def run(self) -> None:
        """Go round until cancelled."""
        while True:
            await asyncio.sleep(self._round_seconds)
            try:
                await self.go_round()
            except Exception as error:  # noqa: BLE001 - the next round may fare better
                log.error("idle_round_failed", error=type(error).__name__)

    async def go_round(self) -> None:
        """Close what was without a session in the last round too, and what is idle."""
        at_home = set()
        for sid, socket in list(self._sockets.open.items()):
            if socket.conversation_id is None:
                continue
            if time.monotonic() - socket.heard > self._idle_seconds:
                await self._server.disconnect(sid)
            else:
                at_home.add(self._server.manager.eio_sid_from_sid(sid, "/"))
        strangers = set(self._server.eio.sockets) - at_home
        for eio_sid in strangers & self._strangers:
            await self._server.eio.disconnect(eio_sid)
        self._strangers = strangers
