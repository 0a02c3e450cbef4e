"""Store why people call: the reasons of each call, and calls and parcels by reason and day."""

import sqlalchemy as sa
from alembic import op

from ivr.adapters.sql.database import Utc

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "call_reasons",
        sa.Column("call_sid", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("key", sa.String(160), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("call_sid", "kind", "key", name="pk_call_reasons"),
    )
    op.create_index("ix_call_reasons_kind_key_at", "call_reasons", ["kind", "key", "at"])
    op.create_table(
        "contact_reasons",
        *_keys(),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("to_people", sa.Integer(), nullable=False),
        sa.Column("by_hour", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("day", "kind", "key", name="pk_contact_reasons"),
    )
    op.create_index("ix_contact_reasons_kind_key_day", "contact_reasons", ["kind", "key", "day"])
    op.create_table(
        "parcel_counts",
        *_keys(),
        sa.Column("parcels", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "kind", "key", name="pk_parcel_counts"),
    )


def _keys() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("key", sa.String(160), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("parcel_counts")
    op.drop_table("contact_reasons")
    op.drop_table("call_reasons")
