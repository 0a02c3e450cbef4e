"""The state of alerts, and the outbox of alerts to post to a webhook, in Redis."""

import hmac
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any, cast

import httpx2
import orjson
import redis
import structlog

from ivr.reporting.alerts import AlertState

ALERTS = "wismo:alerts"
"""Hash: the name of an alert to its state, as JSON."""
OUTBOX = "wismo:alerts:outbox"
"""Hash: messages to post, by id, as JSON."""
TURN = "wismo:alerts:turn"
"""String: held by the job that evaluates alerts right now."""

TURN_KEPT = 30
TRIED_FOR = 6 * 3600.0
"""Seconds after which an undeliverable message is dropped."""
FIRST_PAUSE, LONGEST_PAUSE = 5.0, 900.0
PATIENCE = 5.0
"""Seconds for the webhook's response."""

log = structlog.get_logger()


@contextmanager
def judging_lock(client: redis.Redis) -> Iterator[bool]:
    """Yield whether this job may evaluate alerts: two at the same time would each raise the same alert."""
    mine = bool(client.set(TURN, "1", nx=True, ex=TURN_KEPT))
    try:
        yield mine
    finally:
        if mine:
            client.delete(TURN)


def parse_alerts(kept: Mapping[str, str]) -> dict[str, AlertState]:
    """Parse the hash ALERTS; entries written by another version are skipped."""
    found = {}
    for name, text in kept.items():
        try:
            found[name] = AlertState(**orjson.loads(text))
        except (ValueError, TypeError):
            continue
    return found


def load_alerts(client: redis.Redis) -> dict[str, AlertState]:
    """Return the current state of all alerts."""
    return parse_alerts(cast("Mapping[str, str]", client.hgetall(ALERTS)))


def save_alerts(
    client: redis.Redis, stands: Mapping[str, AlertState], told: Iterable[AlertState], *, post: bool
) -> None:
    """Store the state of all alerts and, with `post`, the messages about changes, in one transaction."""
    with client.pipeline() as together:
        together.delete(ALERTS)
        if stands:
            together.hset(ALERTS, mapping={name: orjson.dumps(asdict(each)) for name, each in stands.items()})
        for each in told if post else ():
            together.hset(
                OUTBOX, message_id(each), orjson.dumps({"alert": asdict(each), "tries": 0, "due": each.since})
            )
        together.execute()


def message_id(alert: AlertState) -> str:
    """The id of a message, the same however often the same change is posted."""
    return f"{alert.name}/{'raised' if alert.is_on else 'cleared'}/{alert.since:.0f}"


@dataclass(frozen=True, slots=True)
class AlertWebhook:
    """The webhook for alerts: JSON signed with `secret`. `post` sends bytes and headers, or raises."""

    address: str
    secret: str
    post: Callable[[str, bytes, Mapping[str, str]], None]
    clock: Callable[[], float] = time.time

    def tell(self, alert: AlertState) -> None:
        """Post one alert."""
        what = {"id": message_id(alert), "alert": alert.name, "state": "raised" if alert.is_on else "cleared"}
        body = orjson.dumps({**what, "words": alert.words, "at": alert.since})
        at = str(int(self.clock()))
        signature = hmac.digest(self.secret.encode(), f"{at}.".encode() + body, sha256).hex()
        headers = {
            "Content-Type": "application/json",
            "X-Wismo-Timestamp": at,
            "X-Wismo-Signature": f"sha256={signature}",
        }
        self.post(self.address, body, headers)


def post(address: str, body: bytes, headers: Mapping[str, str]) -> None:
    """Send a POST request. Raises httpx2.HTTPError if it fails or is refused."""
    httpx2.post(address, content=body, headers=dict(headers), timeout=PATIENCE).raise_for_status()


def post_due(client: redis.Redis, webhook: AlertWebhook, now: float) -> dict[str, int]:
    """Post the messages that are due. A failed one is retried with growing pauses and dropped after TRIED_FOR."""
    counted = {"sent": 0, "failed": 0, "given_up": 0}
    for name, text in cast("Mapping[str, str]", client.hgetall(OUTBOX)).items():
        kept: dict[str, Any] = orjson.loads(text)
        if kept["due"] <= now:
            outcome = _tried(webhook, kept, now)
            counted[outcome] += 1
            if outcome == "failed":
                client.hset(OUTBOX, name, orjson.dumps(kept))
            else:
                client.hdel(OUTBOX, name)
    return counted


def _tried(webhook: AlertWebhook, kept: dict[str, Any], now: float) -> str:
    """Post one message; on failure, update its tries and due time in `kept`."""
    alert = AlertState(**kept["alert"])
    try:
        webhook.tell(alert)
    except (httpx2.HTTPError, OSError) as error:
        log.warning("an alert was not taken", alert=alert.name, tries=kept["tries"] + 1, cause=type(error).__name__)
        if now - alert.since > TRIED_FOR:
            return "given_up"
        kept["due"] = now + min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** kept["tries"])
        kept["tries"] += 1
        return "failed"
    return "sent"
