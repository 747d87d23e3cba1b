"""Turns away at the door what is too large, or a way in that we do not have."""

from __future__ import annotations

from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

HEADER_BYTES = 16 * 1024
PACKET_BYTES = 64 * 1024  # 4,000 of the longest characters, and room


class Guard:
    """Answers itself what must not reach the libraries behind."""

    def __init__(self, app: ASGIApp, socket_path: str) -> None:
        self._app = app
        self._socket_path = socket_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = self._refusal(scope)
        if refusal is None:
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            status, reason = refusal
            await PlainTextResponse(reason, status)(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008})

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        if scope["type"] not in ("http", "websocket"):
            return None
        size = sum(len(name) + len(value) for name, value in scope["headers"])
        if size + len(scope.get("raw_path") or b"") + len(scope["query_string"]) > HEADER_BYTES:
            return 431, "headers too large"
        if not scope["path"].startswith(self._socket_path):
            return None
        if b"j" in parse_qs(scope["query_string"], keep_blank_values=True):
            return 400, "no JSONP here"  # a script tag on any site could use it, without an origin
        if scope["type"] == "http" and scope["method"] == "POST":
            length = Headers(scope=scope).get("content-length", "")
            if not length.isdigit():
                return 411, "say how long it is"
            if int(length) > PACKET_BYTES:
                return 413, "too large"  # the engine would wait for a reader that never comes
        return None
