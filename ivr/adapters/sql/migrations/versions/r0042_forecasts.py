"""Store forecasts of calls, and launches that were entered by hand."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "call_forecasts",
        sa.Column("part", sa.String(16), nullable=False),
        sa.Column("key", sa.String(128), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("made_on", sa.String(10), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("part", "key", "day", "made_on", name="pk_call_forecasts"),
    )
    op.create_index("ix_call_forecasts_day", "call_forecasts", ["day"])
    op.create_table(
        "forecast_subjects",
        sa.Column("part", sa.String(16), nullable=False),
        sa.Column("key", sa.String(128), nullable=False),
        sa.Column("made_on", sa.String(10), nullable=False),
        sa.Column("known_from", sa.String(10)),
        sa.Column("errors", sa.JSON(), nullable=False),
        sa.Column("handling", sa.Float()),
        sa.Column("patience", sa.Float()),
        sa.Column("offered", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("part", "key", name="pk_forecast_subjects"),
    )
    op.create_table(
        "launches",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("first", sa.String(10), nullable=False),
        sa.Column("last", sa.String(10), nullable=False),
        sa.Column("factor", sa.Float(), nullable=False),
        sa.Column("extra", sa.Integer(), nullable=False),
        sa.Column("queues", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_launches"),
    )


def downgrade() -> None:
    op.drop_table("launches")
    op.drop_table("forecast_subjects")
    op.drop_table("call_forecasts")
