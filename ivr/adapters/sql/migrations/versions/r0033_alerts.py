"""Keep alerts, the teams that are told of them, and what was told."""

import sqlalchemy as sa
from alembic import op

from ivr.adapters.sql.database import Utc

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "alerts",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("raised_at", Utc, nullable=False),
        sa.Column("cleared_at", Utc, index=True),
        sa.Column("taken_by", sa.String(64), nullable=False),
        sa.Column("rests_until", Utc),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("notes", sa.JSON, nullable=False),
        sqlite_autoincrement=True,
    )
    standing = sa.text("cleared_at IS NULL")
    op.create_index(
        "uq_alerts_standing", "alerts", ["name"], unique=True, sqlite_where=standing, postgresql_where=standing
    )
    op.create_table(
        "alert_teams",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("users", sa.JSON, nullable=False),
        sa.Column("queues", sa.JSON, nullable=False),
        sa.Column("level", sa.Integer, nullable=False),
        sa.Column("after_minutes", sa.Integer, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "alert_channels",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("team", sa.Integer, nullable=False, index=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("least", sa.String(16), nullable=False),
        sa.Column("shown", sa.String(128), nullable=False),
        sa.Column("sealed", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    _create_deliveries()


def downgrade() -> None:
    for table in ("alert_deliveries", "alert_channels", "alert_teams", "alerts"):
        op.drop_table(table)


def _create_deliveries() -> None:
    op.create_table(
        "alert_deliveries",
        sa.Column("alert", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("event", sa.String(40), primary_key=True),
        sa.Column("channel", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("at", Utc, nullable=False),
        sa.Column("due_at", Utc, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("fault", sa.Text, nullable=False),
    )
    op.create_index("ix_alert_deliveries_due", "alert_deliveries", ["state", "due_at"])
