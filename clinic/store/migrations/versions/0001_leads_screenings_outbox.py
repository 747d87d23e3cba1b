"""Leads, screenings and the outbox."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def moment(name: str, *, nullable: bool = False, index: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable, index=index)


def of_lead(*, nullable: bool) -> sa.Column[Any]:
    refers = sa.ForeignKey("leads.reference", ondelete="CASCADE")
    return sa.Column("lead_reference", sa.String(7), refers, nullable=nullable, index=True)


def upgrade() -> None:
    op.create_table(
        "conversations",
        sa.Column("conversation_id", sa.String(255), primary_key=True),
        moment("forget_after", nullable=True, index=True),
        sa.Column("flagged", sa.Text),
        moment("updated_at", index=True),
    )
    op.create_table(
        "leads",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("reference", sa.String(7), nullable=False, unique=True),
        sa.Column("idempotency_key", sa.String(255), nullable=False, unique=True),
        sa.Column("conversation_id", sa.String(255), nullable=False, index=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("status", sa.String(20), nullable=False, index=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("facts", sa.Text, nullable=False),
        sa.Column("consent_version", sa.String(40), nullable=False),
        moment("consent_at"),
        moment("created_at"),
        moment("updated_at", index=True),
    )
    op.create_table(
        "lead_changes",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "lead_id",
            sa.Integer,
            sa.ForeignKey("leads.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("old", sa.String(20)),
        sa.Column("new", sa.String(20), nullable=False),
        moment("at"),
    )
    op.create_table(
        "lead_digests",
        sa.Column(
            "lead_id",
            sa.Integer,
            sa.ForeignKey("leads.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("digest", sa.String(64), primary_key=True, index=True),
    )
    op.create_table(
        "consents",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("conversation_id", sa.String(255), nullable=False, index=True),
        of_lead(nullable=True),
        sa.Column("purpose", sa.String(20), nullable=False),
        sa.Column("text_version", sa.String(40), nullable=False),
        moment("given_at"),
    )
    op.create_table(
        "screenings",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("conversation_id", sa.String(255), nullable=False, unique=True),
        of_lead(nullable=True),
        sa.Column("rules_version", sa.String(40), nullable=False),
        sa.Column("consent_version", sa.String(40), nullable=False),
        moment("consent_at"),
        sa.Column("answers", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        moment("created_at"),
        moment("updated_at", index=True),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.String(64), nullable=False, unique=True),
        of_lead(nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("event", sa.String(40), nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        moment("due_at"),
        moment("created_at"),
        moment("sent_at", nullable=True),
        sa.Column("error", sa.Text),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outbox_state_due_at", "outbox", ["state", "due_at"])


def downgrade() -> None:
    for table in (
        "outbox",
        "screenings",
        "consents",
        "lead_digests",
        "lead_changes",
        "leads",
        "conversations",
    ):
        op.drop_table(table)
