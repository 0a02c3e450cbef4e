"""The record of every call: its turns, the edges walked, where it was routed, the texts it had sent."""

import sqlalchemy as sa
from alembic import op

from ivr.adapters.sql.database import Utc

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _calls()
    _turns()
    _hops()
    _decisions()
    _messages()


def downgrade() -> None:
    for table in ("messages", "decisions", "hops", "turns", "calls"):
        op.drop_table(table)


def _calls() -> None:
    op.create_table(
        "calls",
        sa.Column("sid", sa.String(64), nullable=False),
        sa.Column("began_at", Utc(), nullable=False),
        sa.Column("last_at", Utc(), nullable=False),
        sa.Column("dnis", sa.String(255), nullable=False),
        sa.Column("caller_key", sa.String(64), nullable=False),
        sa.Column("caller_hint", sa.String(8), nullable=False),
        sa.Column("language", sa.String(35), nullable=False),
        sa.Column("last_turn", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("status_sequence", sa.Integer(), nullable=False),
        sa.Column("ended_at", Utc(), nullable=True),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.Column("answered_at", Utc(), nullable=True),
        sa.Column("disposition", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("sid", name=op.f("pk_calls")),
    )
    op.create_index(op.f("ix_calls_began_at"), "calls", ["began_at"])
    op.create_index(op.f("ix_calls_caller_key_began_at"), "calls", ["caller_key", "began_at"])
    op.create_index(op.f("ix_calls_ended_at_last_at"), "calls", ["ended_at", "last_at"])


def _turns() -> None:
    op.create_table(
        "turns",
        sa.Column("call_sid", sa.String(64), nullable=False),
        sa.Column("turn", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("language", sa.String(35), nullable=False),
        sa.Column("heard", sa.String(32), nullable=False),
        sa.Column("pressed", sa.String(8), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("recording", sa.Text(), nullable=False),
        sa.Column("degraded", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("call_sid", "turn", name=op.f("pk_turns")),
    )


def _hops() -> None:
    op.create_table(
        "hops",
        sa.Column("call_sid", sa.String(64), nullable=False),
        sa.Column("turn", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("step", sa.String(128), nullable=False),
        sa.Column("outcome", sa.String(64), nullable=False),
        sa.Column("target", sa.String(128), nullable=False),
        sa.PrimaryKeyConstraint("call_sid", "turn", "place", name=op.f("pk_hops")),
    )
    op.create_index(op.f("ix_hops_at"), "hops", ["at"])


def _decisions() -> None:
    op.create_table(
        "decisions",
        sa.Column("call_sid", sa.String(64), nullable=False),
        sa.Column("turn", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("decision", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("call_sid", "turn", name=op.f("pk_decisions")),
    )
    op.create_index(op.f("ix_decisions_at"), "decisions", ["at"])


def _messages() -> None:
    op.create_table(
        "messages",
        sa.Column("id", sa.String(96), nullable=False),
        sa.Column("call_sid", sa.String(64), nullable=False),
        sa.Column("recipient", sa.String(32), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("due_at", Utc(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("claimed_at", Utc(), nullable=True),
        sa.Column("provider_sid", sa.String(64), nullable=False),
        sa.Column("error", sa.String(255), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
    )
    op.create_index(op.f("ix_messages_call_sid"), "messages", ["call_sid"])
    op.create_index(op.f("ix_messages_state_due_at"), "messages", ["state", "due_at"])
