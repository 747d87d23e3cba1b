"""Keeps and forgets what the pre-screen learnt, as the visitor agreed."""

from __future__ import annotations

import datetime as dt

from actions import knowledge
from clinic.retention import forget_conversation
from clinic.screening.consent import CONSENT_VERSION
from clinic.screening.engine import Result
from clinic.screening.questionnaire import questionnaire
from clinic.screening.record import Record
from clinic.store.screenings import Screening

# A conversation without consent is forgotten this long after its outcome.
FORGET_AFTER = dt.timedelta(hours=1)


async def keep(conversation: str, record: Record, result: Result, *, consent: bool) -> None:
    """Store a screening; without consent store nothing of it, and mark it to be forgotten."""
    now = knowledge.now()
    async with knowledge.database().begin() as work:
        if not consent:
            await work.screenings.delete_of_conversation(conversation)
            await work.conversations.forget_after(conversation, now + FORGET_AFTER, now)
            return
        await work.screenings.save(
            Screening(
                conversation_id=conversation,
                rules_version=questionnaire().version,
                consent_version=CONSENT_VERSION,
                consent_at=now,
                answers=record.to_json(),
                outcome=result.outcome,
                created_at=now,
                updated_at=now,
            )
        )


async def forget(conversation: str) -> None:
    """Delete all that is known of a conversation."""
    await forget_conversation(knowledge.database(), conversation)
