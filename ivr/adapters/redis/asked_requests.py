"""Callers' memory of what they have asked for, which ends with the request."""

from dataclasses import dataclass, field

import redis
import structlog

from ivr.adapters.redis.sessions import keys
from ivr.flows.earlier_requests import asked_for
from ivr.orders.order_numbers import order_key
from ivr.orders.phone_numbers import hashed
from ivr.reporting.requests import RequestRecord

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class AskedRequests:
    """The memory of all callers. `key` hashes order numbers."""

    client: redis.Redis
    key: bytes = field(repr=False)

    def forget(self, settled: RequestRecord) -> None:
        """Let the caller ask again. Without Redis the memory ends by itself, later: that is logged, and no error."""
        order = hashed(order_key(settled.shop, settled.order_number), self.key) if settled.order_number else ""
        try:
            self.client.hdel(keys.asked(settled.caller_key), asked_for(settled.kind, order))
        except redis.RedisError as error:
            log.warning("a settled request stays in a caller's memory", request=settled.id, cause=type(error).__name__)
