"""Each stay of a call in a queue."""

import sqlalchemy as sa
from alembic import op

from ivr.adapters.sql.database import Utc

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "legs",
        sa.Column("call_sid", sa.String(64), nullable=False),
        sa.Column("turn", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("queue", sa.String(128), nullable=False),
        sa.Column("language", sa.String(35), nullable=False),
        sa.Column("issue", sa.String(32), nullable=False),
        sa.Column("rule", sa.String(255), nullable=False),
        sa.Column("entered_at", Utc(), nullable=False),
        sa.Column("waited", sa.Float(), nullable=True),
        sa.Column("became", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("call_sid", "turn", name=op.f("pk_legs")),
    )
    op.create_index(op.f("ix_legs_entered_at"), "legs", ["entered_at"])
    op.create_index(op.f("ix_legs_queue_entered_at"), "legs", ["queue", "entered_at"])


def downgrade() -> None:
    op.drop_table("legs")
