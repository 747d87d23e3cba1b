"""The turns of conversations: one at a time in each, in the order of what was said.

A message is stored before it comes here, and so is its answer before it is shown. Where Rasa
does not answer, the visitor is told so; what waited behind that message is covered by it.
"""

from __future__ import annotations

import asyncio
import time
import uuid
from bisect import insort
from dataclasses import dataclass, field

import structlog

from clinic import log as logging
from clinic.conversations.message import Content, Message, Sender
from clinic.retention import delete_conversation
from clinic.store.database import Database
from web.clock import utc_now
from web.gateway.out import Out
from web.gateway.rasa import AssistantDown, Rasa
from web.metrics import Metrics
from web.words import Words

log = structlog.get_logger()

# Between two messages of one turn, and all of these together at most.
PAUSE_SECONDS = 0.25
PAUSES_SECONDS = 0.6
CLOSING_SECONDS = 3


@dataclass(frozen=True, order=True)
class Asked:
    """A visitor's message that waits for its turn.

    Attributes:
        own_seconds: what storing it took.
    """

    seq: int
    words: str = field(compare=False)
    language: str = field(compare=False)
    own_seconds: float = field(compare=False, default=0.0)


def asked(message: Message, language: str, own_seconds: float = 0.0) -> Asked:
    words = message.content.payload or _no_command(message.content.text)
    return Asked(message.seq, words, language, own_seconds)


def _no_command(text: str) -> str:
    """Typed words are never a command, which Rasa knows by its slash; it strips white space."""
    return text.lstrip("/ \n") or "?"


@dataclass
class _Line:
    waiting: list[Asked]
    task: asyncio.Task[None]


class Turns:
    def __init__(
        self, database: Database, rasa: Rasa, out: Out, words: Words, metrics: Metrics
    ) -> None:
        self._database = database
        self._rasa = rasa
        self._out = out
        self._words = words
        self._metrics = metrics
        self._lines: dict[str, _Line] = {}

    def is_busy(self, conversation_id: str) -> bool:
        return conversation_id in self._lines

    def ask(self, conversation_id: str, one: Asked) -> None:
        """Have a message answered, after those before it."""
        line = self._lines.get(conversation_id)
        if line is None:
            task = asyncio.create_task(self._work(conversation_id))
            self._lines[conversation_id] = _Line([one], task)
        else:
            insort(line.waiting, one)

    async def stop(self, conversation_id: str) -> None:
        """Let the turn that runs end, and drop what waits."""
        line = self._lines.get(conversation_id)
        if line is not None:
            line.waiting.clear()
            await asyncio.wait([line.task])

    async def close(self) -> None:
        """Let the turns that run end soon; others are taken up when their visitor is back."""
        tasks = [line.task for line in self._lines.values()]
        for line in self._lines.values():
            line.waiting.clear()
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=CLOSING_SECONDS)
            for task in late:
                task.cancel()

    async def _work(self, conversation_id: str) -> None:
        line = self._lines[conversation_id]
        try:
            while line.waiting:
                language = line.waiting[0].language
                try:
                    await self._turn(conversation_id, line)
                except Exception as error:  # noqa: BLE001 - the next message may fare better
                    self._metrics.errors.labels("turn").inc()
                    log.error("turn_failed", error=type(error).__name__)
                    text = self._words.say("error", language)
                    await self._out.problem(conversation_id, "error", text)
                    await self._out.typing(conversation_id, on=False)
        finally:
            del self._lines[conversation_id]

    async def _turn(self, conversation_id: str, line: _Line) -> None:
        one = line.waiting.pop(0)
        request_id, began = uuid.uuid4().hex, time.perf_counter()
        logging.name_request(request_id)
        # Rasa is asked meanwhile.
        typing = asyncio.create_task(self._out.typing(conversation_id, on=True))
        outcome, sender, away = "answered", Sender.BOT, time.perf_counter()
        try:
            contents = await self._rasa.say(conversation_id, one.words, request_id)
        except AssistantDown as reason:
            outcome, sender = str(reason), Sender.NOTICE
            contents = [self._notice(one.language)]
        away = time.perf_counter() - away
        await typing
        # Who waits behind a failure has waited long enough, and the notice asks to send again.
        if sender == Sender.NOTICE and line.waiting:
            one = line.waiting[-1]
            line.waiting.clear()
        async with self._database.begin() as work:
            stored = await work.messages.answer(
                conversation_id, one.seq, sender, contents, utc_now()
            )
        took = time.perf_counter() - began
        if contents and not stored:
            outcome = "silenced"
        own = took - away + one.own_seconds
        self._metrics.turns.labels(outcome).inc()
        self._metrics.turn_seconds.observe(took)
        self._metrics.own_seconds.observe(own)
        log.info(
            "turn",
            outcome=outcome,
            messages=len(stored or ()),
            ms=round(1000 * took),
            own_ms=round(1000 * own, 1),
        )
        if stored is None:  # deleted meanwhile, and so is what this turn has written since
            await delete_conversation(self._database, conversation_id)
            await self._out.ended(conversation_id, "deleted")
            return
        await self._show(conversation_id, stored)

    async def _show(self, conversation_id: str, messages: list[Message]) -> None:
        for number, message in enumerate(messages):
            if number and not message.content.kind:  # danger waits for nothing
                await asyncio.sleep(min(PAUSE_SECONDS, PAUSES_SECONDS / (len(messages) - 1)))
            await self._out.said(conversation_id, message)
        await self._out.typing(conversation_id, on=False)

    def _notice(self, language: str) -> Content:
        text = self._words.say("assistant_down", language)
        return Content(text=text, kind="problem", contact=True)
