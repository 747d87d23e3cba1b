"""Delivers real messages from a real database to a mail server and a web server."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from clinic.leads.handoff import change, submit, withdraw
from clinic.notify.backoff import Backoff
from clinic.notify.courier import LEASE, Courier, channels_for, utc_now
from clinic.notify.email import Letters
from clinic.notify.smtp import Smtp, read_smtp_url
from clinic.notify.webhook import signature
from clinic.runtime import Runtime
from clinic.settings import read_clinic
from clinic.store.database import Database
from clinic.store.encryption import make_keys
from integration.bookings import CANARIES, booking
from integration.receivers import Hook, Mailbox, mail_server, web_server

ROOT = Path(__file__).resolve().parents[2]
CLINIC = read_clinic(ROOT / "clinic.yml")
SECRET = "known to the receiver alone"  # noqa: S105
HOUR = dt.timedelta(hours=1)
# What does not depend on the database is tested on one.
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with mail_server() as mailbox:
        yield mailbox


@pytest.fixture
def hook() -> Iterator[Hook]:
    with web_server() as hook:
        yield hook


@pytest.fixture
def settings(database_url: str, tmp_path: Path, mailbox: Mailbox, hook: Hook) -> dict[str, str]:
    """The environment of an installation with an empty database."""
    make_keys(tmp_path / "encryption-keys")
    return {
        "DATABASE_URL": database_url,
        "ENCRYPTION_KEY_FILE": str(tmp_path / "encryption-keys"),
        "SMTP_URL": mailbox.address,
        "WEBHOOK_URL": hook.address,
        "WEBHOOK_SECRET": SECRET,
        "OUTBOX_DIR": str(tmp_path / "outbox"),
    }


@pytest.fixture
def runtime(settings: dict[str, str]) -> Runtime:
    return Runtime.model_validate({name.lower(): value for name, value in settings.items()})


@pytest.fixture
async def courier_of(runtime: Runtime) -> AsyncIterator[Callable[..., Courier]]:
    """Make couriers that live some time ahead, so that no test waits."""
    async with httpx.AsyncClient(trust_env=False) as client:

        def make(
            database: Database, ahead: dt.timedelta = dt.timedelta(), attempts: int = 100
        ) -> Courier:
            channels = channels_for(runtime, CLINIC, client)
            backoff = Backoff(max_attempts=attempts)
            return Courier(database, channels, backoff, lambda: utc_now() + ahead)

        yield make


@contextmanager
def courier_process(settings: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """Run a real courier; it is killed at the end, if it runs still."""
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    with subprocess.Popen(
        [sys.executable, "-m", "clinic.notify.courier"], cwd=ROOT, env={**environment, **settings},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    ) as process:  # fmt: skip
        try:
            yield process
        finally:
            process.kill()


async def until(true: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    """Wait until something is so; show the courier's log if it never is."""
    deadline = time.monotonic() + 30
    while not true():
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            pytest.fail(f"It did not happen. The courier's log:\n{process.communicate()[0]}")
        await asyncio.sleep(0.02)


async def waiting(database: Database) -> int:
    async with database.begin() as work:
        return await work.outbox.waiting()


async def dead_letters(database: Database) -> list[tuple[int, str | None]]:
    async with database.begin() as work:
        return [(one.id, one.error) for one in await work.outbox.dead_letters()]


async def test_the_process_delivers_each_message_once_and_stops_when_told(
    settings: dict[str, str], database: Database, mailbox: Mailbox, hook: Hook
) -> None:
    leads = [await submit(database, booking(number), utc_now()) for number in range(3)]
    with courier_process(settings) as process:
        await until(lambda: len(mailbox.letters) == len(hook.requests) == 3, process)
        later = await submit(database, booking(9), utc_now())
        await until(lambda: len(mailbox.letters) == len(hook.requests) == 4, process)
        process.send_signal(signal.SIGTERM)
        output, _ = await asyncio.to_thread(process.communicate, timeout=20)
    assert process.returncode == 0
    assert await waiting(database) == 0
    references = {lead.reference for lead in (*leads, later)}
    assert {letter["Subject"] for letter in mailbox.letters} == {
        f"New request {reference}: treatment" for reference in references
    }
    assert {body["reference"] for body in hook.bodies()} == references
    assert output.count("event=message_sent") == 8
    assert "level=error" not in output
    for private in (*CANARIES, SECRET):
        assert private not in output


@on_sqlite
async def test_the_receivers_get_the_whole_lead_signed(
    database: Database, mailbox: Mailbox, hook: Hook, courier_of: Callable[..., Courier]
) -> None:
    await submit(database, booking(), utc_now())
    await courier_of(database).deliver_due()
    (letter,), (body,) = mailbox.letters, hook.bodies()
    text = letter.get_body(("plain",))
    assert text is not None
    for fact in ("Nguyễn Thị Hà", "+44 20 7946 0999", "axolotl", "Wednesday 2 December"):
        assert fact in text.get_content()
    assert body["people"] == ["Nguyễn Thị Hà", "Anne-Marie van der Berg"]
    page = (ROOT / "docs" / "handoff.md").read_text(encoding="utf-8")
    documented = json.loads(page.partition("```json\n")[2].partition("```")[0])
    assert list(body) == list(documented)
    ((headers, raw),) = hook.requests
    moment = int(headers["Mesoguide-Signature"].split(",")[0].removeprefix("t="))
    expected = signature(SECRET, raw, dt.datetime.fromtimestamp(moment, dt.UTC))
    assert headers["Mesoguide-Signature"] == expected


@on_sqlite
async def test_a_change_and_a_withdrawal_follow_in_order_and_replace_the_calendar_entry(
    database: Database, mailbox: Mailbox, hook: Hook, courier_of: Callable[..., Courier]
) -> None:
    lead = await submit(database, booking(), utc_now())
    await change(database, lead.reference, booking(note="after four instead"), utc_now())
    await withdraw(database, lead.reference, utc_now())
    for _ in range(3):
        await courier_of(database).deliver_due()
    assert [letter["Subject"].split()[0] for letter in mailbox.letters] == [
        "New", "Changed", "Withdrawn",
    ]  # fmt: skip
    sequences = [body["sequence"] for body in hook.bodies()]
    assert sequences == sorted(set(sequences))
    entries = [next(letter.iter_attachments()).get_content() for letter in mailbox.letters]
    uids = {line for entry in entries for line in entry.splitlines() if line.startswith("UID")}
    assert len(uids) == 1
    for number, calendar in zip(sequences, entries, strict=True):
        assert f"SEQUENCE:{number}" in calendar
    assert "METHOD:CANCEL" in entries[-1]


@on_sqlite
async def test_failures_are_tried_again_under_the_same_key(
    database: Database, mailbox: Mailbox, hook: Hook, courier_of: Callable[..., Courier]
) -> None:
    mailbox.answers = ["451 later", "554 no"]
    hook.answers = [503, 429]
    await submit(database, booking(), utc_now())
    for hours in range(5):
        await courier_of(database, hours * HOUR).deliver_due()
    for receiver in (mailbox, hook):
        keys = receiver.keys()
        assert len(keys) == 3
        assert len(set(keys)) == 1
    assert await waiting(database) == 0
    assert await dead_letters(database) == []


@on_sqlite
async def test_a_message_that_never_arrives_is_a_dead_letter_that_can_be_revived(
    database: Database, mailbox: Mailbox, hook: Hook, courier_of: Callable[..., Courier]
) -> None:
    mailbox.answers = ["451 ha.nguyen@example.com later"] * 3
    hook.answers = [404]
    await submit(database, booking(), utc_now())
    for hours in range(5):
        await courier_of(database, hours * HOUR, attempts=3).deliver_due()
    assert (len(mailbox.letters), len(hook.requests)) == (3, 1)
    dead = await dead_letters(database)
    assert {error for _, error in dead} == {"SMTP 451", "HTTP 404"}
    async with database.begin() as work:
        for number, _ in dead:
            assert await work.outbox.revive(number)
    await courier_of(database, 5 * HOUR).deliver_due()
    assert (len(mailbox.letters), len(hook.requests)) == (4, 2)
    assert await dead_letters(database) == []


@on_sqlite
async def test_a_mail_server_that_will_not_encrypt_is_told_nothing(
    database: Database, mailbox: Mailbox
) -> None:
    server = replace(read_smtp_url(mailbox.address), start_tls=True)
    await submit(database, booking(), utc_now())
    channel = Smtp(server, Letters(CLINIC, CLINIC.email))
    await Courier(database, {"email": channel, "webhook": channel}).deliver_due()
    assert mailbox.letters == []
    assert await waiting(database) == 2


@on_sqlite
async def test_a_receiver_that_is_not_there_is_tried_again(
    database: Database, runtime: Runtime, courier_of: Callable[..., Courier]
) -> None:
    await submit(database, booking(), utc_now())
    gone = runtime.model_copy(
        update={"smtp_url": "smtp://127.0.0.1:1", "webhook_url": "http://127.0.0.1:1/"}
    )
    async with httpx.AsyncClient(trust_env=False) as client:
        await Courier(database, channels_for(gone, CLINIC, client)).deliver_due()
    assert await waiting(database) == 2
    await courier_of(database, HOUR).deliver_due()
    assert await waiting(database) == 0


async def test_a_courier_killed_between_delivery_and_mark_repeats_under_the_same_key(
    settings: dict[str, str],
    database: Database,
    mailbox: Mailbox,
    hook: Hook,
    courier_of: Callable[..., Courier],
) -> None:
    for receiver in (mailbox, hook):
        receiver.may_answer.clear()
    await submit(database, booking(), utc_now())
    with courier_process(settings) as process:
        await until(lambda: len(mailbox.letters) == len(hook.requests) == 1, process)
    for receiver in (mailbox, hook):
        receiver.may_answer.set()
    assert await waiting(database) == 2
    await courier_of(database).deliver_due()
    assert (len(mailbox.letters), len(hook.requests)) == (1, 1), "the lease holds still"
    await courier_of(database, LEASE + HOUR).deliver_due()
    for receiver in (mailbox, hook):
        keys = receiver.keys()
        assert len(keys) == 2
        assert len(set(keys)) == 1
    assert await waiting(database) == 0


async def test_several_couriers_share_the_work_and_repeat_nothing(
    runtime: Runtime,
    database: Database,
    mailbox: Mailbox,
    hook: Hook,
    courier_of: Callable[..., Courier],
) -> None:
    for number in range(15):
        await submit(database, booking(number), utc_now())
    others = [Database(runtime) for _ in range(3)]
    try:
        for _ in range(2):
            await asyncio.gather(*(courier_of(one).deliver_due() for one in others))
    finally:
        for one in others:
            await one.close()
    assert await waiting(database) == 0
    for receiver in (mailbox, hook):
        assert set(Counter(receiver.keys()).values()) == {1}
        assert len(receiver.keys()) == 15


@on_sqlite
async def test_without_accounts_the_messages_are_files(
    settings: dict[str, str], database: Database
) -> None:
    plain = {name: value for name, value in settings.items()
             if name not in {"SMTP_URL", "WEBHOOK_URL", "WEBHOOK_SECRET"}}  # fmt: skip
    outbox = Path(settings["OUTBOX_DIR"])
    lead = await submit(database, booking(), utc_now())
    with courier_process(plain) as process:
        await until(lambda: outbox.is_dir() and len(list(outbox.glob("[!.]*"))) == 2, process)
        process.terminate()
        output, _ = await asyncio.to_thread(process.communicate, timeout=20)
    for path in outbox.iterdir():
        assert path.name.startswith(lead.reference)
        assert path.stat().st_mode & 0o777 == 0o600
        assert str(path) in output


@on_sqlite
def test_a_wrong_setting_stops_the_start_with_one_line(settings: dict[str, str]) -> None:
    wrong = {**settings, "WEBHOOK_URL": "http://hooks.example.com/leads"}
    with courier_process(wrong) as process:
        output, _ = process.communicate(timeout=20)
    assert process.returncode == 1
    assert output == "WEBHOOK_URL must begin with https:// unless it is on this machine\n"
