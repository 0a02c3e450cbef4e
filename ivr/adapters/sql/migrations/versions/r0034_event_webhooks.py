"""Store webhooks of events, and the messages to them."""

import sqlalchemy as sa
from alembic import op

from ivr.adapters.sql.database import Utc

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "event_webhooks",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("kinds", sa.Text(), nullable=False),
        sa.Column("secrets", sa.Text(), nullable=False),
        sa.Column("secret_until", Utc()),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("trouble", sa.String(255), nullable=False),
        sa.Column("made_by", sa.String(64), nullable=False),
        sa.Column("made_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_event_webhooks"),
    )
    op.create_table(
        "event_deliveries",
        sa.Column("id", sa.String(160), nullable=False),
        sa.Column("webhook_id", sa.String(32), nullable=False),
        sa.Column("event", sa.String(32), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("due_at", Utc(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("claimed_at", Utc()),
        sa.Column("status", sa.Integer()),
        sa.Column("error", sa.String(255), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_event_deliveries"),
    )
    op.create_index("ix_event_deliveries_created_at", "event_deliveries", ["created_at"])
    op.create_index("ix_event_deliveries_webhook_id_created_at", "event_deliveries", ["webhook_id", "created_at"])
    op.create_index(
        "ix_event_deliveries_webhook_id_state_due_at", "event_deliveries", ["webhook_id", "state", "due_at"]
    )


def downgrade() -> None:
    op.drop_table("event_deliveries")
    op.drop_table("event_webhooks")
