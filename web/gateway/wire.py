"""What travels over Socket.IO between the widget and us; see docs/gateway.md."""

from __future__ import annotations

import datetime as dt
import unicodedata
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from clinic.conversations.message import Message, Sender
from web.gateway.sources import Sources

OURS = "mesoguide"  # what our own widget calls itself
GREETING = "/greet"
ALWAYS_OFFERED = frozenset({GREETING, "/restart"})
MESSAGE_CHARACTERS = 4000
# They turn the order of what stands around them: a name could read as another.
BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
UNSEEN = frozenset({"Cc", "Cs"})
CLIENT_ID = r"^[A-Za-z0-9-]{8,64}$"

ClientId = Annotated[str, Field(pattern=CLIENT_ID)]
Number = Annotated[int, Field(ge=0, le=2**31 - 1)]


class Refused(Exception):  # noqa: N818 - an outcome that is expected
    """What a visitor wants is not done.

    Attributes:
        code: the sentence of words.yml.
        retry_after: in how many seconds to try again, where that helps.
    """

    def __init__(self, code: str, retry_after: int | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.retry_after = retry_after


class _Event(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)


class SessionRequest(_Event):
    """`session_id` is how a plain Rasa widget calls its token."""

    client: str | None = None
    token: str | None = None
    session_id: str | None = None
    after: Number = 0
    language: str = "en"


class Uttered(_Event):
    """`title` is there when a button was pressed; what is shown is the title that we offered."""

    message: str
    title: str | None = None
    client_id: ClientId | None = None
    session_id: str | None = None


class Feedback(_Event):
    seq: Number
    helpful: bool


def clean(text: str) -> str:
    """Take out what cannot be seen: control characters, lone surrogates, bidi overrides."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\t", " "))
    return "".join(
        one
        for one in text
        if one == "\n" or (one not in BIDI and unicodedata.category(one) not in UNSEEN)
    ).strip()


def shown(message: Message, sources: Sources) -> dict[str, Any]:
    """A message as our widget gets it."""
    content = message.content
    return {
        "seq": message.seq,
        "at": moment(message.at),
        "sender": message.sender.value,
        "client_id": message.client_id,
        "text": content.text,
        "quick_replies": [vars(choice) for choice in content.quick_replies],
        "card": content.card,
        "sources": sources.named(content.sources),
        "reviewed": content.reviewed,
        "kind": content.kind,
        "owner": message.owner.value,
        "feedback": content.feedback,
        "contact": content.contact,
        "input": content.input,
    }


def moment(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def is_from_visitor(message: Message) -> bool:
    return message.sender == Sender.VISITOR
