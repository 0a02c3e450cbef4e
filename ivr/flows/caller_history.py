"""What a call leaves for the caller's next one: the language chosen, who spoke with them, which late order it was."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from ivr.engine.call import Call

REPEATS_WITHIN = timedelta(days=7)
"""A second call within this time is a repeat (metrics: repeat contact)."""


def recall(call: Call, memory: Mapping[str, Any], now: datetime) -> None:
    """Begin a call with what is remembered of its caller."""
    lately = "at" in memory and now - datetime.fromisoformat(memory["at"]) <= REPEATS_WITHIN
    call.remember(
        began=now.isoformat(),
        chosen_language=memory.get("language", ""),
        last_queue=memory.get("queue", ""),
        repeat=lately,
        rang_about=memory.get("late", "") if lately else "",
    )


def memory_of(call: Call) -> dict[str, Any]:
    """What there is to remember; empty parts are left out."""
    facts = call.facts
    parts = {
        "at": facts.get("began", ""),
        "language": facts.get("chosen_language", ""),
        "queue": facts.get("last_queue", ""),
        "late": facts.get("late_order", "") or facts.get("rang_about", ""),
    }
    return {name: value for name, value in parts.items() if value}
