"""The widget's files: served with an ETag, so that a browser asks once."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from web.lean import lean

HERE = Path(__file__).parents[1]
STATIC = HERE / "static"
FIGURES = HERE.parent / "data/figures"
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

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        if response.status_code != status_code or Path(full_path).suffix != ".js":
            return response
        script = Response(
            _script(Path(full_path), stat_result.st_mtime_ns), media_type="text/javascript"
        )
        for name in ("ETag", "Last-Modified"):
            script.headers[name] = response.headers[name]
        return script


@lru_cache(maxsize=128)
def _script(file: Path, _changed: int) -> str:
    return lean(file.read_text(encoding="utf-8"))
