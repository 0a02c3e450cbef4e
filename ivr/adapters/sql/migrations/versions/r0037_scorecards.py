"""Count owed and given calls by half-hour; keep disputes of scorecards."""

import sqlalchemy as sa
from alembic import op

from ivr.adapters.sql.database import Utc

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "split_half_hours",
        sa.Column("starts_at", Utc(), nullable=False),
        sa.Column("rule", sa.String(255), nullable=False),
        sa.Column("queue", sa.String(128), nullable=False),
        sa.Column("owed", sa.Float(), nullable=False),
        sa.Column("given", sa.Integer(), nullable=False),
        sa.Column("kept", sa.Integer(), nullable=False),
        sa.Column("moved", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("starts_at", "rule", "queue", name="pk_split_half_hours"),
    )
    op.create_table(
        "scorecard_disputes",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("vendor", sa.String(128), nullable=False),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("figure", sa.String(32), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("raised_by", sa.String(128), nullable=False),
        sa.Column("raised_at", Utc(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("settled_by", sa.String(128), nullable=False),
        sa.Column("settled_at", Utc(), nullable=True),
        sa.PrimaryKeyConstraint("number", name="pk_scorecard_disputes"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_scorecard_disputes_vendor_month", "scorecard_disputes", ["vendor", "month"])


def downgrade() -> None:
    op.drop_table("scorecard_disputes")
    op.drop_table("split_half_hours")
