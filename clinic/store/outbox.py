"""The outbox: messages to reception, written with the lead and delivered later.

A message is due, is claimed for a while, and is marked as sent. A courier that dies
in between leaves it to be claimed again: delivered at least once, always with the
same key. Of one lead and channel only the oldest waiting message can be claimed, so
that nobody hears of a change before they hear of the lead.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import structlog
from sqlalchemy import delete, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from clinic.leads.facts import body_of
from clinic.leads.lead import Lead
from clinic.store.encryption import UnreadableError
from clinic.store.tables import MessageRow

log = structlog.get_logger()

CHANNELS = ("email", "webhook")


class State(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    DEAD = "dead"


@dataclass(frozen=True)
class Message:
    """One thing to tell reception over one channel.

    Attributes:
        key: the same whenever the message is repeated.
        sequence: rises with every message about one lead.
        attempts: how often its delivery was begun before.
        error: why the last delivery failed.
    """

    id: int
    key: str
    channel: str
    event: str
    sequence: int
    body: dict[str, Any]
    attempts: int
    error: str | None = None


class Outbox:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, lead: Lead, event: str, now: dt.datetime) -> None:
        """Write the messages that tell of a lead, one a channel."""
        for channel in CHANNELS:
            self._session.add(
                MessageRow(
                    key=uuid.uuid4().hex,
                    lead_reference=lead.reference,
                    channel=channel,
                    event=event,
                    sequence=lead.version,
                    body=body_of(lead, event),
                    state=State.WAITING.value,
                    attempts=0,
                    due_at=now,
                    created_at=now,
                )
            )

    async def claim(self, now: dt.datetime, limit: int, lease: dt.timedelta) -> list[Message]:
        """Take due messages; nobody else gets them until the lease ends."""
        earlier = aliased(MessageRow)
        waits_for_another = exists().where(
            earlier.lead_reference == MessageRow.lead_reference,
            earlier.channel == MessageRow.channel,
            earlier.state == State.WAITING,
            earlier.id < MessageRow.id,
        )
        ids = await self._session.scalars(
            select(MessageRow.id)
            .where(MessageRow.state == State.WAITING, MessageRow.due_at <= now, ~waits_for_another)
            .order_by(MessageRow.due_at, MessageRow.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        claimed = list(ids)
        await self._session.execute(
            update(MessageRow)
            .where(MessageRow.id.in_(claimed))
            .values(due_at=now + lease, attempts=MessageRow.attempts + 1)
        )
        return [message for id in claimed if (message := await self._claimed(id))]  # noqa: A001

    async def drop(self, reference: str) -> bool:
        """Delete the messages of a lead; says whether reception may have had one of them."""
        ours = MessageRow.lead_reference == reference
        tried = await self._session.scalar(
            select(func.count()).where(ours, MessageRow.attempts > 0)
        )
        await self._session.execute(delete(MessageRow).where(ours))
        return bool(tried)

    async def sent(self, id: int, now: dt.datetime) -> None:  # noqa: A002
        await self._set(id, state=State.SENT.value, sent_at=now, error=None)

    async def retry(self, id: int, at: dt.datetime, error: str) -> None:  # noqa: A002
        await self._set(id, due_at=at, error=error)

    async def dead(self, id: int, error: str) -> None:  # noqa: A002
        """Give a message up: a dead letter, which a person must look at."""
        await self._set(id, state=State.DEAD.value, error=error)

    async def revive(self, id: int) -> bool:  # noqa: A002
        """Make a dead letter due again; False if there is none of that number."""
        return await self._set(
            id, State.DEAD, state=State.WAITING.value, attempts=0, due_at=MessageRow.created_at
        )

    async def dead_letters(self) -> list[Message]:
        query = select(MessageRow).where(MessageRow.state == State.DEAD).order_by(MessageRow.id)
        return [_message(row) for row in await self._session.scalars(query)]

    async def waiting(self) -> int:
        """How many messages are not delivered yet."""
        query = select(func.count()).where(MessageRow.state == State.WAITING)
        return await self._session.scalar(query) or 0

    async def _claimed(self, id: int) -> Message | None:  # noqa: A002
        try:
            row = await self._session.get_one(MessageRow, id)
        except UnreadableError:
            # It must not hold up the others; it comes again, perhaps with its key.
            log.error("message_unreadable", id=id)
            return None
        return replace(_message(row), attempts=row.attempts - 1)

    async def _set(self, id: int, was: State = State.WAITING, **values: Any) -> bool:  # noqa: A002
        # Whose lease ran out may find that another courier was faster: that counts.
        changed = await self._session.execute(
            update(MessageRow)
            .where(MessageRow.id == id, MessageRow.state == was)
            .values(**values)
            .returning(MessageRow.id)
        )
        return changed.first() is not None


def _message(row: MessageRow) -> Message:
    return Message(
        id=row.id,
        key=row.key,
        channel=row.channel,
        event=row.event,
        sequence=row.sequence,
        body=row.body,
        attempts=row.attempts,
        error=row.error,
    )
