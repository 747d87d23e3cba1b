"""The messages of conversations on the website."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import Integer, Table, bindparam, case, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.dml import ReturningUpdate

from clinic.conversations.message import Content, Message, Sender, content_of
from clinic.conversations.owner import Owner
from clinic.store.tables import ConversationRow, SaidRow

# A button older than this many messages cannot be pressed any more.
REMEMBERED = 200


# What happens in every turn goes to the tables, with statements that are built once: objects of
# their classes, and building anew, cost as much again.
CONVERSATIONS, SAID = (cast(Table, row.__table__) for row in (ConversationRow, SaidRow))
_ROW = CONVERSATIONS.c
_IS_BOTS = _ROW.owner == Owner.BOT.value
# The one statement of a transaction that counts also locks the conversation.
_NUMBERED = (
    update(CONVERSATIONS)
    .where(_ROW.conversation_id == bindparam("name"), _ROW.opened_at.is_not(None))
    .returning(_ROW.last_seq, _ROW.owner)
)
SAYS = _NUMBERED.where(_ROW.owner != Owner.CLOSED.value).values(
    updated_at=bindparam("now"), last_seq=_ROW.last_seq + 1
)
ANSWERS = _NUMBERED.values(
    updated_at=bindparam("now"),
    answered=case((_ROW.answered < bindparam("asked"), bindparam("asked")), else_=_ROW.answered),
    last_seq=_ROW.last_seq + case((_IS_BOTS, bindparam("count", type_=Integer)), else_=0),
)
ADD = insert(SAID)


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
        numbered = await self._numbered(SAYS, name=conversation_id, now=now)
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
        numbered = await self._numbered(
            ANSWERS, name=conversation_id, now=now, asked=asked, count=len(contents)
        )
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
        self, statement: ReturningUpdate[Any], **given: Any
    ) -> tuple[int, Owner] | None:
        """Count; return the last number and the owner."""
        numbered = (await self._session.execute(statement, given)).first()
        return None if numbered is None else (numbered.last_seq, Owner(numbered.owner))

    async def _add(self, conversation_id: str, messages: Sequence[Message]) -> None:
        if messages:
            await self._session.execute(
                ADD,
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
