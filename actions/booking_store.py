"""Hands a booking request to the domain; a failure is told, never hidden."""

from __future__ import annotations

import logging

from actions import knowledge
from actions.booking_state import State
from actions.screening_state import State as Screening
from actions.screening_words import flags
from clinic.leads import handoff
from clinic.leads.consent import CONSENT_VERSION
from clinic.leads.lead import Kind, LeadNotFound, LeadStatus, Request
from clinic.screening.engine import evaluate
from clinic.screening.questionnaire import questionnaire
from clinic.store.database import UNAVAILABLE

OPEN = (LeadStatus.NEW, LeadStatus.CONTACTED, LeadStatus.BOOKED)
logger = logging.getLogger(__name__)


async def send(
    conversation: str, state: State, screening: Screening, about: str | None
) -> str | None:
    """Send a request, or its change; None if it could not be stored. Safe to repeat.

    Args:
        conversation: Rasa's sender id.
        state: the request.
        screening: the pre-screen before it.
        about: whom it is for, if not the visitor.
    """
    request = _request(conversation, state, screening, about)
    database, now = knowledge.database(), knowledge.now()
    try:
        if state.reference is None:
            lead = await handoff.submit(database, request, now)
        else:
            lead = await handoff.change(database, state.reference, request, now)
    except (*UNAVAILABLE, LeadNotFound) as error:
        logger.error("a request could not be stored: %s", type(error).__name__)
        return None
    return lead.reference


async def exists(reference: str) -> bool:
    return bool(await handoff.find(knowledge.database(), reference=reference))


async def find(name: str, contact: str) -> str | None:
    """The reference of an open request by name and phone or e-mail."""
    leads = await handoff.find(knowledge.database(), name=name, contact=contact)
    return next((lead.reference for lead in leads if lead.status in OPEN), None)


async def withdraw(reference: str) -> bool:
    """Take a request back; False if that could not be stored."""
    try:
        await handoff.withdraw(knowledge.database(), reference, knowledge.now())
    except (*UNAVAILABLE, LeadNotFound) as error:
        logger.error("a request could not be taken back: %s", type(error).__name__)
        return False
    return True


def _request(conversation: str, state: State, screening: Screening, about: str | None) -> Request:
    draft = state.draft
    raised: tuple[str, ...] = ()
    # Without consent the answers stay in the chat; reception asks again.
    if screening.consent:
        result = evaluate(questionnaire(), screening.record)
        raised = flags(questionnaire(), screening.record, result)
    return Request(
        idempotency_key=f"{conversation}:{state.key}",
        conversation_id=conversation,
        kind=draft.kind,
        people=draft.people,
        phone=draft.phone,
        email=draft.email,
        treatment=draft.treatment,
        area=draft.area,
        wishes=draft.wishes,
        wishes_words=draft.wishes_words,
        note=draft.change if draft.kind == Kind.CHANGE else draft.note or "",
        flags=raised,
        third_party=about,
        consent_version=CONSENT_VERSION,
        consent_at=knowledge.now(),
    )
