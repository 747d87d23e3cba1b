"""The messages of conversations on the website."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from clinic.conversations.message import Content, Message, Sender, content_of
from clinic.conversations.owner import Owner
from clinic.store.tables import ConversationRow, SaidRow

# A button older than this many messages cannot be pressed any more.
REMEMBERED = 200


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
        """Store what a visitor says; None if the conversation is closed or gone."""
        row = await self._locked(conversation_id)
        if row is None or row.owner == Owner.CLOSED:
            return None
        return self._add(row, Sender.VISITOR, content, client_id, now)

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
        row = await self._locked(conversation_id)
        if row is None:
            return None
        row.answered = max(row.answered, asked)
        if row.owner != Owner.BOT:
            return []
        return [self._add(row, sender, content, None, now) for content in contents]

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

    async def _locked(self, conversation_id: str) -> ConversationRow | None:
        query = (
            select(ConversationRow)
            .where(
                ConversationRow.conversation_id == conversation_id,
                ConversationRow.opened_at.is_not(None),
            )
            .with_for_update()
        )
        row: ConversationRow | None = await self._session.scalar(query)
        return row

    def _add(
        self,
        row: ConversationRow,
        sender: Sender,
        content: Content,
        client_id: str | None,
        now: dt.datetime,
    ) -> Message:
        row.last_seq += 1
        row.updated_at = now
        said = SaidRow(
            conversation_id=row.conversation_id,
            seq=row.last_seq,
            at=now,
            sender=sender.value,
            owner=row.owner,
            client_id=client_id,
            content=content.to_json(),
        )
        self._session.add(said)
        return _message(said)


def _message(row: SaidRow) -> Message:
    return Message(
        seq=row.seq,
        at=row.at,
        sender=Sender(row.sender),
        owner=Owner(row.owner),
        content=content_of(row.content),
        client_id=row.client_id,
    )
