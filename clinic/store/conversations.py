"""Conversations: who answers, how far they are, until when they are kept."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from clinic.conversations.conversation import Conversation
from clinic.conversations.owner import Owner
from clinic.store.tables import ConversationRow


class Conversations:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def of(self, conversation_id: str) -> Conversation | None:
        row = await self._session.get(ConversationRow, conversation_id)
        return None if row is None else _conversation(row)

    async def open(self, conversation_id: str, now: dt.datetime) -> Conversation:
        """Open a new conversation on the website."""
        row = await self._row(conversation_id, now)
        row.opened_at = now
        await self._session.flush()
        return _conversation(row)

    async def opened(self, conversation_id: str) -> Conversation | None:
        """A conversation of the website; None if it was deleted."""
        found = await self.of(conversation_id)
        return None if found is None or found.opened_at is None else found

    async def latest(self, limit: int) -> list[Conversation]:
        """The conversations of the website, the last that was used first."""
        query = (
            select(ConversationRow)
            .where(ConversationRow.opened_at.is_not(None))
            .order_by(ConversationRow.updated_at.desc(), ConversationRow.conversation_id)
            .limit(limit)
        )
        return [_conversation(row) for row in await self._session.scalars(query)]

    async def change_owner(
        self, conversation_id: str, expected: Owner, owner: Owner, now: dt.datetime
    ) -> bool:
        """Hand a conversation over; False if its owner is not who was expected."""
        changed = await self._session.execute(
            update(ConversationRow)
            .where(
                ConversationRow.conversation_id == conversation_id,
                ConversationRow.owner == expected.value,
            )
            .values(owner=owner.value, updated_at=now)
            .returning(ConversationRow.conversation_id)
        )
        return changed.first() is not None

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
            row = ConversationRow(
                conversation_id=conversation_id, owner=Owner.BOT.value, last_seq=0, answered=0
            )
            self._session.add(row)
        row.updated_at = now
        return row


def _conversation(row: ConversationRow) -> Conversation:
    return Conversation(
        conversation_id=row.conversation_id,
        opened_at=row.opened_at,
        owner=Owner(row.owner),
        last_seq=row.last_seq,
        answered=row.answered,
        forget_after=row.forget_after,
        flagged=row.flagged,
        updated_at=row.updated_at,
    )
