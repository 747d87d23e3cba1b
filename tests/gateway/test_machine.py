"""Holds, for whatever visitors, lines and buttons do: every page's list equals the server's."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from clinic.runtime import Runtime
from clinic.store.database import Database
from clinic.store.encryption import make_keys
from gateway.conftest import SECRET, Site, running
from gateway.small_rasa import TOKEN, SmallRasa, said, small_rasa
from gateway.widget import Json, Widget, new_id
from web.settings import Settings

PAGES = st.integers(0, 2)
WORDS = st.sampled_from(["hello", "does it hurt", "two", "none", "😀 <b>", "/greet", "/inform"])


class World:
    """The site, its Rasa, and one visitor with three pages."""

    def __init__(self, empty: Path) -> None:
        self.folder = Path(tempfile.mkdtemp())
        shutil.copyfile(empty, self.folder / "mesoguide.db")
        make_keys(self.folder / "encryption-keys")
        self.stack = AsyncExitStack()

    async def start(self) -> None:
        self.rasa: SmallRasa = await self.stack.enter_async_context(small_rasa())
        self.rasa.answers = {"two": [said("one"), said("two")], "none": []}
        runtime = Runtime(
            database_url=f"sqlite+aiosqlite:///{self.folder / 'mesoguide.db'}",
            encryption_key_file=self.folder / "encryption-keys",
        )
        told = Settings(
            rasa_url=self.rasa.url,
            rasa_token=TOKEN,
            web_secret=SECRET,
            new_conversations="9999/hour",
        )
        self.site: Site = await self.stack.enter_async_context(running(told, runtime))
        self.database = Database(runtime)
        first = await Widget(self.site.url).open()
        self.pages = [first]
        for _ in range(2):
            self.pages.append(await Widget(self.site.url, token=first.token).open())

    async def stop(self) -> None:
        for page in self.pages:
            await page.client.disconnect()
        await self.database.close()
        await self.stack.aclose()
        shutil.rmtree(self.folder)

    async def server_list(self) -> list[tuple[int, str]]:
        async with self.database.begin() as work:
            stored = await work.messages.after(str(self.pages[0].session_id), 0)
        return [(message.seq, message.content.text) for message in stored]

    async def settle(self) -> None:
        """Wait until nothing is on its way."""
        name = str(self.pages[0].session_id)
        while True:
            async with self.database.begin() as work:
                found = await work.conversations.opened(name)
            assert found is not None
            idle = not self.site.app.turns.is_busy(name)
            open_pages = [page for page in self.pages if page.client.connected]
            if idle and all(len(page.seen) == found.last_seq for page in open_pages):
                return
            await asyncio.sleep(0.01)


class Conversation(RuleBasedStateMachine):
    empty: ClassVar[Path]

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.world = World(self.empty)
        self.run(self.world.start())
        self.sent: list[tuple[str, str]] = []
        self.acks: dict[str, Json] = {}

    def run(self, work: Coroutine[Any, Any, None]) -> None:
        self.runner.run(asyncio.wait_for(work, 10))

    def page(self, number: int) -> Widget:
        return self.world.pages[number]

    async def _say(self, page: Widget, words: str, client_id: str) -> None:
        ack = await page.say(words, client_id)
        if not ack["ok"]:
            assert ack["code"] == "too_fast"
            return
        assert self.acks.setdefault(client_id, ack) == ack
        # A page shows its own words itself.
        page.seen[ack["seq"]] = {"text": "" if words == "/greet" else words}

    @rule(number=PAGES, words=WORDS)
    def say(self, number: int, words: str) -> None:
        if self.page(number).client.connected:
            client_id = new_id()
            self.sent.append((client_id, words))
            self.run(self._say(self.page(number), words, client_id))

    @precondition(lambda self: self.sent)
    @rule(number=PAGES, data=st.data())
    def say_again(self, number: int, data: st.DataObject) -> None:
        if self.page(number).client.connected:
            client_id, words = data.draw(st.sampled_from(self.sent))
            self.run(self._say(self.page(number), words, client_id))

    @rule(words=WORDS)
    def say_on_every_page_at_once(self, words: str) -> None:
        async def all_at_once() -> None:
            pages = [page for page in self.world.pages if page.client.connected]
            ids = [(new_id(), page) for page in pages]
            self.sent.extend((client_id, words) for client_id, _ in ids)
            await asyncio.gather(*(self._say(page, words, client_id) for client_id, page in ids))

        self.run(all_at_once())

    @rule(number=PAGES)
    def lose_the_line(self, number: int) -> None:
        self.run(self.page(number).close())

    @rule(number=PAGES)
    def come_back(self, number: int) -> None:
        if not self.page(number).client.connected:
            self.run(self._open(self.page(number)))

    @rule(number=PAGES)
    def reload(self, number: int) -> None:
        page = self.page(number)
        page.seen = {}
        self.run(page.close())
        self.run(self._open(page))

    async def _open(self, page: Widget) -> None:
        await page.open()

    @rule(is_slow=st.booleans())
    def rasa_changes_its_pace(self, is_slow: bool) -> None:
        self.world.rasa.seconds = 0.05 if is_slow else 0.0

    @invariant()
    def every_open_page_shows_what_the_server_holds(self) -> None:
        self.run(self._compare())

    async def _compare(self) -> None:
        await self.world.settle()
        stored = await self.world.server_list()
        assert [seq for seq, _ in stored] == list(range(1, len(stored) + 1))
        for page in self.world.pages:
            shown = [(seq, page.seen[seq]["text"]) for seq in sorted(page.seen)]
            if page.client.connected:
                assert shown == stored
            else:
                assert set(shown) <= set(stored)
        assert self.world.rasa.overlaps == []

    def teardown(self) -> None:
        self.run(self.world.stop())
        self.runner.close()


def test_every_pages_list_equals_the_servers(
    empty_database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.gateway.turns.PAUSE_SECONDS", 0.01)
    monkeypatch.setattr(Conversation, "empty", empty_database, raising=False)
    case = Conversation.TestCase
    case.settings = settings(
        max_examples=15,
        stateful_step_count=12,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    case().runTest()
