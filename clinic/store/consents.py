"""Consents: which text a visitor agreed to, when, and what for."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from clinic.store.tables import ConsentRow


class Purpose(StrEnum):
    BOOKING = "booking"
    SCREENING = "screening"


async def record_consent(session: AsyncSession, consent: ConsentRow) -> None:
    """Write a consent down, once."""
    same = select(ConsentRow).where(
        ConsentRow.conversation_id == consent.conversation_id,
        ConsentRow.lead_reference.is_not_distinct_from(consent.lead_reference),
        ConsentRow.purpose == consent.purpose,
        ConsentRow.text_version == consent.text_version,
        ConsentRow.given_at == consent.given_at,
    )
    if await session.scalar(same) is None:
        session.add(consent)
