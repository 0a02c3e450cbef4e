"""Recordings of prompts, and their cost."""

import sqlalchemy as sa
from alembic import op

from ivr.adapters.sql.database import Utc

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recordings",
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("voice", sa.String(64), nullable=False),
        sa.Column("keep", sa.String(8), nullable=False),
        sa.Column("wav", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", Utc(), nullable=False),
        sa.Column("wanted_at", Utc(), nullable=False),
        sa.Column("retired_at", Utc()),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_recordings")),
    )
    op.create_index(op.f("ix_recordings_keep_wanted_at"), "recordings", ["keep", "wanted_at"])
    op.create_index(op.f("ix_recordings_retired_at_made_at"), "recordings", ["retired_at", "made_at"])
    op.create_table(
        "recorded_characters",
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("voice", sa.String(64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("month", "voice", name=op.f("pk_recorded_characters")),
    )


def downgrade() -> None:
    op.drop_table("recorded_characters")
    op.drop_table("recordings")
