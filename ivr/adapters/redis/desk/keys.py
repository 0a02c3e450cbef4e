"""The Redis keys of the desk. Their contents are described in docs/redis-keys.md."""

AGENTS = "wismo:agents"
"""Hash: agent (id) to the state as JSON."""
TURN = "wismo:desk:turn"
"""String: the dispatcher that is at work."""
ROOMS = "wismo:rooms"
"""Set: the names of the rooms in use."""


def beat(agent: str) -> str:
    """Hash: `tab` that has the agent's telephone, and `at`, its last sign of life (seconds)."""
    return f"wismo:agent:{agent}"


def room(name: str) -> str:
    """String: a room as JSON."""
    return f"wismo:room:{name}"


def bridge(sid: str) -> str:
    """String: the other leg of a caller (call SID) who talks without a room, and its kind."""
    return f"wismo:bridge:{sid}"


def room_of(sid: str) -> str:
    """String: the room in which a call, the caller's or another, is or was last."""
    return f"wismo:room-of:{sid}"
