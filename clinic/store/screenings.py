"""Answers to the pre-screen, one screening a conversation; stored only after consent."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from clinic.store.consents import Purpose, record_consent
from clinic.store.tables import ConsentRow, ScreeningRow


@dataclass(frozen=True)
class Screening:
    """What a visitor answered.

    Attributes:
        answers: anything that JSON can hold.
        outcome: the name of the outcome by these rules.
        lead_reference: the lead it is attached to.
    """

    conversation_id: str
    rules_version: str
    consent_version: str
    consent_at: dt.datetime
    answers: dict[str, Any]
    outcome: str
    created_at: dt.datetime
    updated_at: dt.datetime
    lead_reference: str | None = None


class Screenings:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def save(self, screening: Screening) -> None:
        """Store a screening and its consent.

        One that the conversation has already is replaced; its beginning and its lead stay.
        """
        row = await self._row(screening.conversation_id)
        if row is None:
            self._session.add(ScreeningRow(**vars(screening)))
        else:
            row.lead_reference = screening.lead_reference or row.lead_reference
            row.rules_version = screening.rules_version
            row.consent_version = screening.consent_version
            row.consent_at = screening.consent_at
            row.answers = screening.answers
            row.outcome = screening.outcome
            row.updated_at = screening.updated_at
        await record_consent(
            self._session,
            ConsentRow(
                conversation_id=screening.conversation_id,
                purpose=Purpose.SCREENING.value,
                text_version=screening.consent_version,
                given_at=screening.consent_at,
            ),
        )

    async def of_conversation(self, conversation_id: str) -> Screening | None:
        row = await self._row(conversation_id)
        if row is None:
            return None
        return Screening(
            conversation_id=row.conversation_id,
            rules_version=row.rules_version,
            consent_version=row.consent_version,
            consent_at=row.consent_at,
            answers=row.answers,
            outcome=row.outcome,
            created_at=row.created_at,
            updated_at=row.updated_at,
            lead_reference=row.lead_reference,
        )

    async def attach(self, conversation_id: str, reference: str) -> None:
        """Attach the screening of a conversation, if there is one, to its lead."""
        await self._session.execute(
            update(ScreeningRow)
            .where(ScreeningRow.conversation_id == conversation_id)
            .values(lead_reference=reference)
        )

    async def delete_of_conversation(self, conversation_id: str) -> None:
        await self._session.execute(
            delete(ScreeningRow).where(ScreeningRow.conversation_id == conversation_id)
        )

    async def _row(self, conversation_id: str) -> ScreeningRow | None:
        query = select(ScreeningRow).where(ScreeningRow.conversation_id == conversation_id)
        row: ScreeningRow | None = await self._session.scalar(query)
        return row
