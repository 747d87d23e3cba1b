"""One database, and the unit of work: what is written in it is committed together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)

from clinic.runtime import Runtime, keyring_of, lookup_secret_of
from clinic.store.columns import use_keyring
from clinic.store.conversations import Conversations
from clinic.store.leads import Leads
from clinic.store.lookup import Lookup
from clinic.store.messages import Messages
from clinic.store.outbox import Outbox
from clinic.store.screenings import Screenings
from clinic.store.sqlite import BEGIN, Connection

SQLITE_WAITS_SECONDS = 15
# What is raised where a database cannot be reached or used just now.
UNAVAILABLE = (SQLAlchemyError, OSError)


@dataclass(frozen=True)
class Work:
    """The repositories of one transaction."""

    session: AsyncSession
    leads: Leads
    outbox: Outbox
    screenings: Screenings
    conversations: Conversations
    messages: Messages


class Database:
    """Opens connections as they are needed; `close` ends them.

    Whatever process dies, what was committed stays. `outlives_power_cut` says whether it also
    does if the whole machine dies at that moment; with SQLite that makes each commit wait for
    the disk. See docs/decisions/0011-chats-do-not-wait-for-the-disk.md.
    """

    def __init__(self, runtime: Runtime, *, outlives_power_cut: bool = True) -> None:
        self.runtime = runtime
        self.engine = engine_for(runtime.database_url, outlives_power_cut=outlives_power_cut)
        self._lookup = Lookup(lookup_secret_of(runtime))
        use_keyring(self.engine.dialect, keyring_of(runtime))
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False)

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Work]:
        """Commit at the end; roll back on an error."""
        # SQLAlchemy's own block makes two tasks to end in; meanwhile the connection is not free.
        session = self._sessions()
        try:
            yield Work(
                session,
                Leads(session, self._lookup),
                Outbox(session),
                Screenings(session),
                Conversations(session),
                Messages(session),
            )
            await session.commit()
        finally:
            await session.close()

    async def is_usable(self) -> bool:
        """Whether it answers and has the tables."""
        try:
            async with self.begin() as work:
                await work.conversations.latest(1)
        except UNAVAILABLE:
            return False
        return True

    async def checkpoint(self) -> None:
        """Empty SQLite's write-ahead log, which holds what was deleted until then."""
        if self.engine.dialect.name != "sqlite":
            return
        async with self.engine.connect() as connection:
            raw = await connection.get_raw_connection()
            assert raw.driver_connection is not None  # noqa: S101 - it is connected
            async with raw.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)"):
                pass

    async def close(self) -> None:
        await self.engine.dispose()


def engine_for(
    url: str, *, foreign_keys: bool = True, outlives_power_cut: bool = True
) -> AsyncEngine:
    """Make an engine; its errors and log never show the values of a statement."""
    if make_url(url).get_backend_name() != "sqlite":
        # A connection that the server closed is noticed before it is used.
        return create_async_engine(url, hide_parameters=True, pool_pre_ping=True)
    engine = create_async_engine(
        url,
        hide_parameters=True,
        connect_args={
            "timeout": SQLITE_WAITS_SECONDS,
            "waits_for_disk": outlives_power_cut,
            "async_creator_fn": Connection,
        },
        # SQLite has one writer: waiting in our own queue is fairer than in its.
        pool_size=1,
        max_overflow=0,
        pool_timeout=2 * SQLITE_WAITS_SECONDS,
    )

    @event.listens_for(engine.sync_engine, "connect")
    def _connect(connection: DBAPIConnection, _record: Any) -> None:
        connection.isolation_level = None  # the driver would begin too late; see `_begin`
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute(f"PRAGMA synchronous = {'FULL' if outlives_power_cut else 'NORMAL'}")
        if not outlives_power_cut:
            cursor.execute("PRAGMA wal_autocheckpoint = 0")  # it waits for the disk; see COMMITS
        cursor.execute("PRAGMA secure_delete = ON")  # what is deleted is overwritten
        cursor.execute(f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Any) -> None:
        # Who reads and then writes must hold the lock from the start, or two such
        # transactions would each wait for the other.
        connection.exec_driver_sql(BEGIN)

    return engine
