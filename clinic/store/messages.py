"""The messages of conversations on the website."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, case, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from clinic.conversations.message import Content, Message, Sender, content_of
from clinic.conversations.owner import Owner
from clinic.store.tables import ConversationRow, SaidRow

# A button older than this many messages cannot be pressed any more.
REMEMBERED = 200


# What happens in every turn goes to the tables: objects of their classes cost as much again.
CONVERSATIONS, SAID = (cast(Table, row.__table__) for row in (ConversationRow, SaidRow))


class Resent(Exception):  # noqa: N818 - an outcome that is expected
    """A message of this client id is stored already."""


class Messages:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def of_client(self, conversation_id: str, client_id: str) -> Message | None:
        """The message that a browser sent under this id before."""
        query = select(SaidRow).where(
            SaidRow.conversation_id == conversation_id, SaidRow.client_id == client_id
        )
        row = await self._session.scalar(query)
        return None if row is None else _message(row)

    async def say(
        self, conversation_id: str, content: Content, client_id: str | None, now: dt.datetime
    ) -> Message | None:
        """Store what a visitor says; None if the conversation is closed or gone.

        Raises:
            Resent: it was stored before; the transaction is lost.
        """
        row = CONVERSATIONS.c
        numbered = await self._numbered(
            conversation_id, now, {"last_seq": row.last_seq + 1}, row.owner != Owner.CLOSED.value
        )
        if numbered is None:
            return None
        seq, owner = numbered
        message = Message(seq, now, Sender.VISITOR, owner, content, client_id)
        try:
            await self._add(conversation_id, [message])
        except IntegrityError:
            raise Resent from None
        return message

    async def answer(
        self,
        conversation_id: str,
        asked: int,
        sender: Sender,
        contents: Sequence[Content],
        now: dt.datetime,
    ) -> list[Message] | None:
        """Store the answer to the visitor's message of this number.

        None if the conversation was deleted; empty if the assistant may not speak any more.
        """
        row = CONVERSATIONS.c
        is_bots = row.owner == Owner.BOT.value
        counts = {
            "answered": case((row.answered < asked, asked), else_=row.answered),
            "last_seq": row.last_seq + case((is_bots, len(contents)), else_=0),
        }
        numbered = await self._numbered(conversation_id, now, counts)
        if numbered is None:
            return None
        last_seq, owner = numbered
        if owner != Owner.BOT:
            return []
        first = last_seq - len(contents) + 1
        messages = [
            Message(first + place, now, sender, owner, content)
            for place, content in enumerate(contents)
        ]
        await self._add(conversation_id, messages)
        return messages

    async def after(self, conversation_id: str, seq: int) -> list[Message]:
        """The messages after a number, in order."""
        query = (
            select(SaidRow)
            .where(SaidRow.conversation_id == conversation_id, SaidRow.seq > seq)
            .order_by(SaidRow.seq)
        )
        return [_message(row) for row in await self._session.scalars(query)]

    async def offered(self, conversation_id: str, payload: str) -> str | None:
        """The title of a button that was offered; None if none has this payload."""
        query = (
            select(SaidRow)
            .where(
                SaidRow.conversation_id == conversation_id,
                SaidRow.sender.in_((Sender.BOT.value, Sender.NOTICE.value)),
            )
            .order_by(SaidRow.seq.desc())
            .limit(REMEMBERED)
        )
        for row in await self._session.scalars(query):
            for choice in content_of(row.content).quick_replies:
                if choice.payload == payload:
                    return choice.title
        return None

    async def rate(self, conversation_id: str, seq: int, *, helpful: bool) -> bool:
        """Write down whether an answer helped; False if there is no such answer."""
        changed = await self._session.execute(
            update(SaidRow)
            .where(
                SaidRow.conversation_id == conversation_id,
                SaidRow.seq == seq,
                SaidRow.sender == Sender.BOT.value,
            )
            .values(helpful=helpful)
            .returning(SaidRow.id)
        )
        return changed.first() is not None

    async def _numbered(
        self,
        conversation_id: str,
        now: dt.datetime,
        counts: dict[str, Any],
        *conditions: ColumnElement[bool],
    ) -> tuple[int, Owner] | None:
        """Count, in the one statement that also locks; return the last number and the owner."""
        row = CONVERSATIONS.c
        found = await self._session.execute(
            update(CONVERSATIONS)
            .where(row.conversation_id == conversation_id, row.opened_at.is_not(None), *conditions)
            .values(updated_at=now, **counts)
            .returning(row.last_seq, row.owner)
        )
        numbered = found.first()
        return None if numbered is None else (numbered.last_seq, Owner(numbered.owner))

    async def _add(self, conversation_id: str, messages: Sequence[Message]) -> None:
        if messages:
            await self._session.execute(
                insert(SAID),
                [
                    {
                        "conversation_id": conversation_id,
                        "seq": message.seq,
                        "at": message.at,
                        "sender": message.sender.value,
                        "owner": message.owner.value,
                        "client_id": message.client_id,
                        "content": message.content.to_json(),
                    }
                    for message in messages
                ],
            )


def _message(row: SaidRow) -> Message:
    return Message(
        seq=row.seq,
        at=row.at,
        sender=Sender(row.sender),
        owner=Owner(row.owner),
        content=content_of(row.content),
        client_id=row.client_id,
    )
