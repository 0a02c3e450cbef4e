"""Agents have an id and may be users of the console; their states and the calls that they handled are recorded."""

from secrets import token_hex

import sqlalchemy as sa
from alembic import op

import ivr.adapters.sql.database

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_KEPT = ("number", "name", "pin", "queues", "away", "switches")


def upgrade() -> None:
    """The key of a table cannot be changed in place on SQLite, so the few rows are written again."""
    columns = [sa.column(name, sa.JSON() if name in ("queues", "switches") else None) for name in _KEPT]
    rows = op.get_bind().execute(sa.select(*columns).select_from(sa.table("agents"))).mappings().all()
    op.drop_table("agents")
    agents = op.create_table(
        "agents",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("number", sa.String(16)),
        sa.Column("user", sa.String(64)),
        sa.Column("name", sa.String(128), nullable=False),
        sa.Column("pin", sa.String(64), nullable=False),
        sa.Column("queues", sa.JSON(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("issues", sa.JSON(), nullable=False),
        sa.Column("switches", sa.JSON(), nullable=False),
        sa.Column("station", sa.String(8), nullable=False),
        sa.Column("away", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agents")),
    )
    op.create_index("uq_agents_number", "agents", ["number"], unique=True)
    op.create_index("uq_agents_user", "agents", ["user"], unique=True)
    new: dict[str, object] = {"user": None, "languages": [], "issues": [], "station": "phone"}
    if rows:
        op.bulk_insert(agents, [{**row, **new, "id": token_hex(8)} for row in rows])
    _create_handlings()
    _create_states()


def _create_handlings() -> None:
    utc = ivr.adapters.sql.database.Utc(timezone=True)
    op.create_table(
        "handlings",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("call_sid", sa.String(64), nullable=False),
        sa.Column("agent", sa.String(32), nullable=False),
        sa.Column("agent_name", sa.String(128), nullable=False),
        sa.Column("queue", sa.String(128), nullable=False),
        sa.Column("language", sa.String(35), nullable=False),
        sa.Column("issue", sa.String(32), nullable=False),
        sa.Column("offered_at", utc),
        sa.Column("answered_at", utc),
        sa.Column("ended_at", utc),
        sa.Column("wrapped_at", utc),
        sa.Column("hold_seconds", sa.Float(), nullable=False),
        sa.Column("became", sa.String(16), nullable=False),
        sa.Column("ended_by", sa.String(16), nullable=False),
        sa.Column("disposition", sa.String(32), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("noted_at", utc),
        sa.Column("direction", sa.String(8), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handlings")),
    )
    for columns in (["call_sid"], ["agent", "offered_at"], ["queue", "offered_at"], ["disposition", "offered_at"]):
        op.create_index(op.f(f"ix_handlings_{'_'.join(columns)}"), "handlings", columns)


def _create_states() -> None:
    utc = ivr.adapters.sql.database.Utc(timezone=True)
    op.create_table(
        "agent_states",
        sa.Column("agent", sa.String(32), nullable=False),
        sa.Column("at", utc, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("reason", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("agent", "at", "number", name=op.f("pk_agent_states")),
    )
    op.create_index(op.f("ix_agent_states_at"), "agent_states", ["at"])


def downgrade() -> None:
    op.drop_table("agent_states")
    op.drop_table("handlings")
    columns = [sa.column(name, sa.JSON() if name in ("queues", "switches") else None) for name in _KEPT]
    stored = sa.table("agents", *columns)
    kept = sa.select(*columns).select_from(stored).where(stored.c.number.is_not(None))
    rows = op.get_bind().execute(kept).mappings().all()
    op.drop_table("agents")
    agents = op.create_table(
        "agents",
        sa.Column("number", sa.String(16), nullable=False),
        sa.Column("name", sa.String(128), nullable=False),
        sa.Column("pin", sa.String(64), nullable=False),
        sa.Column("queues", sa.JSON(), nullable=False),
        sa.Column("away", sa.Boolean(), nullable=False),
        sa.Column("switches", sa.JSON(), nullable=False, server_default="[]"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_agents")),
    )
    if rows:
        op.bulk_insert(agents, [dict(row) for row in rows])
