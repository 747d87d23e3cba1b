"""Changes the encryption key: everything stored is encrypted anew, then the old key goes.

It may be stopped at any moment. The new key is in the file before anything uses it and
the old one stays until nothing does, so a file with several keys is a rotation that
was begun, and the next run goes on with it.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography.fernet import Fernet
from sqlalchemy import ColumnElement, TableClause, select, type_coerce, update
from sqlalchemy.types import Text

from clinic.runtime import keyring_of
from clinic.settings import SettingsError
from clinic.store.columns import Encrypted
from clinic.store.database import Database
from clinic.store.deletion import EVENTS, has_events
from clinic.store.encryption import Keyring, UnreadableError, read_keys, replace_keys
from clinic.store.tables import Base

BATCH = 100
# Longer than anybody waits for a lock (15 s here, 10 s in the tracker store): what was
# encrypted just before the new key came is in the database by then.
SETTLE_SECONDS = 30.0


class RotationError(RuntimeError):
    """A row cannot be encrypted anew; the text names it. No key was taken away."""


@dataclass(frozen=True)
class Spot:
    """A column that holds encrypted values, and the one that its rows are found by."""

    table: TableClause
    key: ColumnElement[object]
    value: ColumnElement[str]


async def rotate_file(
    database: Database, say: Callable[[str], None], settle: float = SETTLE_SECONDS
) -> None:
    """Put a new key into the key file, encrypt everything with it and drop the others.

    Raises:
        RotationError: a row cannot be read, or another rotation runs.
    """
    path = database.runtime.encryption_key_file
    with _alone(path.parent):
        keys = read_keys(path)
        if len(keys) > 1:
            say("Going on with a rotation that was begun.")
        else:
            replace_keys(path, [Fernet.generate_key().decode(), *keys])
        await encrypt_anew(database, say)
        await asyncio.sleep(max(0.0, path.stat().st_mtime + settle - time.time()))
        await encrypt_anew(database, say)
        replace_keys(path, read_keys(path)[:1])
    await database.checkpoint()


async def rotate_environment(database: Database, say: Callable[[str], None]) -> None:
    """Encrypt everything with the first key of ENCRYPTION_KEYS.

    Raises:
        SettingsError: there is only one key.
        RotationError: a row cannot be read.
    """
    if len(database.runtime.encryption_keys) == 1:
        raise SettingsError(
            "ENCRYPTION_KEYS holds one key. Put a new one in front of it (such as "
            f"{Fernet.generate_key().decode()}), restart everything, and run this again."
        )
    await encrypt_anew(database, say)
    await database.checkpoint()


async def encrypt_anew(database: Database, say: Callable[[str], None]) -> None:
    """Encrypt with the newest key everything that is not, until nothing is left."""
    keyring = keyring_of(database.runtime)
    for spot in await _spots(database):
        while count := await _renew(database, keyring, spot):
            say(f"{spot.table.name}.{spot.value.key}: {count}")


async def _spots(database: Database) -> list[Spot]:
    spots = [
        Spot(table, next(iter(table.primary_key)), column)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, Encrypted)
    ]
    async with database.begin() as work:
        if await has_events(work.session):
            spots.append(Spot(EVENTS, EVENTS.c.id, EVENTS.c.data))
    return spots


async def _renew(database: Database, keyring: Keyring, spot: Spot) -> int:
    """Go once through a column, a batch a transaction; return how many were old."""
    token = type_coerce(spot.value, Text)  # as it is stored
    query = select(spot.key, token).where(token.is_not(None)).order_by(spot.key).limit(BATCH)
    batch = query
    renewed = 0
    while True:
        async with database.engine.begin() as connection:
            rows = (await connection.execute(batch)).all()
            for key, old in rows:
                if not keyring.is_newest(old):
                    new = type_coerce(_renewed(keyring, spot, key, old), Text)
                    # A row that was changed or deleted in the meantime is left as it is.
                    same = update(spot.table).where(spot.key == key, token == old)
                    await connection.execute(same.values({spot.value.key: new}))
                    renewed += 1
        if not rows:
            return renewed
        batch = query.where(spot.key > rows[-1][0])


def _renewed(keyring: Keyring, spot: Spot, key: object, old: str) -> str:
    try:
        return keyring.renew(old)
    except UnreadableError as error:
        raise RotationError(f"{spot.table.name} {key}: {error}; no key was dropped") from None


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep a second rotation out: it would lose the key of the first."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        _lock(descriptor)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise RotationError("another rotation is running") from None
