"""The widget's files, and the demo page: served with an ETag, so that a browser asks once."""

from __future__ import annotations

from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

HERE = Path(__file__).parents[1]
STATIC = HERE / "static"
DEMO = HERE / "demo"
# A file that is asked for by its version never changes; another is asked for again.
FOREVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "public, no-cache"


class Files(StaticFiles):
    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        versioned = scope["query_string"].startswith(b"v=")
        response.headers["Cache-Control"] = FOREVER if versioned else ASK_AGAIN
        return response
