"""Deletes what belongs to a lead or a conversation, in whatever table it is.

Rows that refer to a lead (changes, digests, consents, screening, messages) go with it by the
database's own rule. Rasa's events lie in a table that Rasa makes itself.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import column, delete, func, inspect, select, table, update
from sqlalchemy.ext.asyncio import AsyncSession

from clinic.store.consents import Purpose
from clinic.store.tables import (
    ConsentRow,
    ConversationRow,
    LeadRow,
    MessageRow,
    SaidRow,
    ScreeningRow,
)

EVENTS = table("events", column("id"), column("sender_id"), column("timestamp"), column("data"))


async def has_events(session: AsyncSession) -> bool:
    """Whether Rasa has made its table yet."""
    connection = await session.connection()
    return await connection.run_sync(lambda sync: inspect(sync).has_table(EVENTS.name))


async def delete_leads_of(session: AsyncSession, conversation_id: str) -> None:
    await session.execute(delete(LeadRow).where(LeadRow.conversation_id == conversation_id))


async def delete_lead(session: AsyncSession, reference: str) -> None:
    await session.execute(delete(LeadRow).where(LeadRow.reference == reference))


async def delete_conversation(session: AsyncSession, conversation_id: str) -> None:
    """Delete what was said, the flag and the screening; the leads stay."""
    await _delete_said(session, conversation_id)
    await session.execute(
        delete(ConversationRow).where(ConversationRow.conversation_id == conversation_id)
    )


async def empty_conversation(session: AsyncSession, conversation_id: str) -> None:
    """Delete the same, and let a conversation on the website go on.

    What is said next is numbered after what was deleted: the visitor's page still shows that.
    """
    await _delete_said(session, conversation_id)
    ours = ConversationRow.conversation_id == conversation_id
    await session.execute(delete(ConversationRow).where(ours, ConversationRow.opened_at.is_(None)))
    await session.execute(
        update(ConversationRow).where(ours).values(flagged=None, forget_after=None)
    )


async def _delete_said(session: AsyncSession, conversation_id: str) -> None:
    if await has_events(session):
        ours = EVENTS.c.sender_id == conversation_id
        # Rasa may be writing a turn: wait for it, so that the deletion sees what it wrote.
        await session.execute(select(EVENTS.c.id).where(ours).with_for_update())
        await session.execute(delete(EVENTS).where(ours))
    for row in (SaidRow, ScreeningRow):
        await session.execute(delete(row).where(row.conversation_id == conversation_id))
    await _delete_spent_consents(session)


async def delete_conversations_before(session: AsyncSession, moment: dt.datetime) -> None:
    """Delete what was said in conversations that ended before a moment."""
    if await has_events(session):
        ended = (
            select(EVENTS.c.sender_id)
            .group_by(EVENTS.c.sender_id)
            .having(func.max(EVENTS.c.timestamp) < moment.timestamp())
        )
        await session.execute(delete(EVENTS).where(EVENTS.c.sender_id.in_(ended)))
    await session.execute(delete(ConversationRow).where(ConversationRow.updated_at < moment))


async def delete_screenings_before(session: AsyncSession, moment: dt.datetime) -> None:
    await session.execute(delete(ScreeningRow).where(ScreeningRow.updated_at < moment))
    await _delete_spent_consents(session)


async def delete_leads_before(session: AsyncSession, moment: dt.datetime) -> None:
    await session.execute(delete(LeadRow).where(LeadRow.updated_at < moment))
    await _delete_spent_consents(session)


async def delete_sent_before(session: AsyncSession, moment: dt.datetime) -> None:
    await session.execute(delete(MessageRow).where(MessageRow.sent_at < moment))


async def _delete_spent_consents(session: AsyncSession) -> None:
    """Delete the consents to screenings that are stored no more."""
    screened = select(ScreeningRow.conversation_id)
    await session.execute(
        delete(ConsentRow).where(
            ConsentRow.purpose == Purpose.SCREENING, ConsentRow.conversation_id.not_in(screened)
        )
    )
