"""The tables. What is personal is `Encrypted`; everything else may be read by anyone."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, Index, MetaData, String, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from clinic.store.columns import Encrypted, EncryptedJson, Moment

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
REFERENCE = "leads.reference"


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {dt.datetime: Moment}


class LeadRow(Base):
    __tablename__ = "leads"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(7), unique=True)
    idempotency_key: Mapped[str] = mapped_column(String(255), unique=True)
    conversation_id: Mapped[str] = mapped_column(String(255), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    status: Mapped[str] = mapped_column(String(20), index=True)
    version: Mapped[int]
    facts: Mapped[dict[str, Any]] = mapped_column(EncryptedJson)
    consent_version: Mapped[str] = mapped_column(String(40))
    consent_at: Mapped[dt.datetime]
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime] = mapped_column(index=True)

    history: Mapped[list[ChangeRow]] = relationship(
        lazy="selectin", order_by="ChangeRow.id", passive_deletes=True
    )
    digests: Mapped[list[DigestRow]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", passive_deletes=True
    )


class ChangeRow(Base):
    """A change of a lead's status, or of what is asked for."""

    __tablename__ = "lead_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("leads.id", ondelete="CASCADE"), index=True)
    by: Mapped[str] = mapped_column(Encrypted)
    old: Mapped[str | None] = mapped_column(String(20))
    new: Mapped[str] = mapped_column(String(20))
    at: Mapped[dt.datetime]


class DigestRow(Base):
    """A keyed digest of a name or contact; see `clinic.store.lookup`."""

    __tablename__ = "lead_digests"

    lead_id: Mapped[int] = mapped_column(
        ForeignKey("leads.id", ondelete="CASCADE"), primary_key=True
    )
    digest: Mapped[str] = mapped_column(String(64), primary_key=True, index=True)


class ConsentRow(Base):
    """A visitor's yes to a dated text."""

    __tablename__ = "consents"

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(String(255), index=True)
    lead_reference: Mapped[str | None] = mapped_column(
        ForeignKey(REFERENCE, ondelete="CASCADE"), index=True
    )
    purpose: Mapped[str] = mapped_column(String(20))
    text_version: Mapped[str] = mapped_column(String(40))
    given_at: Mapped[dt.datetime]


class ScreeningRow(Base):
    __tablename__ = "screenings"

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(String(255), unique=True)
    lead_reference: Mapped[str | None] = mapped_column(
        ForeignKey(REFERENCE, ondelete="CASCADE"), index=True
    )
    rules_version: Mapped[str] = mapped_column(String(40))
    consent_version: Mapped[str] = mapped_column(String(40))
    consent_at: Mapped[dt.datetime]
    answers: Mapped[dict[str, Any]] = mapped_column(EncryptedJson)
    outcome: Mapped[str] = mapped_column(Encrypted)
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime] = mapped_column(index=True)


class MessageRow(Base):
    """A message to reception, kept until it is delivered, and for a while after."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index(None, "state", "due_at"),
        # A number is never used again: a courier may be busy with a message that was erased.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    lead_reference: Mapped[str] = mapped_column(
        ForeignKey(REFERENCE, ondelete="CASCADE"), index=True
    )
    channel: Mapped[str] = mapped_column(String(20))
    event: Mapped[str] = mapped_column(String(40))
    sequence: Mapped[int]
    body: Mapped[dict[str, Any]] = mapped_column(EncryptedJson)
    state: Mapped[str] = mapped_column(String(20))
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[dt.datetime]
    created_at: Mapped[dt.datetime]
    sent_at: Mapped[dt.datetime | None]
    error: Mapped[str | None] = mapped_column(Encrypted)


class ConversationRow(Base):
    """What is known of a conversation besides Rasa's own events."""

    __tablename__ = "conversations"

    conversation_id: Mapped[str] = mapped_column(String(255), primary_key=True)
    opened_at: Mapped[dt.datetime | None] = mapped_column(index=True)
    owner: Mapped[str] = mapped_column(String(10), server_default="bot")
    last_seq: Mapped[int] = mapped_column(server_default="0")
    answered: Mapped[int] = mapped_column(server_default="0")
    forget_after: Mapped[dt.datetime | None] = mapped_column(index=True)
    flagged: Mapped[str | None] = mapped_column(Encrypted)
    updated_at: Mapped[dt.datetime] = mapped_column(index=True)


class SaidRow(Base):
    """A message of a conversation on the website."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("conversation_id", "seq"),
        UniqueConstraint("conversation_id", "client_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversations.conversation_id", ondelete="CASCADE")
    )
    seq: Mapped[int]
    at: Mapped[dt.datetime]
    sender: Mapped[str] = mapped_column(String(10))
    owner: Mapped[str] = mapped_column(String(10))
    client_id: Mapped[str | None] = mapped_column(String(64))
    content: Mapped[dict[str, Any]] = mapped_column(EncryptedJson)
    helpful: Mapped[bool | None]
