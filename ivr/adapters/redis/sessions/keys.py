"""The Redis keys of the waiting lines. Their contents are described in docs/redis-keys.md."""

from datetime import datetime

import orjson


def line(queue: str) -> str:
    """Sorted set: call SIDs, and callbacks by name, by the time (seconds) from which they count as waiting."""
    return f"wismo:line:{queue}"


def waits(queue: str) -> str:
    """Sorted set: the same call SIDs by the time they began to wait."""
    return f"wismo:waits:{queue}"


def taken(queue: str) -> str:
    """Sorted set: those taken out of the line by an agent, by their former place."""
    return f"wismo:taken:{queue}"


def offered(sid: str) -> str:
    """String: the call (SID) of the agent who is hearing the story of this caller."""
    return f"wismo:offered:{sid}"


def holds(sid: str) -> str:
    """Set: the queues in whose lines a call waits, or waited until it was taken."""
    return f"wismo:holds:{sid}"


def hand(sid: str) -> str:
    """Hash: the caller about to be connected to an agent's call, `queue` and `member`, and `since` (seconds)."""
    return f"wismo:hand:{sid}"


DESK = "wismo:desk"
"""Sorted set: the calls of agents on the desk line, as JSON [SID, member in hand, queues], by the time (seconds) until
which they count as present unless they ask again."""


BELL = "wismo:desk:bell"
"""List: something has happened that the dispatcher of the desk must look at; the words do not matter."""


def pace(queue: str) -> str:
    """List: times (seconds) of the queue's last answers, newest first."""
    return f"wismo:pace:{queue}"


def reach(queue: str) -> str:
    """Hash: `failed`, the number of consecutive unanswered calls, and `at`, the time of the last (seconds)."""
    return f"wismo:reach:{queue}"


def ledger_day(at: datetime) -> str:
    """Hash: calls owed, given, kept and moved in a day (`routing.allocation.LedgerEntry`), by [rule, queue, which]."""
    return f"wismo:ledger:{at:%Y-%m-%d}"


def ledger_month(at: datetime) -> str:
    """Hash: the same of a month."""
    return f"wismo:ledger:{at:%Y-%m}"


def ledger_field(rule: str, queue: str, what: str) -> str:
    """The field of a ledger, as JSON: `what` is owed, given, kept or moved."""
    return orjson.dumps([rule, queue, what]).decode()


def memory(caller: str) -> str:
    """String: the memory of a caller for the next call, as JSON; the caller by keyed hash."""
    return f"wismo:caller:{caller}"


def asked(caller: str) -> str:
    """Hash: the open requests of a caller, by keyed hash, as in `History.asked`, each with its time (ISO 8601)."""
    return f"wismo:asked:{caller}"


def texted(caller: str) -> str:
    """Hash: the orders about which a caller was texted, by keyed hash, each with the time (ISO 8601)."""
    return f"wismo:texted:{caller}"
