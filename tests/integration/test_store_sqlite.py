"""Holds what leaves the event loop with SQLite, and what a cancelled transaction leaves behind."""

from __future__ import annotations

import asyncio
import datetime as dt
import sqlite3
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import aiosqlite
import pytest
import pytest_asyncio

from clinic.conversations.message import Content
from clinic.store.database import Database
from clinic.store.sqlite import COMMITS

NOW = dt.datetime(2026, 11, 2, 10, 0, tzinfo=dt.UTC)
NAME = "a-conversation"


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    file = tmp_path / "mesoguide.db"
    file.write_bytes(sqlite_template.read_bytes())
    return f"sqlite+aiosqlite:///{file}"


@pytest_asyncio.fixture
async def chats(database: Database) -> AsyncIterator[Database]:
    """The database as the chats use it, with one conversation."""
    chats = Database(database.runtime, outlives_power_cut=False)
    async with chats.begin() as work:
        await work.conversations.open(NAME, NOW)
    yield chats
    await chats.close()


@pytest.fixture
def other(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """Another process's connection."""
    with closing(sqlite3.connect(tmp_path / "mesoguide.db", isolation_level=None)) as other:
        yield other


async def say(database: Database, text: str) -> None:
    async with database.begin() as work:
        await work.messages.say(NAME, Content(text=text), None, NOW)


async def said(database: Database) -> list[str]:
    async with database.begin() as work:
        return [message.content.text for message in await work.messages.after(NAME, 0)]


async def longest_silence(seconds: float) -> float:
    """For how long the event loop did nothing, at most."""
    began = last = time.monotonic()
    longest = 0.0
    while last - began < seconds:
        await asyncio.sleep(0.01)
        now = time.monotonic()
        longest, last = max(longest, now - last), now
    return longest


@pytest.mark.parametrize("name", ["database", "chats"])
async def test_who_waits_for_another_writer_does_not_hold_up_the_others(
    name: str, request: pytest.FixtureRequest, chats: Database, other: sqlite3.Connection
) -> None:
    store: Database = request.getfixturevalue(name)
    await said(store)
    other.execute("BEGIN IMMEDIATE")
    waiting = asyncio.create_task(say(store, "hello"))
    assert await longest_silence(1) < 0.8
    assert not waiting.done()
    other.execute("COMMIT")
    await waiting
    assert await said(chats) == ["hello"]


async def test_who_gave_up_waiting_for_the_lock_leaves_it_free(
    chats: Database, other: sqlite3.Connection
) -> None:
    other.execute("BEGIN IMMEDIATE")
    waiting = asyncio.create_task(say(chats, "given up"))
    await asyncio.sleep(0.2)
    waiting.cancel()
    assert await longest_silence(0.5) < 0.4
    other.execute("COMMIT")
    with pytest.raises(asyncio.CancelledError):
        await waiting
    other.execute("BEGIN IMMEDIATE")  # it waits for who may still be at it
    other.execute("COMMIT")
    await say(chats, "later")
    assert await said(chats) == ["later"]


async def test_who_is_cancelled_inside_a_transaction_leaves_nothing_of_it(
    chats: Database, other: sqlite3.Connection
) -> None:
    inside = asyncio.Event()

    async def half() -> None:
        async with chats.begin() as work:
            await work.messages.say(NAME, Content(text="half"), None, NOW)
            inside.set()
            await asyncio.sleep(60)

    task = asyncio.create_task(half())
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    other.execute("BEGIN IMMEDIATE")
    other.execute("COMMIT")
    await say(chats, "whole")
    assert await said(chats) == ["whole"]


async def test_who_is_cancelled_while_committing_leaves_all_or_nothing(
    database: Database, chats: Database
) -> None:
    for number in range(20):
        task = asyncio.create_task(say(database, str(number)))
        await asyncio.sleep(number / 4000)
        task.cancel()
        await asyncio.wait([task])
    await say(database, "last")
    async with chats.begin() as work:
        messages = await work.messages.after(NAME, 0)
    assert [message.seq for message in messages] == list(range(1, len(messages) + 1))
    assert messages[-1].content.text == "last"


async def test_only_what_may_wait_goes_to_the_thread(
    database: Database, chats: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await said(database)
    steps: list[Any] = []
    take: Any = aiosqlite.Connection._execute

    async def noted(self: aiosqlite.Connection, fn: Any, *args: Any, **kwargs: Any) -> Any:
        steps.append(fn)
        return await take(self, fn, *args, **kwargs)

    monkeypatch.setattr(aiosqlite.Connection, "_execute", noted)
    await say(chats, "a chat")
    assert steps == []
    await say(database, "a request")
    assert [step.__name__ for step in steps] == ["commit"]


async def test_the_log_of_commits_that_do_not_wait_does_not_grow_for_ever(
    chats: Database, tmp_path: Path
) -> None:
    log, sizes = tmp_path / "mesoguide.db-wal", []
    for _ in range(4):
        for _ in range(COMMITS):
            await say(chats, "hello")
        sizes.append(log.stat().st_size)
    assert sizes[-1] < 2 * sizes[0]
