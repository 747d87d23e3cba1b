"""Messages of conversations on the website, and who answers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

OPENED = "ix_conversations_opened_at"


def upgrade() -> None:
    with op.batch_alter_table("conversations") as conversations:
        conversations.add_column(sa.Column("opened_at", sa.DateTime(timezone=True)))
        conversations.add_column(
            sa.Column("owner", sa.String(10), nullable=False, server_default="bot")
        )
        for name in ("last_seq", "answered"):
            conversations.add_column(
                sa.Column(name, sa.Integer, nullable=False, server_default="0")
            )
        conversations.create_index(OPENED, ["opened_at"])
    op.create_table(
        "messages",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "conversation_id",
            sa.String(255),
            sa.ForeignKey("conversations.conversation_id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sender", sa.String(10), nullable=False),
        sa.Column("owner", sa.String(10), nullable=False),
        sa.Column("client_id", sa.String(64)),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("helpful", sa.Boolean),
        sa.UniqueConstraint("conversation_id", "seq"),
        sa.UniqueConstraint("conversation_id", "client_id"),
    )


def downgrade() -> None:
    op.drop_table("messages")
    with op.batch_alter_table("conversations") as conversations:
        conversations.drop_index(OPENED)
        for name in ("answered", "last_seq", "owner", "opened_at"):
            conversations.drop_column(name)
