"""The facts of a message, checked, as the e-mail and the calendar entry read them."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from clinic.leads.lead import Kind, LeadStatus
from clinic.leads.wished_times import Wish


def _one_line(text: str) -> str:
    """Fold white space: a line break in a name must not look like a line of ours."""
    return " ".join(text.split())


Line = Annotated[str, AfterValidator(_one_line)]


class Notice(BaseModel):
    """A lead as it was when something happened to it."""

    model_config = ConfigDict(frozen=True)

    reference: Annotated[str, Field(pattern=r"^[A-Z0-9-]{1,20}$")]
    event: Literal["lead.created", "lead.changed", "lead.withdrawn"]
    sequence: Annotated[int, Field(ge=0)]
    kind: Kind
    status: LeadStatus
    people: tuple[Line, ...]
    phone: Line | None
    email: Line | None
    treatment: Line
    area: Line
    wishes: tuple[Wish, ...]
    wishes_words: Line
    note: Line
    flags: tuple[Line, ...]
    third_party: Line | None
    consent_version: Line
    created_at: dt.datetime
    updated_at: dt.datetime


def read_notice(body: dict[str, Any]) -> Notice:
    """Read a message's body.

    Raises:
        pydantic.ValidationError: it is not one; the text may hold personal data.
    """
    return Notice.model_validate(body)
