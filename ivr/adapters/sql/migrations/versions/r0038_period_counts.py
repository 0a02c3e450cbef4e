"""Store the raw counts of half-hours and days."""

import sqlalchemy as sa
from alembic import op

from ivr.adapters.sql.database import Utc

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

WHOLE_NUMBERS = (
    *("offered", "answered", "within", "abandoned", "short", "flowed", "waiting", "given_up"),
    *("calls", "ended", "contained", "gave_up", "known", "again", "contained_known", "contained_again"),
    *("handled", "timed", "wrapped", "back", "taken", "taken_again"),
    *("asked", "scored", "satisfied", "solved_asked", "solved"),
)
AMOUNTS = ("waited", "seconds", "cost", "talk", "hold", "wrap", "score", "squares", "busy", "free")


def upgrade() -> None:
    op.create_table(
        "period_counts",
        sa.Column("grain", sa.String(9), nullable=False),
        sa.Column("part", sa.String(16), nullable=False),
        sa.Column("starts_at", Utc(), nullable=False),
        sa.Column("key", sa.String(255), nullable=False),
        sa.Column("queue", sa.String(128), nullable=False),
        sa.Column("vendor", sa.String(128), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in WHOLE_NUMBERS),
        *(sa.Column(name, sa.Float(), nullable=False) for name in AMOUNTS),
        sa.PrimaryKeyConstraint("grain", "part", "starts_at", "key", "queue", "vendor", name="pk_period_counts"),
    )
    op.create_index("ix_period_counts_grain_starts_at", "period_counts", ["grain", "starts_at"])


def downgrade() -> None:
    op.drop_table("period_counts")
