"""Deletes what is kept no longer, and what a person wants deleted."""

from __future__ import annotations

import datetime as dt

from clinic.leads.lead import VISITOR, Lead, LeadStatus
from clinic.notify import files
from clinic.settings import Clinic
from clinic.store import deletion
from clinic.store.database import Database


async def purge(database: Database, clinic: Clinic, now: dt.datetime) -> None:
    """Delete what is older than `clinic.yml` allows, and conversations to be forgotten."""
    keep = clinic.keep_days
    sent_before = _days_before(now, keep.sent_messages)
    await forget_due(database, now)
    async with database.begin() as work:
        session = work.session
        await deletion.delete_conversations_before(session, _days_before(now, keep.conversations))
        await deletion.delete_screenings_before(session, _days_before(now, keep.screenings))
        await deletion.delete_leads_before(session, _days_before(now, keep.leads))
        await deletion.delete_sent_before(session, sent_before)
    files.delete_before(database.runtime.outbox_dir, sent_before)
    await database.checkpoint()


async def forget_due(database: Database, now: dt.datetime) -> None:
    """Delete the conversations whose visitors did not agree that their answers are kept."""
    async with database.begin() as work:
        due = await work.conversations.due(now)
        for conversation_id in due:
            await deletion.delete_conversation(work.session, conversation_id)
    if due:
        await database.checkpoint()


async def erase(database: Database, reference: str) -> list[Lead]:
    """Delete a lead and all of the conversations it was made and changed in.

    Other leads of those conversations go too.
    Return the leads that share a name or contact: perhaps of the same person, so somebody
    must decide. What reception was sent already is out of reach.

    Raises:
        LeadNotFound: there is no such lead.
    """
    async with database.begin() as work:
        erased = []
        for conversation_id in await work.leads.conversations_of(reference):
            erased += await work.leads.search(conversation_id=conversation_id)
            await deletion.delete_leads_of(work.session, conversation_id)
            await deletion.delete_conversation(work.session, conversation_id)
        others = await work.leads.like(erased)
    for lead in erased:
        files.erase(database.runtime.outbox_dir, lead.reference)
    await database.checkpoint()
    return others


async def forget_conversation(database: Database, conversation_id: str) -> None:
    """Delete what was said, the flag and the screening; the visitor may go on talking.

    A lead stays, with its consent: see `take_back_all`, or reception erases it.
    """
    async with database.begin() as work:
        await deletion.empty_conversation(work.session, conversation_id)
    await database.checkpoint()


async def take_back_all(database: Database, conversation_id: str, now: dt.datetime) -> None:
    """Forget a conversation, and take back and empty the requests that were made in it.

    Reception is told that a request which it may have had is taken back, by its reference
    alone; that much of the lead stays until its time. What reception was sent already is out
    of reach.
    """
    async with database.begin() as work:
        leads = await work.leads.search(conversation_id=conversation_id)
        for lead in leads:
            if not await work.outbox.drop(lead.reference):
                await deletion.delete_lead(work.session, lead.reference)
                continue
            await work.leads.strip(lead.reference)
            if lead.status != LeadStatus.WITHDRAWN:
                lead = await work.leads.set_status(
                    lead.reference, LeadStatus.WITHDRAWN, VISITOR, now
                )
                await work.outbox.add(lead, "lead.withdrawn", now)
        await deletion.empty_conversation(work.session, conversation_id)
    for lead in leads:
        files.erase(database.runtime.outbox_dir, lead.reference)
    await database.checkpoint()


async def delete_conversation(database: Database, conversation_id: str) -> None:
    """Delete the same and the conversation itself: nobody can go on with it."""
    async with database.begin() as work:
        await deletion.delete_conversation(work.session, conversation_id)
    await database.checkpoint()


def _days_before(now: dt.datetime, days: int) -> dt.datetime:
    return now - dt.timedelta(days=days)
