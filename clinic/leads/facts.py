"""A request as JSON: what is stored of it, and what reception is told."""

from __future__ import annotations

import datetime as dt
from typing import Any

from clinic.leads.lead import Kind, Lead, Request
from clinic.leads.wished_times import Wish

Facts = dict[str, Any]


def facts_of(request: Request) -> Facts:
    """All that is personal in a request."""
    return {
        "people": list(request.people),
        "phone": request.phone,
        "email": request.email,
        "treatment": request.treatment,
        "area": request.area,
        "wishes": [_of_wish(wish) for wish in request.wishes],
        "wishes_words": request.wishes_words,
        "note": request.note,
        "flags": list(request.flags),
        "third_party": request.third_party,
    }


def request_of(
    facts: Facts,
    *,
    idempotency_key: str,
    conversation_id: str,
    kind: str,
    consent_version: str,
    consent_at: dt.datetime,
) -> Request:
    """Put a request together again."""
    lists = {
        "people": tuple(facts["people"]),
        "wishes": tuple(_wish_of(wish) for wish in facts["wishes"]),
        "flags": tuple(facts["flags"]),
    }
    return Request(
        idempotency_key=idempotency_key,
        conversation_id=conversation_id,
        kind=Kind(kind),
        consent_version=consent_version,
        consent_at=consent_at,
        **{**facts, **lists},
    )


def body_of(lead: Lead, event: str) -> Facts:
    """What a message to reception says of a lead."""
    return {
        "reference": lead.reference,
        "event": event,
        "sequence": lead.version,
        "kind": lead.request.kind.value,
        "status": lead.status.value,
        **facts_of(lead.request),
        "consent_version": lead.request.consent_version,
        "created_at": lead.created_at.isoformat(),
        "updated_at": lead.updated_at.isoformat(),
    }


def _of_wish(wish: Wish) -> Facts:
    return {
        "date_from": wish.date_from.isoformat(),
        "date_to": wish.date_to.isoformat(),
        "time_from": wish.time_from and wish.time_from.isoformat(),
        "time_to": wish.time_to and wish.time_to.isoformat(),
        "weekdays": list(wish.weekdays),
    }


def _wish_of(facts: Facts) -> Wish:
    return Wish(
        date_from=dt.date.fromisoformat(facts["date_from"]),
        date_to=dt.date.fromisoformat(facts["date_to"]),
        time_from=_time_of(facts["time_from"]),
        time_to=_time_of(facts["time_to"]),
        weekdays=tuple(facts["weekdays"]),
    )


def _time_of(text: str | None) -> dt.time | None:
    return None if text is None else dt.time.fromisoformat(text)
