"""Routing: versions, the draft, the audit, the ledger, the switches that are on."""

import sqlalchemy as sa
from alembic import op

from ivr.adapters.sql.database import Utc

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _documents()
    _audit()
    _ledger()
    op.create_table(
        "routing_switches",
        sa.Column("name", sa.String(128), nullable=False),
        sa.Column("until", Utc(), nullable=False),
        sa.Column("flipped_by", sa.String(128), nullable=False),
        sa.Column("flipped_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_routing_switches")),
    )


def downgrade() -> None:
    for table in ("routing_switches", "routing_ledger", "routing_audit", "routing_drafts", "routing_versions"):
        op.drop_table(table)


def _documents() -> None:
    op.create_table(
        "routing_versions",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("author", sa.String(128), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("published_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_routing_versions")),
    )
    op.create_table(
        "routing_drafts",
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("author", sa.String(128), nullable=False),
        sa.Column("saved_at", Utc(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("based_on", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_routing_drafts")),
    )


def _audit() -> None:
    op.create_table(
        "routing_audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("who", sa.String(128), nullable=False),
        sa.Column("via", sa.String(16), nullable=False),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("subject", sa.String(128), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routing_audit")),
    )
    op.create_index(op.f("ix_routing_audit_at"), "routing_audit", ["at"])


def _ledger() -> None:
    op.create_table(
        "routing_ledger",
        sa.Column("period", sa.String(10), nullable=False),
        sa.Column("rule", sa.String(255), nullable=False),
        sa.Column("queue", sa.String(128), nullable=False),
        sa.Column("owed", sa.Float(), nullable=False),
        sa.Column("given", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("period", "rule", "queue", name=op.f("pk_routing_ledger")),
    )
