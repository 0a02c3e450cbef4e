"""Turning switches by phone."""

from collections.abc import Mapping
from datetime import datetime

import redis
import structlog

from ivr.adapters.redis.routing_announcements import Announcements
from ivr.adapters.sql.routing.store import RoutingStore
from ivr.calls.ports import Unavailable
from ivr.reporting.audit import Actor

BY_TELEPHONE = "By telephone"
"""The reason stored for a switch that was turned by phone."""

log = structlog.get_logger()


class TelephoneSwitches:
    """Implements ivr.calls.phone_switches.Switches."""

    def __init__(self, store: RoutingStore, announcements: Announcements) -> None:
        self._store = store
        self._announcements = announcements

    def on(self) -> Mapping[str, datetime]:
        """Return the switches that are on, each with its end. Raises Unavailable."""
        try:
            return self._store.switches()
        except Exception as error:
            raise Unavailable("the switches cannot be read") from error

    def turn(self, name: str, *, until: datetime | None, who: str) -> None:
        """Turn a switch on until a time, or off (None). Raises Unavailable.

        SQL is authoritative: if Redis is unavailable, the job that mends it announces the switch.
        """
        try:
            self._store.flip(name, until=until, actor=Actor(who, "phone"), why=BY_TELEPHONE)
        except Exception as error:
            raise Unavailable("the switches cannot be turned") from error
        try:
            self._announcements.tell()
        except redis.RedisError:
            log.warning("a switch was turned that the workers do not know of yet", switch=name)
