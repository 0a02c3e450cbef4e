"""The tables of the record of calls. They hold no names and, except for messages, no phone numbers."""

from sqlalchemy import JSON, Column, Float, Index, Integer, String, Table, Text, text

from ivr.adapters.sql.database import Utc, metadata

calls = Table(
    "calls",
    metadata,
    Column("sid", String(64), primary_key=True),
    Column("began_at", Utc, nullable=False),
    Column("last_at", Utc, nullable=False),
    Column("dnis", String(255), nullable=False),
    Column("caller_key", String(64), nullable=False),
    Column("caller_hint", String(8), nullable=False),
    Column("language", String(35), nullable=False),
    Column("last_turn", Integer, nullable=False),
    Column("status", String(32), nullable=False),
    Column("status_sequence", Integer, nullable=False),
    Column("ended_at", Utc),
    Column("seconds", Integer),
    Column("answered_at", Utc),
    Column("disposition", String(16), nullable=False, default=""),
    Column("survey", String(8), nullable=False, default="", server_default=""),
    Index(None, "began_at"),
    Index(None, "caller_key", "began_at"),
    Index(None, "ended_at", "last_at"),
    Index(None, "disposition", "began_at"),
    Index(None, "language", "began_at"),
    Index(None, "dnis", "began_at"),
    Index(None, "seconds"),
)
"""One row a call, merged from its events. `last_turn` is the turn that set `language`, -1 before the first;
`status_sequence` is -1 before the first status; `answered_at` is the time when an agent took the call;
`disposition` is empty until the call has ended, and `survey` unless the caller was asked: asked, yes or no."""

call_orders = Table(
    "call_orders",
    metadata,
    Column("call_sid", String(64), primary_key=True),
    Column("order_key", String(64), primary_key=True),
    Column("at", Utc, nullable=False),
    Index(None, "order_key", "at"),
)
"""The orders that each call was about, by keyed hash, with the time at which each was first spoken of."""

REASON_KEY = 160
"""The longest key of a reason."""

call_reasons = Table(
    "call_reasons",
    metadata,
    Column("call_sid", String(64), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("key", String(REASON_KEY), primary_key=True),
    Column("at", Utc, nullable=False),
    Index(None, "kind", "key", "at"),
)
"""The reasons of each call, as they were when the caller heard of the order, or when the call ended."""

turns = Table(
    "turns",
    metadata,
    Column("call_sid", String(64), primary_key=True),
    Column("turn", Integer, primary_key=True, autoincrement=False),
    Column("at", Utc, nullable=False),
    Column("language", String(35), nullable=False),
    Column("heard", String(32), nullable=False),
    Column("pressed", String(8), nullable=False),
    Column("said", JSON, nullable=False),
    Column("recording", Text, nullable=False, default=""),
    Column("degraded", String(32), nullable=False),
)
"""The caller's input and the prompts of each turn, a list of [prompt, facts, language]; `recording` is the URL of a
message that the caller left."""

hops = Table(
    "hops",
    metadata,
    Column("call_sid", String(64), primary_key=True),
    Column("turn", Integer, primary_key=True, autoincrement=False),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("at", Utc, nullable=False, index=True),
    Column("step", String(128), nullable=False),
    Column("outcome", String(64), nullable=False),
    Column("target", String(128), nullable=False),
)
"""The edges walked; `place` counts them within their turn."""

decisions = Table(
    "decisions",
    metadata,
    Column("call_sid", String(64), primary_key=True),
    Column("turn", Integer, primary_key=True, autoincrement=False),
    Column("at", Utc, nullable=False, index=True),
    Column("decision", JSON, nullable=False),
)
"""The routing decisions of a call, with their reasons."""

legs = Table(
    "legs",
    metadata,
    Column("call_sid", String(64), primary_key=True),
    Column("turn", Integer, primary_key=True, autoincrement=False),
    Column("queue", String(128), nullable=False),
    Column("language", String(35), nullable=False),
    Column("issue", String(32), nullable=False),
    Column("rule", String(255), nullable=False),
    Column("entered_at", Utc, nullable=False, index=True),
    Column("waited", Float),
    Column("became", String(16), nullable=False),
    Index(None, "queue", "entered_at"),
    Index(None, "issue", "entered_at"),
)
"""One row each time a call was given to a queue; `waited` is seconds, `became` waiting, answered, abandoned, flowed."""

_ABOUT = "about <> ''"

messages = Table(
    "messages",
    metadata,
    Column("id", String(96), primary_key=True),
    Column("call_sid", String(64), nullable=False, index=True),
    Column("recipient", String(32), nullable=False),
    Column("body", Text, nullable=False),
    Column("state", String(8), nullable=False),
    Column("due_at", Utc, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("claimed_at", Utc),
    Column("provider_sid", String(64), nullable=False),
    Column("error", String(255), nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("about", String(64), nullable=False, default="", server_default=""),
    Index(None, "state", "due_at"),
    Index(None, "recipient", "created_at"),
    Index(None, "about", "created_at"),
    Index(
        "uq_messages_about", "call_sid", "about", unique=True, sqlite_where=text(_ABOUT), postgresql_where=text(_ABOUT)
    ),
)
"""Text messages: `due`, `sending` since `claimed_at`, `sent`, or `failed`, which includes messages over a limit.

`about` is the order by keyed hash (a call sends at most one text per order); empty for a text to the shop's staff."""
