"""Store requests of callers, and their delivery to a help desk."""

import sqlalchemy as sa
from alembic import op

from ivr.adapters.sql.database import Utc

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_OPEN = sa.text("state IN ('open', 'taken') AND (order_number <> '' OR caller_key <> '')")


def upgrade() -> None:
    op.create_table(
        "requests",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("call_sid", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("order_number", sa.String(64), nullable=False),
        sa.Column("shop", sa.String(64), nullable=False),
        sa.Column("caller", sa.String(32), nullable=False),
        sa.Column("caller_key", sa.String(64), nullable=False),
        sa.Column("language", sa.String(35), nullable=False),
        sa.Column("line", sa.String(255), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("again", sa.JSON(), nullable=False),
        sa.Column("asked_at", Utc(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("taken_by", sa.String(128), nullable=False),
        sa.Column("changed_at", Utc(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_requests"),
    )
    for column in ("call_sid", "caller_key"):
        op.create_index(f"ix_requests_{column}", "requests", [column])
    op.create_index("ix_requests_state_asked_at", "requests", ["state", "asked_at"])
    op.create_index(
        "uq_requests_open",
        "requests",
        ["kind", "shop", "order_number", "caller_key"],
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    _create_deliveries()


def _create_deliveries() -> None:
    op.create_table(
        "request_deliveries",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("request_id", sa.String(32), nullable=False),
        sa.Column("event", sa.String(32), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("due_at", Utc(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("claimed_at", Utc()),
        sa.Column("status", sa.Integer()),
        sa.Column("error", sa.String(255), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_request_deliveries"),
    )
    op.create_index("ix_request_deliveries_request_id", "request_deliveries", ["request_id"])
    op.create_index("ix_request_deliveries_state_due_at", "request_deliveries", ["state", "due_at"])


def downgrade() -> None:
    op.drop_table("request_deliveries")
    op.drop_table("requests")
