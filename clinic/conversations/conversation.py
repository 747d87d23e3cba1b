"""What is known of a conversation besides its messages."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from clinic.conversations.owner import Owner


@dataclass(frozen=True)
class Conversation:
    """One visitor's conversation.

    Attributes:
        opened_at: when it was opened on the website; None if it is none of the website's.
        owner: who answers.
        last_seq: the number of its last message.
        answered: the number of the last message of the visitor that was dealt with.
        forget_after: when it is forgotten, if its visitor did not consent.
        flagged: why the team should look at it, such as the kind of danger.
    """

    conversation_id: str
    opened_at: dt.datetime | None
    owner: Owner
    last_seq: int
    answered: int
    forget_after: dt.datetime | None
    flagged: str | None
    updated_at: dt.datetime
