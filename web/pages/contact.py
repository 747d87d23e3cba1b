"""The contact form: a lead for reception that needs neither Rasa nor the actions."""

from __future__ import annotations

import json
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse

from clinic.leads import handoff
from clinic.leads.contact import read_email, read_phone
from clinic.leads.lead import Kind
from clinic.leads.lead import Request as Wish
from clinic.leads.names import LONGEST, clean_text, read_names
from clinic.settings import Clinic
from clinic.store.database import UNAVAILABLE, Database
from web.clock import utc_now
from web.gateway.identity import Tokens
from web.gateway.limits import Limits
from web.gateway.wire import CLIENT_ID, Refused
from web.pages.errors import Problem, language_of
from web.pages.headers import is_allowed
from web.words import Words

# The words agreed to stand in the widget's strings, under `contact_consent`.
CONSENT_VERSION = "contact-2026-11-23"
BODY_BYTES = 16 * 1024
NOTE_CHARACTERS = 1000


class Form(BaseModel):
    """What the form sends; each field is checked for sense later."""

    model_config = ConfigDict(strict=True, extra="forbid")

    token: str
    client_id: Annotated[str, Field(pattern=CLIENT_ID)]
    name: str
    phone: str | None = None
    email: str | None = None
    note: str | None = None
    consent: bool


class Contact:
    """POST /contact."""

    def __init__(
        self, database: Database, clinic: Clinic, tokens: Tokens, limits: Limits, words: Words
    ) -> None:
        self._database = database
        self._clinic = clinic
        self._tokens = tokens
        self._limits = limits
        self._words = words

    async def take(self, request: Request) -> JSONResponse:
        """Take a form in; sent again with the same client_id, answer the same."""
        origin, host = request.headers.get("origin"), request.headers.get("host")
        if not is_allowed(origin, host, self._clinic.origins):
            raise Problem(403, "foreign_site")
        form = await _form(request)
        conversation_id = self._tokens.read(form.token)
        if conversation_id is None:
            raise Problem(401, "token")
        try:
            await self._limits.contact(conversation_id)
        except Refused as refused:
            raise Problem(429, refused.code, seconds=refused.retry_after) from None
        wish = self._wish(form, conversation_id, language_of(request))
        try:
            lead = await handoff.submit(self._database, wish, utc_now())
        except UNAVAILABLE:
            raise Problem(503, "error") from None
        return JSONResponse({"reference": lead.reference}, 201)

    def _wish(self, form: Form, conversation_id: str, language: str) -> Wish:
        """Read the fields.

        Raises:
            Problem: some are wrong; each is named with a sentence.
        """
        wrong: dict[str, str] = {}
        name = clean_text(form.name, LONGEST)
        if not name:
            wrong["name"] = "name_missing"
        phone = read_phone(form.phone, self._clinic.country) if form.phone else None
        if form.phone and (phone is None or phone.problem is not None):
            wrong["phone"] = "phone_wrong"
        email = read_email(form.email) if form.email else None
        if form.email and email is None:
            wrong["email"] = "email_wrong"
        if not form.phone and not form.email:
            wrong["phone"] = "contact_missing"
        note = clean_text(form.note or "", NOTE_CHARACTERS)
        if note is None:
            wrong["note"] = "note_long"
        if not form.consent:
            wrong["consent"] = "consent_missing"
        if wrong:
            said = {
                field: self._words.say(code, language, characters=NOTE_CHARACTERS)
                for field, code in wrong.items()
            }
            raise Problem(422, "form", fields=said)
        return Wish(
            idempotency_key=f"{conversation_id}:contact:{form.client_id}",
            conversation_id=conversation_id,
            kind=Kind.CALLBACK,
            people=read_names(form.name) or (str(name),),
            phone=phone.to_call if phone else None,
            email=email.address if email else None,
            treatment="",
            area="",
            wishes=(),
            wishes_words="",
            note=str(note),
            flags=(),
            third_party=None,
            consent_version=CONSENT_VERSION,
            consent_at=utc_now(),
        )


async def _form(request: Request) -> Form:
    try:
        return Form.model_validate(json.loads(await _body(request)))
    except (ValidationError, ValueError, RecursionError):
        raise Problem(400, "malformed") from None


async def _body(request: Request) -> bytes:
    """Read the body, but never more than a form can need."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > BODY_BYTES:
            raise Problem(413, "too_large")
    return body
