"""Webhooks of sources of orders, at `/webhooks/<name of the source>`: proven, and put on the stream of news.

Nothing is read or applied here: the platform has its answer after one round trip to Redis. Whatever is not answered
with 200 is sent again by the platform.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, TypeAlias

import structlog
from flask import Blueprint, Response, request

from ivr.adapters.redis.news.stream import NewsStream, Put
from ivr.adapters.resilience.breaker import Breaker
from ivr.adapters.telemetry.logs import LogThrottle
from ivr.orders.sources.source import Source, Webhook, WebhookRules
from ivr.web.gateway import LARGEST_WEBHOOK_BODY

Outcome: TypeAlias = Put | Literal["paused", "forged", "unknown", "unready", "away"]
STATUS: Mapping[Outcome, int] = {
    "taken": 200,
    "repeated": 200,
    "paused": 200,
    "forged": 401,
    "unknown": 404,
    "full": 503,
    "unready": 503,
    "away": 503,
}


@dataclass(frozen=True, slots=True)
class Receiver:
    """A source, and how its webhooks are proven."""

    source: Source
    rules: WebhookRules


@dataclass(frozen=True, slots=True)
class WebhookIntake:
    """Takes webhooks in. `receivers` are all sources that send any, by name; None before they have been read.

    `counted` is called with the source, empty if there is none of that name, and the outcome.
    """

    receivers: Callable[[], Mapping[str, Receiver] | None]
    stream: NewsStream
    breaker: Breaker
    clock: Callable[[], datetime]
    counted: Callable[[str, Outcome], None]
    log: Any = field(default_factory=lambda: structlog.get_logger("wismo"))
    seldom: LogThrottle = field(default_factory=LogThrottle)

    def take(self, name: str, webhook: Webhook) -> Outcome:
        """Take one webhook in, and tell operators the outcome."""
        receivers = self.receivers()
        receiver = receivers.get(name) if receivers else None
        outcome = self._taken(receiver, webhook) if receiver else "unready" if receivers is None else "unknown"
        self.counted(name if receiver else "", outcome)
        if receiver and STATUS[outcome] != 200 and (times := self.seldom.cases(f"{name}: {outcome}")):
            self.log.warning("a webhook was refused", source=name, why=outcome, times=times)
        return outcome

    def _taken(self, receiver: Receiver, webhook: Webhook) -> Outcome:
        if not _is_proven(receiver, webhook):
            return "forged"
        if receiver.source.paused:
            return "paused"
        if not self.breaker.admits():
            return "away"
        return self._put(receiver, webhook)

    def _put(self, receiver: Receiver, webhook: Webhook) -> Outcome:
        delivery = receiver.rules.delivery(webhook)
        try:
            outcome = self.stream.put_webhook(receiver.source.name, delivery, webhook, self.clock())
        except Exception:  # redis-py raises more than RedisError
            self.breaker.failed()
            return "away"
        self.breaker.succeeded()
        return outcome


def _is_proven(receiver: Receiver, webhook: Webhook) -> bool:
    """Whether its source sent the webhook. A head that the proof cannot read is no proof."""
    try:
        return receiver.rules.is_proven(webhook, receiver.source)
    except (ValueError, TypeError, LookupError):
        return False


def source_webhooks(intake: WebhookIntake) -> Blueprint:
    """The route of all sources."""
    blueprint = Blueprint("source_webhooks", __name__)

    @blueprint.post("/webhooks/<name>")
    def receive(name: str) -> Response:
        request.max_content_length = LARGEST_WEBHOOK_BODY
        headers = {header.lower(): value for header, value in request.headers}
        webhook = Webhook(headers, request.get_data(cache=False), request.args.to_dict())
        return Response(status=STATUS[intake.take(name, webhook)])

    return blueprint
