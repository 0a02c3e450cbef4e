"""Routing documents that are to be put in force at a time."""

import sqlalchemy as sa
from alembic import op

from ivr.adapters.sql.database import Utc

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "routing_plans",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("author", sa.String(128), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("based_on", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_routing_plans")),
    )
    op.create_index(op.f("ix_routing_plans_at"), "routing_plans", ["at"])


def downgrade() -> None:
    op.drop_table("routing_plans")
