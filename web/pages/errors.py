"""Errors over HTTP: one JSON shape, {"error": {"code", "text", ...}}."""

from __future__ import annotations

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse

from web.words import LANGUAGES, Words

# What Starlette itself raises.
CODES = {404: "not_found", 405: "not_allowed"}


class Problem(Exception):  # noqa: N818 - an outcome that is expected
    """What is asked for cannot be done; each has its status.

    Attributes:
        code: the sentence of words.yml.
        values: what that sentence is filled with.
        fields: for a form, the sentence of each field that is wrong.
    """

    def __init__(
        self, status: int, code: str, *, fields: dict[str, str] | None = None, **values: object
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.fields = fields
        self.values = values


class Errors:
    def __init__(self, words: Words) -> None:
        self._words = words

    async def problem(self, request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, Problem)  # noqa: S101 - it is registered for nothing else
        more: dict[str, Any] = {}
        if error.fields is not None:
            more["fields"] = error.fields
        return self._answer(request, error.status, error.code, more, **error.values)

    async def http(self, request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)  # noqa: S101
        return self._answer(request, error.status_code, CODES.get(error.status_code, "error"), {})

    async def unexpected(self, request: Request, _error: Exception) -> JSONResponse:
        return self._answer(request, 500, "error", {})

    def _answer(
        self, request: Request, status: int, code: str, more: dict[str, Any], **values: object
    ) -> JSONResponse:
        text = self._words.say(code, language_of(request), **values)
        return JSONResponse({"error": {"code": code, "text": text, **more}}, status)


def language_of(request: Request) -> str:
    """The first language that the browser asks for, if we speak it."""
    asked = request.headers.get("accept-language", "")[:2].lower()
    return asked if asked in LANGUAGES else "en"
