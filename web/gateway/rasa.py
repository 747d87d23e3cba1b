"""Asks Rasa: one message in, the turn's messages out, or AssistantDown within the time.

Rasa works on all that it is asked at the same time. Asked more than it can answer, it would
answer everybody too late. So only some turns are with Rasa at once; the others wait here, and
who has waited half of the time is told so without Rasa having heard of it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any

import aiohttp
from pydantic import BaseModel, ValidationError

from clinic.conversations.message import Choice, Content

RESTART = "/restart"
# Answers of which the visitor may be asked whether they helped.
RATED = ("utter_faq/", "utter_condition_")
# Answers that ask for something that the right keyboard, or a calendar, helps to write.
ASKED = {
    "utter_ask_booking_name": "name",
    "utter_ask_booking_contact": "contact",
    "utter_ask_booking_times": "date",
    "utter_booking_date_": "date",
}


class AssistantDown(RuntimeError):  # noqa: N818 - an outcome that is expected
    """Rasa gave no answer; the text is the reason, in one word."""


class _Button(BaseModel):
    title: str
    payload: str


class _Said(BaseModel):
    response: str | None = None
    text: str = ""
    buttons: list[_Button] = []
    card: dict[str, Any] | None = None
    sources: list[str] = []
    reviewed: str | None = None
    kind: str | None = None

    def content(self) -> Content:
        return Content(
            text=self.text,
            quick_replies=tuple(Choice(one.title, one.payload) for one in self.buttons),
            card=self.card,
            sources=tuple(self.sources),
            reviewed=self.reviewed,
            kind=self.kind,
            feedback=(self.response or "").startswith(RATED),
            input=self._asked(),
        )

    def _asked(self) -> str | None:
        begins = (self.response or "").startswith
        return next((kind for name, kind in ASKED.items() if begins(name)), None)


class _Turn(BaseModel):
    messages: list[_Said]


def _client() -> aiohttp.ClientSession:
    # Rasa is near: no proxy of the environment may hear a visitor.
    return aiohttp.ClientSession(
        trust_env=False,
        connector=aiohttp.TCPConnector(limit=0),  # `Rasa` has its own
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(),  # none; see _post
    )


class Rasa:
    """Rasa's channel `gateway`."""

    def __init__(self, url: str, token: str, seconds: float, at_once: int) -> None:
        """Take the address.

        Args:
            url: of Rasa.
            token: opens its channel.
            seconds: how long a turn may take in all.
            at_once: how many turns may be with Rasa at the same time.
        """
        self._url = url
        self._token = token
        self._seconds = seconds
        self._places = asyncio.Semaphore(at_once)
        self._client = _client()

    async def say(self, conversation_id: str, words: str, request_id: str) -> list[Content]:
        """Return what is answered.

        Raises:
            AssistantDown: there is no answer, or none that can be read.
        """
        body = {
            "sender": conversation_id,
            "message": words,
            "metadata": {"request_id": request_id},
        }
        async with self._place() as seconds:
            answer = await self._post("message", body, seconds)
        try:
            said = _Turn.model_validate_json(answer).messages
        except ValidationError:
            raise AssistantDown("unreadable") from None
        # Silence is what a visitor gets if the actions are down.
        if not said and words != RESTART:
            raise AssistantDown("silent")
        return [one.content() for one in said]

    async def forget(self, conversation_id: str) -> None:
        """Have Rasa forget a conversation, after a turn that may still run.

        Raises:
            AssistantDown: it did not.
        """
        await self._post("forget", {"sender": conversation_id}, self._seconds)

    async def answers(self) -> bool:
        """Whether Rasa's server is there."""
        try:
            async with asyncio.timeout(1), self._client.get(f"{self._url}/") as answer:
                return answer.status == HTTPStatus.OK
        except (TimeoutError, aiohttp.ClientError):
            return False

    async def close(self) -> None:
        await self._client.close()

    @asynccontextmanager
    async def _place(self) -> AsyncIterator[float]:
        """Wait for a place, in order of coming; yield the seconds that are left.

        Raises:
            AssistantDown: none was free in half of the time.
        """
        began = time.monotonic()
        try:
            async with asyncio.timeout(self._seconds / 2):
                await self._places.acquire()
        except TimeoutError:
            raise AssistantDown("busy") from None
        try:
            yield self._seconds - (time.monotonic() - began)
        finally:
            self._places.release()

    async def _post(self, route: str, body: dict[str, Any], seconds: float) -> bytes:
        try:
            async with (
                asyncio.timeout(seconds),
                self._client.post(
                    f"{self._url}/webhooks/gateway/{route}",
                    json=body,
                    headers={"Authorization": f"Bearer {self._token}"},
                    allow_redirects=False,
                ) as answer,
            ):
                if answer.status != HTTPStatus.OK:
                    raise AssistantDown("refused")
                return await answer.read()
        except TimeoutError:
            raise AssistantDown("timeout") from None
        except aiohttp.ClientError:
            raise AssistantDown("unreachable") from None
