"""The table of the surveys after agents. It holds no telephone numbers."""

from sqlalchemy import Boolean, Column, Index, Integer, String, Table

from ivr.adapters.sql.database import Utc, metadata

survey_answers = Table(
    "survey_answers",
    metadata,
    Column("call_sid", String(64), primary_key=True),
    Column("caller_key", String(64), nullable=False),
    Column("queue", String(128), nullable=False),
    Column("vendor", String(128), nullable=False),
    Column("agent", String(32), nullable=False),
    Column("issue", String(32), nullable=False),
    Column("language", String(35), nullable=False),
    Column("way", String(8), nullable=False),
    Column("asked_at", Utc, nullable=False, index=True),
    Column("score", Integer),
    Column("solved", Boolean),
    Column("answered_at", Utc),
    Index(None, "queue", "asked_at"),
    Index(None, "caller_key", "asked_at"),
)
"""One row for each call whose caller was asked, with the queue and agent that took it; `way` is call or text.

`vendor` is empty in house, `agent` where the agent is not known. `score` is 1 to 5; it and `solved` are NULL without an
answer, and `answered_at` is the time of the first one.
"""
