"""Another site: pages with the chat on them, under another origin than the chat's own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Host:
    """Its pages may be changed by a test.

    Attributes:
        pages: by path: headers and text.
    """

    origin: str
    pages: dict[str, tuple[dict[str, str], str]] = field(default_factory=dict)

    def add(self, path: str, text: str, **headers: str) -> str:
        """Put a page there and return its address; `_` in a header's name is a dash."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = ({"Content-Type": "text/html; charset=utf-8", **named}, text)
        return self.origin + path


@contextmanager
def serving() -> Iterator[Host]:
    host = Host("")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            headers, text = host.pages.get(self.path, ({}, ""))
            self.send_response(200 if headers else 204)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    host.origin = f"http://localhost:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield host
    finally:
        server.shutdown()
        server.server_close()
