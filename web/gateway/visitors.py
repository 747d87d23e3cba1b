"""What a visitor can do in a conversation, whatever it travels over."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from dataclasses import dataclass
from weakref import WeakValueDictionary

import structlog

from clinic.conversations.conversation import Conversation
from clinic.conversations.message import Content, Message
from clinic.conversations.owner import Owner
from clinic.retention import delete_conversation
from clinic.store.database import Database, Work
from clinic.store.messages import Resent
from web.clock import utc_now
from web.gateway.identity import Tokens, new_conversation_id
from web.gateway.limits import Limits
from web.gateway.rasa import AssistantDown, Rasa
from web.gateway.turns import Turns, asked
from web.gateway.wire import (
    ALWAYS_OFFERED,
    GREETING,
    MESSAGE_CHARACTERS,
    Refused,
    Uttered,
    clean,
    is_from_visitor,
)

log = structlog.get_logger()

TITLE_CHARACTERS = 100
# Older than any turn: nobody works on it any more, such as after a crash.
ORPHANED = dt.timedelta(seconds=20)


@dataclass(frozen=True)
class Session:
    """An opened or resumed conversation, and what its visitor has not seen."""

    conversation: Conversation
    token: str
    expires_at: dt.datetime
    messages: list[Message]


class Visitors:
    def __init__(
        self, database: Database, tokens: Tokens, limits: Limits, turns: Turns, rasa: Rasa
    ) -> None:
        self._database = database
        self._tokens = tokens
        self._limits = limits
        self._turns = turns
        self._rasa = rasa
        # Held while a message is stored and put in line, so that both have one order.
        self._doors: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def open(
        self, token: str | None, after: int, address: str, language: str, *, resume_closed: bool
    ) -> Session:
        """Resume the conversation of a token, or open a new one if there is none.

        Raises:
            Refused: too many were opened.
        """
        known = self._tokens.read(token) if token else None
        if known is not None:
            await self._limits.event(known)
            async with self._database.begin() as work:
                conversation = await work.conversations.opened(known)
                messages = await self._unseen(work, conversation, after)
            if conversation is not None and (resume_closed or conversation.owner != Owner.CLOSED):
                self._take_up(conversation, messages, language)
                unseen = [message for message in messages if message.seq > after]
                return self._session(conversation, unseen)
        await self._limits.opening(address)
        async with self._database.begin() as work:
            conversation = await work.conversations.open(new_conversation_id(), utc_now())
        return self._session(conversation, [])

    async def say(self, conversation_id: str, said: Uttered, language: str) -> tuple[Message, bool]:
        """Store a message and have it answered; return it, and whether it is new.

        Raises:
            Refused: it is too long, empty or too soon, or the conversation is over.
        """
        began = time.perf_counter()
        if len(said.message) > MESSAGE_CHARACTERS:
            raise Refused("too_long")
        words = clean(said.message)
        if not words:
            raise Refused("empty")
        await self._limits.message(conversation_id)
        door = self._doors.setdefault(conversation_id, asyncio.Lock())
        async with door:
            try:
                async with self._database.begin() as work:
                    content = await self._content(work, conversation_id, words, said.title)
                    message = await work.messages.say(
                        conversation_id, content, said.client_id, utc_now()
                    )
            except Resent:
                return await self._stored(conversation_id, said.client_id), False
            if message is None:
                return await self._stored(conversation_id, said.client_id), False
            if message.owner == Owner.BOT:
                own = time.perf_counter() - began
                self._turns.ask(conversation_id, asked(message, language, own))
        return message, True

    async def rate(self, conversation_id: str, seq: int, *, helpful: bool) -> bool:
        """Note whether an answer helped; False if there is no such answer."""
        await self._limits.event(conversation_id)
        async with self._database.begin() as work:
            return await work.messages.rate(conversation_id, seq, helpful=helpful)

    async def close(self, conversation_id: str) -> Owner:
        """End a conversation, whoever answers in it; ended already, it stays so."""
        await self._limits.event(conversation_id)
        async with self._database.begin() as work:
            for owner in (Owner.BOT, Owner.TEAM):
                await work.conversations.change_owner(
                    conversation_id, owner, Owner.CLOSED, utc_now()
                )
        return Owner.CLOSED

    async def delete(self, conversation_id: str) -> None:
        """Delete all that was said, the screening and the flag; the token is good no more."""
        await self._limits.event(conversation_id)
        async with self._doors.setdefault(conversation_id, asyncio.Lock()):
            await self._turns.stop(conversation_id)
            try:
                await self._rasa.forget(conversation_id)
            except AssistantDown as reason:
                # Rasa's events lie in our database, so nothing is left of what was stored.
                log.warning("assistant_did_not_forget", reason=str(reason))
            await delete_conversation(self._database, conversation_id)

    def conversation_of(self, token: str) -> str | None:
        """The conversation of a token, which may be deleted meanwhile."""
        return self._tokens.read(token)

    async def _stored(self, conversation_id: str, client_id: str | None) -> Message:
        """The message that was sent before; without one the conversation is over."""
        if client_id is not None:
            async with self._database.begin() as work:
                known = await work.messages.of_client(conversation_id, client_id)
            if known is not None:
                return known
        raise Refused("closed")

    async def _content(
        self, work: Work, conversation_id: str, words: str, title: str | None
    ) -> Content:
        """What is shown of a message, and what the assistant is told."""
        if words in ALWAYS_OFFERED:
            pressed = clean(title or words)[:TITLE_CHARACTERS]
            return Content(text="" if words == GREETING else pressed, payload=words)
        if title is not None or words.startswith("/"):
            offered = await work.messages.offered(conversation_id, words)
            if offered is not None:
                return Content(text=offered, payload=words)
        return Content(text=words)

    async def _unseen(
        self, work: Work, conversation: Conversation | None, after: int
    ) -> list[Message]:
        """What the visitor has not seen, and what was not answered."""
        if conversation is None:
            return []
        first = min(after, conversation.answered)
        return await work.messages.after(conversation.conversation_id, first)

    def _take_up(self, conversation: Conversation, messages: list[Message], language: str) -> None:
        """Have answered what a process that died left behind."""
        name = conversation.conversation_id
        if self._turns.is_busy(name) or conversation.owner != Owner.BOT:
            return
        for message in messages:
            left = message.seq > conversation.answered and message.at < utc_now() - ORPHANED
            if left and is_from_visitor(message):
                self._turns.ask(name, asked(message, language))

    def _session(self, conversation: Conversation, messages: list[Message]) -> Session:
        token, expires_at = self._tokens.issue(conversation.conversation_id, utc_now())
        return Session(conversation, token, expires_at, messages)
