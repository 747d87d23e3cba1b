"""Hands a visitor's request to reception: each use case is one transaction.

The lead, the consent and the messages to reception are written together or not at
all, so a reference that a visitor was told is a lead that reception hears of.
"""

from __future__ import annotations

import datetime as dt

from clinic.leads.facts import facts_of
from clinic.leads.lead import VISITOR, Lead, LeadStatus, Request, StaleLead, Taken
from clinic.leads.reference import new_reference
from clinic.store.database import Database

# Two callers with one key need two tries; a reference in use is rarer still.
TRIES = 5


async def submit(database: Database, request: Request, now: dt.datetime) -> Lead:
    """Take a request in; sent again with the same key, return the lead there is."""
    for _ in range(TRIES - 1):
        try:
            return await _submit(database, request, now)
        except Taken:
            continue
    return await _submit(database, request, now)


async def _submit(database: Database, request: Request, now: dt.datetime) -> Lead:
    async with database.begin() as work:
        lead = await work.leads.of_key(request.idempotency_key)
        if lead is None:
            lead = await work.leads.add(new_reference(), request, now)
            await work.screenings.attach(request.conversation_id, lead.reference)
            await work.outbox.add(lead, "lead.created", now)
        return lead


async def change(database: Database, reference: str, request: Request, now: dt.datetime) -> Lead:
    """Replace what a visitor asked for. It is new again: reception must look at it.

    Raises:
        LeadNotFound: there is no such lead.
    """
    async with database.begin() as work:
        lead = await work.leads.locked(reference)
        if lead.status != LeadStatus.WITHDRAWN and _asks_the_same(lead.request, request):
            return lead
        await work.leads.replace_request(reference, request)
        lead = await work.leads.set_status(reference, LeadStatus.NEW, VISITOR, now)
        await work.outbox.add(lead, "lead.changed", now)
        return lead


async def withdraw(database: Database, reference: str, now: dt.datetime) -> Lead:
    """Take a request back; a second time writes nothing.

    Raises:
        LeadNotFound: there is no such lead.
    """
    async with database.begin() as work:
        lead = await work.leads.locked(reference)
        if lead.status == LeadStatus.WITHDRAWN:
            return lead
        lead = await work.leads.set_status(reference, LeadStatus.WITHDRAWN, VISITOR, now)
        await work.outbox.add(lead, "lead.withdrawn", now)
        return lead


async def set_status(
    database: Database,
    reference: str,
    expected_version: int,
    status: LeadStatus,
    by: str,
    now: dt.datetime,
) -> Lead:
    """Change the status of a lead that is still as its reader saw it (compare-and-swap).

    Raises:
        LeadNotFound: there is no such lead.
        StaleLead: it was changed in the meantime.
    """
    async with database.begin() as work:
        lead = await work.leads.locked(reference)
        if lead.version != expected_version:
            raise StaleLead(f"{reference} is at version {lead.version}, not {expected_version}")
        return await work.leads.set_status(reference, status, by, now)


async def find(
    database: Database,
    *,
    reference: str | None = None,
    conversation_id: str | None = None,
    name: str | None = None,
    contact: str | None = None,
) -> list[Lead]:
    """Return the leads that match all that is given, newest first; none if nothing is given."""
    if not any((reference, conversation_id, name, contact)):
        return []
    async with database.begin() as work:
        return await work.leads.search(
            reference=reference, conversation_id=conversation_id, name=name, contact=contact
        )


def _asks_the_same(before: Request, after: Request) -> bool:
    return facts_of(before) == facts_of(after) and before.kind == after.kind
