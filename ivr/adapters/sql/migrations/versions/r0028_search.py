"""Store the orders that calls were about, and index what calls are searched by.

On a large table each index takes minutes, in which the record of calls cannot be written (callers are not affected, and
events wait in Redis). docs/search.md has the statements that make the indexes beforehand without that pause; those that
are there are left alone.
"""

import sqlalchemy as sa
from alembic import op

from ivr.adapters.sql.database import Utc

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

INDEXES = (
    ("ix_calls_disposition_began_at", "calls", ["disposition", "began_at"]),
    ("ix_calls_language_began_at", "calls", ["language", "began_at"]),
    ("ix_calls_dnis_began_at", "calls", ["dnis", "began_at"]),
    ("ix_calls_seconds", "calls", ["seconds"]),
    ("ix_legs_issue_entered_at", "legs", ["issue", "entered_at"]),
)
SID_END = "ix_calls_sid_end"
"""PostgreSQL: calls by the last characters of their SID, as pages show it."""


def upgrade() -> None:
    op.create_table(
        "call_orders",
        sa.Column("call_sid", sa.String(64), nullable=False),
        sa.Column("order_key", sa.String(64), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("call_sid", "order_key", name="pk_call_orders"),
    )
    op.create_index("ix_call_orders_order_key_at", "call_orders", ["order_key", "at"])
    op.create_table(
        "console_searches",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("vendor", sa.String(128), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("kept_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_console_searches"),
        sa.UniqueConstraint("owner", "name", name="uq_console_searches_owner_name"),
    )
    for name, table, columns in INDEXES:
        op.create_index(name, table, columns, if_not_exists=True)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"CREATE INDEX IF NOT EXISTS {SID_END} ON calls (right(sid, 6), began_at)")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_index(SID_END, "calls")
    for name, table, _ in INDEXES:
        op.drop_index(name, table)
    op.drop_table("console_searches")
    op.drop_table("call_orders")
