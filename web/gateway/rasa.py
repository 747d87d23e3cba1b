"""Asks Rasa: one message in, the turn's messages out, or AssistantDown within the time."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

import httpx
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
AT_ONCE = 200


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


def _client() -> httpx.AsyncClient:
    # Rasa is near: no proxy of the environment may hear a visitor.
    limits = httpx.Limits(max_connections=AT_ONCE)
    return httpx.AsyncClient(trust_env=False, limits=limits, timeout=None)  # noqa: S113 - see _post


@dataclass(frozen=True)
class Rasa:
    """Rasa's channel `gateway`.

    Attributes:
        seconds: how long a turn may take in all.
    """

    url: str
    token: str
    seconds: float
    client: httpx.AsyncClient = field(default_factory=_client)

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
        answer = await self._post("message", body)
        try:
            said = _Turn.model_validate_json(answer.content).messages
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
        await self._post("forget", {"sender": conversation_id})

    async def answers(self) -> bool:
        """Whether Rasa's server is there."""
        try:
            async with asyncio.timeout(1):
                return (await self.client.get(f"{self.url}/")).is_success
        except (TimeoutError, httpx.HTTPError):
            return False

    async def close(self) -> None:
        await self.client.aclose()

    async def _post(self, route: str, body: dict[str, Any]) -> httpx.Response:
        try:
            async with asyncio.timeout(self.seconds):
                answer = await self.client.post(
                    f"{self.url}/webhooks/gateway/{route}",
                    json=body,
                    headers={"Authorization": f"Bearer {self.token}"},
                )
        except TimeoutError:
            raise AssistantDown("timeout") from None
        except httpx.HTTPError:
            raise AssistantDown("unreachable") from None
        if not answer.is_success:
            raise AssistantDown("refused")
        return answer
