"""Values in an embedded Redis that outlive a server killed the moment after."""

from ivr.adapters.redis.connections import connect

PATIENCE = 20_000
"""Milliseconds for the disk."""


def set_on_disk(url: str, name: str, value: str) -> None:
    """Set a value and wait until it is on disk (Valkey: WAITAOF). Without waiting, the server may keep it back for two
    seconds while the disk is busy (Valkey: appendfsync everysec).
    """
    with connect(url, deadline=PATIENCE / 1000 + 1) as client:
        client.set(name, value)
        assert client.execute_command("WAITAOF", 1, 0, PATIENCE)[0] == 1
