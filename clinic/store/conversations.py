"""Conversations: until when one is kept, and whether danger was named in it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from clinic.store.tables import ConversationRow


@dataclass(frozen=True)
class Conversation:
    """What is known of a conversation.

    Attributes:
        forget_after: when it is forgotten, if its visitor did not consent.
        flagged: why the team should look at it, such as the kind of danger.
    """

    conversation_id: str
    forget_after: dt.datetime | None
    flagged: str | None
    updated_at: dt.datetime


class Conversations:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def of(self, conversation_id: str) -> Conversation | None:
        row = await self._session.get(ConversationRow, conversation_id)
        if row is None:
            return None
        return Conversation(row.conversation_id, row.forget_after, row.flagged, row.updated_at)

    async def forget_after(
        self, conversation_id: str, moment: dt.datetime | None, now: dt.datetime
    ) -> None:
        """Say when a conversation is to be forgotten; None: not before its time."""
        row = await self._row(conversation_id, now)
        row.forget_after = moment

    async def flag(self, conversation_id: str, reason: str | None, now: dt.datetime) -> None:
        """Flag a conversation for the team; None takes the flag away."""
        row = await self._row(conversation_id, now)
        row.flagged = reason

    async def due(self, now: dt.datetime) -> list[str]:
        """The conversations that are to be forgotten by now."""
        query = select(ConversationRow.conversation_id).where(ConversationRow.forget_after <= now)
        return list(await self._session.scalars(query))

    async def _row(self, conversation_id: str, now: dt.datetime) -> ConversationRow:
        row = await self._session.get(ConversationRow, conversation_id)
        if row is None:
            row = ConversationRow(conversation_id=conversation_id)
            self._session.add(row)
        row.updated_at = now
        return row
