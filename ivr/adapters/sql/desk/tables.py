"""The tables of the record of the desk."""

from sqlalchemy import Column, Float, Index, Integer, String, Table, Text

from ivr.adapters.sql.database import Utc, metadata

handlings = Table(
    "handlings",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("call_sid", String(64), nullable=False, index=True),
    Column("agent", String(32), nullable=False),
    Column("agent_name", String(128), nullable=False),
    Column("queue", String(128), nullable=False),
    Column("language", String(35), nullable=False),
    Column("issue", String(32), nullable=False),
    Column("offered_at", Utc),
    Column("answered_at", Utc),
    Column("ended_at", Utc),
    Column("wrapped_at", Utc),
    Column("hold_seconds", Float, nullable=False),
    Column("became", String(16), nullable=False),
    Column("ended_by", String(16), nullable=False),
    Column("disposition", String(32), nullable=False),
    Column("note", Text, nullable=False),
    Column("noted_at", Utc),
    Column("direction", String(8), nullable=False),
    Index(None, "agent", "offered_at"),
    Index(None, "queue", "offered_at"),
    Index(None, "disposition", "offered_at"),
)
"""One row for each agent to whom a call was offered, merged from its events (`ivr.calls.desk.desk_events.Handled`).

`became` is ringing, answered, missed, declined or lost; `ended_by` caller, agent, transfer, supervisor or failure;
`direction` in or out. `wrapped_at` is the end of the wrap-up, `noted_at` the time of disposition and note.
"""

agent_states = Table(
    "agent_states",
    metadata,
    Column("agent", String(32), primary_key=True),
    Column("at", Utc, primary_key=True, index=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("state", String(16), nullable=False),
    Column("reason", String(64), nullable=False),
)
"""One row for each change of an agent's state; `number` tells changes at the same instant apart."""
