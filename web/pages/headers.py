"""Headers of every answer: what a browser must not do with our pages, and who may read them.

The policy allows nothing from elsewhere and nothing inline. No cookie is ever set, so no
site can use a visitor's standing with us; the check of origins keeps the chat to the
clinic's own sites all the same.
"""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
ALWAYS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
FOR_ALL_SITES = ("/static/", "/widget.js")
FOR_OUR_SITES = ("/chat/", "/contact")
STRICT_TRANSPORT = "max-age=31536000"


def is_allowed(origin: str | None, host: str | None, origins: frozenset[str]) -> bool:
    """Whether a page of this origin may talk to us; None is no browser's page."""
    if origin is None:
        return True
    own = origin.lower().partition("://")[2]
    return origin.lower() in origins or (own != "" and own == (host or "").lower())


class SafeHeaders:
    """Adds the headers; refuses nothing."""

    def __init__(self, app: ASGIApp, origins: frozenset[str]) -> None:
        self._app = app
        self._origins = origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add(scope, MutableHeaders(scope=message))
            await send(message)

        await self._app(scope, receive, send_with_headers)

    def _add(self, scope: Scope, headers: MutableHeaders) -> None:
        for name, value in ALWAYS.items():
            headers.setdefault(name, value)
        if scope["scheme"] == "https":
            headers["Strict-Transport-Security"] = STRICT_TRANSPORT
        path = scope["path"]
        if path.startswith(FOR_ALL_SITES):
            headers["Access-Control-Allow-Origin"] = "*"
            headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        elif path.startswith(FOR_OUR_SITES):
            asked = Headers(scope=scope)
            origin = asked.get("origin")
            headers.add_vary_header("Origin")
            if origin is not None and is_allowed(origin, asked.get("host"), self._origins):
                headers["Access-Control-Allow-Origin"] = origin
