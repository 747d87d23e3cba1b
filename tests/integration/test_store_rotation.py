"""Holds the change of keys: stopped anywhere, nothing is lost and the next run ends it."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import text

from clinic.leads.handoff import find, submit
from clinic.runtime import Runtime
from clinic.settings import SettingsError
from clinic.store.database import Database
from clinic.store.encryption import Keyring, read_keys
from clinic.store.rotation import RotationError, rotate_environment, rotate_file
from clinic.store.screenings import Screening
from integration.bookings import NOW, REQUEST, booking, said, say, screening

ROOT = Path(__file__).resolve().parents[2]
ENCRYPTED = {
    "conversations": ["flagged"],
    "leads": ["facts"],
    "lead_changes": ["by"],
    "screenings": ["answers", "outcome"],
    "outbox": ["body", "error"],
    "events": ["data"],
}


class Stopped(BaseException):
    """The process ends here, and nothing tidies up."""


def quietly(_line: str) -> None:
    pass


async def fill(database: Database) -> None:
    """Write something into every encrypted column."""
    await say(database, "conversation-1", "kakapo")
    async with database.begin() as work:
        await work.conversations.flag("conversation-1", "emergency", NOW)
        await work.screenings.save(screening())
    await submit(database, REQUEST, NOW)
    await submit(database, booking(2), NOW)
    async with database.begin() as work:
        await work.outbox.dead(1, "no mailbox")


async def tokens(database: Database) -> dict[str, list[str]]:
    """Everything encrypted, as it is stored."""
    async with database.begin() as work:
        return {
            f"{table}.{column}": list(
                await work.session.scalars(
                    text(f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL")  # noqa: S608
                )
            )
            for table, columns in ENCRYPTED.items()
            for column in columns
        }


async def keys_in_use(database: Database) -> set[str]:
    """The keys of the file that something is encrypted with."""
    path = database.runtime.encryption_key_file
    return {
        key
        for found in (await tokens(database)).values()
        for token in found
        for key in read_keys(path)
        if Keyring([key], path).is_newest(token)
    }


async def readable(database: Database) -> None:
    """Fail unless all that `fill` wrote can be read."""
    assert [lead.request for lead in await find(database, name="Nguyễn Thị Hà")] == [
        booking(2),
        REQUEST,
    ]
    assert (await said(database, "conversation-1"))[0] == "kakapo"
    async with database.begin() as work:
        conversation = await work.conversations.of("conversation-1")
        assert conversation is not None
        assert conversation.flagged == "emergency"
        found = await work.screenings.of_conversation("conversation-1")
        assert isinstance(found, Screening)
        assert found.answers == screening().answers
        [dead] = await work.outbox.dead_letters()
        assert (dead.error, dead.body["people"]) == ("no mailbox", list(REQUEST.people))


async def test_everything_is_encrypted_with_the_new_key_and_the_old_is_gone(
    database: Database,
) -> None:
    await fill(database)
    assert all((await tokens(database)).values()), "a column without a row would prove nothing"
    path = database.runtime.encryption_key_file
    [old] = read_keys(path)
    await rotate_file(database, quietly, settle=0)
    [new] = read_keys(path)
    assert new != old
    for column, found in (await tokens(database)).items():
        assert all(Keyring([new], path).is_newest(token) for token in found), column
    await readable(database)


@pytest.mark.parametrize("survives", [0, 1, 5])
async def test_stopped_anywhere_it_loses_nothing_and_the_next_run_ends_it(
    database: Database, monkeypatch: pytest.MonkeyPatch, survives: int
) -> None:
    await fill(database)
    path = database.runtime.encryption_key_file
    [old] = read_keys(path)
    with monkeypatch.context() as broken:
        broken.setattr(Keyring, "renew", fails_after(survives))
        with pytest.raises(Stopped):
            await rotate_file(database, quietly, settle=0)
    begun = read_keys(path)
    assert begun[1:] == [old]
    await readable(database)
    await rotate_file(database, quietly, settle=0)
    assert read_keys(path) == begun[:1], "the key that was begun with is gone on with"
    await readable(database)


def fails_after(calls: int) -> Callable[[Keyring, str], str]:
    renew = Keyring.renew
    left = iter(range(calls))

    def counted(keyring: Keyring, token: str) -> str:
        if next(left, None) is None:
            raise Stopped
        return renew(keyring, token)

    return counted


async def test_killed_half_way_and_run_again(database: Database) -> None:
    await fill(database)
    keyring = Keyring((), database.runtime.encryption_key_file)
    many = [{"data": keyring.encrypt("{}"), "sender": "other"} for _ in range(1000)]
    async with database.begin() as work:
        await work.session.execute(
            text("INSERT INTO events (sender_id, type_name, data) VALUES (:sender, 'user', :data)"),
            many,
        )
    path = database.runtime.encryption_key_file
    process = start(database.runtime)
    assert process.stdout is not None
    first = process.stdout.readline()  # the first column is done, the largest is not
    process.kill()
    process.wait()
    process.stdout.close()
    assert first.startswith("conversations.flagged: 1")
    both = read_keys(path)
    assert len(both) == 2
    assert await keys_in_use(database) == set(both)
    await readable(database)
    await rotate_file(database, quietly, settle=0)
    assert read_keys(path) == both[:1]
    await readable(database)
    events = (await tokens(database))["events.data"]
    assert len(events) == 1001
    assert all(keyring.is_newest(token) for token in events)


def start(runtime: Runtime) -> subprocess.Popen[str]:
    environment = {
        **os.environ,
        "DATABASE_URL": runtime.database_url,
        "ENCRYPTION_KEY_FILE": str(runtime.encryption_key_file),
    }
    return subprocess.Popen(
        [sys.executable, "-m", "tools.rotate_keys", "--settle", "0"],
        cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE,
    )  # fmt: skip


async def test_what_is_written_with_the_old_key_meanwhile_is_not_lost(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(database)
    [old] = read_keys(database.runtime.encryption_key_file)
    slow = Database(database.runtime.model_copy(update={"encryption_keys": (old,)}))

    async def somebody_writes(_seconds: float) -> None:
        await submit(slow, booking(3), NOW)

    with monkeypatch.context() as busy:
        busy.setattr("clinic.store.rotation.asyncio.sleep", somebody_writes)
        await rotate_file(database, quietly)
    await slow.close()
    [lead] = await find(database, conversation_id="conversation-3")
    assert lead.request == booking(3)


async def test_the_old_key_stays_until_what_is_being_written_is_there(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(database)
    path = database.runtime.encryption_key_file
    [old] = read_keys(path)
    waited: list[float] = []

    async def while_it_waits(seconds: float) -> None:
        waited.append(seconds)
        assert read_keys(path)[1:] == [old]
        await readable(database)

    with monkeypatch.context() as waiting:
        waiting.setattr("clinic.store.rotation.asyncio.sleep", while_it_waits)
        await rotate_file(database, quietly, settle=30)
    assert len(waited) == 1
    assert 0 < waited[0] <= 30
    assert old not in read_keys(path)


async def test_a_row_that_no_key_fits_is_named_and_every_key_stays(database: Database) -> None:
    await fill(database)
    foreign = Fernet(Fernet.generate_key()).encrypt(b"{}").decode()
    async with database.begin() as work:
        await work.session.execute(
            text("UPDATE events SET data = :foreign WHERE id = 1"), {"foreign": foreign}
        )
    with pytest.raises(RotationError, match=r"^events 1: .*no key was dropped"):
        await rotate_file(database, quietly, settle=0)
    assert len(read_keys(database.runtime.encryption_key_file)) == 2


async def test_two_rotations_at_once_are_refused(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def while_it_waits(_seconds: float) -> None:
        with pytest.raises(RotationError, match="another rotation is running"):
            await rotate_file(database, quietly, settle=0)

    with monkeypatch.context() as waiting:
        waiting.setattr("clinic.store.rotation.asyncio.sleep", while_it_waits)
        await rotate_file(database, quietly, settle=30)
    assert len(read_keys(database.runtime.encryption_key_file)) == 1


async def test_keys_of_the_environment_are_rotated_by_who_sets_them(database: Database) -> None:
    await fill(database)
    [old] = read_keys(database.runtime.encryption_key_file)
    new = Fernet.generate_key().decode()
    one = Database(database.runtime.model_copy(update={"encryption_keys": (old,)}))
    with pytest.raises(SettingsError, match=r"^ENCRYPTION_KEYS holds one key"):
        await rotate_environment(one, quietly)
    both = Database(database.runtime.model_copy(update={"encryption_keys": (new, old)}))
    await rotate_environment(both, quietly)
    path = database.runtime.encryption_key_file
    for column, found in (await tokens(database)).items():
        assert all(Keyring([new], path).is_newest(token) for token in found), column
    await one.close()
    await both.close()
