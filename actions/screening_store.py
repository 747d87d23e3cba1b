"""Stores what the pre-screen learnt, if the visitor agreed."""

from __future__ import annotations

import logging

from actions import knowledge
from clinic.screening.consent import CONSENT_VERSION
from clinic.screening.engine import Result
from clinic.screening.questionnaire import questionnaire
from clinic.screening.record import Record
from clinic.store.database import UNAVAILABLE
from clinic.store.screenings import Screening

logger = logging.getLogger(__name__)


async def keep(conversation: str, record: Record, result: Result, *, consent: bool) -> None:
    """Store a screening; without consent delete what was stored of it."""
    now = knowledge.now()
    screening = Screening(
        conversation_id=conversation,
        rules_version=questionnaire().version,
        consent_version=CONSENT_VERSION,
        consent_at=now,
        answers=record.to_json(),
        outcome=result.outcome,
        created_at=now,
        updated_at=now,
    )
    try:
        async with knowledge.database().begin() as work:
            if consent:
                await work.screenings.save(screening)
            else:
                await work.screenings.delete_of_conversation(conversation)
    except UNAVAILABLE as error:
        # The visitor hears the outcome all the same; the clinician will ask again.
        logger.error("a screening could not be stored: %s", type(error).__name__)
