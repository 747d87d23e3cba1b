"""Leads in the database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from clinic.leads.facts import facts_of, request_of
from clinic.leads.lead import (
    VISITOR,
    Change,
    Lead,
    LeadNotFound,
    LeadStatus,
    Request,
    Taken,
    bare,
)
from clinic.store.consents import Purpose, record_consent
from clinic.store.lookup import Lookup
from clinic.store.tables import ChangeRow, ConsentRow, DigestRow, LeadRow


class Leads:
    def __init__(self, session: AsyncSession, lookup: Lookup) -> None:
        self._session = session
        self._lookup = lookup

    async def of_key(self, idempotency_key: str) -> Lead | None:
        query = select(LeadRow).where(LeadRow.idempotency_key == idempotency_key)
        row = await self._session.scalar(query)
        return None if row is None else _lead(row)

    async def locked(self, reference: str) -> Lead:
        """Read a lead that nobody else can change until the transaction ends.

        Raises:
            LeadNotFound: there is no such lead.
        """
        return _lead(await self._locked_row(reference))

    async def search(
        self,
        *,
        reference: str | None = None,
        conversation_id: str | None = None,
        name: str | None = None,
        contact: str | None = None,
    ) -> list[Lead]:
        """Return the leads that match everything given, newest first."""
        query = select(LeadRow).order_by(LeadRow.created_at.desc(), LeadRow.id.desc())
        if reference:
            query = query.where(LeadRow.reference == reference)
        if conversation_id:
            query = query.where(LeadRow.conversation_id == conversation_id)
        if name:
            query = query.where(LeadRow.digests.any(digest=self._lookup.name(name)))
        if contact:
            query = query.where(LeadRow.digests.any(digest=self._lookup.contact(contact)))
        return [_lead(row) for row in await self._session.scalars(query)]

    async def conversations_of(self, reference: str) -> set[str]:
        """The conversations in which a lead was made and changed.

        Raises:
            LeadNotFound: there is no such lead.
        """
        made_in = (await self._locked_row(reference)).conversation_id
        query = select(ConsentRow.conversation_id).where(ConsentRow.lead_reference == reference)
        return {made_in, *await self._session.scalars(query)}

    async def like(self, leads: Sequence[Lead]) -> list[Lead]:
        """Return the leads that share a name or contact with one of these."""
        digests = {digest for lead in leads for digest in self._lookup.all_of(lead.request)}
        query = select(LeadRow).where(LeadRow.digests.any(DigestRow.digest.in_(digests)))
        return [_lead(row) for row in await self._session.scalars(query.order_by(LeadRow.id))]

    async def add(self, reference: str, request: Request, now: dt.datetime) -> Lead:
        """Add a new lead and its consent.

        Raises:
            Taken: its reference or its key is in use; the transaction is lost.
        """
        row = LeadRow(
            reference=reference,
            idempotency_key=request.idempotency_key,
            conversation_id=request.conversation_id,
            status=LeadStatus.NEW.value,
            version=1,
            created_at=now,
            updated_at=now,
            history=[ChangeRow(by=VISITOR, old=None, new=LeadStatus.NEW.value, at=now)],
            **self._asked(request),
        )
        self._session.add(row)
        try:
            await self._session.flush()
        except IntegrityError:
            raise Taken(reference) from None
        await self._record_consent(reference, request)
        return _lead(row)

    async def replace_request(self, reference: str, request: Request) -> None:
        """Replace what is asked for; key and conversation stay those of the beginning."""
        row = await self._locked_row(reference)
        asked = self._asked(request)
        kept = {row.digest: row for row in row.digests}
        asked["digests"] = [kept.get(new.digest, new) for new in asked["digests"]]
        for name, value in asked.items():
            setattr(row, name, value)
        await self._record_consent(reference, request)

    async def strip(self, reference: str) -> None:
        """Take out of a lead all that its visitor told, and what leads to the conversation."""
        row = await self._locked_row(reference)
        row.facts = facts_of(bare(_lead(row).request))
        row.digests = []
        row.idempotency_key = row.conversation_id = f"stripped:{reference}"
        await self._session.execute(
            delete(ConsentRow).where(ConsentRow.lead_reference == reference)
        )

    async def set_status(
        self, reference: str, status: LeadStatus, by: str, now: dt.datetime
    ) -> Lead:
        """Change the status and write down who did; the version rises."""
        row = await self._locked_row(reference)
        row.history.append(ChangeRow(by=by, old=row.status, new=status.value, at=now))
        row.status = status.value
        row.version += 1
        row.updated_at = now
        await self._session.flush()
        return _lead(row)

    async def _locked_row(self, reference: str) -> LeadRow:
        query = select(LeadRow).where(LeadRow.reference == reference).with_for_update()
        row = await self._session.scalar(query)
        if row is None:
            raise LeadNotFound(f"there is no lead {reference}")
        return row

    async def _record_consent(self, reference: str, request: Request) -> None:
        await record_consent(
            self._session,
            ConsentRow(
                conversation_id=request.conversation_id,
                lead_reference=reference,
                purpose=Purpose.BOOKING.value,
                text_version=request.consent_version,
                given_at=request.consent_at,
            ),
        )

    def _asked(self, request: Request) -> dict[str, Any]:
        digests = sorted(self._lookup.all_of(request))
        return {
            "kind": request.kind.value,
            "facts": facts_of(request),
            "consent_version": request.consent_version,
            "consent_at": request.consent_at,
            "digests": [DigestRow(digest=digest) for digest in digests],
        }


def _lead(row: LeadRow) -> Lead:
    return Lead(
        reference=row.reference,
        status=LeadStatus(row.status),
        version=row.version,
        request=request_of(
            row.facts,
            idempotency_key=row.idempotency_key,
            conversation_id=row.conversation_id,
            kind=row.kind,
            consent_version=row.consent_version,
            consent_at=row.consent_at,
        ),
        created_at=row.created_at,
        updated_at=row.updated_at,
        history=tuple(_change(change) for change in row.history),
    )


def _change(row: ChangeRow) -> Change:
    old = None if row.old is None else LeadStatus(row.old)
    return Change(row.by, old, LeadStatus(row.new), row.at)
