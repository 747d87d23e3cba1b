"""A lead: a visitor's request, and how far reception is with it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from enum import StrEnum

from clinic.leads.wished_times import Wish

VISITOR = "visitor"  # who made a change, where it was no one of the team


class LeadStatus(StrEnum):
    NEW = "new"
    CONTACTED = "contacted"
    BOOKED = "booked"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Kind(StrEnum):
    """What is asked for; a change is that of an appointment made elsewhere.

    A callback comes from the contact form, which asks for nothing but a name and a contact.
    """

    TREATMENT = "treatment"
    CONSULTATION = "consultation"
    CHANGE = "change"
    CALLBACK = "callback"


class LeadError(Exception):
    """A lead cannot be used as asked; the text holds no personal data."""


class LeadNotFound(LeadError):  # noqa: N818 - an outcome that is expected
    """There is no lead of that reference."""


class StaleLead(LeadError):  # noqa: N818
    """Somebody else changed the lead in the meantime: read it again."""


class Taken(LeadError):  # noqa: N818
    """The reference or the idempotency key is in use by another lead."""


@dataclass(frozen=True)
class Request:
    """What a visitor asks for.

    Attributes:
        idempotency_key: chosen by the caller, the same when the same request is sent again.
        conversation_id: Rasa's sender id.
        people: the names of those it is for.
        phone: E.164, with its extension as in `Phone.to_call`.
        wishes_words: the wished times in the visitor's own words.
        flags: what to raise with the clinician, in plain words.
        third_party: for whom the visitor asks, if not for themselves.
        consent_version: the version of the text agreed to.
        consent_at: when, aware.
    """

    idempotency_key: str
    conversation_id: str
    kind: Kind
    people: tuple[str, ...]
    phone: str | None
    email: str | None
    treatment: str
    area: str
    wishes: tuple[Wish, ...]
    wishes_words: str
    note: str
    flags: tuple[str, ...]
    third_party: str | None
    consent_version: str
    consent_at: dt.datetime


def bare(request: Request) -> Request:
    """A request without all that its visitor told."""
    return replace(
        request,
        people=(),
        phone=None,
        email=None,
        treatment="",
        area="",
        wishes=(),
        wishes_words="",
        note="",
        flags=(),
        third_party=None,
    )


@dataclass(frozen=True)
class Change:
    """One step in the life of a lead; `old` is None for the first."""

    by: str
    old: LeadStatus | None
    new: LeadStatus
    at: dt.datetime


@dataclass(frozen=True)
class Lead:
    """A request that was taken in; `version` rises by one with every change."""

    reference: str
    status: LeadStatus
    version: int
    request: Request
    created_at: dt.datetime
    updated_at: dt.datetime
    history: tuple[Change, ...]
