"""Two hundred bookings while the action server and the database's connections are killed.

Every reference that a visitor was told is a lead, once; and reception hears of each.
"""

from __future__ import annotations

import asyncio
import os
import random
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import func, make_url, select, text, update
from sqlalchemy.ext.asyncio import create_async_engine

from actions.booking_form import CHECK
from actions.booking_state import State
from clinic.leads.draft import Draft
from clinic.runtime import Runtime
from clinic.store.database import Database
from clinic.store.tables import LeadRow, MessageRow
from integration.receivers import Hook, Mailbox, mail_server, web_server

ROOT = Path(__file__).resolve().parents[2]
BOOKINGS = 200
VISITORS = 12
KILLS = 6
SEED = 20261123
PATIENCE_SECONDS = 150
DRAFT = Draft(
    people=("Crash Test",), phone="+447700900123", treatment="face", wishes_words="any", note=""
)


class ActionServer:
    """A real action server that is killed and started again."""

    def __init__(self, settings: dict[str, str]) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.settings = settings
        self.process = self._started()

    def _started(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "actions.serve", "--port", str(self.port)],
            cwd=ROOT,
            env={"PATH": os.environ["PATH"], **self.settings},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def kill(self) -> None:
        self.process.kill()  # SIGKILL: nothing is tidied up
        self.process.wait()

    def start_again(self) -> None:
        self.process = self._started()


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with mail_server() as mailbox:
        yield mailbox


@pytest.fixture
def hook() -> Iterator[Hook]:
    with web_server() as hook:
        yield hook


@pytest.fixture
def settings(runtime: Runtime, mailbox: Mailbox, hook: Hook) -> dict[str, str]:
    return {
        "DATABASE_URL": runtime.database_url,
        "ENCRYPTION_KEY_FILE": str(runtime.encryption_key_file),
        "OUTBOX_DIR": str(runtime.outbox_dir),
        "SMTP_URL": mailbox.address,
        "WEBHOOK_URL": hook.address,
        "WEBHOOK_SECRET": "a secret of the tests, long enough",
    }


@pytest.fixture
async def server(settings: dict[str, str]) -> AsyncIterator[ActionServer]:
    server = ActionServer(settings)
    yield server
    server.kill()


def call(state: State, conversation: str) -> dict[str, Any]:
    """What Rasa asks of the action server when a visitor says "send it"."""
    message = {"text": "send it", "intent": {"name": "affirm", "confidence": 1.0}, "entities": []}
    slots = {"booking": state.to_slot(), "requested_slot": CHECK, "screening": None}
    tracker = {
        "sender_id": conversation,
        "slots": slots,
        "latest_message": message,
        "events": [],
        "paused": False,
        "active_loop": {"name": "booking_form"},
    }
    return {
        "next_action": "validate_booking_form",
        "sender_id": conversation,
        "tracker": tracker,
        "domain": {},
        "version": "3.6.21",
    }


async def book(
    client: httpx.AsyncClient, server: ActionServer, number: int, key: str | None = None
) -> tuple[str, str]:
    """Say "send it" until a reference comes back, as a visitor would; returns key, reference."""
    state = State(draft=DRAFT, key=key or uuid.uuid4().hex)
    conversation = f"conversation-{number}"
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        with suppress(httpx.HTTPError):
            address = f"http://127.0.0.1:{server.port}/webhook"
            answer = await client.post(address, json=call(state, conversation))
            said = answer.json().get("responses", []) if answer.status_code == 200 else []
            for response in said:
                if response.get("response") == "utter_booking_sent":
                    return f"{conversation}:{state.key}", str(response["reference"])
        await asyncio.sleep(0.2)
    pytest.fail(f"booking {number} was never taken")


async def cut_connections(url: str) -> None:
    """End every connection to the PostgreSQL database, as a restart would."""
    engine = create_async_engine(url, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    await engine.dispose()


async def wreak_havoc(
    server: ActionServer, database: Database, told: dict[str, str], done: asyncio.Event
) -> int:
    """Kill the server and the database's connections; returns how often.

    At random moments, and then at the worst: a lead is stored and its visitor not told.
    """
    url, chance, kills = database.runtime.database_url, random.Random(SEED), 0
    while kills < KILLS and not done.is_set():
        with suppress(TimeoutError):
            await asyncio.wait_for(done.wait(), chance.uniform(0.1, 0.5))
        while kills > 1 and not done.is_set() and await stored_count(database) <= len(told):
            pass
        server.kill()
        if make_url(url).get_backend_name() == "postgresql":
            await cut_connections(url)
        server.start_again()
        kills += 1
        await answering(server)
    return kills


async def stored_count(database: Database) -> int:
    async with database.begin() as work:
        counted = await work.session.execute(select(func.count()).select_from(LeadRow))
        return int(counted.scalar_one())


async def answering(server: ActionServer) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        for _ in range(300):
            with suppress(httpx.HTTPError):
                address = f"http://127.0.0.1:{server.port}/health"
                if (await client.get(address)).status_code == 200:
                    return
            await asyncio.sleep(0.1)
    pytest.fail("the action server did not start")


async def test_no_confirmed_booking_is_lost_or_doubled_and_reception_hears_of_each(
    server: ActionServer,
    settings: dict[str, str],
    database: Database,
    mailbox: Mailbox,
    hook: Hook,
) -> None:
    await answering(server)
    done, numbers = asyncio.Event(), iter(range(BOOKINGS))
    told: dict[str, str] = {}

    async def visitor(client: httpx.AsyncClient) -> None:
        for number in numbers:
            key, reference = await book(client, server, number)
            told[key] = reference
            if number % 10 == 0:  # the answer was lost on its way, and the visitor says it again
                again = await book(client, server, number, key.split(":")[1])
                assert again == (key, reference)
            await asyncio.sleep(0.4)  # or all are booked before anything is killed

    havoc = asyncio.create_task(wreak_havoc(server, database, told, done))
    async with httpx.AsyncClient(trust_env=False, timeout=20) as client:
        await asyncio.gather(*(visitor(client) for _ in range(VISITORS)))
    done.set()
    assert await havoc >= KILLS // 2

    assert len(told) == BOOKINGS
    assert len(set(told.values())) == BOOKINGS
    async with database.begin() as work:
        stored = set((await work.session.execute(select(LeadRow.reference))).scalars())
    assert stored == set(told.values())
    assert await stored_count(database) == BOOKINGS

    await everything_delivered(settings, database)
    heard = {letter["Subject"].split()[2].rstrip(":") for letter in mailbox.letters}
    assert heard == stored
    assert {body["reference"] for body in hook.bodies()} == stored
    for receiver in (mailbox, hook):
        assert len(set(receiver.keys())) == BOOKINGS  # a repeat carries the key of the first


async def everything_delivered(settings: dict[str, str], database: Database) -> None:
    """Run the courier, and kill it once on the way, until nothing waits."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    command = [sys.executable, "-m", "clinic.notify.courier"]
    environment = {"PATH": os.environ["PATH"], **settings}
    first = True
    while time.monotonic() < deadline:
        courier = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
        started = time.monotonic()
        try:
            while not first or time.monotonic() - started < 4:
                await asyncio.sleep(0.2)
                async with database.begin() as work:
                    if await work.outbox.waiting() == 0:
                        return
                if time.monotonic() > deadline:
                    break
        finally:
            courier.kill()
            courier.wait()
        if first:
            await let_leases_end(database)
        first = False
    pytest.fail("messages still wait")


async def let_leases_end(database: Database) -> None:
    """What the killed courier held would be free again in some minutes; make it now."""
    async with database.begin() as work:
        waiting = update(MessageRow).where(MessageRow.sent_at.is_(None))
        await work.session.execute(waiting.values(due_at=MessageRow.created_at))
