"""A request as the tests send it, and Rasa's table as Rasa makes it."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import Any

from sqlalchemy import text

from clinic.leads.lead import Kind, Request
from clinic.leads.wished_times import Wish
from clinic.runtime import keyring_of
from clinic.store.database import Database
from clinic.store.screenings import Screening

NOW = dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.UTC)
REQUEST = Request(
    idempotency_key="key-1",
    conversation_id="conversation-1",
    kind=Kind.TREATMENT,
    people=("Nguyễn Thị Hà", "Anne-Marie van der Berg"),
    phone="+442079460999",
    email="Ha.Nguyen@example.com",
    treatment="zebrafinch serum",
    area="quokka chin",
    wishes=(
        Wish(dt.date(2026, 12, 2), dt.date(2026, 12, 2), dt.time(17), None),
        Wish(dt.date(2026, 12, 7), dt.date(2026, 12, 11), None, None, (0, 2)),
    ),
    wishes_words="wednesday week after 5 narwhal",
    note="pangolin note",
    flags=("takes axolotl thinners",),
    third_party="my wombat husband",
    consent_version="2026-11",
    consent_at=NOW,
)
# Parts of the request that must never be seen in plain. Long, or with a mark that no
# ciphertext has: a short word turns up by chance in megabytes of it.
CANARIES = (
    "Nguyễn Thị", "Anne-Marie van", "van der Berg", "+442079460999", "ha.nguyen@", "zebrafinch",
    "quokka chin", "5 narwhal", "pangolin ", "axolotl thinners", "wombat husband", "capybara",
    "ocelot_first", "kakapo ",
)  # fmt: skip


def booking(number: int = 1, **changes: Any) -> Request:
    """A request like REQUEST with key and conversation of its own."""
    own = {"idempotency_key": f"key-{number}", "conversation_id": f"conversation-{number}"}
    return replace(REQUEST, **{**own, **changes})


def screening(number: int = 1, **changes: Any) -> Screening:
    whole = Screening(
        conversation_id=f"conversation-{number}",
        rules_version="1",
        consent_version="2026-11",
        consent_at=NOW,
        answers={"medicines": ["capybara"], "pregnant": "no"},
        outcome="ocelot_first",
        created_at=NOW,
        updated_at=NOW,
    )
    return replace(whole, **changes)


async def say(database: Database, conversation_id: str, words: str, at: dt.datetime = NOW) -> None:
    """Store words as the tracker store does: encrypted, in the table that Rasa makes."""
    serial = "SERIAL" if database.engine.dialect.name == "postgresql" else "INTEGER"
    data = keyring_of(database.runtime).encrypt(json.dumps({"text": words}))
    async with database.begin() as work:
        await work.session.execute(
            text(
                f"CREATE TABLE IF NOT EXISTS events (id {serial} PRIMARY KEY, "
                "sender_id VARCHAR(255) NOT NULL, type_name VARCHAR(255) NOT NULL, "
                "timestamp FLOAT, intent_name VARCHAR(255), action_name VARCHAR(255), data TEXT)"
            )
        )
        await work.session.execute(
            text(
                "INSERT INTO events (sender_id, type_name, timestamp, data) "
                "VALUES (:sender, 'user', :at, :data)"
            ),
            {"sender": conversation_id, "at": at.timestamp(), "data": data},
        )


async def said(database: Database, conversation_id: str) -> list[str]:
    """What is stored of a conversation."""
    keyring = keyring_of(database.runtime)
    async with database.begin() as work:
        tokens = await work.session.scalars(
            text("SELECT data FROM events WHERE sender_id = :sender ORDER BY id"),
            {"sender": conversation_id},
        )
        return [json.loads(keyring.decrypt(token))["text"] for token in tokens]
