"""Keeps a conversation as long as its visitor agreed, and deletes it when asked to."""

from __future__ import annotations

import datetime as dt
import logging

from actions import knowledge
from clinic.leads import handoff
from clinic.leads.lead import LeadStatus
from clinic.retention import take_back_all
from clinic.store.database import UNAVAILABLE

# A conversation without consent is forgotten this long after the last turn of its form.
FORGET_AFTER = dt.timedelta(hours=1)
logger = logging.getLogger(__name__)


async def keep_as_agreed(conversation: str, *, consent: bool) -> None:
    """Have a conversation that holds health answers forgotten soon, unless its visitor agreed."""
    now = knowledge.now()
    moment = None if consent else now + FORGET_AFTER
    try:
        async with knowledge.database().begin() as work:
            await work.conversations.forget_after(conversation, moment, now)
    except UNAVAILABLE as error:
        logger.error("a conversation could not be marked: %s", type(error).__name__)


async def open_requests(conversation: str) -> list[str]:
    """The references of the requests that were sent and not taken back."""
    leads = await handoff.find(knowledge.database(), conversation_id=conversation)
    return [lead.reference for lead in leads if lead.status != LeadStatus.WITHDRAWN]


async def delete(conversation: str) -> None:
    """Delete all that is known of a conversation, and empty the requests that were sent."""
    await take_back_all(knowledge.database(), conversation, knowledge.now())
