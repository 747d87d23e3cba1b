"""A connection to SQLite that leaves the event loop only for what may wait.

aiosqlite sends each small step of a statement to a thread: twelve in a transaction. Each of them
competes with the event loop for the interpreter, which takes longer than the step itself. Here
only what may wait goes there: connecting, a lock that somebody else holds, the disk, closing.
Who holds the lock for writing waits for nobody. See docs/decisions/0012-sqlite-on-the-loop.md.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from typing import Any

import aiosqlite
from aiosqlite.context import contextmanager

# Takes the lock for writing, or waits for it.
BEGIN = "BEGIN IMMEDIATE"
# After so many commits that did not wait for the disk, the log is moved into the file. That is
# about as often as SQLite does it by itself.
COMMITS = 100


class Cursor(aiosqlite.Cursor):
    _conn: Connection

    async def execute(self, sql: str, parameters: Iterable[Any] | None = None) -> Cursor:
        if not (sql == BEGIN and self._conn.begins_at_once(self._cursor)):
            await super().execute(sql, parameters)
        return self

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if self._conn.in_transaction:
            return fn(*args, **kwargs)
        return await super()._execute(fn, *args, **kwargs)  # type: ignore[no-untyped-call]


class Connection(aiosqlite.Connection):
    """A step in the thread goes on there when who waits for it is cancelled.

    SQLAlchemy then asks no more of the connection than to close, which waits its turn.
    """

    def __init__(self, file: str, *, timeout: float, waits_for_disk: bool, **options: Any) -> None:
        """Take the file.

        Args:
            file: of the database.
            timeout: how many seconds to wait for a lock that somebody else holds.
            waits_for_disk: whether a commit waits until the disk has it.
            options: of `sqlite3.connect`.
        """
        super().__init__(
            lambda: sqlite3.connect(file, timeout=timeout, **options), iter_chunk_size=64
        )
        self._thread.daemon = True
        self._patience = f"PRAGMA busy_timeout = {1000 * timeout:.0f}"
        self._waits_for_disk = waits_for_disk
        self._commits = 0

    def begins_at_once(self, cursor: sqlite3.Cursor) -> bool:
        """Begin, unless somebody else holds the lock."""
        self._conn.execute("PRAGMA busy_timeout = 0").close()
        try:
            cursor.execute(BEGIN)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:  # the rest says why
                raise
            return False
        finally:
            self._conn.execute(self._patience).close()
        return True

    @contextmanager
    async def cursor(self) -> aiosqlite.Cursor:
        return Cursor(self, self._conn.cursor())

    async def commit(self) -> None:
        if self._waits_for_disk:
            await super().commit()
            return
        self._conn.commit()
        self._commits += 1
        if self._commits % COMMITS == 0:
            await self._execute(self._move_log)  # type: ignore[no-untyped-call]

    async def rollback(self) -> None:
        self._conn.rollback()

    def _move_log(self) -> None:
        self._conn.execute("PRAGMA wal_checkpoint(PASSIVE)").close()
