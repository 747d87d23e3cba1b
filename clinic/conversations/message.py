"""A message of a conversation, and what it holds."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from clinic.conversations.owner import Owner


class Sender(StrEnum):
    VISITOR = "visitor"
    BOT = "bot"
    TEAM = "team"
    NOTICE = "notice"  # the website itself, such as when the assistant does not answer


@dataclass(frozen=True)
class Choice:
    """A button: what it shows, and what pressing it sends."""

    title: str
    payload: str


@dataclass(frozen=True)
class Content:
    """What a message says.

    Attributes:
        text: what is shown; empty for the silent opening.
        payload: what the assistant is told in place of the text, where a button was pressed.
        card: as in data/responses.yml.
        sources: ids of data/sources.yml.
        reviewed: the date of the last review.
        kind: `emergency`, `urgent`, `crisis` or `problem`.
        feedback: the visitor may be asked whether it helped.
        contact: the contact form is offered with it.
        input: what it asks for, so that the right keyboard can help: `name`, `contact` or
            `date`.
    """

    text: str = ""
    payload: str | None = None
    quick_replies: tuple[Choice, ...] = ()
    card: dict[str, Any] | None = None
    sources: tuple[str, ...] = ()
    reviewed: str | None = None
    kind: str | None = None
    feedback: bool = False
    contact: bool = False
    input: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return what is not empty."""
        said = {name: value for name, value in vars(self).items() if value}
        if self.quick_replies:
            said["quick_replies"] = [vars(choice) for choice in self.quick_replies]
        return said


def content_of(said: dict[str, Any]) -> Content:
    """Put a content together again."""
    choices = tuple(Choice(**choice) for choice in said.get("quick_replies", ()))
    return Content(**{**said, "quick_replies": choices, "sources": tuple(said.get("sources", ()))})


@dataclass(frozen=True)
class Message:
    """A stored message.

    Attributes:
        seq: 1, 2, 3 ... in its conversation, without gaps, whoever speaks.
        owner: whose turn it was when it was said.
        client_id: chosen by the visitor's browser; sent again, it is the same message.
    """

    seq: int
    at: dt.datetime
    sender: Sender
    owner: Owner
    content: Content = field(default_factory=Content)
    client_id: str | None = None
